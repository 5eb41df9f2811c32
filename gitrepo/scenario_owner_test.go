//go:build unix

package gitrepo

import (
	"os"
	"path/filepath"
	"strconv"
)

// ownerScenarios are about whose a repository is, and where file systems end. Most of
// them can be made by root alone.
var ownerScenarios = []scenario{
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
