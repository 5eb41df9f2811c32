package gitrepo

import (
	"fmt"
	"path/filepath"
	"strings"
)

// refScenarios are about refs.
var refScenarios = []scenario{
	{name: "refs of all kinds", build: func(f *fixture) { refsOfAllKinds(f) }},
	{name: "packed refs", build: func(f *fixture) {
		refsOfAllKinds(f)
		f.git("pack-refs", "--all")
	}},
	{name: "packed and loose refs", build: func(f *fixture) {
		refsOfAllKinds(f)
		f.git("pack-refs", "--all")
		f.commit("three") // main is loose again, and packed at another commit
		f.git("update-ref", "refs/heads/new", "HEAD^")
		f.git("update-ref", "-d", "refs/tags/light")
		f.git("update-ref", "refs/remotes/origin/main", "HEAD")
	}},
	{name: "packed refs by an old git", build: func(f *fixture) {
		// Neither a heading nor an order nor what tags point at.
		refsOfAllKinds(f)
		f.git("pack-refs", "--all")
		f.write(".git/packed-refs", f.commits[1]+" refs/remotes/origin/z\n"+f.commits[0]+" refs/heads/a\n")
	}},
	{name: "branch in a folder", build: func(f *fixture) {
		twoCommits(f)
		f.git("branch", "feature/one/two")
		f.git("checkout", "-q", "feature/one/two")
		f.git("update-ref", "refs/remotes/origin/feature/x", "HEAD^")
		f.git("branch", "gone/x")
		f.git("pack-refs", "--all")
		f.git("update-ref", "-d", "refs/heads/gone/x")
		f.mkdir(f.path(".git/refs/heads/gone/empty"))
	}},
	{name: "refs with unusual names", goGit: []topic{refs}, build: func(f *fixture) {
		twoCommits(f)
		for _, name := range []string{"refs/heads/-dash", "refs/heads/ümlaut", "refs/x", "refs/heads/a@b", "refs/heads/HEAD", "refs/remotes/origin/\xff"} {
			f.git("update-ref", name, "HEAD")
		}
	}},
	{name: "broken refs", goGit: []topic{refs}, build: func(f *fixture) {
		refsOfAllKinds(f)
		head := f.git("rev-parse", "HEAD")
		for name, text := range map[string]string{
			"garbage": "garbage\n", "short": head[:20] + "\n", "zeros": "0000000000000000000000000000000000000000\n",
			"two words": head + "\n", "after": head + " and more\n", "dangling": missing + "\n",
			"x.lock": head + "\n", ".hidden": head + "\n", "glued": head + "x\n",
		} {
			f.write(".git/refs/heads/"+name, text)
		}
	}},
	{name: "short ref", goGit: []topic{refs}, build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/refs/remotes/origin/short", f.git("rev-parse", "HEAD")[:38]+"\n")
	}},
	{name: "empty ref", goGit: []topic{refs}, build: func(f *fixture) {
		// What a machine leaves that lost its power.
		refsOfAllKinds(f)
		f.git("pack-refs", "--all")
		f.write(".git/refs/remotes/origin/main", "")
	}},
	{name: "ref that is a symbolic link", goGit: []topic{refs}, build: func(f *fixture) {
		twoCommits(f)
		f.git("config", "core.preferSymlinkRefs", "true")
		f.git("symbolic-ref", "refs/heads/link", "refs/heads/main")
		f.git("config", "--unset", "core.preferSymlinkRefs")
	}},
	{name: "symbolic refs to nothing", build: func(f *fixture) {
		twoCommits(f)
		f.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/gone")
		f.git("symbolic-ref", "refs/heads/alias", "refs/heads/none")
	}},
	{name: "locked ref", build: func(f *fixture) {
		twoCommits(f)
		f.git("update-ref", "refs/remotes/origin/main", "HEAD")
		f.write(".git/refs/remotes/origin/main.lock", f.commits[0]+"\n")
		f.write(".git/refs/remotes/origin/other.lock", "")
	}},
	{name: "10,000 refs", build: func(f *fixture) {
		twoCommits(f)
		// Packed from the start: git would make 10,000 files first.
		in := strings.Builder{}
		in.WriteString("# pack-refs with: peeled fully-peeled \n")
		for n := range 10_000 {
			fmt.Fprintf(&in, "%s refs/remotes/origin/%d/branch-%d\n", f.commits[n%2], n%50, n)
		}
		f.write(".git/packed-refs", in.String())
		f.git("pack-refs", "--all")
		in.Reset()
		for n := range 100 {
			fmt.Fprintf(&in, "update refs/remotes/origin/%d/branch-%d %s\n", n%50, n, f.commits[(n+1)%2])
		}
		f.gitWith(in.String(), "update-ref", "--stdin")
	}},
	{name: "refs that were fetched", build: func(f *fixture) {
		twoCommits(f)
		f.git("clone", "-q", ".", filepath.Join(f.root, "clone"))
		f.commit("three")
		f.git("tag", "-a", "-m", "annotated", "v1")
		f.move("clone")
		f.git("fetch", "-q", "--tags")
		f.git("remote", "set-head", "origin", "main")
	}},
	{name: "refs with line breaks of another system", build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/refs/remotes/origin/main", f.commits[0]+"\r\n")
		f.write(".git/HEAD", "ref: refs/heads/main\r\n")
	}},
	{name: "deep tags of tags", about: []topic{head, refs, object}, build: func(f *fixture) {
		twoCommits(f)
		at := "HEAD"
		for n := range 12 {
			f.git("tag", "-a", "-m", "deeper", fmt.Sprint("t", n), at)
			at = fmt.Sprint("t", n)
		}
	}},
	{name: "ref whose commit is gone", build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/refs/remotes/origin/gone", missing+"\n")
	}},
	{name: "packed ref whose commit is gone", build: func(f *fixture) {
		twoCommits(f)
		f.git("pack-refs", "--all")
		f.write(".git/packed-refs", f.read(".git/packed-refs")+missing+" refs/remotes/origin/gone\n")
	}},
	{name: "refs of one work tree", build: func(f *fixture) {
		twoCommits(f)
		f.git("update-ref", "refs/bisect/bad", "HEAD")
		f.git("update-ref", "refs/worktree/main", "HEAD")
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"), "HEAD^")
		f.move("linked")
		f.git("update-ref", "refs/bisect/good", "HEAD")
		f.git("update-ref", "refs/worktree/linked", "HEAD")
		f.git("update-ref", "refs/rewritten/x", "HEAD")
	}},
}

func refsOfAllKinds(f *fixture) {
	twoCommits(f)
	f.git("branch", "side", "HEAD^")
	f.git("tag", "light", "HEAD^")
	f.git("tag", "-a", "-m", "annotated", "v1")
	f.git("tag", "-a", "-m", "of a tag", "v2", "v1")
	f.git("tag", "-a", "-m", "of a blob", "blob", "HEAD:a")
	f.git("tag", "tree", "HEAD^{tree}")
	f.git("notes", "add", "-m", "a note")
	f.git("update-ref", "refs/remotes/origin/main", "HEAD^")
	f.git("update-ref", "refs/remotes/other/main", "HEAD")
	f.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
	f.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
	f.git("update-ref", "refs/stash", "HEAD")
}
