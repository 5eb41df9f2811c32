package gitrepo

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// diffOfGit is what git says that the index changes against a tree.
func (f *fixture) diffOfGit(tree string) (string, error) {
	return f.try("", "diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=none",
		"--ita-invisible-in-index", tree)
}

// oddNames are names that only the index need be able to have.
var oddNames = []string{
	"new\nline", "tab\tquote\"back\\slash", "\xff\xfe", "-dash", "TREE", "\x01", strings.Repeat("long", 80),
	strings.Repeat("n", flagName-4), strings.Repeat("n", flagName), strings.Repeat("o", flagName+100),
}

// step changes the index at random, in one of the ways in which git does.
func (f *fixture) step(rng *rand.Rand, models []map[string]file, ids []string, blobs map[string]string) {
	f.t.Helper()
	config := []string{"-c", fmt.Sprint("index.recordEndOfIndexEntries=", rng.IntN(2) == 0),
		"-c", fmt.Sprint("index.recordOffsetTable=", rng.IntN(3) == 0), "-c", fmt.Sprint("index.threads=", 1+rng.IntN(4))}
	git := func(stdin string, args ...string) { f.gitWith(stdin, append(slices.Clone(config), args...)...) }
	n := rng.IntN(len(models))
	paths := slices.Sorted(maps.Keys(models[n]))
	some := func() string {
		var list strings.Builder
		for range 1 + rng.IntN(3) {
			if len(paths) > 0 {
				fmt.Fprintf(&list, "%s\x00", paths[rng.IntN(len(paths))])
			}
		}
		return list.String()
	}
	switch rng.IntN(10) {
	case 0: // all at once, which fills the cache of trees
		git("", "read-tree", ids[n])
	case 1, 2: // and this as well, where there is no conflict
		if _, err := f.try("", append(config, "write-tree")...); err != nil {
			git("", "read-tree", ids[n])
		}
	case 3:
		git("", "read-tree", "--empty")
		f.randomIndex(rng, mutate(rng, models[n]), blobs)
	case 4: // a conflict takes the place of an entry
		for path := range strings.SplitSeq(some(), "\x00") {
			if path != "" {
				git(fmt.Sprintf("0 %s\t%s\x00100644 %s 1\t%s\x00100755 %s 3\t%s\x00", zeroID, path, blobs["0"], path, blobs["1"], path),
					"update-index", "-z", "--index-info")
			}
		}
	case 5:
		git(some(), "update-index", "-z", "--force-remove", "--stdin")
	case 6: // but where that is in a submodule
		f.try("", append(config, "add", "-N", "--", "promised", "a/promised")...)
	case 7:
		name := oddNames[rng.IntN(len(oddNames))]
		folder := []string{"", "a-b/", "a-b/" + oddNames[rng.IntN(len(oddNames))] + "/"}[rng.IntN(3)]
		git(fmt.Sprintf("100644 %s 0\t%s%s\x00", blobs[fmt.Sprint(rng.IntN(4))], folder, name), "update-index", "-z", "--index-info")
	case 8:
		flag := []string{"--skip-worktree", "--no-skip-worktree", "--assume-unchanged"}[rng.IntN(3)]
		f.try(some(), append(config, "update-index", "-z", flag, "--stdin")...)
	case 9:
		git("", "update-index", "--index-version", fmt.Sprint(2+rng.IntN(3)))
	}
}

// TestIndexStates makes indexes by random steps of git's and asks git what is in them
// and what they change.
func TestIndexStates(t *testing.T) {
	t.Parallel()
	const trees, states, steps = 12, 12, 10
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 7))
	f := newRepository(t)
	models := randomTrees(rng, 3*trees)
	slices.SortFunc(models, func(a, b map[string]file) int { return len(b) - len(a) })
	models = append(models[:trees-1], map[string]file{})
	ids := importTrees(f, models)
	blobs := map[string]string{}
	for n := range 4 {
		blobs[fmt.Sprint(n)] = f.blob(fmt.Sprint(n))
	}
	f.write("promised", "later\n")
	f.write("a/promised", "later\n")
	src := openGoGit(&f.mustOpen(BackendGoGit).Location)
	t.Cleanup(func() { src.Close() })
	cached := 0
	for n := range states {
		state := *f
		index := fmt.Sprintf("%s/index-%d", f.root, n)
		state.setenv("GIT_INDEX_FILE=" + index)
		for range steps {
			state.step(rng, models, ids, blobs)
			data, err := os.ReadFile(index)
			if err != nil {
				continue // nothing yet
			}
			list, ext, err := listEntries(data, sha1Size)
			want := state.git("ls-files", "--stage", "-z")
			if got := strings.Join(list, "\x00"); err != nil || got != strings.TrimSuffix(want, "\x00") {
				t.Fatalf("seed %d, state %d: %v\ngot  %.2000q\nwant %.2000q", seed, n, err, got, want)
			}
			if len(ext.tree.nodes) > 1 {
				cached++
			}
			tree := ids[rng.IntN(trees)]
			out, err := state.diffOfGit(tree)
			if err != nil {
				t.Fatal(err)
			}
			got, err := diffWays(src, data, f.id(tree))
			if want := rawLines(t, out); err != nil || !slices.Equal(changeLines(got), want) {
				t.Fatalf("seed %d, state %d: %v\ngot  %.2000q\nwant %.2000q", seed, n, err, changeLines(got), want)
			}
		}
	}
	if cached < states*steps/5 {
		t.Errorf("%d of %d indexes with a cache of trees are too few", cached, states*steps)
	}
}

