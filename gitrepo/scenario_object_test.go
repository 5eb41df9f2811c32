package gitrepo

import (
	"fmt"
	"path/filepath"
	"strings"
)

// versions commits versions of a text that git stores as deltas of each other.
func versions(f *fixture) {
	var text strings.Builder
	for n := range 400 {
		fmt.Fprintf(&text, "line %d %x\n", n, n*n*n)
	}
	for n := range 6 {
		text.WriteString(fmt.Sprintf("version %d\n", n))
		f.add("text", text.String(), fmt.Sprintf("d/%d", n), fmt.Sprint(n))
		f.commit(fmt.Sprint("version ", n))
	}
}

// objectScenarios are about how objects are stored.
var objectScenarios = []scenario{
	{name: "packed with deltas", build: func(f *fixture) {
		versions(f)
		f.git("tag", "-a", "-m", "annotated", "v1")
		f.git("gc", "-q", "--prune=now")
		if out := f.git("count-objects", "-v"); !strings.Contains(out, "count: 0") {
			f.t.Fatalf("not all is packed: %s", out)
		}
	}},
	{name: "packed and loose", build: func(f *fixture) {
		versions(f)
		f.git("gc", "-q", "--prune=now")
		f.add("text", "loose\n")
		f.commit("loose")
		f.add("text", "staged\n")
	}},
	{name: "several packs", build: func(f *fixture) {
		versions(f)
		f.git("repack", "-q", "-d")
		f.add("text", "second\n")
		f.commit("second")
		f.git("repack", "-q", "-d")
	}},
	{name: "deltas by id", build: func(f *fixture) {
		f.git("config", "repack.useDeltaBaseOffset", "false")
		versions(f)
		f.git("repack", "-q", "-a", "-d", "-f")
	}},
	{name: "pack index version 1", goGit: []topic{staged, object, reachable, changes}, build: func(f *fixture) {
		f.git("config", "pack.indexVersion", "1")
		versions(f)
		f.git("repack", "-q", "-a", "-d")
	}},
	{name: "multi-pack index and commit graph", build: func(f *fixture) {
		versions(f)
		f.git("repack", "-q", "-d")
		f.add("text", "second\n")
		f.commit("second")
		f.git("repack", "-q", "-d")
		f.needs("multi-pack indexes", "multi-pack-index", "write")
		f.needs("commit graphs", "commit-graph", "write", "--reachable")
	}},
	{name: "uncompressed", build: func(f *fixture) {
		f.git("config", "core.compression", "0")
		versions(f)
	}},
	{name: "empty blob and empty tree", build: func(f *fixture) {
		f.commit("empty tree")
		f.add("empty", "", "d/empty", "")
		f.commit("empty blob")
		f.add("empty", "no longer\n")
		f.git("rm", "-q", "--cached", "d/empty")
	}},
	{name: "empty objects that are not stored", build: func(f *fixture) {
		f.stage("100644", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "empty")
		f.add()
		f.commit("one")
		f.remove(".git/objects/e6")
	}},
	{name: "odd contents", build: func(f *fixture) {
		f.add("nul", "\x00", "zeros", strings.Repeat("\x00", 100_000), "line", "\n", "crlf", "a\r\nb\r\n",
			"large", strings.Repeat("0123456789abcdef\n", 200_000))
		f.write(".git/info/attributes", "* text eol=crlf ident filter=none\n")
		f.commit("one")
	}},
	{name: "replaced objects", build: func(f *fixture) {
		twoCommits(f)
		f.git("replace", f.git("rev-parse", "HEAD:a"), f.blob("replaced\n"))
		f.git("replace", f.commits[1], f.commitTree("replaced"))
	}},
	{name: "blob missing", build: func(f *fixture) {
		// Comparing trees does not open blobs.
		twoCommits(f)
		id := f.git("rev-parse", "HEAD:a")
		f.remove(filepath.Join(".git/objects", id[:2], id[2:]))
		f.damaged = append(f.damaged, id)
	}},
	{name: "commits of unusual form", build: func(f *fixture) {
		f.add("a", "1\n")
		tree := f.git("write-tree")
		who := "A <a@b> 1700000000 +0000\n"
		for _, text := range []string{
			"tree " + tree + "\nauthor " + who + "committer " + who + "\n",
			"tree " + tree + "\nauthor " + who + "committer " + who + "encoding latin1\n\n\n\nfm\xfcr\n",
			"tree " + tree + "\nauthor " + who + "committer " + who + "gpgsig -----BEGIN\n tree " + missing + "\n \n -----END\n\nsigned\n",
		} {
			f.commits = append(f.commits, f.gitWith(text, "hash-object", "-t", "commit", "-w", "--stdin"))
		}
	}},
	{name: "commit that names a tree twice", build: func(f *fixture) {
		// git reads the tree and the parents from the first lines only.
		f.add("a", "1\n")
		first := f.commit("one")
		tree := f.git("rev-parse", "HEAD^{tree}")
		who := "A <a@b> 1700000100 +0000\n"
		f.add("secret", "2\n")
		id := f.gitWith("tree "+f.git("write-tree")+"\nauthor "+who+"committer "+who+"tree "+tree+"\nparent "+first+
			"\n\nodd\n", "hash-object", "-t", "commit", "-w", "--literally", "--stdin")
		f.commits = append(f.commits, id)
		f.git("update-ref", "refs/heads/odd", id)
	}},
	{name: "tree with an unusual folder mode", build: func(f *fixture) {
		// git takes every mode of the folder type for a folder.
		f.add("d/a", "1\n")
		f.commit("one")
		f.add("d/a", "2\n")
		tree := f.git("write-tree")
		below := f.git("rev-parse", tree+":d")
		for _, mode := range []string{"40755", "040000"} {
			row := mode + " d\x00" + rawID(f, below)
			odd := f.gitWith(row, "hash-object", "-t", "tree", "-w", "--literally", "--stdin")
			f.clock += 60
			f.commits = append(f.commits, f.git("commit-tree", odd, "-m", mode, "-p", f.commits[0]))
		}
	}},
}

// rawID is an id in the bytes of a tree object.
func rawID(f *fixture, hex string) string {
	id := f.id(hex)
	return string(id.sum[:id.size])
}
