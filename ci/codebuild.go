package ci

import "strings"

// codeBuild is AWS CodeBuild.
//
// CODEBUILD_RESOLVED_SOURCE_VERSION is the commit's id. Builds that a webhook started
// have CODEBUILD_WEBHOOK_EVENT, CODEBUILD_WEBHOOK_PREV_COMMIT ("the ID of the most recent
// commit before the webhook push event that triggers the current build"),
// CODEBUILD_WEBHOOK_BASE_REF ("for a pull request, this is the branch reference") and
// CODEBUILD_WEBHOOK_HEAD_REF, a branch or a tag. CODEBUILD_WEBHOOK_TRIGGER is pr/N,
// branch/NAME or tag/NAME.
// Source: https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html.
func codeBuild() provider {
	return provider{
		name: "AWS CodeBuild",
		here: func(env func(string) string) bool { return env("CODEBUILD_BUILD_ID") != "" },
		read: readCodeBuild, format: "text",
		deepen: "set the project's Git clone depth to Full (gitCloneDepth: 0)",
	}
}

func readCodeBuild(in *input) Build {
	b := Build{Kind: Whole, Event: in.get("CODEBUILD_WEBHOOK_EVENT"), Tip: in.needCommit("CODEBUILD_RESOLVED_SOURCE_VERSION")}
	trigger := in.get("CODEBUILD_WEBHOOK_TRIGGER")
	switch {
	case b.Event == "" && trigger == "":
		b.Event = "no webhook"
	case strings.HasPrefix(b.Event, "PULL_REQUEST_") || strings.HasPrefix(trigger, "pr/"):
		b.Kind, b.Target = Change, in.needBranch("CODEBUILD_WEBHOOK_BASE_REF")
	case b.Event == "" || b.Event == "PUSH":
		b.Branch, b.Tag = in.ref(in.get("CODEBUILD_WEBHOOK_HEAD_REF"), "CODEBUILD_WEBHOOK_HEAD_REF")
		b.Kind, b.Bases = Push, given(in.commit("CODEBUILD_WEBHOOK_PREV_COMMIT"))
		if len(b.Bases) == 0 {
			b.Kind = Fresh
		}
	}
	return b
}
