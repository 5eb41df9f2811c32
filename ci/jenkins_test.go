package ci

import "testing"

func TestJenkins(t *testing.T) {
	check(t, "Jenkins", "JENKINS_URL=http://jenkins/\nGIT_COMMIT=TIP", []row{
		{name: "after a success", env: "GIT_BRANCH=origin/main\nGIT_PREVIOUS_SUCCESSFUL_COMMIT=BASE\nGIT_PREVIOUS_COMMIT=HEAD", want: "push tip=TIP base=BASE"},
		{name: "after failures only", env: "GIT_BRANCH=origin/main\nGIT_PREVIOUS_COMMIT=BASE", want: "push tip=TIP base=BASE"},
		{name: "a failure repeated", env: "GIT_PREVIOUS_COMMIT=TIP\nBRANCH_NAME=topic", want: "new tip=TIP branch=topic"},
		{name: "the first time", env: "GIT_BRANCH=origin/topic", want: "new tip=TIP"},
		{name: "multibranch", env: "BRANCH_NAME=topic", want: "new tip=TIP branch=topic"},
		{name: "multibranch, primary", env: "BRANCH_NAME=main\nBRANCH_IS_PRIMARY=true", want: "new tip=TIP branch=main primary"},
		{name: "change request", env: "BRANCH_NAME=PR-1\nCHANGE_ID=1\nCHANGE_TARGET=main\nGIT_PREVIOUS_SUCCESSFUL_COMMIT=BASE", want: "change tip=TIP target=main"},
		{name: "tag", env: "BRANCH_NAME=v1\nTAG_NAME=v1\nGIT_PREVIOUS_SUCCESSFUL_COMMIT=BASE", want: "new tip=TIP tag=v1"},
		{name: "scripted", env: "GIT_COMMIT=", want: "new"},
		{name: "no URL", env: "JENKINS_URL=\nJENKINS_HOME=/var/jenkins_home", want: "new tip=TIP"},
		{name: "change request without a target", env: "CHANGE_ID=1", err: "CHANGE_TARGET"},
		{name: "an option", env: "CHANGE_ID=1\nCHANGE_TARGET=--upload-pack=x", err: "CHANGE_TARGET is no name"},
	})
}
