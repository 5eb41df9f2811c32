package gitrepo

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// indexFormatScenarios are about how the index is written: its versions, its
// extensions, its parts.
var indexFormatScenarios = []scenario{
	{name: "index version 4 of long shared prefixes", build: func(f *fixture) {
		// What two names do not share takes more than a byte to say from 128 on.
		versionFour(f)
		for _, n := range []int{100, 127, 128, 129, 255, 256, 300, 5000} {
			f.stage("100644", f.blob(fmt.Sprint(n)), strings.Repeat("p", n)+"/"+strings.Repeat("x", n))
			f.stage("100644", f.blob(fmt.Sprint(n, "y")), strings.Repeat("p", n)+"/y")
		}
	}},
	{name: "index version 4 with flags", build: func(f *fixture) {
		versionFour(f)
		f.add("a", "1\n", "ab/c", "2\n", "ab/d", "3\n")
		f.commit("one")
		f.add("ab/c", "2b\n", "ab/e", "4\n")
		f.git("update-index", "--skip-worktree", "ab/c")
		f.write("ab/promised", "5\n")
		f.git("add", "-N", "ab/promised")
	}},
	{name: "index version 4 with conflicts", build: func(f *fixture) {
		versionFour(f)
		unmerged(f)
	}},
	{name: "index version 4 in blocks", build: func(f *fixture) {
		f.git("config", "index.threads", "3")
		f.git("config", "index.recordOffsetTable", "true")
		f.git("config", "index.recordEndOfIndexEntries", "true")
		versionFour(f)
		for n := range 20 {
			f.add(fmt.Sprintf("folder/file-%d", n), fmt.Sprint(n))
		}
		f.commit("one")
		f.add("folder/file-7", "changed\n")
		f.indexHas("EOIE", "IEOT")
	}},
	{name: "index of a later version", goGit: []topic{staged}, git: []topic{staged}, build: func(f *fixture) {
		twoCommits(f)
		index := []byte(f.read(".git/index"))
		index[7] = 5
		f.write(".git/index", checksummed(index))
	}},
	{name: "index with a tree for every folder", build: func(f *fixture) {
		f.add("a", "1\n", "d/e/b", "2\n", "f/c", "3\n")
		f.commit("one")
		f.add("d/e/b", "2b\n")
		f.git("write-tree")
		f.indexHas("TREE")
	}},
	{name: "index with trees for some folders", build: func(f *fixture) {
		f.add("a", "1\n", "d/e/b", "2\n", "f/c", "3\n")
		f.commit("one")
		f.add("d/e/b", "2b\n")
		f.indexHas("TREE")
	}},
	{name: "index without trees", build: func(f *fixture) {
		f.add("a", "1\n", "d/b", "2\n")
		f.commit("one")
		f.remove(".git/index")
		f.add("d/b", "2b\n")
		f.indexHas()
	}},
	{name: "index with what was resolved", build: func(f *fixture) {
		unmerged(f)
		f.add("both", "resolved\n")
		f.git("commit", "-q", "-m", "merge", "-n")
		f.add("both", "changed later\n")
		f.indexHas("REUC")
	}},
	{name: "index with untracked files", build: func(f *fixture) {
		f.git("update-index", "--force-untracked-cache")
		f.add("a", "1\n", "d/b", "2\n")
		f.commit("one")
		f.write("untracked", "x\n")
		f.git("status")
		f.add("d/b", "2b\n")
		f.indexHas("UNTR")
	}},
	{name: "index of a file system monitor", build: func(f *fixture) {
		f.add("a", "1\n", "d/b", "2\n")
		f.commit("one")
		f.git("config", "core.fsmonitor", f.trap("printf 'token\\0'"))
		f.git("update-index", "--fsmonitor")
		f.add("d/b", "2b\n")
		f.git("status")
		f.indexHas("FSMN")
	}},
	{name: "index of a file system monitor that fails", build: func(f *fixture) {
		f.add("a", "1\n")
		f.commit("one")
		f.git("config", "core.fsmonitor", f.trap("printf 'token\\0'"))
		f.git("update-index", "--fsmonitor")
		f.add("a", "2\n")
		f.indexHas("FSMN")
		f.trap("exit 1")
	}},
	{name: "index of git's own file system monitor", build: func(f *fixture) {
		if _, err := f.try("", "fsmonitor--daemon", "status"); err != nil && strings.Contains(err.Error(), "not supported") {
			f.lacks("git has no file system monitor of its own on this system")
		}
		f.add("a", "1\n")
		f.commit("one")
		f.git("config", "core.fsmonitor", "true")
		f.add("a", "2\n")
		if _, err := f.try("", "fsmonitor--daemon", "stop"); err != nil {
			f.t.Log(err)
		}
	}},
	{name: "index with an end mark", build: func(f *fixture) {
		f.git("config", "index.recordEndOfIndexEntries", "true")
		f.git("config", "index.threads", "1")
		f.add("a", "1\n", "d/b", "2\n")
		f.commit("one")
		f.add("d/b", "2b\n")
		f.indexHas("EOIE")
	}},
	{name: "index with an unknown optional extension", build: func(f *fixture) {
		// Whose name starts with a capital may be passed over.
		twoCommits(f)
		f.extendIndex("XYZA", "whatever")
	}},
	{name: "index with an unknown required extension", goGit: []topic{staged}, git: []topic{staged}, build: func(f *fixture) {
		twoCommits(f)
		f.extendIndex("xyza", "whatever")
	}},
	{name: "index with extensions of no length", build: func(f *fixture) {
		twoCommits(f)
		f.extendIndex("XYZA", "")
		f.extendIndex("XYZB", "")
	}},
	{name: "index with a wrong checksum", build: func(f *fixture) {
		// git does not look at it, and nor does the reader of its own.
		twoCommits(f)
		index := []byte(f.read(".git/index"))
		index[len(index)-1] ^= 1
		f.write(".git/index", string(index))
	}},
	{name: "index that is a symbolic link", build: func(f *fixture) {
		twoCommits(f)
		moved := filepath.Join(f.root, "moved-index")
		if err := os.Rename(f.path(".git/index"), moved); err != nil {
			f.t.Fatal(err)
		}
		if err := os.Symlink(moved, f.path(".git/index")); err != nil {
			f.skip(err.Error())
		}
	}},
	{name: "index that is a folder", goGit: []topic{staged}, git: []topic{staged}, build: func(f *fixture) {
		twoCommits(f)
		f.remove(".git/index")
		f.mkdir(f.path(".git/index"))
	}},
	{name: "locked index", build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/index.lock", "another git is at work\n")
	}},
	{name: "split index, nothing shared changed", goGit: []topic{staged}, touches: []string{"sharedindex."}, build: func(f *fixture) {
		f.add("a", "1\n", "d/b", "2\n")
		f.commit("one")
		f.git("update-index", "--split-index")
	}},
	{name: "split index, most of it changed", goGit: []topic{staged}, touches: []string{"sharedindex."}, build: func(f *fixture) {
		f.git("config", "core.splitIndex", "true")
		f.git("config", "splitIndex.maxPercentChange", "100")
		f.add("a", "1\n", "b", "2\n", "d/c", "3\n", "d/d", "4\n", "e", "5\n")
		f.commit("one")
		f.git("update-index", "--split-index")
		f.git("rm", "-q", "b", "d/c")
		f.add("a", "1b\n", "aa", "6\n", "d/d", "4b\n", "z", "7\n")
	}},
	{name: "split index whose shared part is gone", goGit: []topic{staged}, git: []topic{staged}, build: func(f *fixture) {
		f.add("a", "1\n")
		f.commit("one")
		f.git("update-index", "--split-index")
		shared, err := filepath.Glob(f.path(".git/sharedindex.*"))
		if err != nil || len(shared) == 0 {
			f.t.Fatalf("no shared index: %v", err)
		}
		for _, file := range shared {
			if err := os.Remove(file); err != nil {
				f.t.Fatal(err)
			}
		}
	}},
	{name: "sparse index with everything in it", goGit: []topic{staged}, touches: []string{"objects/"}, build: func(f *fixture) {
		f.add("in/a", "1\n", "top", "2\n")
		f.commit("one")
		f.needs("sparse indexes", "sparse-checkout", "set", "--cone", "--sparse-index", "in")
		oneConfiguration(f)
		f.add("in/a", "1b\n")
	}},
	{name: "sparse index, a folder left out has changed", goGit: []topic{staged}, touches: []string{"objects/"}, build: func(f *fixture) {
		f.add("in/a", "1\n", "out/b", "2\n", "out/d/c", "3\n")
		f.commit("one")
		f.add("out/b", "2b\n")
		f.commit("two")
		f.needs("sparse indexes", "sparse-checkout", "set", "--cone", "--sparse-index", "in")
		oneConfiguration(f)
		f.git("reset", "-q", "--soft", "HEAD^")
	}},
}

// versionFour makes the fixture's git write indexes of version 4.
func versionFour(f *fixture) { f.git("config", "index.version", "4") }

// indexHas checks which extensions the index has, that of trees apart where it is not
// asked for: what the scenario is about must be there.
func (f *fixture) indexHas(signatures ...string) {
	f.t.Helper()
	index := f.read(".git/index")
	for _, signature := range []string{"TREE", "REUC", "UNTR", "FSMN", "EOIE", "IEOT"} {
		wanted := false
		for _, s := range signatures {
			wanted = wanted || s == signature
		}
		has := strings.Contains(index, signature)
		if wanted && !has || len(signatures) == 0 && has {
			f.t.Fatalf("extension %s of the index: there is %v, wanted is %v", signature, has, wanted)
		}
	}
}

// extendIndex adds an extension.
func (f *fixture) extendIndex(signature, data string) {
	f.t.Helper()
	index := f.read(".git/index")
	index = index[:len(index)-20] + signature + string(binary.BigEndian.AppendUint32(nil, uint32(len(data)))) + data + index[len(index)-20:]
	f.write(".git/index", checksummed([]byte(index)))
}
