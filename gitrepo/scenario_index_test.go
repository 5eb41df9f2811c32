package gitrepo

import (
	"bytes"
	"crypto/sha1"
	"fmt"
	"os"
	"strings"
)

// indexScenarios are about what is staged.
var indexScenarios = []scenario{
	{name: "no commit and no index", build: func(f *fixture) {}},
	{name: "first commit", build: func(f *fixture) { f.add("a", "1\n", "d/e/b", "2\n") }},
	{name: "nothing staged", build: func(f *fixture) {
		f.add("a", "1\n", "d/b", "2\n")
		f.commit("one")
		f.write("a", "not staged\n")
	}},
	{name: "added modified deleted", build: func(f *fixture) {
		f.add("kept", "0\n", "changed", "1\n", "gone", "2\n", "d/changed", "3\n", "d/gone", "4\n", "e/all", "5\n")
		f.commit("one")
		f.remove("e")
		f.remove("gone")
		f.remove("d/gone")
		f.add("changed", "1b\n", "d/changed", "3b\n", "new", "6\n", "d/n/new", "7\n")
	}},
	{name: "staged and then changed", build: func(f *fixture) {
		f.add("a", "1\n")
		f.commit("one")
		f.add("a", "2\n")
		f.write("a", "3\n")
	}},
	{name: "file becomes folder", build: func(f *fixture) {
		f.add("a", "1\n", "a.b", "x\n", "a0", "y\n")
		f.commit("one")
		f.remove("a")
		f.add("a/x", "1\n", "a/y", "2\n")
	}},
	{name: "folder becomes file", build: func(f *fixture) {
		f.add("a/x", "1\n", "a/y", "2\n", "a-b", "x\n", "a0", "y\n")
		f.commit("one")
		f.remove("a")
		f.add("a", "1\n")
	}},
	{name: "file becomes symlink and back", build: func(f *fixture) {
		f.add("a", "target", "b", "b\n")
		f.stage("120000", f.blob("old target"), "link")
		f.commit("one")
		f.stage("120000", f.blob("target"), "a") // the same content
		f.stage("120000", f.blob("elsewhere"), "b")
		f.stage("100644", f.blob("text\n"), "link")
	}},
	{name: "mode only", build: func(f *fixture) {
		f.add("a", "1\n")
		f.commit("one")
		f.git("update-index", "--chmod=+x", "a")
	}},
	{name: "submodule link", build: func(f *fixture) {
		f.add("file", "1\n", "stays", "2\n")
		link, other := strings.Repeat("1", 40), strings.Repeat("2", 40)
		f.stage("160000", link, "changes")
		f.stage("160000", link, "goes")
		f.stage("160000", link, "becomes-file")
		f.commit("one")
		f.stage("160000", other, "changes")
		f.git("update-index", "--force-remove", "goes")
		f.stage("100644", f.blob("now a file\n"), "becomes-file")
		f.stage("160000", link, "file")
		f.stage("160000", link, "a/comes")
	}},
	{name: "promised with add -N", build: func(f *fixture) {
		f.add("readded", "1\n", "z", "2\n")
		f.commit("one")
		f.git("rm", "-q", "--cached", "readded")
		f.write("new", "3\n")
		f.git("add", "-N", "new", "readded")
	}},
	{name: "unmerged", build: unmerged},
	{name: "unmerged file against folder", build: func(f *fixture) {
		f.add("x", "1\n")
		f.commit("base")
		f.git("checkout", "-q", "-b", "folder")
		f.add("a/y", "2\n")
		f.commit("folder")
		f.git("checkout", "-q", "main")
		f.add("a", "3\n")
		f.commit("file")
		if _, err := f.try("", "merge", "-q", "folder"); err == nil {
			f.t.Fatal("no conflict")
		}
	}},
	{name: "resolved conflict", build: func(f *fixture) {
		unmerged(f)
		f.add("both", "resolved\n")
	}},
	{name: "skip-worktree and assume-unchanged", build: func(f *fixture) {
		f.add("skipped", "1\n", "assumed", "2\n", "d/skipped", "3\n")
		f.commit("one")
		f.add("skipped", "1b\n", "assumed", "2b\n")
		f.git("update-index", "--skip-worktree", "skipped", "d/skipped")
		f.git("update-index", "--assume-unchanged", "assumed")
		f.remove("d")
	}},
	{name: "index version 2", build: func(f *fixture) { indexVersion(f, "2") }},
	{name: "index version 3", build: func(f *fixture) { indexVersion(f, "3") }},
	{name: "index version 4", build: func(f *fixture) { indexVersion(f, "4") }},
	// git renews the date of the shared part, so that it is not cleaned away.
	{name: "split index", goGit: []topic{staged}, touches: []string{"sharedindex."}, build: func(f *fixture) {
		f.add("a", "1\n", "d/b", "2\n", "gone", "3\n")
		f.commit("one")
		f.git("update-index", "--split-index")
		f.remove("gone")
		f.add("a", "1b\n", "new", "4\n")
	}},
	// git stores the trees of the folders that it has to spell out.
	{name: "sparse index", goGit: []topic{staged}, touches: []string{"objects/"}, build: func(f *fixture) {
		f.add("in/a", "1\n", "out/b", "2\n", "out/d/c", "3\n", "top", "4\n")
		f.commit("one")
		f.needs("sparse indexes", "sparse-checkout", "set", "--cone", "--sparse-index", "in")
		oneConfiguration(f)
		f.add("in/a", "1b\n", "in/new", "5\n")
	}},
	{name: "sparse checkout", build: func(f *fixture) {
		f.add("in/a", "1\n", "out/b", "2\n")
		f.commit("one")
		f.git("sparse-checkout", "set", "--no-cone", "in")
		oneConfiguration(f)
		f.add("in/a", "1b\n")
	}},
	{name: "optional extensions of the index", build: func(f *fixture) {
		f.git("config", "index.recordEndOfIndexEntries", "true")
		f.git("config", "index.recordOffsetTable", "true")
		f.git("config", "index.threads", "2")
		f.git("update-index", "--force-untracked-cache")
		f.add("a", "1\n", "d/b", "2\n")
		f.commit("one")
		f.add("a", "1b\n")
	}},
	{name: "index without checksum", build: func(f *fixture) {
		// As index.skipHash has it, which is newer than some gits.
		f.add("a", "1\n")
		f.commit("one")
		f.add("a", "2\n")
		index := []byte(f.read(".git/index"))
		f.write(".git/index", string(append(index[:len(index)-sha1.Size], make([]byte, sha1.Size)...)))
	}},
	{name: "index missing", build: func(f *fixture) {
		f.add("a", "1\n", "d/b", "2\n")
		f.commit("one")
		f.remove(".git/index")
	}},
	{name: "large index", build: func(f *fixture) {
		var entries strings.Builder
		id := f.blob("same\n")
		for n := range 3000 {
			fmt.Fprintf(&entries, "100644 %s\td%d/file-%d\x00", id, n%7, n)
		}
		f.gitWith(entries.String(), "update-index", "-z", "--index-info")
		f.commit("many")
		f.stage("100644", f.blob("other\n"), "d3/file-10")
		f.git("update-index", "--force-remove", "d1/file-8")
		if info, err := os.Stat(f.path(".git/index")); err != nil || info.Size() < indexWindow {
			f.t.Fatalf("the index fits into one window: %v", err)
		}
	}},
	{name: "long paths", build: func(f *fixture) {
		// From 4095 bytes on the index does not hold a name's length.
		for _, n := range []int{4094, 4095, 4096, 5000} {
			f.stage("100644", f.blob(fmt.Sprint(n)), strings.Repeat("d/", 100)+strings.Repeat("x", n-200))
		}
	}},
	{name: "index out of order", goGit: []topic{staged}, build: func(f *fixture) {
		// git takes it as it comes; whoever trusts the order loses entries.
		f.add("d/a", "1\n", "d/b", "2\n", "e/a", "3\n")
		index := []byte(f.read(".git/index"))
		swapped := bytes.Replace(index, []byte("d/b\x00"), []byte("f/b\x00"), 1)
		if bytes.Equal(index, swapped) {
			f.t.Fatal("entry not found")
		}
		f.write(".git/index", checksummed(swapped))
	}},
}

