package ci

// semaphore is Semaphore.
//
// SEMAPHORE_GIT_COMMIT_RANGE is "the range of SHA commits that were included in a push
// or pull request. This is empty for builds triggered by the initial commit of a new
// branch or tag", two ids with three dots. On a pull request SEMAPHORE_GIT_BRANCH is
// "the name of the upstream branch targeted by the merge", SEMAPHORE_GIT_PR_SHA "the Git
// SHA of the HEAD commit of the Pull Request". The clone's depth is 50 by default.
// Sources: https://docs.semaphore.io/reference/env-vars,
// https://docs.semaphore.io/reference/toolbox#checkout.
func semaphore() provider {
	return provider{
		name: "Semaphore", here: set("SEMAPHORE"), read: readSemaphore, format: "text",
		deepen: "run \"git fetch --unshallow\" behind \"checkout\", or use \"checkout --use-cache\", which clones in full",
	}
}

func readSemaphore(in *input) Build {
	b := Build{Event: in.need("SEMAPHORE_GIT_REF_TYPE"), Tip: in.needCommit("SEMAPHORE_GIT_SHA")}
	switch {
	case b.Event == "pull-request":
		b.Kind, b.Target = Change, in.branch("SEMAPHORE_GIT_BRANCH")
		b.Head, b.Bases = in.commit("SEMAPHORE_GIT_PR_SHA"), given(in.span("SEMAPHORE_GIT_COMMIT_RANGE"))
		if len(b.Bases) == 0 && b.Target == "" {
			in.need("SEMAPHORE_GIT_BRANCH")
		}
	case b.Event == "tag":
		b.Kind, b.Tag = Fresh, in.name(in.get("SEMAPHORE_GIT_TAG_NAME"), "SEMAPHORE_GIT_TAG_NAME", "refs/tags/")
	case isTrue(in.get("SEMAPHORE_WORKFLOW_TRIGGERED_BY_SCHEDULE")), isTrue(in.get("SEMAPHORE_WORKFLOW_TRIGGERED_BY_API")),
		isTrue(in.get("SEMAPHORE_WORKFLOW_TRIGGERED_BY_MANUAL_RUN")):
		b.Kind, b.Event = Whole, "task, API or manual run"
	default:
		b.Branch, b.Bases = in.branch("SEMAPHORE_GIT_BRANCH"), given(in.span("SEMAPHORE_GIT_COMMIT_RANGE"))
		b.Kind = pushed(b.Bases)
	}
	return b
}
