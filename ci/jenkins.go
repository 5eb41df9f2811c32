package ci

// jenkins is Jenkins with its git plugin, in all kinds of jobs.
//
// GIT_COMMIT is "SHA-1 of the commit used in this build" (a scripted Pipeline does not
// set it; then the checked-out commit counts), GIT_PREVIOUS_SUCCESSFUL_COMMIT "SHA-1 of
// the commit used in the most recent successful build of this project",
// GIT_PREVIOUS_COMMIT of the preceding build; neither is set when a branch is built for
// the first time. In a multibranch job CHANGE_ID is set for a pull request, and
// CHANGE_TARGET is "the target or base branch to which the change could be merged".
//
// Chosen: the last successful build counts first, so what failed is looked at again. The
// preceding build counts where none was successful, unless it was of the same commit: a
// build that is only repeated is not to pass because nothing came.
// Sources: https://plugins.jenkins.io/git/#plugin-content-environment-variables,
// https://www.jenkins.io/doc/book/pipeline/multibranch/#additional-environment-variables.
func jenkins() provider {
	return provider{
		name:   "Jenkins",
		here:   func(env func(string) string) bool { return env("JENKINS_URL") != "" || env("JENKINS_HOME") != "" },
		read:   readJenkins,
		format: "text",
		deepen: "switch \"Shallow clone\" off in the job's advanced clone behaviours (cloneOption(shallow: false))",
	}
}

func readJenkins(in *input) Build {
	b := Build{
		Kind: Fresh, Event: "build", Tip: in.commit("GIT_COMMIT"), Primary: in.get("BRANCH_IS_PRIMARY") == "true",
	}
	last, successful := in.commit("GIT_PREVIOUS_COMMIT"), in.commit("GIT_PREVIOUS_SUCCESSFUL_COMMIT")
	switch {
	case in.get("CHANGE_ID") != "" || in.get("CHANGE_TARGET") != "":
		b.Kind, b.Event, b.Target, b.Primary = Change, "change request", in.needBranch("CHANGE_TARGET"), false
	case in.get("TAG_NAME") != "":
		b.Event, b.Tag = "tag", in.name(in.get("TAG_NAME"), "TAG_NAME", "refs/tags/")
	case successful.given():
		b.Kind, b.Bases = Push, []Commit{successful}
	case last.given() && last.ID != b.Tip.ID:
		b.Kind, b.Bases = Push, []Commit{last}
	}
	if b.Kind != Change && b.Tag == "" {
		b.Branch = in.branch("BRANCH_NAME") // GIT_BRANCH has the remote's name before it
	}
	return b
}
