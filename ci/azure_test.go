package ci

import "testing"

func TestAzure(t *testing.T) {
	check(t, "Azure Pipelines", "TF_BUILD=True\nBUILD_SOURCEVERSION=TIP", []row{
		{name: "push", env: "BUILD_REASON=IndividualCI\nBUILD_SOURCEBRANCH=refs/heads/feature/x", want: "new tip=TIP branch=feature/x"},
		{name: "pushes", env: "BUILD_REASON=BatchedCI\nBUILD_SOURCEBRANCH=refs/heads/main", want: "new tip=TIP branch=main"},
		{name: "tag", env: "BUILD_REASON=IndividualCI\nBUILD_SOURCEBRANCH=refs/tags/v1", want: "new tip=TIP tag=v1"},
		{name: "pull request", env: "BUILD_REASON=PullRequest\nBUILD_SOURCEBRANCH=refs/pull/1/merge\nSYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main\nSYSTEM_PULLREQUEST_SOURCECOMMITID=HEAD", want: "change tip=TIP head=HEAD target=main"},
		{name: "pull request of GitHub", env: "BUILD_REASON=PullRequest\nSYSTEM_PULLREQUEST_TARGETBRANCH=main", want: "change tip=TIP target=main"},
		{name: "schedule", env: "BUILD_REASON=Schedule\nBUILD_SOURCEBRANCH=refs/heads/main", want: "whole tip=TIP"},
		{name: "by hand", env: "BUILD_REASON=Manual\nBUILD_SOURCEBRANCH=refs/heads/main", want: "whole tip=TIP"},
		{name: "no target", env: "BUILD_REASON=PullRequest", err: "SYSTEM_PULLREQUEST_TARGETBRANCH"},
		{name: "TFVC", env: "BUILD_REASON=IndividualCI\nBUILD_SOURCEVERSION=C1234", err: "BUILD_SOURCEVERSION is no commit's id"},
	})
}
