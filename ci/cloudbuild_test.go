package ci

import "testing"

func TestCloudBuild(t *testing.T) {
	check(t, "Google Cloud Build", "PROJECT_ID=p\nBUILD_ID=1\nCOMMIT_SHA=TIP", []row{
		{name: "push", env: "BRANCH_NAME=topic", want: "new tip=TIP branch=topic"},
		{name: "pull request", env: "BRANCH_NAME=topic\n_PR_NUMBER=7\n_BASE_BRANCH=main\n_HEAD_BRANCH=topic", want: "change tip=TIP target=main"},
		{name: "tag", env: "TAG_NAME=v1", want: "new tip=TIP tag=v1"},
		{name: "by hand", want: "whole tip=TIP"},
		{name: "no base", env: "_PR_NUMBER=7", err: "_BASE_BRANCH"},
		{name: "an option", env: "BRANCH_NAME=-x", err: "BRANCH_NAME is no name"},
	})
}
