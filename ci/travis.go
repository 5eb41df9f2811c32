package ci

// travis is Travis CI.
//
// TRAVIS_COMMIT_RANGE is "the range of commits that were included in the push or pull
// request. (Note that this is empty for builds triggered by the initial commit of a new
// branch.)", two ids with three dots, of which after a force push the first is gone.
// TRAVIS_COMMIT is "the commit that the current build is testing", for a pull request
// the merge into TRAVIS_BRANCH, "the name of the branch targeted by the pull request".
// TRAVIS_PULL_REQUEST_SHA is "the commit SHA of the HEAD commit of the PR".
// Sources: https://docs.travis-ci.com/user/environment-variables/,
// https://docs.travis-ci.com/user/customizing-the-build/#git-clone-depth.
func travis() provider {
	return provider{
		name: "Travis CI", here: set("TRAVIS"), read: readTravis, format: "text",
		deepen: "set \"git: depth: false\" in .travis.yml",
	}
}

func readTravis(in *input) Build {
	b := Build{Event: in.get("TRAVIS_EVENT_TYPE"), Tip: in.needCommit("TRAVIS_COMMIT")}
	if b.Event == "" {
		if b.Event = "push"; isTrue(in.get("TRAVIS_PULL_REQUEST")) {
			b.Event = "pull_request"
		}
	}
	tag := in.name(in.get("TRAVIS_TAG"), "TRAVIS_TAG", "refs/tags/")
	switch {
	case b.Event == "pull_request":
		b.Kind, b.Target = Change, in.branch("TRAVIS_BRANCH")
		b.Head, b.Bases = in.commit("TRAVIS_PULL_REQUEST_SHA"), given(in.span("TRAVIS_COMMIT_RANGE"))
		if len(b.Bases) == 0 && b.Target == "" {
			in.need("TRAVIS_BRANCH")
		}
	case tag != "":
		b.Kind, b.Event, b.Tag = Fresh, "tag", tag
	case b.Event == "push":
		b.Branch = in.branch("TRAVIS_BRANCH")
		b.Bases = given(in.span("TRAVIS_COMMIT_RANGE"))
		b.Kind = pushed(b.Bases)
	default: // cron, api
		b.Kind, b.Branch = Whole, in.branch("TRAVIS_BRANCH")
	}
	return b
}
