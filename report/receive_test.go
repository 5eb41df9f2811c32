package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
)

// TestRefusal: what the person who pushed is told to do fits what was found.
func TestRefusal(t *testing.T) {
	t.Parallel()
	const first, tip = "1111111111111111111111111111111111111111", "2222222222222222222222222222222222222222"
	key := func(path, commit string) Finding {
		return Finding{Finding: detector.Finding{Kind: detector.UploadToken, Severity: detector.High, Line: 1, Column: 1, Excerpt: "x", CaretLen: 1},
			Path: path, Commit: commit, Subject: "change", Blocks: true}
	}
	tag := key(tagMessage, first)
	tag.Subject = "tag v1; rm"
	badge := key("README.md", tip)
	badge.Blocks = false
	many := make([]Finding, 20)
	for i := range many {
		many[i] = key("a", first)
	}
	for _, tt := range []struct {
		name     string
		findings []Finding
		want     []string
	}{
		{"last commit", []Finding{key("d/a b", tip)}, []string{"push refused: 1 Codecov key in", "edit a b, git commit --amend -- 'd/a b', then push again"}},
		{"several files of it", []Finding{key("a", tip), key("b", tip)}, []string{"2 Codecov keys", "git commit --amend -a, then"}},
		{"its message", []Finding{key(commitMessage, tip)}, []string{"git commit --amend   (edit the message)"}},
		{"older commit", []Finding{key("a", first), key("a", tip)}, []string{"git rebase -i 1111111^   (mark the commit \"edit\"; --root when it is the first), then push again"}},
		{"older message", []Finding{key(commitMessage, first)}, []string{"git rebase -i 1111111^   (mark the commit \"reword\")"}},
		{"tag", []Finding{tag}, []string{"git tag -f -a 'v1; rm'"}},
		{"blob", []Finding{key("refs/tags/blob", "")}, []string{"push another object"}},
		{"nothing that blocks", []Finding{badge}, []string{"not blocked: 1 Codecov key"}},
		{"one that blocks beside one that does not", []Finding{badge, key("a", tip)}, []string{"push refused: 2", "edit a,"}},
		{"many", many, []string{"… and 7 more"}},
	} {
		var b bytes.Buffer
		r := Report{Operation: Receive, Findings: tt.findings, Tips: []string{tip}, Allow: "ask"}
		if err := newText(Options{}).Print(&b, r); err != nil {
			t.Fatal(err)
		}
		for _, want := range tt.want {
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: no %q in\n%s", tt.name, want, b.String())
			}
		}
		if strings.Contains(b.String(), "--no-verify") || strings.Count(b.String(), "\n") > 40 {
			t.Errorf("%s:\n%s", tt.name, b.String())
		}
	}
}
