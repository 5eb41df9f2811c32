package ci

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/covkey/covkey/gitrepo"
)

// world is a checkout with a history that all kinds of builds can be of:
//
//	old ── main ── later          origin/main
//	  │        └─ merge           refs/pull/1/merge, checked out
//	  └─ a ── b ──┘               origin/topic
type world struct {
	t   *testing.T
	dir string
	env []string
	ids map[string]string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	w := &world{t: t, dir: t.TempDir(), ids: map[string]string{}}
	w.env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "HOME="+w.dir, "XDG_CONFIG_HOME="+w.dir,
		"GIT_AUTHOR_NAME=Dev", "GIT_AUTHOR_EMAIL=dev@example.com", "GIT_COMMITTER_NAME=Dev", "GIT_COMMITTER_EMAIL=dev@example.com")
	w.git("init", "-q")
	tree := w.git("mktree")
	commit := func(name string, parents ...string) {
		args := []string{"commit-tree", tree, "-m", name}
		for _, p := range parents {
			args = append(args, "-p", w.ids[p])
		}
		w.ids[name] = w.git(args...)
	}
	commit("old")
	commit("main", "old")
	commit("later", "main")
	commit("a", "old")
	commit("b", "a")
	commit("merge", "main", "b")
	commit("alone")
	for ref, name := range map[string]string{
		"refs/remotes/origin/main": "later", "refs/remotes/origin/topic": "b", "refs/remotes/pull/1/merge": "merge",
		"refs/remotes/upstream/next": "a", "refs/heads/main": "merge", // what some CIs merge into
	} {
		w.git("update-ref", ref, w.ids[name])
	}
	w.git("tag", "-a", "-m", "a tag", "v1", w.ids["b"])
	w.ids["v1"] = w.git("rev-parse", "v1")
	w.git("update-ref", "--no-deref", "HEAD", w.ids["merge"])
	return w
}

func (w *world) git(args ...string) string {
	w.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env, cmd.Stderr = w.dir, w.env, os.Stderr
	out, err := cmd.Output()
	if err != nil {
		w.t.Fatalf("git %s: %v", strings.Join(args, " "), err)
	}
	return strings.TrimSpace(string(out))
}

// commit is what a CI would say of a commit of the world.
func (w *world) commit(name string) Commit {
	if name == "" {
		return Commit{}
	}
	if id, ok := w.ids[name]; ok {
		return Commit{ID: id, From: "VARIABLE"}
	}
	return Commit{ID: name, From: "VARIABLE"}
}

func (w *world) find(b Build) (Range, error) {
	w.t.Helper()
	repo, err := gitrepo.Open(context.Background(), w.dir, w.env)
	if err != nil {
		w.t.Fatal(err)
	}
	defer repo.Close()
	return b.Range(w.t.Context(), repo)
}

func (w *world) named(list []gitrepo.ID) string {
	var found []string
	for _, id := range list {
		for name, of := range w.ids {
			if of == id.String() {
				found = append(found, name)
			}
		}
	}
	slices.Sort(found)
	return strings.Join(found, " ")
}

const gone = "1234567890123456789012345678901234567890"

