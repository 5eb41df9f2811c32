package gitrepo

import (
	"os"
	"path/filepath"
	"testing"
)

// starts are what many fixtures begin with, by name. Each is made once and copied:
// to make one again takes several starts of git.
type starts map[string]*fixture

const emptyRepository = "an empty repository"

func makeStarts(t *testing.T) starts {
	t.Helper()
	made := starts{}
	for name, build := range map[string]func(*fixture){
		emptyRepository: func(*fixture) {}, "two commits": twoCommits, "three files": threeFiles,
	} {
		f := newRepository(t)
		build(f)
		made[name] = f
	}
	return made
}

// repository is newRepository, copied.
func (s starts) repository(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	f.starts, f.fresh, f.dir = s, true, filepath.Join(f.root, "repo")
	f.begin(emptyRepository, func() { f.dir = f.root; f.init() })
	f.fresh = true
	return f
}

// begin brings a fixture to a state: by a copy where nothing was done to it yet,
// otherwise step by step.
func (f *fixture) begin(name string, build func()) {
	f.t.Helper()
	from := f.starts[name]
	if from == nil || !f.fresh {
		build()
		return
	}
	if err := os.RemoveAll(f.dir); err != nil {
		f.t.Fatal(err)
	}
	if err := os.CopyFS(f.dir, os.DirFS(from.dir)); err != nil {
		f.t.Fatal(err)
	}
	f.clock, f.commits, f.fresh = from.clock, append([]string(nil), from.commits...), false
}
