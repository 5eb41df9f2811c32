package ci

// circleCI is CircleCI. Its environment says which commit, branch or tag is built, and
// neither what was there before nor into which branch a pull request is to go (that is
// in pipeline values, which a job sees only where its configuration hands them on). So
// what counts is what the default branch does not have.
// Sources: https://circleci.com/docs/reference/variables/,
// https://circleci.com/docs/reference/configuration-reference/#checkout (method).
func circleCI() provider {
	return provider{
		name: "CircleCI", here: set("CIRCLECI"), read: readCircleCI, format: "text",
		deepen:  "use the step \"checkout\" with \"method: full\"",
		partial: true,
	}
}

func readCircleCI(in *input) Build {
	b := Build{Kind: Fresh, Event: "push", Tip: in.needCommit("CIRCLE_SHA1")}
	switch {
	case in.get("CIRCLE_TAG") != "":
		b.Event, b.Tag = "tag", in.name(in.get("CIRCLE_TAG"), "CIRCLE_TAG", "refs/tags/")
	case in.get("CIRCLE_PULL_REQUEST") != "" || in.get("CIRCLE_PR_NUMBER") != "":
		b.Event = "push to a branch with a pull request"
		b.Branch = in.branch("CIRCLE_BRANCH")
	default:
		b.Branch = in.branch("CIRCLE_BRANCH")
	}
	return b
}
