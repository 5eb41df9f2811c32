package ci

// bitrise is Bitrise.
//
// BITRISE_GIT_COMMIT is "the commit hash of the git commit that triggered the build, if
// applicable": a manual build has none. BITRISE_PULL_REQUEST is the "ID of the pull
// request that triggered the build", BITRISEIO_GIT_BRANCH_DEST its destination branch.
// GIT_CLONE_COMMIT_HASH is what the Git Clone step checked out. What a branch had before
// a push is not said. The clone is shallow by default.
// Sources: https://docs.bitrise.io/en/bitrise-ci/references/available-environment-variables.html,
// https://github.com/bitrise-steplib/steps-git-clone (clone_depth).
func bitrise() provider {
	return provider{
		name: "Bitrise", here: set("BITRISE_IO"), read: readBitrise, format: "text",
		deepen: "set \"clone_depth: -1\" in the inputs of the git-clone step, or run \"git fetch --unshallow\" behind it",
	}
}

func readBitrise(in *input) Build {
	b := Build{Kind: Fresh, Event: "push", Tip: in.commit("BITRISE_GIT_COMMIT")}
	switch {
	case isTrue(in.get("BITRISE_PULL_REQUEST")):
		b.Kind, b.Event, b.Target = Change, "pull request", in.needBranch("BITRISEIO_GIT_BRANCH_DEST")
		if !b.Tip.given() {
			in.need("BITRISE_GIT_COMMIT")
		}
	case in.get("BITRISE_GIT_TAG") != "":
		b.Event, b.Tag = "tag", in.name(in.get("BITRISE_GIT_TAG"), "BITRISE_GIT_TAG", "refs/tags/")
	case !b.Tip.given():
		b.Kind, b.Event, b.Tip = Whole, "manual", in.commit("GIT_CLONE_COMMIT_HASH")
	default:
		b.Branch = in.branch("BITRISE_GIT_BRANCH")
	}
	return b
}
