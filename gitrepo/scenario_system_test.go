//go:build unix

package gitrepo

import (
	"os"
	"path/filepath"
	"strconv"
)

// systemScenarios are about whose a repository is, and what file system it is on. Most of
// them can be made by root alone.
var systemScenarios = []scenario{
	{name: "of another user", hands: "belongs to another user", git: everything, build: func(f *fixture) {
		twoCommits(f)
		f.give(".git", ".")
	}},
	{name: "of another user, trusted", hands: "belongs to another user", build: func(f *fixture) {
		twoCommits(f)
		f.git("config", "--global", "safe.directory", f.dir)
		f.give(".git", ".")
	}},
	{name: "of another user, named by GIT_DIR", hands: "belongs to another user", build: func(f *fixture) {
		// git does not ask whose it is then.
		twoCommits(f)
		f.give(".git", ".")
		f.setenv("GIT_DIR=" + f.path(".git"))
	}},
	{name: "of the user who called sudo", hands: "belongs to another user", build: func(f *fixture) {
		twoCommits(f)
		f.give(".git", ".")
		f.setenv("SUDO_UID=" + strconv.Itoa(otherUser))
	}},
	{name: "in another user's work tree", hands: "belongs to another user", git: everything, build: func(f *fixture) {
		twoCommits(f)
		f.give(".")
	}},
	{name: "in a subfolder of another user", build: func(f *fixture) {
		twoCommits(f)
		f.give("d")
		f.move("repo", "d")
	}},
	{name: "linked to by another user's file", hands: "belongs to another user", git: everything, build: func(f *fixture) {
		twoCommits(f)
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"))
		f.move("linked")
		f.give(".git")
	}},
	{name: "linked to another user's repository", build: func(f *fixture) {
		// git asks about this work tree's own folder only.
		twoCommits(f)
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"))
		f.give(".", ".git")
		f.move("linked")
	}},
	{name: "bare, of another user", hands: "belongs to another user", git: everything, build: func(f *fixture) {
		twoCommits(f)
		f.git("clone", "-q", "--bare", ".", filepath.Join(f.root, "bare.git"))
		f.move("bare.git")
		f.give(".")
	}},
	{name: "on a read-only file system", build: func(f *fixture) {
		twoCommits(f)
		f.git("write-tree")
		f.readOnly(f.dir)
	}},
	{name: "on a read-only file system, with a split index", goGit: []topic{staged}, build: func(f *fixture) {
		twoCommits(f)
		f.git("write-tree")
		f.git("update-index", "--split-index")
		f.readOnly(f.dir)
	}},
	{name: "on a read-only file system, with a sparse index", goGit: []topic{staged}, build: func(f *fixture) {
		f.add("in/a", "1\n", "out/b", "2\n")
		f.commit("one")
		f.needs("sparse indexes", "sparse-checkout", "set", "--cone", "--sparse-index", "in")
		oneConfiguration(f)
		f.add("in/a", "1b\n")
		f.recorded = treeLines(f.git("ls-tree", "-r", "-z", f.git("write-tree"))) // the oracle could not write it
		f.readOnly(f.dir)
	}},
	{name: "on a read-only file system, in a linked work tree", build: func(f *fixture) {
		twoCommits(f)
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"))
		f.move("linked")
		f.add("b", "staged\n")
		f.git("write-tree")
		f.readOnly(f.dir)
		f.readOnly(filepath.Join(f.root, "repo"))
	}},
	{name: "on another file system than the repository", none: true, build: func(f *fixture) {
		twoCommits(f)
		f.mount(f.path("d"))
		f.move("repo", "d")
	}},
	{name: "on another file system than the repository, allowed", build: func(f *fixture) {
		twoCommits(f)
		f.mount(f.path("d"))
		f.setenv("GIT_DISCOVERY_ACROSS_FILESYSTEM=1")
		f.move("repo", "d")
	}},
	{name: "of a work tree on another file system", build: func(f *fixture) {
		f.mount(f.mkdir(filepath.Join(f.root, "elsewhere")))
		f.move("tree")
		f.git("init", "-q", "-b", "main", "--separate-git-dir", filepath.Join(f.root, "elsewhere", "git"))
		twoCommits(f)
	}},
}

// otherUser is somebody who the tests are not.
const otherUser = 65534

// give makes files of the fixture another user's.
func (f *fixture) give(names ...string) {
	f.t.Helper()
	if os.Geteuid() != 0 {
		f.lacks("only root can give files away")
	}
	for _, name := range names {
		if err := os.Lchown(f.path(name), otherUser, otherUser); err != nil {
			f.lacks(err.Error())
		}
	}
}
