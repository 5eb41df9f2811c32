package ci

// azure is Azure Pipelines.
//
// Build.SourceVersion is "the latest version control change of the triggering repo that
// is included in this build", for a pull request the merge refs/pull/N/merge.
// System.PullRequest.TargetBranch is "the branch that is the target of a pull request",
// System.PullRequest.SourceCommitId "the commit that is being reviewed in a pull
// request". What a branch had before a push is not said. In the environment the names
// are in capitals with underscores.
// Sources: https://learn.microsoft.com/azure/devops/pipelines/build/variables,
// https://learn.microsoft.com/azure/devops/pipelines/yaml-schema/steps-checkout.
func azure() provider {
	return provider{
		name: "Azure Pipelines", here: set("TF_BUILD"), read: readAzure, format: "text",
		deepen: "give the job the step \"checkout: self\" with \"fetchDepth: 0\"",
	}
}

func readAzure(in *input) Build {
	b := Build{Kind: Fresh, Event: in.need("BUILD_REASON"), Tip: in.needCommit("BUILD_SOURCEVERSION")}
	switch b.Event {
	case "PullRequest":
		b.Kind, b.Target = Change, in.needBranch("SYSTEM_PULLREQUEST_TARGETBRANCH")
		b.Head = in.commit("SYSTEM_PULLREQUEST_SOURCECOMMITID")
	case "IndividualCI", "BatchedCI":
		b.Branch, b.Tag = in.ref(in.get("BUILD_SOURCEBRANCH"), "BUILD_SOURCEBRANCH")
	default: // Manual, Schedule, BuildCompletion, ResourceTrigger
		b.Kind = Whole
	}
	return b
}
