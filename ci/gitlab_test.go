package ci

import "testing"

func TestGitLab(t *testing.T) {
	check(t, "GitLab CI", "GITLAB_CI=true\nCI_COMMIT_SHA=TIP\nCI_DEFAULT_BRANCH=main", []row{
		{name: "push", env: "CI_PIPELINE_SOURCE=push\nCI_COMMIT_BRANCH=topic\nCI_COMMIT_BEFORE_SHA=BASE", want: "push tip=TIP base=BASE branch=topic default=main"},
		{name: "first push of a branch", env: "CI_PIPELINE_SOURCE=push\nCI_COMMIT_BRANCH=topic\nCI_COMMIT_BEFORE_SHA=NONE", want: "new tip=TIP branch=topic default=main"},
		{name: "tag", env: "CI_PIPELINE_SOURCE=push\nCI_COMMIT_TAG=v1\nCI_COMMIT_BEFORE_SHA=NONE", want: "new tip=TIP tag=v1 default=main"},
		{name: "merge request", want: "change tip=TIP base=BASE target=main default=main",
			env: "CI_PIPELINE_SOURCE=merge_request_event\nCI_MERGE_REQUEST_IID=1\nCI_COMMIT_BEFORE_SHA=NONE\nCI_MERGE_REQUEST_DIFF_BASE_SHA=BASE\nCI_MERGE_REQUEST_TARGET_BRANCH_NAME=main\nCI_MERGE_REQUEST_EVENT_TYPE=detached"},
		{name: "merged results", want: "change tip=TIP head=HEAD base=BASE base=BASE target=main default=main",
			env: "CI_PIPELINE_SOURCE=merge_request_event\nCI_MERGE_REQUEST_IID=1\nCI_MERGE_REQUEST_DIFF_BASE_SHA=BASE\nCI_MERGE_REQUEST_TARGET_BRANCH_NAME=main\nCI_MERGE_REQUEST_EVENT_TYPE=merged_result\nCI_MERGE_REQUEST_SOURCE_BRANCH_SHA=HEAD\nCI_MERGE_REQUEST_TARGET_BRANCH_SHA=BASE"},
		{name: "merge train", want: "change tip=TIP head=HEAD base=BASE target=main default=main",
			env: "CI_PIPELINE_SOURCE=merge_request_event\nCI_MERGE_REQUEST_IID=1\nCI_MERGE_REQUEST_TARGET_BRANCH_NAME=main\nCI_MERGE_REQUEST_EVENT_TYPE=merge_train\nCI_MERGE_REQUEST_SOURCE_BRANCH_SHA=HEAD\nCI_MERGE_REQUEST_TARGET_BRANCH_SHA=BASE"},
		{name: "child pipeline of a merge request", want: "change tip=TIP base=BASE default=main",
			env: "CI_PIPELINE_SOURCE=parent_pipeline\nCI_MERGE_REQUEST_IID=1\nCI_MERGE_REQUEST_DIFF_BASE_SHA=BASE"},
		{name: "merge request without a base", env: "CI_PIPELINE_SOURCE=merge_request_event\nCI_MERGE_REQUEST_TARGET_BRANCH_NAME=main", want: "change tip=TIP target=main default=main"},
		{name: "external pull request", want: "change tip=TIP head=HEAD base=BASE target=main default=main",
			env: "CI_PIPELINE_SOURCE=external_pull_request_event\nCI_EXTERNAL_PULL_REQUEST_IID=1\nCI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME=main\nCI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA=HEAD\nCI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA=BASE"},
		{name: "schedule", env: "CI_PIPELINE_SOURCE=schedule\nCI_COMMIT_BRANCH=main\nCI_COMMIT_BEFORE_SHA=NONE", want: "whole tip=TIP branch=main default=main"},
		{name: "by hand", env: "CI_PIPELINE_SOURCE=web\nCI_COMMIT_BRANCH=main\nCI_COMMIT_BEFORE_SHA=NONE", want: "whole tip=TIP branch=main default=main"},
		{name: "trigger", env: "CI_PIPELINE_SOURCE=trigger\nCI_COMMIT_BRANCH=main", want: "whole tip=TIP branch=main default=main"},

		{name: "no commit", env: "CI_COMMIT_SHA=", err: "not set, or empty: CI_COMMIT_SHA"},
		{name: "neither base nor target", env: "CI_PIPELINE_SOURCE=merge_request_event", err: "not set, or empty: CI_MERGE_REQUEST_DIFF_BASE_SHA"},
		{name: "an option", env: "CI_PIPELINE_SOURCE=push\nCI_COMMIT_BEFORE_SHA=--all", err: `CI_COMMIT_BEFORE_SHA is no commit's id: "--all"`},
	})
}
