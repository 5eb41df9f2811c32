package gitrepo

import (
	"strings"
	"testing"
)

// TestAbbreviated: a branch that is named like an id must not be taken for it, or whoever
// names a branch says what counts as there before.
func TestAbbreviated(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	twoCommits(f)
	old, newest := f.commits[0], f.commits[1]
	f.git("branch", old[:12], newest)
	repo := f.mustOpen(BackendAuto)
	for _, digits := range []string{old, old[:12], old[:7]} {
		if id, err := repo.Abbreviated(t.Context(), digits); err != nil || id != f.id(old) {
			t.Errorf("%s: %v, %v", digits, id, err)
		}
	}
	tree := f.git("rev-parse", "HEAD^{tree}")
	for _, digits := range []string{tree[:10], "1234567", "--all", "0000000"} {
		if id, err := repo.Abbreviated(t.Context(), digits); err == nil {
			t.Errorf("%s: %v", digits, id)
		}
	}
	if _, err := repo.Abbreviated(t.Context(), "1234567"); !isNotFound(err) {
		t.Error(err)
	}
}

func TestDefaultBranch(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	twoCommits(f)
	repo := f.mustOpen(BackendAuto)
	if name, err := repo.DefaultBranch(t.Context(), "origin"); name != "" || err != nil {
		t.Errorf("no remote: %q, %v", name, err)
	}
	f.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/release/1")
	if name, err := repo.DefaultBranch(t.Context(), "origin"); name != "release/1" || err != nil {
		t.Errorf("%q, %v", name, err)
	}
	f.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/main")
	if name, err := repo.DefaultBranch(t.Context(), "origin"); name != "" || err != nil {
		t.Errorf("not the remote's: %q, %v", name, err)
	}
}

func TestCutOff(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	twoCommits(f)
	if cut, err := f.mustOpen(BackendAuto).CutOff(); len(cut) > 0 || err != nil {
		t.Errorf("complete: %v, %v", cut, err)
	}
	f.write(".git/shallow", f.commits[1]+"\n")
	if cut, err := f.mustOpen(BackendAuto).CutOff(); len(cut) != 1 || !cut[f.id(f.commits[1])] || err != nil {
		t.Errorf("shallow: %v, %v", cut, err)
	}
	f.write(".git/shallow", strings.Repeat("x", 40)+"\n")
	if _, err := f.mustOpen(BackendAuto).CutOff(); err == nil {
		t.Error("damaged: no error")
	}
}
