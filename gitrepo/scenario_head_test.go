package gitrepo

import (
	"os"
)

// headScenarios are about what HEAD holds. What is unborn is compared with
// nothing, so a HEAD that is broken must not be taken for it.
var headScenarios = []scenario{
	{name: "detached HEAD", build: func(f *fixture) {
		twoCommits(f)
		f.git("checkout", "-q", "--detach", "HEAD^", "-f")
		f.commit("on no branch")
	}},
	{name: "unborn branch beside others", build: func(f *fixture) {
		twoCommits(f)
		f.git("checkout", "-q", "--orphan", "unborn")
	}},
	{name: "unborn branch with the name of a folder", build: func(f *fixture) {
		twoCommits(f)
		f.git("branch", "folder/branch")
		f.git("symbolic-ref", "HEAD", "refs/heads/folder")
	}},
	{name: "unborn branch that another's name starts with", build: func(f *fixture) {
		twoCommits(f)
		f.git("symbolic-ref", "HEAD", "refs/heads/mai")
	}},
	{name: "HEAD without a space", build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/HEAD", "ref:refs/heads/main")
	}},
	{name: "HEAD to a symbolic ref", build: func(f *fixture) {
		twoCommits(f)
		f.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
		f.git("symbolic-ref", "HEAD", "refs/heads/alias")
	}},
	{name: "HEAD to a symbolic ref to an unborn branch", build: func(f *fixture) {
		twoCommits(f)
		f.git("symbolic-ref", "refs/heads/alias", "refs/heads/none")
		f.git("symbolic-ref", "HEAD", "refs/heads/alias")
	}},
	{name: "HEAD that is a symbolic link", goGit: []topic{head}, build: func(f *fixture) {
		twoCommits(f)
		f.remove(".git/HEAD")
		if err := os.Symlink("refs/heads/main", f.path(".git/HEAD")); err != nil {
			f.skip(err.Error())
		}
	}},
	{name: "HEAD to a missing commit", build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/HEAD", missing+"\n")
	}},
	{name: "HEAD in a circle", goGit: []topic{head}, git: []topic{head}, build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/refs/heads/x", "ref: refs/heads/y\n")
		f.write(".git/refs/heads/y", "ref: refs/heads/x\n")
		f.write(".git/HEAD", "ref: refs/heads/x\n")
	}},
	brokenBranch("that is garbage", "garbage\n"),
	brokenBranch("that is empty", ""),
	brokenBranch("that is a short id", "0123456789\n"),
	brokenBranch("of zeros", "0000000000000000000000000000000000000000\n"),
	{name: "empty branch over a packed one", goGit: []topic{head, refs}, git: []topic{head}, build: func(f *fixture) {
		// The packed commit is older: nobody may compare with it.
		twoCommits(f)
		f.git("pack-refs", "--all")
		f.commit("three")
		f.write(".git/refs/heads/main", "")
	}},
	{name: "HEAD to an impossible name", goGit: []topic{head}, git: []topic{head}, build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/HEAD", "ref: refs/heads/a b\n")
	}},
	{name: "HEAD to above the refs", goGit: []topic{head}, git: []topic{head}, build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/HEAD", "ref: refs/heads/../../config\n")
	}},
	noHead("garbage", "garbage\n"),
	noHead("empty", ""),
	noHead("short", "0123456789\n"),
	noHead("not below refs", "ref: main\n"),
	{name: "broken HEAD inside another repository", build: func(f *fixture) {
		// git does not take the inner one for a repository, and goes on upwards.
		f.add("a", "1\n")
		f.commit("outer")
		f.git("init", "-q", "inner")
		f.write("inner/.git/HEAD", "garbage\n")
		f.move("repo", "inner")
	}},
	{name: "broken .git file inside another repository", none: true, build: func(f *fixture) {
		f.add("a", "1\n")
		f.commit("outer")
		f.write("inner/.git", "garbage\n")
		f.move("repo", "inner")
	}},
}

// brokenBranch: HEAD names a branch, and that is broken.
func brokenBranch(how, text string) scenario {
	return scenario{name: "HEAD to a branch " + how, goGit: []topic{head, refs}, git: []topic{head}, build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/refs/heads/broken", text)
		f.write(".git/HEAD", "ref: refs/heads/broken\n")
	}}
}

// noHead: a folder without a valid HEAD is no repository.
func noHead(how, text string) scenario {
	return scenario{name: "HEAD " + how, none: true, build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/HEAD", text)
	}}
}
