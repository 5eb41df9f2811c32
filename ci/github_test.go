package ci

import (
	"io"
	"strings"
	"testing"
)

func event(text string) map[string]string { return map[string]string{"/event.json": text} }

func TestGitHub(t *testing.T) {
	const push = `{"ref":"refs/heads/topic","before":"BASE","after":"TIP","created":false,"repository":{"default_branch":"main"},
		"head_commit":{"id":"x","message":"\"before\": \"no\"","before":"HEAD"},"commits":[{"after":"HEAD"}]}`
	const change = `{"action":"synchronize","before":"HEAD","after":"HEAD","number":7,
		"pull_request":{"head":{"ref":"--upload-pack=x","sha":"HEAD"},"base":{"ref":"release/1","sha":"BASE"}},"repository":{"default_branch":"main"}}`
	check(t, "GitHub Actions", "GITHUB_ACTIONS=true\nGITHUB_SHA=TIP\nGITHUB_EVENT_PATH=/event.json", []row{
		{name: "push", env: "GITHUB_EVENT_NAME=push\nGITHUB_REF=refs/heads/topic", files: event(push),
			want: "push tip=TIP base=BASE branch=topic default=main"},
		{name: "first push of a branch", env: "GITHUB_EVENT_NAME=push", files: event(strings.Replace(push, "BASE", "NONE", 1)),
			want: "new tip=TIP branch=topic default=main"},
		{name: "push of a tag", env: "GITHUB_EVENT_NAME=push\nGITHUB_REF=refs/tags/v1",
			files: event(`{"ref":"refs/tags/v1","before":"NONE","after":"HEAD","repository":{"default_branch":"main"}}`),
			want:  "new tip=HEAD tag=v1 default=main"},
		{name: "deletion", env: "GITHUB_EVENT_NAME=push", files: event(`{"ref":"refs/heads/topic","before":"BASE","after":"NONE","deleted":true}`),
			want: "whole tip=TIP branch=topic"},
		{name: "pull_request", env: "GITHUB_EVENT_NAME=pull_request\nGITHUB_REF=refs/pull/7/merge", files: event(change),
			want: "change tip=TIP head=HEAD base=BASE target=release/1 default=main"},
		{name: "pull_request_review", env: "GITHUB_EVENT_NAME=pull_request_review", files: event(change),
			want: "change tip=TIP head=HEAD base=BASE target=release/1 default=main"},
		{name: "pull_request_target", env: "GITHUB_EVENT_NAME=pull_request_target\nGITHUB_REF=refs/heads/release/1", files: event(change),
			want: "change tip=HEAD head=HEAD base=BASE target=release/1 default=main"},
		{name: "merge_group", env: "GITHUB_EVENT_NAME=merge_group\nGITHUB_REF=refs/heads/gh-readonly-queue/main/pr-7-x",
			files: event(`{"merge_group":{"head_sha":"TIP","head_ref":"refs/heads/gh-readonly-queue/main/pr-7-x","base_sha":"BASE","base_ref":"refs/heads/main"},"repository":{"default_branch":"main"}}`),
			want:  "change tip=TIP base=BASE branch=gh-readonly-queue/main/pr-7-x target=main default=main"},
		{name: "release", env: "GITHUB_EVENT_NAME=release\nGITHUB_REF=refs/tags/v1", files: event(`{"action":"published","repository":{"default_branch":"main"}}`),
			want: "new tip=TIP tag=v1 default=main"},
		{name: "create", env: "GITHUB_EVENT_NAME=create\nGITHUB_REF=refs/heads/topic", files: event(`{"ref":"topic","repository":{"default_branch":"main"}}`),
			want: "new tip=TIP branch=topic default=main"},
		{name: "schedule", env: "GITHUB_EVENT_NAME=schedule\nGITHUB_REF=refs/heads/main", files: event(`{"schedule":"0 0 * * *"}`),
			want: "whole tip=TIP branch=main"},
		{name: "workflow_dispatch", env: "GITHUB_EVENT_NAME=workflow_dispatch\nGITHUB_REF=refs/heads/main", files: event(`{"inputs":null}`),
			want: "whole tip=TIP branch=main"},
		{name: "no event file where none is needed", env: "GITHUB_EVENT_NAME=workflow_dispatch\nGITHUB_EVENT_PATH=", want: "whole tip=TIP"},

		{name: "no event name", err: "not set, or empty: GITHUB_EVENT_NAME"},
		{name: "no event path", env: "GITHUB_EVENT_NAME=push\nGITHUB_EVENT_PATH=", err: "GITHUB_EVENT_PATH"},
		{name: "no event file", env: "GITHUB_EVENT_NAME=push", err: "file of GITHUB_EVENT_PATH: /event.json: file does not exist"},
		{name: "empty file", env: "GITHUB_EVENT_NAME=push", files: event(""), err: "is not the JSON of an event"},
		{name: "cut off", env: "GITHUB_EVENT_NAME=push", files: event("{\n \"before\": \"BA"), err: "line 2, byte "},
		{name: "behind it something", env: "GITHUB_EVENT_NAME=push", files: event(push + "{}"), err: "is not the JSON of an event"},
		{name: "another type", env: "GITHUB_EVENT_NAME=push", files: event(`{"before":{}}`), err: "line 1, byte "},
		{name: "a list", env: "GITHUB_EVENT_NAME=push", files: event(`[]`), err: "is not the JSON of an event"},
		{name: "another event's file", env: "GITHUB_EVENT_NAME=push", files: event(`{}`), err: `no "after"`},
		{name: "no before", env: "GITHUB_EVENT_NAME=push", files: event(`{"after":"TIP"}`), err: `no "before"`},
		{name: "no pull request", env: "GITHUB_EVENT_NAME=pull_request", files: event(push), err: `no "pull_request"`},
		{name: "no base", env: "GITHUB_EVENT_NAME=pull_request", files: event(`{"pull_request":{"head":{"sha":"HEAD"}}}`), err: `no "pull_request" with "head" and "base"`},
		{name: "zeros for a head", env: "GITHUB_EVENT_NAME=pull_request", files: event(strings.ReplaceAll(change, "HEAD", "NONE")), err: "zeros"},
		{name: "no merge group", env: "GITHUB_EVENT_NAME=merge_group", files: event(push), err: `no "merge_group"`},
		{name: "an option for an id", env: "GITHUB_EVENT_NAME=push", files: event(`{"before":"--output=x","after":"TIP"}`), err: `before of the event is no commit's id: "--output=x"`},
		{name: "an option for a branch", env: "GITHUB_EVENT_NAME=pull_request", files: event(strings.Replace(change, "release/1", "-x", 1)), err: `pull_request.base.ref of the event is no name`},
	})
}

