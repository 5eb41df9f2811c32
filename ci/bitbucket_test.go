package ci

import "testing"

func TestBitbucket(t *testing.T) {
	check(t, "Bitbucket Pipelines", "BITBUCKET_BUILD_NUMBER=1\nBITBUCKET_COMMIT=TIP", []row{
		{name: "push", env: "BITBUCKET_BRANCH=topic", want: "new tip=TIP branch=topic"},
		{name: "pull request", env: "BITBUCKET_BRANCH=topic\nBITBUCKET_PR_ID=1\nBITBUCKET_PR_DESTINATION_BRANCH=main\nBITBUCKET_PR_DESTINATION_COMMIT=c3c3c3c3c3c3", want: "change tip=TIP base=c3c3c3c3c3c3 target=main"},
		{name: "pull request, the branch alone", env: "BITBUCKET_PR_ID=1\nBITBUCKET_PR_DESTINATION_BRANCH=main", want: "change tip=TIP target=main"},
		{name: "tag", env: "BITBUCKET_TAG=v1", want: "new tip=TIP tag=v1"},
		{name: "custom", want: "whole tip=TIP"},
		{name: "no destination", env: "BITBUCKET_PR_ID=1", err: "BITBUCKET_PR_DESTINATION_BRANCH"},
		{name: "no commit", env: "BITBUCKET_COMMIT=", err: "BITBUCKET_COMMIT"},
	})
}
