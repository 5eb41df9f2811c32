package gitrepo

import (
	"os"
	"path/filepath"
)

// twoCommits is a small history with something staged on top, for scenarios that
// are not about its content.
func twoCommits(f *fixture) {
	f.begin("two commits", func() {
		f.add("a", "1\n", "d/b", "2\n")
		f.commit("one")
		f.add("a", "1b\n", "d/c", "3\n")
		f.commit("two")
		f.add("a", "1c\n", "new", "4\n")
	})
}

// move goes to another folder, which the repository is then opened in.
func (f *fixture) move(path ...string) {
	f.t.Helper()
	f.dir = f.mkdir(filepath.Join(append([]string{f.root}, path...)...))
}

// placeScenarios are about where the parts of a repository are.
var placeScenarios = []scenario{
	{name: "opened in a subfolder", build: func(f *fixture) {
		twoCommits(f)
		f.move("repo", "d")
	}},
	{name: "linked work tree", build: func(f *fixture) {
		twoCommits(f)
		f.git("worktree", "add", "-q", "-b", "side", filepath.Join(f.root, "linked"), "HEAD^")
		f.move("linked")
		f.add("a", "in the linked one\n")
		f.commit("side")
		f.add("b", "staged in the linked one\n")
	}},
	{name: "linked work tree on an unborn branch", build: func(f *fixture) {
		twoCommits(f)
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"))
		f.move("linked")
		f.git("symbolic-ref", "HEAD", "refs/heads/unborn")
	}},
	{name: "linked work tree of a bare repository", build: func(f *fixture) {
		twoCommits(f)
		f.git("clone", "-q", "--bare", ".", filepath.Join(f.root, "bare.git"))
		f.move("bare.git")
		f.git("worktree", "add", "-q", filepath.Join(f.root, "linked"), "main")
		f.move("linked")
		f.add("b", "staged\n")
	}},
	{name: "separate git folder", build: func(f *fixture) {
		f.git("init", "-q", "--separate-git-dir", filepath.Join(f.root, "elsewhere.git"))
		twoCommits(f)
	}},
	{name: "git folder behind a symbolic link", build: func(f *fixture) {
		twoCommits(f)
		if err := os.Rename(f.path(".git"), filepath.Join(f.root, "real.git")); err != nil {
			f.t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(f.root, "real.git"), f.path(".git")); err != nil {
			f.skip(err.Error())
		}
	}},
	{name: "bare", build: func(f *fixture) {
		twoCommits(f)
		f.git("clone", "-q", "--bare", ".", filepath.Join(f.root, "bare.git"))
		f.move("bare.git")
	}},
	{name: "bare and opened below", build: func(f *fixture) {
		twoCommits(f)
		f.git("clone", "-q", "--bare", ".", filepath.Join(f.root, "bare.git"))
		f.move("bare.git", "refs", "heads")
	}},
	{name: "submodule", build: func(f *fixture) {
		submodule(f)
		twoCommits(f)
	}},
	{name: "linked work tree of a submodule", build: func(f *fixture) {
		// core.worktree of the shared configuration is the submodule's own folder.
		submodule(f)
		f.git("worktree", "add", "-q", "-b", "side", filepath.Join(f.root, "linked"))
		f.move("linked")
		twoCommits(f)
	}},
	{name: "submodule inside a linked work tree", build: func(f *fixture) {
		submodule(f)
		f.move("outer")
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"))
		f.move("linked")
		f.git("submodule", "--quiet", "update", "--init")
		f.move("linked", "sub")
		f.add("b", "staged\n")
	}},
	{name: "linked work tree inside a submodule", build: func(f *fixture) {
		submodule(f)
		f.git("worktree", "add", "-q", "--detach", "inside")
		f.move("outer", "sub", "inside")
		f.add("b", "staged\n")
	}},
	{name: "submodule of a submodule", build: func(f *fixture) {
		submodule(f)
		submoduleAt(f, "deeper")
		f.commit("with another")
		f.move("outer", "sub", "deeper")
		f.commits = nil
		f.add("b", "staged\n")
	}},
	{name: "submodule with a git folder of its own", build: func(f *fixture) {
		f.git("init", "-q", "-b", "main", "sub")
		f.move("repo", "sub")
		twoCommits(f)
		inner := f.dir
		f.move("repo")
		f.git("add", "sub")
		f.git("commit", "-q", "-m", "outer")
		f.dir = inner
	}},
	{name: "submodule that is not initialised", build: func(f *fixture) {
		// The folder is part of the outer repository then.
		submodule(f)
		f.move("outer")
		f.git("submodule", "--quiet", "deinit", "-f", "sub")
		f.commits = nil
		f.move("outer", "sub")
	}},
	{name: "linked work tree that was moved", build: func(f *fixture) {
		twoCommits(f)
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"))
		if err := os.Rename(filepath.Join(f.root, "linked"), filepath.Join(f.root, "moved")); err != nil {
			f.t.Fatal(err)
		}
		f.move("moved")
		f.add("b", "staged\n")
	}},
	{name: "linked work tree of a repository that was moved", none: true, build: func(f *fixture) {
		twoCommits(f)
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"))
		if err := os.Rename(f.dir, filepath.Join(f.root, "moved")); err != nil {
			f.t.Fatal(err)
		}
		f.move("linked")
	}},
	{name: "linked work tree by relative paths", build: func(f *fixture) {
		twoCommits(f)
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"))
		f.write("../linked/.git", "gitdir: ../repo/.git/worktrees/linked\n")
		f.move("linked")
		f.add("b", "staged\n")
	}},
	{name: "bare repository with a work tree by GIT_WORK_TREE", build: func(f *fixture) {
		twoCommits(f)
		f.git("clone", "-q", "--bare", ".", filepath.Join(f.root, "bare.git"))
		f.move("tree", "below")
		f.setenv("GIT_DIR="+filepath.Join(f.root, "bare.git"), "GIT_WORK_TREE="+filepath.Join(f.root, "tree"))
		f.git("read-tree", "HEAD")
		f.add("b", "staged\n")
	}},
	{name: "bare repository with core.worktree", build: func(f *fixture) {
		twoCommits(f)
		f.git("config", "core.bare", "false")
		f.git("config", "core.worktree", filepath.Join(f.root, "tree"))
		f.move("tree", "below")
		f.setenv("GIT_DIR=" + filepath.Join(f.root, "repo", ".git"))
		f.add("b", "staged\n")
	}},
	{name: "core.worktree", build: func(f *fixture) {
		twoCommits(f)
		f.git("config", "core.worktree", "../../tree")
		f.mkdir(filepath.Join(f.root, "tree"))
	}},
	{name: "GIT_DIR", build: func(f *fixture) {
		twoCommits(f)
		f.setenv("GIT_DIR=../repo/.git")
		f.move("tree")
	}},
	{name: "GIT_DIR names a file", build: func(f *fixture) {
		twoCommits(f)
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"))
		f.setenv("GIT_DIR=" + filepath.Join(f.root, "linked", ".git"))
		f.move("linked")
		f.add("b", "staged\n")
	}},
	{name: "GIT_DIR and GIT_WORK_TREE", build: func(f *fixture) {
		twoCommits(f)
		f.setenv("GIT_DIR="+filepath.Join(f.root, "repo", ".git"), "GIT_WORK_TREE=..")
		f.move("tree", "sub")
	}},
	{name: "GIT_WORK_TREE", build: func(f *fixture) {
		twoCommits(f)
		f.setenv("GIT_WORK_TREE=" + f.mkdir(filepath.Join(f.root, "tree")))
	}},
	{name: "GIT_INDEX_FILE of commit -a", build: func(f *fixture) {
		twoCommits(f)
		otherIndex(f, ".git/index.lock")
		f.setenv("GIT_INDEX_FILE=" + f.path(".git/index.lock"))
	}},
	{name: "GIT_INDEX_FILE relative", build: func(f *fixture) {
		twoCommits(f)
		otherIndex(f, ".git/next-index-1.lock")
		f.setenv("GIT_INDEX_FILE=.git/next-index-1.lock")
	}},
	{name: "GIT_INDEX_FILE relative in a subfolder", build: func(f *fixture) {
		twoCommits(f)
		otherIndex(f, "other")
		f.setenv("GIT_INDEX_FILE=other")
		f.move("repo", "d")
	}},
	{name: "GIT_INDEX_FILE relative with GIT_DIR in a subfolder", build: func(f *fixture) {
		twoCommits(f)
		otherIndex(f, "other")
		f.setenv("GIT_INDEX_FILE=other", "GIT_DIR="+f.path(".git"), "GIT_WORK_TREE="+f.dir)
		f.move("repo", "d")
	}},
	{name: "GIT_INDEX_FILE missing", build: func(f *fixture) {
		twoCommits(f)
		f.setenv("GIT_INDEX_FILE=" + f.path("none"))
	}},
	{name: "GIT_COMMON_DIR", build: func(f *fixture) {
		twoCommits(f)
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"))
		linked := filepath.Join(f.root, "repo", ".git", "worktrees", "linked")
		f.setenv("GIT_DIR="+linked, "GIT_COMMON_DIR="+filepath.Join(f.root, "repo", ".git"))
		f.move("linked")
		f.add("b", "staged\n")
	}},
	{name: "GIT_OBJECT_DIRECTORY", build: func(f *fixture) {
		twoCommits(f)
		moved := filepath.Join(f.root, "objects")
		if err := os.Rename(f.path(".git/objects"), moved); err != nil {
			f.t.Fatal(err)
		}
		f.setenv("GIT_OBJECT_DIRECTORY=" + moved)
	}},
	{name: "GIT_ALTERNATE_OBJECT_DIRECTORIES", build: func(f *fixture) {
		twoCommits(f)
		f.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES=" + filepath.Join(f.root, "other", ".git", "objects"))
		f.git("clone", "-q", "--no-local", ".", filepath.Join(f.root, "other"))
		f.remove(".git/objects")
		f.mkdir(f.path(".git/objects"))
		f.remove(".git/index") // what was only staged is not in the clone: it is to be stored again
		f.add("late", "stored here\n")
	}},
	{name: "quarantine of a push", build: func(f *fixture) {
		// As git-receive-pack sets it for its hooks: what arrives lies apart.
		twoCommits(f)
		apart := filepath.Join(f.root, "repo", ".git", "objects", "incoming-x")
		f.mkdir(apart)
		f.setenv("GIT_QUARANTINE_PATH="+apart, "GIT_OBJECT_DIRECTORY="+apart,
			"GIT_ALTERNATE_OBJECT_DIRECTORIES="+f.path(".git/objects"))
		f.add("b", "arrived\n")
	}},
	{name: "GIT_ALTERNATE_OBJECT_DIRECTORIES by a relative path", build: func(f *fixture) {
		twoCommits(f)
		f.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES=.git/objects", "GIT_OBJECT_DIRECTORY=../own")
		f.mkdir(filepath.Join(f.root, "own"))
		f.move("repo")
	}},
	{name: "alternates", build: func(f *fixture) {
		twoCommits(f)
		f.git("clone", "-q", "--shared", ".", filepath.Join(f.root, "borrower"))
		f.move("borrower")
		f.add("b", "stored here\n")
		f.commit("three")
	}},
	{name: "GIT_CEILING_DIRECTORIES above", build: func(f *fixture) {
		twoCommits(f)
		f.setenv("GIT_CEILING_DIRECTORIES=" + f.root)
		f.move("repo", "d")
	}},
	{name: "GIT_CEILING_DIRECTORIES between", none: true, build: func(f *fixture) {
		twoCommits(f)
		f.setenv("GIT_CEILING_DIRECTORIES=" + f.dir)
		f.move("repo", "d")
	}},
	{name: "no repository", none: true, build: func(f *fixture) { f.move("empty") }},
}

// submodule makes a repository with a submodule and goes into that.
func submodule(f *fixture) {
	f.add("a", "of the submodule\n")
	f.commit("one")
	outer := filepath.Join(f.root, "outer")
	f.git("init", "-q", "-b", "main", outer)
	inner := f.dir
	f.dir = outer
	f.git("submodule", "--quiet", "add", inner, "sub")
	f.commit("with a submodule")
	f.move("outer", "sub")
	f.commits = f.commits[:1]
}

// otherIndex writes an index of its own in which something else is staged.
func otherIndex(f *fixture, name string) {
	f.t.Helper()
	other := *f
	other.setenv("GIT_INDEX_FILE=" + f.path(name))
	other.git("read-tree", "HEAD")
	other.stage("100644", f.blob("only in the other index\n"), "other-file")
	other.git("update-index", "--force-remove", "d/b")
}
