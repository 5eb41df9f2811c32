package ci

import "testing"

func TestCircleCI(t *testing.T) {
	check(t, "CircleCI", "CIRCLECI=true\nCIRCLE_SHA1=TIP", []row{
		{name: "push", env: "CIRCLE_BRANCH=topic", want: "new tip=TIP branch=topic"},
		{name: "pull request", env: "CIRCLE_BRANCH=topic\nCIRCLE_PULL_REQUEST=https://github.com/o/r/pull/1", want: "new tip=TIP branch=topic"},
		{name: "pull request of a fork", env: "CIRCLE_BRANCH=pull/1\nCIRCLE_PR_NUMBER=1", want: "new tip=TIP branch=pull/1"},
		{name: "tag", env: "CIRCLE_TAG=v1", want: "new tip=TIP tag=v1"},
		{name: "no commit", env: "CIRCLE_SHA1=", err: "CIRCLE_SHA1"},
	})
}
