package gitrepo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestIncoming compares what a push brings to a repository with random refs, branches and
// others, with the truth.
func TestIncoming(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 3))
	f := newRepository(t)
	repo := f.mustOpen(BackendGoGit)
	for n, g := range importGraphs(f, rng, 40) {
		for range 12 {
			tips, known := g.some(rng, 1+rng.IntN(3)), g.some(rng, rng.IntN(6))
			var refs []Ref
			for i, at := range known {
				kind := []string{"heads", "pull", "tags"}[rng.IntN(3)]
				refs = append(refs, Ref{Name: fmt.Sprintf("refs/%s/%d", kind, i), ID: g.ids[at]})
			}
			got, err := repo.Incoming(context.Background(), g.idsOf(tips), refs)
			if err != nil {
				t.Fatal(err)
			}
			g.judge(t, fmt.Sprintf("seed %d, graph %d, %v with %v", seed, n, tips, refs), got, tips, known)
		}
	}
}

// TestArrived: a commit in quarantine is new; one that is in the repository as well, or
// in one that it borrows from, may be reached by a ref.
func TestArrived(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	twoCommits(f)
	apart := filepath.Join(f.root, "apart")
	f.mkdir(apart)
	main := f.path(".git/objects")
	f.setenv("GIT_OBJECT_DIRECTORY="+apart, "GIT_ALTERNATE_OBJECT_DIRECTORIES="+main)
	f.commit("arrived")
	f.setenv("GIT_QUARANTINE_PATH=" + apart)
	commit := f.commits[len(f.commits)-1]
	check := func(want bool, ids ...string) {
		t.Helper()
		repo := f.mustOpen(BackendAuto)
		var list []ID
		for _, id := range ids {
			list = append(list, f.id(id))
		}
		if repo.arrived(list) != want {
			t.Errorf("%v arrived: %v, want %v", ids, !want, want)
		}
	}
	check(true, commit)
	check(false, commit, f.commits[0])
	check(false, f.commits[0])
	data, err := os.ReadFile(filepath.Join(apart, commit[:2], commit[2:]))
	if err != nil {
		t.Fatal(err)
	}
	f.mkdir(filepath.Join(main, commit[:2]))
	if err := os.WriteFile(filepath.Join(main, commit[:2], commit[2:]), data, 0o444); err != nil {
		t.Fatal(err)
	}
	check(false, commit)
	if err := os.Remove(filepath.Join(main, commit[:2], commit[2:])); err != nil {
		t.Fatal(err)
	}
	f.setenv("GIT_QUARANTINE_PATH=" + strings.TrimSuffix(apart, "t"))
	check(false, commit)
}