// unmerged leaves a merge at conflicts of each kind.
func unmerged(f *fixture) {
	f.add("both", "1\n", "theirs-gone", "2\n", "ours-gone", "3\n", "z/clean", "4\n")
	f.commit("base")
	f.git("checkout", "-q", "-b", "other")
	f.remove("theirs-gone")
	f.add("both", "theirs\n", "ours-gone", "3 theirs\n", "added", "theirs\n", "z/clean", "4 theirs\n")
	f.commit("theirs")
	f.git("checkout", "-q", "main")
	f.remove("ours-gone")
	f.add("both", "ours\n", "theirs-gone", "2 ours\n", "added", "ours\n")
	f.commit("ours")
	if _, err := f.try("", "merge", "-q", "other"); err == nil {
		f.t.Fatal("no conflict")
	}
}

// oneConfiguration takes back the extension that sparse-checkout switches on, so
// that go-git comes as far as the index.
func oneConfiguration(f *fixture) {
	f.write(".git/config", f.read(".git/config")+f.read(".git/config.worktree"))
	f.remove(".git/config.worktree")
	f.git("config", "--unset", "extensions.worktreeConfig")
}

func indexVersion(f *fixture, version string) {
	f.add("a", "1\n", "abc/d", "2\n", "abc/de", "3\n", "b", "4\n")
	f.commit("one")
	f.add("abc/de", "3b\n", "abc/def", "5\n", "ab", "6\n")
	if version == "3" { // is only written where an entry needs it
		f.git("update-index", "--skip-worktree", "a")
	} else {
		f.git("update-index", "--index-version", version)
	}
	if got := f.read(".git/index")[7]; fmt.Sprint(got) != version {
		f.t.Fatalf("the index has version %d", got)
	}
}

// checksummed gives an index file the checksum of its content.
func checksummed(index []byte) string {
	content := index[:len(index)-sha1.Size]
	sum := sha1.Sum(content)
	return string(content) + string(sum[:])
}
