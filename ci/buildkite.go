package ci

// buildkite is Buildkite.
//
// BUILDKITE_COMMIT is "the git commit object of the build. This is usually a 40-byte
// hexadecimal SHA-1 hash, but can also be a symbolic name like HEAD".
// BUILDKITE_PULL_REQUEST is "the number of the pull request or false if not a pull
// request". What a branch had before a push is not said.
// Sources: https://buildkite.com/docs/pipelines/configure/environment-variables,
// https://buildkite.com/docs/pipelines/configure/git-checkout.
func buildkite() provider {
	return provider{
		name: "Buildkite", here: set("BUILDKITE"), read: readBuildkite, format: "text",
		deepen: "take --depth out of BUILDKITE_GIT_CLONE_FLAGS and BUILDKITE_GIT_FETCH_FLAGS",
	}
}

func readBuildkite(in *input) Build {
	b := Build{Kind: Fresh, Event: in.get("BUILDKITE_SOURCE"), Default: in.branch("BUILDKITE_PIPELINE_DEFAULT_BRANCH")}
	if in.need("BUILDKITE_COMMIT") != "HEAD" {
		b.Tip = in.commit("BUILDKITE_COMMIT")
	}
	switch {
	case isTrue(in.get("BUILDKITE_PULL_REQUEST")):
		b.Kind, b.Event, b.Target = Change, "pull request", in.needBranch("BUILDKITE_PULL_REQUEST_BASE_BRANCH")
	case in.get("BUILDKITE_TAG") != "":
		b.Event, b.Tag = "tag", in.name(in.get("BUILDKITE_TAG"), "BUILDKITE_TAG", "refs/tags/")
	case in.is("BUILDKITE_SOURCE", "schedule", "ui", "api"):
		b.Kind = Whole
	default: // webhook, trigger_job
		// A commit without a branch has an id there, which is no default branch's name.
		b.Branch = in.branch("BUILDKITE_BRANCH")
	}
	return b
}