// smallIndex is a commit and an index that changes some of it, with a cache that knows
// some folders.
func smallIndex(f *fixture) {
	f.add("a", "1\n", "d/e/f", "2\n", "d/e/g", "3\n", "h/i", "4\n")
	f.commit("one")
	f.add("h/i", "5\n", "h/j", "6\n")
	f.git("update-index", "--skip-worktree", "d/e/f", "h/j") // version 3
	f.git("write-tree")
	f.add("a", "7\n")
}

// TestIndexDamage damages every byte of a small index. git does not look at the
// checksum, so what it reads is what it commits; no answer here may say anything else.
// Damage that git cannot read is an error here too.
func TestIndexDamage(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 8))
	for _, version := range []string{"3", "4"} {
		t.Run("version "+version, func(t *testing.T) {
			f := newRepository(t)
			smallIndex(f)
			f.git("update-index", "--index-version", version)
			whole := []byte(f.read(".git/index"))
			loc := f.mustOpen(BackendGoGit).Location
			tree := f.id(f.git("rev-parse", "HEAD^{tree}"))
			refused := 0
			check := func(what string, data []byte) {
				t.Helper()
				f.write(".git/index", string(data))
				src := openGoGit(&loc)
				defer src.Close()
				got, err := src.Staged(context.Background(), tree)
				if err != nil {
					refused++
					return
				}
				out, err := f.diffOfGit(tree.String())
				if want := rawLines(t, out); err != nil || !slices.Equal(changeLines(got), want) {
					t.Errorf("%s: %v\ngot  %q\nwant %q", what, err, changeLines(got), want)
				}
			}
			check("whole", whole)
			if refused > 0 {
				t.Fatal("the index is refused as it is")
			}
			for n := range whole {
				check(fmt.Sprint("cut off at ", n), whole[:n])
			}
			stat := statBytes(t, whole)
			for n := range whole {
				if stat[n] && rng.IntN(8) > 0 { // which nobody looks at
					continue
				}
				damaged := bytes.Clone(whole)
				bit := rng.IntN(8)
				damaged[n] ^= 1 << bit
				check(fmt.Sprintf("byte %d, bit %d", n, bit), damaged)
			}
		})
	}
}

// statBytes tells which bytes of an index are about files of the work tree.
func statBytes(t *testing.T, index []byte) map[int]bool {
	t.Helper()
	stat := map[int]bool{}
	cur, err := openIndex(bytes.NewReader(index), int64(len(index)), sha1Size)
	if err != nil {
		t.Fatal(err)
	}
	at := indexHeader
	for err = cur.rewind(); err == nil && cur.ok; err = cur.next() {
		for i := range entryStat {
			stat[at+i] = i < modeAt || i >= modeAt+4
		}
		at = int(cur.off)
	}
	if err != nil {
		t.Fatal(err)
	}
	return stat
}

// TestIndexSHA256: the form is the same, but for the size of ids.
func TestIndexSHA256(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.needs("SHA-256", "init", "-q", "-b", "main", "--object-format=sha256", filepath.Join(f.root, "repo"))
	f.dir = filepath.Join(f.root, "repo")
	smallIndex(f)
	for _, version := range []string{"3", "4"} {
		f.git("update-index", "--index-version", version)
		list, ext, err := listEntries([]byte(f.read(".git/index")), sha256Size)
		if got, want := strings.Join(list, "\x00")+"\x00", f.git("ls-files", "--stage", "-z"); err != nil || got != want {
			t.Errorf("version %s: %v\ngot  %q\nwant %q", version, err, got, want)
		}
		if len(ext.tree.nodes) != 4 {
			t.Errorf("version %s: %d folders cached", version, len(ext.tree.nodes))
		}
		git := f.mustOpen(BackendGit).Reader()
		tree := f.id(f.git("rev-parse", "HEAD^{tree}"))
		got, err := diffIndex(context.Background(), git, f.path(".git/index"), sha256Size, tree)
		if err != nil {
			t.Fatal(err)
		}
		if want, err := git.Staged(context.Background(), tree); err != nil || !slices.Equal(got, want) {
			t.Errorf("version %s: %v\ngot  %q\nwant %q", version, err, changeLines(got), changeLines(want))
		}
	}
}