// endless is a file without an end.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	e.read += len(p)
	return len(p), nil
}

func TestEventIsBounded(t *testing.T) {
	file := &endless{}
	src := row{env: "GITHUB_ACTIONS=true\nGITHUB_SHA=TIP\nGITHUB_EVENT_NAME=push\nGITHUB_EVENT_PATH=x"}.source()
	src.Open = func(string) (io.ReadCloser, error) { return io.NopCloser(file), nil }
	_, err := Detect(src)
	if err == nil || !strings.Contains(err.Error(), "larger than 32 MiB") || file.read > 2*mostEvent {
		t.Errorf("%v, %d bytes read", err, file.read)
	}
}

// FuzzEvent: whatever the file is, there is an answer, and no id or name that git could
// take for something else.
func FuzzEvent(f *testing.F) {
	f.Add("push", ids(`{"ref":"refs/heads/x","before":"BASE","after":"TIP","repository":{"default_branch":"main"}}`))
	f.Add("pull_request", ids(`{"pull_request":{"head":{"sha":"HEAD"},"base":{"ref":"main","sha":"BASE"}}}`))
	f.Add("pull_request_target", `{"pull_request":null}`)
	f.Add("merge_group", ids(`{"merge_group":{"head_sha":"TIP","base_sha":"BASE","base_ref":"refs/heads/main"}}`))
	f.Add("push", `{"before":"-","after":"0000000"}`)
	f.Fuzz(func(t *testing.T, name, text string) {
		src := row{env: "GITHUB_ACTIONS=true\nGITHUB_SHA=TIP\nGITHUB_EVENT_PATH=/event.json"}.source()
		env := src.Env
		src.Env = func(variable string) string {
			if variable == "GITHUB_EVENT_NAME" {
				return name
			}
			return env(variable)
		}
		src.Open = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
		b, err := Detect(src)
		if err != nil {
			return
		}
		for _, c := range append([]Commit{b.Tip, b.Head}, b.Bases...) {
			if c.given() && !isHex(c.ID) {
				t.Errorf("id %q", c.ID)
			}
		}
		for _, n := range []string{b.Branch, b.Tag, b.Target, b.Default} {
			if n != "" && !isRefName(n) {
				t.Errorf("name %q", n)
			}
		}
		if len(given(b.Bases...)) != len(b.Bases) {
			t.Errorf("a base that is none: %+v", b)
		}
		if b.Kind == "" || !b.Tip.given() || (b.Kind == Push || b.Kind == Change) && len(b.Bases) == 0 {
			t.Errorf("says nothing: %+v", b)
		}
	})
}
