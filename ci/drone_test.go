package ci

import "testing"

func TestDrone(t *testing.T) {
	check(t, "Drone", "DRONE=true\nDRONE_COMMIT_SHA=TIP\nDRONE_REPO_BRANCH=main\nDRONE_COMMIT_BRANCH=main", []row{
		{name: "push", env: "DRONE_BUILD_EVENT=push\nDRONE_COMMIT_BRANCH=topic\nDRONE_COMMIT_BEFORE=BASE", want: "push tip=TIP base=BASE branch=topic default=main"},
		{name: "first push of a branch", env: "DRONE_BUILD_EVENT=push\nDRONE_COMMIT_BRANCH=topic\nDRONE_COMMIT_BEFORE=NONE", want: "new tip=TIP branch=topic default=main"},
		{name: "pull request", env: "DRONE_BUILD_EVENT=pull_request\nDRONE_COMMIT_BEFORE=BASE\nDRONE_TARGET_BRANCH=main", want: "change tip=TIP base=BASE target=main default=main"},
		{name: "pull request, no before", env: "DRONE_BUILD_EVENT=pull_request\nDRONE_TARGET_BRANCH=main", want: "change tip=TIP target=main default=main"},
		{name: "tag", env: "DRONE_BUILD_EVENT=tag\nDRONE_TAG=v1\nDRONE_COMMIT_BEFORE=NONE", want: "new tip=TIP tag=v1 default=main"},
		{name: "cron", env: "DRONE_BUILD_EVENT=cron\nDRONE_COMMIT_BEFORE=BASE", want: "whole tip=TIP default=main"},
		{name: "custom", env: "DRONE_BUILD_EVENT=custom", want: "whole tip=TIP default=main"},
		{name: "promote", env: "DRONE_BUILD_EVENT=promote\nDRONE_COMMIT_BEFORE=BASE", want: "whole tip=TIP default=main"},
		{name: "no event", err: "DRONE_BUILD_EVENT"},
		{name: "neither before nor target", env: "DRONE_BUILD_EVENT=pull_request", err: "DRONE_TARGET_BRANCH"},
	})
}
