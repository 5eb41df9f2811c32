package ci

import "testing"

func TestCodeBuild(t *testing.T) {
	check(t, "AWS CodeBuild", "CODEBUILD_BUILD_ID=p:1\nCODEBUILD_RESOLVED_SOURCE_VERSION=TIP", []row{
		{name: "push", env: "CODEBUILD_WEBHOOK_EVENT=PUSH\nCODEBUILD_WEBHOOK_TRIGGER=branch/topic\nCODEBUILD_WEBHOOK_HEAD_REF=refs/heads/topic\nCODEBUILD_WEBHOOK_PREV_COMMIT=BASE", want: "push tip=TIP base=BASE branch=topic"},
		{name: "first push of a branch", env: "CODEBUILD_WEBHOOK_EVENT=PUSH\nCODEBUILD_WEBHOOK_HEAD_REF=refs/heads/topic\nCODEBUILD_WEBHOOK_PREV_COMMIT=NONE", want: "new tip=TIP branch=topic"},
		{name: "tag", env: "CODEBUILD_WEBHOOK_EVENT=PUSH\nCODEBUILD_WEBHOOK_TRIGGER=tag/v1\nCODEBUILD_WEBHOOK_HEAD_REF=refs/tags/v1\nCODEBUILD_WEBHOOK_PREV_COMMIT=NONE", want: "new tip=TIP tag=v1"},
		{name: "pull request", env: "CODEBUILD_WEBHOOK_EVENT=PULL_REQUEST_UPDATED\nCODEBUILD_WEBHOOK_TRIGGER=pr/7\nCODEBUILD_WEBHOOK_BASE_REF=refs/heads/main\nCODEBUILD_WEBHOOK_HEAD_REF=refs/heads/topic", want: "change tip=TIP target=main"},
		{name: "release", env: "CODEBUILD_WEBHOOK_EVENT=RELEASED", want: "whole tip=TIP"},
		{name: "by hand", want: "whole tip=TIP"},
		{name: "no base", env: "CODEBUILD_WEBHOOK_EVENT=PULL_REQUEST_CREATED", err: "CODEBUILD_WEBHOOK_BASE_REF"},
		{name: "from S3", env: "CODEBUILD_RESOLVED_SOURCE_VERSION=", err: "CODEBUILD_RESOLVED_SOURCE_VERSION"},
	})
}
