package gitrepo

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// file is an entry of a random tree: a blob by its text, or a submodule's link.
type file struct{ mode, text string }

// names are chosen so that files and folders are ordered differently.
var names = []string{"a", "a-b", "a.b", "a0", "a-", "A", "b", "a b", "-", "\xff", "z", "ä"}

// grow fills a folder at random. A name is a file or a folder, never both.
func grow(rng *rand.Rand, files map[string]file, prefix string, depth int) {
	for _, name := range names {
		switch n := rng.IntN(6); {
		case n < 2:
			mode := []string{"100644", "100644", "100755", "120000", "160000"}[rng.IntN(5)]
			files[prefix+name] = file{mode, fmt.Sprint(rng.IntN(4))}
		case n == 2 && depth > 0:
			grow(rng, files, prefix+name+"/", depth-1)
		}
	}
}

// mutate changes a few files and keeps the others, so that folders stay the same.
func mutate(rng *rand.Rand, files map[string]file) map[string]file {
	changed := maps.Clone(files)
	for _, path := range slices.Sorted(maps.Keys(files)) {
		old := files[path]
		switch rng.IntN(12) {
		case 0:
			delete(changed, path)
		case 1:
			changed[path] = file{old.mode, fmt.Sprint(rng.IntN(4))}
		case 2: // a file becomes a folder
			delete(changed, path)
			changed[path+"/a"] = old
		}
	}
	return changed
}

// randomTrees are trees of which some are close to each other, and one is empty.
func randomTrees(rng *rand.Rand, count int) []map[string]file {
	trees := []map[string]file{{}}
	for len(trees) < count {
		tree := map[string]file{}
		if rng.IntN(3) == 0 {
			grow(rng, tree, "", 2)
		} else {
			tree = mutate(rng, trees[rng.IntN(len(trees))])
		}
		trees = append(trees, tree)
	}
	return trees
}

// link is the commit that a submodule's link names.
func link(text string) string { return strings.Repeat("c", 39) + text }

// importTrees stores trees and gives their ids.
func importTrees(f *fixture, trees []map[string]file) []string {
	f.t.Helper()
	var in strings.Builder
	for n, tree := range trees {
		fmt.Fprintf(&in, "commit refs/heads/t%d\ncommitter A <a@b> 1500000000 +0000\ndata 0\n\ndeleteall\n", n)
		for _, path := range slices.Sorted(maps.Keys(tree)) {
			if f := tree[path]; f.mode == "160000" {
				fmt.Fprintf(&in, "M 160000 %s %s\n", link(f.text), path)
			} else {
				fmt.Fprintf(&in, "M %s inline %s\ndata %d\n%s\n", f.mode, path, len(f.text), f.text)
			}
		}
	}
	f.gitWith(in.String(), "fast-import", "--quiet")
	byName := map[string]string{}
	for line := range strings.Lines(f.git("for-each-ref", "--format=%(refname) %(tree)") + "\n") {
		name, id, _ := strings.Cut(strings.TrimSpace(line), " ")
		byName[name] = id
	}
	var ids []string
	for n := range trees {
		ids = append(ids, byName[fmt.Sprintf("refs/heads/t%d", n)])
	}
	return ids
}

// TestRandomTrees compares pairs of random trees and asks git for the same.
func TestRandomTrees(t *testing.T) {
	t.Parallel()
	const trees, pairs = 60, 400
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 2))
	f := newRepository(t)
	ids := importTrees(f, randomTrees(rng, trees))
	var asked [][2]string
	var in strings.Builder
	for range pairs {
		pair := [2]string{ids[rng.IntN(trees)], ids[rng.IntN(trees)]}
		if pair[0] != pair[1] {
			asked = append(asked, pair)
			fmt.Fprintf(&in, "%s %s\n", pair[0], pair[1])
		}
	}
	out := f.gitWith(in.String(), "diff-tree", "--stdin", "-r", "--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=none")
	for _, backend := range []string{BackendGoGit, BackendGit} {
		repo, rest := f.mustOpen(backend), out
		for _, pair := range asked {
			raw, found := strings.CutPrefix(rest, pair[0]+" "+pair[1]+"\n")
			if !found {
				t.Fatalf("git diff-tree answers %.100q to %q", rest, pair)
			}
			end := endOfRaw(raw)
			want := rawLines(t, raw[:end])
			rest = raw[end:]
			list, err := diffTrees(context.Background(), repo.Reader(), f.id(pair[0]), f.id(pair[1]))
			if got := changeLines(list); err != nil || !slices.Equal(got, want) {
				t.Fatalf("seed %d, %s, %q: %v\ngot  %q\nwant %q", seed, backend, pair, err, got, want)
			}
		}
	}
}

