package hook

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/scan"
)

// TestFrameworkRuns: what is looked at when the pre-commit framework runs the hook of
// a stage, by what it says in variables and arguments.
func TestFrameworkRuns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.goTo("repo")
	w.git("init", "-q")
	w.write("repo/old.sh", w.leak("old"))
	w.git("add", "-A")
	w.git("commit", "-q", "-m", "old")
	w.write("repo/middle.sh", w.leak("middle"))
	w.git("add", "-A")
	w.git("commit", "-q", "-m", "middle")
	w.write("repo/staged.sh", w.leak("staged"))
	w.write("repo/sub/clean.sh", "")
	w.git("add", "-A")
	w.write("repo/loose.sh", w.leak("loose"))
	tree, index := "middle old staged", "GIT_INDEX_FILE=.git/index"
	for _, tt := range []struct {
		name, hook string
		env, args  []string
		want       string
		operation  Operation
	}{
		{"git commit", "pre-commit", []string{index}, nil, "staged", Commit},
		{"git commit, a batch of names", "pre-commit", []string{index}, []string{"sub/clean.sh"}, "staged", Commit},
		{"git commit below a push", "pre-commit", []string{index, "PRE_COMMIT_FROM_REF=HEAD~1", "PRE_COMMIT_TO_REF=HEAD"}, nil, "staged", Commit},
		{"git merge", "pre-commit", []string{index, "GITHEAD_" + idA + "=side"}, nil, "error " + idA, Merge},
		{"by hand or --all-files", "pre-commit", nil, nil, tree, Scan},
		{"--from-ref --to-ref", "pre-commit", []string{"PRE_COMMIT_FROM_REF=HEAD~1", "PRE_COMMIT_TO_REF=HEAD"}, nil, "middle", Scan},
		{"--files, with names", "pre-commit", nil, []string{"old.sh", "sub"}, "old", Scan},
		{"--files, not tracked", "pre-commit", nil, []string{"loose.sh", "sub/clean.sh"}, "loose", Scan},
		{"--files that is not there", "pre-commit", nil, []string{"gone.sh"}, "error no such file", Scan},
		{"a range that is not here", "pre-commit", []string{"PRE_COMMIT_FROM_REF=nowhere", "PRE_COMMIT_TO_REF=HEAD"}, nil, "error the range nowhere..HEAD", Scan},
		{"an index outside of the container", "pre-commit", []string{"GIT_INDEX_FILE=/nowhere/.git/index.lock"}, nil, "error is not to be seen from here", Commit},
		{"push, --all-files", "pre-push", nil, nil, tree, Scan},
		{"push, --from-ref --to-ref", "pre-push", []string{"PRE_COMMIT_FROM_REF=HEAD~1", "PRE_COMMIT_TO_REF=HEAD"}, nil, "middle", Scan},
		{"push of a new branch", "pre-push", []string{"PRE_COMMIT_FROM_REF=HEAD~1", "PRE_COMMIT_TO_REF=HEAD", "PRE_COMMIT_REMOTE_NAME=origin", "PRE_COMMIT_REMOTE_URL=/o"}, nil, "middle", Push},
		{"root push", "pre-push", []string{"PRE_COMMIT_LOCAL_BRANCH=refs/heads/main", "PRE_COMMIT_REMOTE_BRANCH=refs/heads/main", "PRE_COMMIT_REMOTE_NAME=origin", "PRE_COMMIT_REMOTE_URL=/o"}, nil, "middle old", Push},
		{"push onto a commit that is not here", "pre-push", []string{"PRE_COMMIT_FROM_REF=" + idA, "PRE_COMMIT_TO_REF=HEAD", "PRE_COMMIT_REMOTE_NAME=origin", "PRE_COMMIT_REMOTE_URL=/o"}, nil, "middle old", Push},
		{"a message that a filter hides", "commit-msg", nil, nil, "error did not name the message file", Message},
	} {
		env := append(slices.Clone(w.env), append(tt.env, "PRE_COMMIT=1")...)
		if op, err := OperationOf(tt.hook, env); op != tt.operation || err != nil {
			t.Errorf("%s: operation %q, %v; want %q", tt.name, op, err, tt.operation)
		}
		if got := w.framework(env, tt.hook, tt.args); got != tt.want && (!strings.HasPrefix(tt.want, "error ") || !strings.Contains(got, tt.want[6:])) {
			t.Errorf("%s: found %q, want %q", tt.name, got, tt.want)
		}
	}
}

// framework runs a hook and names the keys that it found.
func (w *world) framework(env gitrepo.Env, name string, args []string) string {
	w.t.Helper()
	dir := filepath.Join(w.root, "repo")
	repo, err := gitrepo.Open(context.Background(), dir, env)
	if err != nil {
		return "error " + err.Error()
	}
	defer repo.Close()
	result, err := Run(context.Background(), repo, Request{Name: name, Args: args, Stdin: strings.NewReader(""), Env: env, Dir: dir}, scan.Policy{Report: detector.High})
	if err != nil {
		return "error " + err.Error()
	}
	var names []string
	for _, f := range result.Findings {
		names = append(names, w.named[f.Fingerprint])
	}
	for _, err := range result.Errors {
		names = append(names, "error "+err.Error())
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), " ")
}
