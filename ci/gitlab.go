package ci

// gitlab is GitLab CI/CD.
//
// CI_COMMIT_BEFORE_SHA is "the previous latest commit present on a branch or tag. Is
// always 0000000000000000000000000000000000000000 for merge request pipelines, scheduled
// pipelines, the first commit in pipelines for branches or tags, or when manually
// running a pipeline". CI_MERGE_REQUEST_DIFF_BASE_SHA is "the base SHA of the merge
// request diff". CI_MERGE_REQUEST_SOURCE_BRANCH_SHA and _TARGET_BRANCH_SHA are set in
// pipelines of merged results (and merge trains) alone, where CI_COMMIT_SHA is a merge.
// Sources: https://docs.gitlab.com/ci/variables/predefined_variables/,
// https://docs.gitlab.com/ci/pipelines/merged_results_pipelines/,
// https://docs.gitlab.com/ci/runners/configure_runners/#shallow-cloning.
func gitlab() provider {
	return provider{
		name: "GitLab CI", here: set("GITLAB_CI"), read: readGitLab, format: "gitlab",
		deepen: "give the job the variable GIT_DEPTH: \"0\"",
	}
}

func readGitLab(in *input) Build {
	b := Build{
		Event: in.get("CI_PIPELINE_SOURCE"), Tip: in.needCommit("CI_COMMIT_SHA"),
		Branch: in.branch("CI_COMMIT_BRANCH"), Tag: in.name(in.get("CI_COMMIT_TAG"), "CI_COMMIT_TAG", "refs/tags/"),
		Default: in.branch("CI_DEFAULT_BRANCH"),
	}
	switch {
	case in.get("CI_MERGE_REQUEST_IID") != "" || b.Event == "merge_request_event":
		b.Kind, b.Target = Change, in.branch("CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
		b.Head = in.commit("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA")
		b.Bases = given(in.commit("CI_MERGE_REQUEST_DIFF_BASE_SHA"), in.commit("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"))
		if len(b.Bases) == 0 && b.Target == "" {
			in.need("CI_MERGE_REQUEST_DIFF_BASE_SHA")
		}
		if kind := in.get("CI_MERGE_REQUEST_EVENT_TYPE"); kind != "" {
			b.Event += " (" + kind + ")"
		}
	case in.get("CI_EXTERNAL_PULL_REQUEST_IID") != "" || b.Event == "external_pull_request_event":
		b.Kind, b.Target = Change, in.branch("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_NAME")
		b.Head = in.commit("CI_EXTERNAL_PULL_REQUEST_SOURCE_BRANCH_SHA")
		b.Bases = given(in.commit("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA"))
		if len(b.Bases) == 0 && b.Target == "" {
			in.need("CI_EXTERNAL_PULL_REQUEST_TARGET_BRANCH_SHA")
		}
	default:
		b.Bases = given(in.commit("CI_COMMIT_BEFORE_SHA"))
		switch {
		case len(b.Bases) > 0:
			b.Kind = Push
		case b.Tag != "" || in.is("CI_PIPELINE_SOURCE", "", "push"):
			b.Kind = Fresh
		default: // schedule, web, api, trigger, pipeline, …
			b.Kind = Whole
		}
	}
	return b
}
