package ci

// github is GitHub Actions, and Gitea and Forgejo, whose actions set the same variables.
//
// GITHUB_SHA is "the commit SHA that triggered the workflow. The value of this commit
// SHA depends on the event": for pull_request the merge of the pull request into its
// target, for pull_request_target the target's own last commit.
// Sources: https://docs.github.com/en/actions/reference/workflows-and-actions/variables,
// https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows,
// https://docs.github.com/en/webhooks/webhook-events-and-payloads,
// https://github.com/actions/checkout (fetch-depth).
func github() provider {
	return provider{
		name: "GitHub Actions", here: set("GITHUB_ACTIONS"), read: readGitHub, format: "github",
		deepen: "give the step actions/checkout \"fetch-depth: 0\" (below \"with:\")",
	}
}

// githubEvent is what is needed of the file that GITHUB_EVENT_PATH names, the event's
// webhook payload.
type githubEvent struct {
	// Of push: "the SHA of the most recent commit on ref before the push" and after it;
	// zeros where the ref is new or deleted.
	Ref, Before, After string
	Repository         struct {
		DefaultBranch string `json:"default_branch"`
	}
	PullRequest *struct {
		Head struct{ SHA string }
		Base struct{ Ref, SHA string }
	} `json:"pull_request"`
	MergeGroup *struct {
		HeadSHA string `json:"head_sha"`
		BaseSHA string `json:"base_sha"`
		BaseRef string `json:"base_ref"`
	} `json:"merge_group"`
}

func readGitHub(in *input) Build {
	b := Build{Event: in.need("GITHUB_EVENT_NAME")}
	var ev githubEvent
	switch b.Event {
	case "push", "pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment", "merge_group":
		in.event("GITHUB_EVENT_PATH", &ev)
	default:
		// The event may tell the default branch; of most of these events nothing else
		// is needed, so they go without the file.
		if in.get("GITHUB_EVENT_PATH") != "" {
			in.event("GITHUB_EVENT_PATH", &ev)
		}
	}
	if in.err != nil || len(in.missing) > 0 {
		return b
	}
	b.Default = in.name(ev.Repository.DefaultBranch, "repository.default_branch of the event", "refs/heads/")
	b.Branch, b.Tag = in.ref(in.get("GITHUB_REF"), "GITHUB_REF")
	switch b.Event {
	case "push":
		githubPush(in, &b, ev)
	case "pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment":
		githubChange(in, &b, ev)
	case "merge_group":
		githubMergeGroup(in, &b, ev)
	case "create", "release":
		b.Kind, b.Tip = Fresh, in.needCommit("GITHUB_SHA")
	default: // schedule, workflow_dispatch, and what brings no commits
		b.Kind, b.Tip = Whole, in.needCommit("GITHUB_SHA")
	}
	return b
}

func githubPush(in *input, b *Build, ev githubEvent) {
	b.Kind = Push
	if ev.Ref != "" {
		b.Branch, b.Tag = in.ref(ev.Ref, "ref of the event")
	}
	if ev.After == "" {
		in.fail("the event has no \"after\": is it a push's?")
	}
	if b.Tip = in.id(ev.After, "after of the event"); !b.Tip.given() { // deleted
		b.Tip = in.needCommit("GITHUB_SHA")
		b.Kind = Whole
		return
	}
	if base := in.id(ev.Before, "before of the event"); base.given() {
		b.Bases = []Commit{base}
		return
	}
	if ev.Before == "" {
		in.fail("the event has no \"before\": is it a push's?")
	}
	b.Kind = Fresh
}

func githubChange(in *input, b *Build, ev githubEvent) {
	b.Kind, b.Branch = Change, ""
	if ev.PullRequest == nil || ev.PullRequest.Head.SHA == "" || ev.PullRequest.Base.SHA == "" {
		in.fail("the event has no \"pull_request\" with \"head\" and \"base\": is it a pull request's?")
		return
	}
	b.Head = in.id(ev.PullRequest.Head.SHA, "pull_request.head.sha of the event")
	b.Bases = given(in.id(ev.PullRequest.Base.SHA, "pull_request.base.sha of the event"))
	if !b.Head.given() || len(b.Bases) == 0 {
		in.fail("the event has zeros for a commit of its pull request")
	}
	b.Target = in.name(ev.PullRequest.Base.Ref, "pull_request.base.ref of the event", "refs/heads/")
	if b.Event == "pull_request_target" { // its GITHUB_SHA is the target's
		b.Tip = b.Head
		return
	}
	b.Tip = in.needCommit("GITHUB_SHA")
}

// githubMergeGroup: head_sha is "the SHA of the merge group", base_sha "the SHA of the
// merge group's parent commit".
func githubMergeGroup(in *input, b *Build, ev githubEvent) {
	b.Kind = Change
	if ev.MergeGroup == nil || ev.MergeGroup.HeadSHA == "" || ev.MergeGroup.BaseSHA == "" {
		in.fail("the event has no \"merge_group\" with \"head_sha\" and \"base_sha\": is it a merge group's?")
		return
	}
	b.Tip = in.id(ev.MergeGroup.HeadSHA, "merge_group.head_sha of the event")
	b.Bases = given(in.id(ev.MergeGroup.BaseSHA, "merge_group.base_sha of the event"))
	if !b.Tip.given() || len(b.Bases) == 0 {
		in.fail("the event has zeros for a commit of its merge group")
	}
	b.Target = in.name(ev.MergeGroup.BaseRef, "merge_group.base_ref of the event", "refs/heads/")
}