// endOfRaw is where the records of one pair end: at what does not start a record.
func endOfRaw(raw string) int {
	at := 0
	for strings.HasPrefix(raw[at:], ":") {
		for range 2 {
			at += strings.IndexByte(raw[at:], 0) + 1
		}
	}
	return at
}

// TestRandomIndexes compares random indexes with random trees, for every version
// of the index, with conflicts and flags.
func TestRandomIndexes(t *testing.T) {
	t.Parallel()
	const trees, states = 20, 40
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 3))
	f := newRepository(t)
	models := randomTrees(rng, trees)
	ids := importTrees(f, models)
	blobs := map[string]string{}
	for n := range 4 {
		blobs[fmt.Sprint(n)] = f.blob(fmt.Sprint(n))
	}
	for n := range states {
		state := *f
		state.setenv(fmt.Sprintf("GIT_INDEX_FILE=%s/index-%d", f.root, n))
		state.randomIndex(rng, mutate(rng, models[rng.IntN(trees)]), blobs)
		for _, tree := range []string{"", ids[rng.IntN(trees)]} {
			against := tree
			if tree == "" {
				against = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
			}
			want := rawLines(t, state.git("diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=none", against))
			for _, backend := range []string{BackendGoGit, BackendGit} {
				var id ID
				if tree != "" {
					id = f.id(tree)
				}
				list, err := state.mustOpen(backend).Reader().Staged(context.Background(), id)
				if got := changeLines(list); err != nil || !slices.Equal(got, want) {
					t.Fatalf("seed %d, state %d, %s: %v\ngot  %q\nwant %q", seed, n, backend, err, got, want)
				}
			}
		}
	}
}

// randomIndex fills an index, in any order, with conflicts and flags here and
// there.
func (f *fixture) randomIndex(rng *rand.Rand, files map[string]file, blobs map[string]string) {
	f.t.Helper()
	var lines, skipped []string
	for _, path := range slices.Sorted(maps.Keys(files)) {
		file := files[path]
		id := blobs[file.text]
		if file.mode == "160000" {
			id = link(file.text)
		}
		switch rng.IntN(15) {
		case 0: // a conflict: two or three versions of a path
			for stage := 1 + rng.IntN(2); stage <= 3; stage++ {
				lines = append(lines, fmt.Sprintf("%s %s %d\t%s\x00", file.mode, id, stage, path))
			}
			continue
		case 1:
			skipped = append(skipped, path+"\x00")
		}
		lines = append(lines, fmt.Sprintf("%s %s 0\t%s\x00", file.mode, id, path))
	}
	rng.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	f.gitWith(strings.Join(lines, ""), "update-index", "-z", "--index-info")
	if rng.IntN(2) == 0 {
		f.gitWith(strings.Join(skipped, ""), "update-index", "-z", "--skip-worktree", "--stdin")
	}
	f.git("update-index", "--index-version", fmt.Sprint(2+rng.IntN(3)))
}

// TestMergedTrees: what a tree holds that none of some others has is what differs from
// each of them.
func TestMergedTrees(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 3))
	f := newRepository(t)
	const trees = 40
	ids := importTrees(f, randomTrees(rng, trees))
	repo := f.mustOpen(BackendAuto)
	any := func() ID { return f.id(ids[rng.IntN(trees)]) }
	for range 600 {
		now, parents := any(), []ID{any(), any()}
		if rng.IntN(4) == 0 {
			parents = append(parents, any())
		}
		want := map[Change]int{}
		for _, p := range parents {
			changes, err := diffTrees(context.Background(), repo.reader, p, now)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range changes {
				if !c.New.IsZero() {
					want[Change{Path: c.Path, New: c.New}]++
				}
			}
		}
		maps.DeleteFunc(want, func(_ Change, sides int) bool { return sides < len(parents) })
		d := mergeDiff{ctx: context.Background(), src: repo.reader}
		if err := d.compare("", now, parents); err != nil {
			t.Fatal(err)
		}
		got := map[Change]int{}
		for _, c := range d.changes {
			got[c] = len(parents)
		}
		if !maps.Equal(got, want) || len(got) != len(d.changes) {
			t.Fatalf("tree %s against %v: %v, not %v", now, parents, d.changes, want)
		}
	}
}
