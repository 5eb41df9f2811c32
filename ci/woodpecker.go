package ci

// woodpecker is Woodpecker CI.
//
// CI_PREV_COMMIT_SHA is "previous commit SHA", CI_COMMIT_TARGET_BRANCH "commit target
// branch (set only for pull_request and pull_request_closed events)". The documentation
// leaves open which pipeline is the previous one; chosen: it counts for a push when the
// previous event was a push to the same branch (CI_PREV_PIPELINE_EVENT,
// CI_PREV_COMMIT_BRANCH), was another commit, and did not fail (CI_PREV_PIPELINE_STATUS).
// Sources: https://woodpecker-ci.org/docs/usage/environment,
// https://woodpecker-ci.org/plugins/git-clone (depth, partial).
func woodpecker() provider {
	return provider{
		name: "Woodpecker",
		here: func(env func(string) string) bool {
			return env("CI") == "woodpecker" || env("CI_SYSTEM_NAME") == "woodpecker"
		},
		read: readWoodpecker, format: "text",
		deepen:  "give the clone step of woodpeckerci/plugin-git the settings \"depth: 0\" and \"partial: false\"",
		partial: true,
	}
}

func readWoodpecker(in *input) Build {
	b := Build{
		Event: in.need("CI_PIPELINE_EVENT"), Tip: in.needCommit("CI_COMMIT_SHA"),
		Branch: in.branch("CI_COMMIT_BRANCH"), Default: in.branch("CI_REPO_DEFAULT_BRANCH"),
	}
	switch b.Event {
	case "pull_request", "pull_request_closed", "pull_request_metadata":
		b.Kind, b.Branch, b.Target = Change, "", in.needBranch("CI_COMMIT_TARGET_BRANCH")
	case "push":
		b.Kind = Fresh
		prev := in.commit("CI_PREV_COMMIT_SHA")
		if prev.given() && prev.ID != b.Tip.ID && in.is("CI_PREV_PIPELINE_EVENT", "", "push") &&
			in.is("CI_PREV_PIPELINE_STATUS", "", "success") && in.is("CI_PREV_COMMIT_BRANCH", "", in.get("CI_COMMIT_BRANCH")) {
			b.Kind, b.Bases = Push, []Commit{prev}
		}
	case "tag", "release":
		b.Kind, b.Branch, b.Tag = Fresh, "", in.name(in.get("CI_COMMIT_TAG"), "CI_COMMIT_TAG", "refs/tags/")
	default: // manual, cron, deployment
		b.Kind = Whole
	}
	return b
}
