package ci

// bitbucket is Bitbucket Pipelines.
//
// BITBUCKET_COMMIT is "the commit hash of a commit that kicked off the build". In a
// pull request's pipeline the destination branch is merged into it before the steps run;
// BITBUCKET_PR_DESTINATION_BRANCH is "the pull request destination branch", and
// BITBUCKET_PR_DESTINATION_COMMIT, which the page of variables does not have and builds
// do, that branch's commit. What a branch had before a push is not said.
// Sources: https://support.atlassian.com/bitbucket-cloud/docs/variables-and-secrets/,
// https://support.atlassian.com/bitbucket-cloud/docs/git-clone-behavior/.
func bitbucket() provider {
	return provider{
		name: "Bitbucket Pipelines",
		here: func(env func(string) string) bool { return env("BITBUCKET_BUILD_NUMBER") != "" },
		read: readBitbucket, format: "text",
		deepen: "set \"clone: depth: full\" in bitbucket-pipelines.yml",
	}
}

func readBitbucket(in *input) Build {
	b := Build{Kind: Fresh, Event: "push", Tip: in.needCommit("BITBUCKET_COMMIT")}
	switch {
	case in.get("BITBUCKET_PR_ID") != "":
		b.Kind, b.Event, b.Target = Change, "pull request", in.branch("BITBUCKET_PR_DESTINATION_BRANCH")
		b.Bases = given(in.commit("BITBUCKET_PR_DESTINATION_COMMIT"))
		if len(b.Bases) == 0 && b.Target == "" {
			in.need("BITBUCKET_PR_DESTINATION_BRANCH")
		}
	case in.get("BITBUCKET_TAG") != "":
		b.Event, b.Tag = "tag", in.name(in.get("BITBUCKET_TAG"), "BITBUCKET_TAG", "refs/tags/")
	case in.get("BITBUCKET_BRANCH") != "":
		b.Branch = in.branch("BITBUCKET_BRANCH")
	default: // a custom pipeline on a commit
		b.Kind, b.Event = Whole, "custom"
	}
	return b
}
