package ci

// appVeyor is AppVeyor.
//
// APPVEYOR_REPO_COMMIT is the commit id of the build; for a pull request
// APPVEYOR_REPO_BRANCH is "base branch PR is merging into" and
// APPVEYOR_PULL_REQUEST_HEAD_COMMIT the "pull request source commit ID". What a branch
// had before a push is not said.
// Sources: https://www.appveyor.com/docs/environment-variables/,
// https://www.appveyor.com/docs/how-to/repository-shallow-clone/.
func appVeyor() provider {
	return provider{
		name: "AppVeyor", here: set("APPVEYOR"), read: readAppVeyor, format: "text",
		deepen: "take clone_depth and shallow_clone out of appveyor.yml",
	}
}

func readAppVeyor(in *input) Build {
	b := Build{Kind: Fresh, Event: "push", Tip: in.needCommit("APPVEYOR_REPO_COMMIT")}
	switch {
	case in.get("APPVEYOR_PULL_REQUEST_NUMBER") != "":
		b.Kind, b.Event, b.Target = Change, "pull request", in.needBranch("APPVEYOR_REPO_BRANCH")
		b.Head = in.commit("APPVEYOR_PULL_REQUEST_HEAD_COMMIT")
	case isTrue(in.get("APPVEYOR_SCHEDULED_BUILD")):
		b.Kind, b.Event = Whole, "scheduled"
	case isTrue(in.get("APPVEYOR_FORCED_BUILD")):
		b.Kind, b.Event = Whole, "forced"
	case isTrue(in.get("APPVEYOR_REPO_TAG")):
		b.Event, b.Tag = "tag", in.name(in.get("APPVEYOR_REPO_TAG_NAME"), "APPVEYOR_REPO_TAG_NAME", "refs/tags/")
	default:
		b.Branch = in.branch("APPVEYOR_REPO_BRANCH")
	}
	return b
}
