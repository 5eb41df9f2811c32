package ci

import "testing"

func TestSemaphore(t *testing.T) {
	check(t, "Semaphore", "SEMAPHORE=true\nSEMAPHORE_GIT_SHA=TIP\nSEMAPHORE_GIT_BRANCH=main", []row{
		{name: "push", env: "SEMAPHORE_GIT_REF_TYPE=branch\nSEMAPHORE_GIT_BRANCH=topic\nSEMAPHORE_GIT_COMMIT_RANGE=BASE...TIP", want: "push tip=TIP base=BASE branch=topic"},
		{name: "first push of a branch", env: "SEMAPHORE_GIT_REF_TYPE=branch\nSEMAPHORE_GIT_BRANCH=topic", want: "new tip=TIP branch=topic"},
		{name: "pull request", env: "SEMAPHORE_GIT_REF_TYPE=pull-request\nSEMAPHORE_GIT_PR_SHA=HEAD\nSEMAPHORE_GIT_COMMIT_RANGE=BASE...HEAD", want: "change tip=TIP head=HEAD base=BASE target=main"},
		{name: "tag", env: "SEMAPHORE_GIT_REF_TYPE=tag\nSEMAPHORE_GIT_TAG_NAME=v1", want: "new tip=TIP tag=v1"},
		{name: "task", env: "SEMAPHORE_GIT_REF_TYPE=branch\nSEMAPHORE_WORKFLOW_TRIGGERED_BY_SCHEDULE=true\nSEMAPHORE_GIT_COMMIT_RANGE=BASE...TIP", want: "whole tip=TIP"},
		{name: "by hand", env: "SEMAPHORE_GIT_REF_TYPE=branch\nSEMAPHORE_WORKFLOW_TRIGGERED_BY_MANUAL_RUN=true", want: "whole tip=TIP"},
		{name: "no kind of ref", err: "SEMAPHORE_GIT_REF_TYPE"},
		{name: "no range", env: "SEMAPHORE_GIT_REF_TYPE=branch\nSEMAPHORE_GIT_COMMIT_RANGE=-x...TIP", err: "SEMAPHORE_GIT_COMMIT_RANGE is no range"},
	})
}
