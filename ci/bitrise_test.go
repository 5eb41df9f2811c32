package ci

import "testing"

func TestBitrise(t *testing.T) {
	check(t, "Bitrise", "BITRISE_IO=true\nBITRISE_GIT_COMMIT=TIP", []row{
		{name: "push", env: "BITRISE_GIT_BRANCH=topic", want: "new tip=TIP branch=topic"},
		{name: "pull request", env: "BITRISE_GIT_BRANCH=topic\nBITRISE_PULL_REQUEST=7\nBITRISEIO_GIT_BRANCH_DEST=main", want: "change tip=TIP target=main"},
		{name: "tag", env: "BITRISE_GIT_TAG=v1", want: "new tip=TIP tag=v1"},
		{name: "by hand", env: "BITRISE_GIT_COMMIT=\nBITRISE_GIT_BRANCH=main\nGIT_CLONE_COMMIT_HASH=HEAD", want: "whole tip=HEAD"},
		{name: "by hand, no output of the step", env: "BITRISE_GIT_COMMIT=", want: "whole"},
		{name: "no destination", env: "BITRISE_PULL_REQUEST=7", err: "BITRISEIO_GIT_BRANCH_DEST"},
		{name: "pull request without a commit", env: "BITRISE_PULL_REQUEST=7\nBITRISE_GIT_COMMIT=\nBITRISEIO_GIT_BRANCH_DEST=main", err: "BITRISE_GIT_COMMIT"},
	})
}
