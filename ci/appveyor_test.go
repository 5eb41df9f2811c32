package ci

import "testing"

func TestAppVeyor(t *testing.T) {
	check(t, "AppVeyor", "APPVEYOR=True\nAPPVEYOR_REPO_COMMIT=TIP\nAPPVEYOR_REPO_BRANCH=main", []row{
		{name: "push", env: "APPVEYOR_REPO_TAG=false", want: "new tip=TIP branch=main"},
		{name: "pull request", env: "APPVEYOR_PULL_REQUEST_NUMBER=1\nAPPVEYOR_PULL_REQUEST_HEAD_COMMIT=HEAD", want: "change tip=TIP head=HEAD target=main"},
		{name: "tag", env: "APPVEYOR_REPO_TAG=true\nAPPVEYOR_REPO_TAG_NAME=v1", want: "new tip=TIP tag=v1"},
		{name: "schedule", env: "APPVEYOR_SCHEDULED_BUILD=True", want: "whole tip=TIP"},
		{name: "by hand", env: "APPVEYOR_FORCED_BUILD=True", want: "whole tip=TIP"},
		{name: "no base", env: "APPVEYOR_PULL_REQUEST_NUMBER=1\nAPPVEYOR_REPO_BRANCH=", err: "APPVEYOR_REPO_BRANCH"},
		{name: "no commit", env: "APPVEYOR_REPO_COMMIT=", err: "APPVEYOR_REPO_COMMIT"},
	})
}