func TestRange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	short := w.ids["a"][:12]
	for _, c := range []struct {
		name                 string
		build                Build
		tip, head, base      string
		want, tags, note, fl string // commits, tags, a part of a note, a part of the error
	}{
		{name: "push", build: Build{Kind: Push}, tip: "b", base: "a", want: "b"},
		{name: "push, part of an id", build: Build{Kind: Push}, tip: "b", base: short, want: "b"},
		{name: "push of nothing", build: Build{Kind: Push}, tip: "a", base: "b", want: "", note: "no commit is new"},
		{name: "push that took the default branch in", build: Build{Kind: Push, Branch: "topic", Default: "main"}, tip: "merge", base: "b", want: "merge"},
		{name: "push to the default branch", build: Build{Kind: Push, Branch: "main", Default: "main"}, tip: "later", base: "old", want: "later main"},
		{name: "push to what may be the default branch", build: Build{Kind: Push, Default: "main"}, tip: "later", base: "old", want: "later main"},
		{name: "forced push", build: Build{Kind: Push, Branch: "topic", Default: "main"}, tip: "b", base: gone, want: "a b", note: "rewritten"},
		{name: "forced push of the default branch", build: Build{Kind: Push, Branch: "main", Default: "main"}, tip: "later", base: gone, want: "later main old", note: "rewritten"},
		{name: "tip is not here", build: Build{Kind: Push}, tip: gone, base: "a", fl: "is not in this repository"},
		{name: "checked-out tip", build: Build{Kind: Push}, base: "main", want: "a b merge"},

		{name: "new branch", build: Build{Kind: Fresh, Branch: "topic", Default: "main"}, tip: "b", want: "a b"},
		{name: "new branch, nothing new", build: Build{Kind: Fresh, Branch: "copy", Default: "main"}, tip: "main", want: "", note: "no commit is new"},
		{name: "default branch", build: Build{Kind: Fresh, Branch: "main", Default: "main"}, tip: "later", want: "later main old"},
		{name: "primary branch", build: Build{Kind: Fresh, Branch: "x", Primary: true}, tip: "b", want: "a b old"},
		{name: "default branch unknown", build: Build{Kind: Fresh, Branch: "topic"}, tip: "b", want: "a b old"},
		{name: "default branch not fetched", build: Build{Kind: Fresh, Branch: "topic", Default: "trunk"}, tip: "b", want: "a b old"},
		{name: "only another remote has it", build: Build{Kind: Fresh, Branch: "topic", Default: "next"}, tip: "b", want: "b"},
		{name: "branch unknown", build: Build{Kind: Fresh, Default: "main"}, tip: "b", want: "a b"},
		{name: "branch unknown, maybe the default one", build: Build{Kind: Fresh, Default: "main"}, tip: "later", want: "later main old"},
		{name: "tag", build: Build{Kind: Fresh, Tag: "v1", Default: "main"}, tip: "b", want: "a b", tags: "v1"},
		{name: "tag by its own id", build: Build{Kind: Fresh, Tag: "v1", Default: "main"}, tip: "v1", want: "a b", tags: "v1"},
		{name: "whole", build: Build{Kind: Whole, Event: "schedule"}, tip: "merge", want: "a b main merge old"},

		{name: "pull request", build: Build{Kind: Change, Target: "main"}, tip: "merge", head: "b", base: "old", want: "a b merge"},
		{name: "pull request, merged by the checkout", build: Build{Kind: Change, Target: "main"}, tip: "b", base: "old", want: "a b merge"},
		{name: "pull request, merge not fetched", build: Build{Kind: Change, Target: "main"}, tip: gone, head: "b", base: "old", want: "a b merge"},
		{name: "pull request, target alone", build: Build{Kind: Change, Target: "main"}, tip: "b", want: "a b merge"},
		{name: "pull request, base gone", build: Build{Kind: Change, Target: "main"}, tip: "b", base: gone, want: "a b merge"},
		{name: "pull request, target not fetched, but merged", build: Build{Kind: Change, Target: "trunk"}, tip: "merge", head: "b", want: "a b merge"},
		{name: "pull request, nothing of the target here", build: Build{Kind: Change, Target: "trunk"}, tip: "alone", fl: "is not here as a remote-tracking branch"},
		{name: "pull request, head is not here", build: Build{Kind: Change, Target: "main"}, tip: "merge", head: gone, base: "old", fl: "is not in this repository"},
		{name: "pull request of nothing", build: Build{Kind: Change, Target: "main"}, tip: "old", base: "later", want: "", note: "no commit is new"},
		{name: "pull request that took the target's commits in", build: Build{Kind: Change, Target: "main"}, tip: "merge", base: "old", want: "a b merge"},
		{name: "pull request that was merged since", build: Build{Kind: Change, Target: "main"}, tip: "old", base: "alone", want: "old"},
		{name: "pull request without a common commit", build: Build{Kind: Change, Target: "main"}, tip: "alone", base: "later", want: "alone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.build.Tip, c.build.Head, c.build.Bases = w.commit(c.tip), w.commit(c.head), given(w.commit(c.base))
			out, err := w.find(c.build)
			if c.fl != "" {
				if l := (*Lacking)(nil); !errors.As(err, &l) || !strings.Contains(err.Error(), c.fl) || len(l.Remedies) == 0 {
					t.Fatalf("error %v, want one with %q", err, c.fl)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := w.named(out.Commits); got != c.want {
				t.Errorf("commits %q, want %q\n%s", got, c.want, strings.Join(out.Why, "\n"))
			}
			if got := w.named(out.Tags); got != c.tags {
				t.Errorf("tags %q, want %q", got, c.tags)
			}
			if got := strings.Join(out.Notes, "; "); (got == "") != (c.note == "") || !strings.Contains(got, c.note) {
				t.Errorf("notes %q, want one with %q", got, c.note)
			}
		})
	}
}

// TestShallowRange: a clone that was cut inside of the range never gives a part of it.
func TestShallowRange(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cut := func(names ...string) {
		var text strings.Builder
		for _, n := range names {
			text.WriteString(w.ids[n] + "\n")
		}
		if err := os.WriteFile(filepath.Join(w.dir, ".git", "shallow"), []byte(text.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	push := Build{Kind: Push, Tip: w.commit("b"), Bases: []Commit{w.commit("a")}, Deepen: "deepen"}
	forced := Build{Kind: Push, Tip: w.commit("b"), Bases: []Commit{w.commit(gone)}, Deepen: "deepen"}
	change := Build{Kind: Change, Tip: w.commit("merge"), Head: w.commit("b"), Bases: []Commit{w.commit("old")}, Deepen: "deepen"}
	whole := Build{Kind: Whole, Tip: w.commit("b"), Deepen: "deepen"}
	for _, c := range []struct {
		name  string
		cut   []string
		build Build
		want  string // empty for a refusal
	}{
		{"ends at the base", []string{"a"}, push, "b"},
		{"ends at the tip", []string{"b"}, push, ""},
		{"the base is not here", []string{"old"}, forced, ""},
		{"ends below a pull request", []string{"old"}, change, "a b merge"},
		{"ends in a pull request", []string{"a"}, change, ""},
		{"ends at the merge's parents", []string{"main", "b"}, change, ""},
		{"whole history", []string{"a"}, whole, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			cut(c.cut...)
			out, err := w.find(c.build)
			if c.want == "" {
				if l := (*Lacking)(nil); !errors.As(err, &l) || !slices.Contains(l.Remedies, "deepen") {
					t.Fatalf("%q, error %v", w.named(out.Commits), err)
				}
				return
			}
			if got := w.named(out.Commits); err != nil || got != c.want {
				t.Errorf("%q, %v, want %q", got, err, c.want)
			}
		})
	}
}
