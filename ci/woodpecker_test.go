package ci

import "testing"

func TestWoodpecker(t *testing.T) {
	check(t, "Woodpecker", "CI=woodpecker\nCI_COMMIT_SHA=TIP\nCI_COMMIT_BRANCH=topic\nCI_REPO_DEFAULT_BRANCH=main", []row{
		{name: "push", env: "CI_PIPELINE_EVENT=push\nCI_PREV_COMMIT_SHA=BASE\nCI_PREV_PIPELINE_EVENT=push\nCI_PREV_PIPELINE_STATUS=success\nCI_PREV_COMMIT_BRANCH=topic", want: "push tip=TIP base=BASE branch=topic default=main"},
		{name: "first push of a branch", env: "CI_PIPELINE_EVENT=push\nCI_PREV_COMMIT_SHA=", want: "new tip=TIP branch=topic default=main"},
		{name: "push after a failure", env: "CI_PIPELINE_EVENT=push\nCI_PREV_COMMIT_SHA=BASE\nCI_PREV_PIPELINE_STATUS=failure", want: "new tip=TIP branch=topic default=main"},
		{name: "push after a pull request", env: "CI_PIPELINE_EVENT=push\nCI_PREV_COMMIT_SHA=BASE\nCI_PREV_PIPELINE_EVENT=pull_request", want: "new tip=TIP branch=topic default=main"},
		{name: "push after one to another branch", env: "CI_PIPELINE_EVENT=push\nCI_PREV_COMMIT_SHA=BASE\nCI_PREV_COMMIT_BRANCH=main", want: "new tip=TIP branch=topic default=main"},
		{name: "repeated", env: "CI_PIPELINE_EVENT=push\nCI_PREV_COMMIT_SHA=TIP", want: "new tip=TIP branch=topic default=main"},
		{name: "pull request", env: "CI_PIPELINE_EVENT=pull_request\nCI_COMMIT_TARGET_BRANCH=main\nCI_COMMIT_SOURCE_BRANCH=-x\nCI_PREV_COMMIT_SHA=BASE", want: "change tip=TIP target=main default=main"},
		{name: "tag", env: "CI_PIPELINE_EVENT=tag\nCI_COMMIT_TAG=v1", want: "new tip=TIP tag=v1 default=main"},
		{name: "release", env: "CI_PIPELINE_EVENT=release\nCI_COMMIT_TAG=v1", want: "new tip=TIP tag=v1 default=main"},
		{name: "cron", env: "CI_PIPELINE_EVENT=cron", want: "whole tip=TIP branch=topic default=main"},
		{name: "manual", env: "CI_PIPELINE_EVENT=manual", want: "whole tip=TIP branch=topic default=main"},
		{name: "no event", err: "CI_PIPELINE_EVENT"},
		{name: "no target", env: "CI_PIPELINE_EVENT=pull_request", err: "CI_COMMIT_TARGET_BRANCH"},
	})
}
