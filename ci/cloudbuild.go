package ci

// cloudBuild is Google Cloud Build. It has no environment of its own: its values are
// substitutions, which a build config hands on with "options: automapSubstitutions:
// true". COMMIT_SHA is "the commit ID associated with your build"; BRANCH_NAME and
// TAG_NAME are what a trigger was for, _BASE_BRANCH and _PR_NUMBER are set for pull
// requests. What a branch had before a push is not said. Triggers clone shallowly.
// Sources: https://cloud.google.com/build/docs/configuring-builds/substitute-variable-values,
// https://cloud.google.com/build/docs/automating-builds/create-manage-triggers#including_the_repository_history_in_a_build.
func cloudBuild() provider {
	return provider{
		name: "Google Cloud Build",
		here: func(env func(string) string) bool {
			return env("PROJECT_ID") != "" && env("BUILD_ID") != "" && env("COMMIT_SHA") != ""
		},
		read: readCloudBuild, format: "text",
		deepen: "run \"git fetch --unshallow\" in a step before",
	}
}

func readCloudBuild(in *input) Build {
	b := Build{Kind: Fresh, Event: "push", Tip: in.needCommit("COMMIT_SHA")}
	switch {
	case in.get("_PR_NUMBER") != "" || in.get("_BASE_BRANCH") != "":
		b.Kind, b.Event, b.Target = Change, "pull request", in.needBranch("_BASE_BRANCH")
	case in.get("TAG_NAME") != "":
		b.Event, b.Tag = "tag", in.name(in.get("TAG_NAME"), "TAG_NAME", "refs/tags/")
	case in.get("BRANCH_NAME") != "":
		b.Branch = in.branch("BRANCH_NAME")
	default:
		b.Kind, b.Event = Whole, "no branch or tag"
	}
	return b
}
