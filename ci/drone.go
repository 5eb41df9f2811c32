package ci

// drone is Drone, and Harness, which sets the same variables.
//
// DRONE_COMMIT_BEFORE is "the git commit sha before the patch is applied", for a push
// and a pull request. DRONE_COMMIT_BRANCH and DRONE_TARGET_BRANCH are "the target branch
// for the push or pull request". Some servers leave BEFORE empty for a pull request;
// then the target branch counts.
// Sources: https://docs.drone.io/pipeline/environment/reference/,
// https://docs.drone.io/pipeline/docker/syntax/cloning/ (depth).
func drone() provider {
	return provider{
		name: "Drone", here: set("DRONE"), read: readDrone, format: "text",
		deepen: "take \"depth\" out of the pipeline's \"clone\" section",
	}
}

func readDrone(in *input) Build {
	b := Build{
		Event: in.need("DRONE_BUILD_EVENT"), Tip: in.needCommit("DRONE_COMMIT_SHA"),
		Default: in.branch("DRONE_REPO_BRANCH"), Bases: given(in.commit("DRONE_COMMIT_BEFORE")),
	}
	switch b.Event {
	case "pull_request":
		b.Kind, b.Target = Change, in.branch("DRONE_TARGET_BRANCH")
		if len(b.Bases) == 0 && b.Target == "" {
			in.need("DRONE_TARGET_BRANCH")
		}
	case "push":
		b.Branch = in.branch("DRONE_COMMIT_BRANCH")
		b.Kind = pushed(b.Bases)
	case "tag":
		b.Kind, b.Bases, b.Tag = Fresh, nil, in.name(in.get("DRONE_TAG"), "DRONE_TAG", "refs/tags/")
	default: // cron, custom, promote, rollback
		b.Kind, b.Bases = Whole, nil
	}
	return b
}
