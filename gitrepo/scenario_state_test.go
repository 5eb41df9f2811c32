package gitrepo

import (
	"os"
	"path/filepath"
)

// stateScenarios are the states in which git starts pre-commit and pre-merge-commit:
// the readers stand where the hook stands.
var stateScenarios = []scenario{
	{name: "in commit", build: func(f *fixture) {
		threeFiles(f)
		f.add("a", "staged\n")
		f.write("a", "not staged\n")
		f.write("b", "not staged\n")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in commit -a", build: func(f *fixture) {
		changedFiles(f)
		f.during("pre-commit", "commit", "-q", "-a", "-m", "x")
	}},
	{name: "in commit -a of a subfolder", build: func(f *fixture) {
		changedFiles(f)
		f.move("repo", "d")
		f.during("pre-commit", "commit", "-q", "-a", "-m", "x")
	}},
	{name: "in commit -i path", build: func(f *fixture) {
		changedFiles(f)
		f.git("add", "a")
		f.during("pre-commit", "commit", "-q", "-m", "x", "-i", "d/c")
	}},
	{name: "in commit -o path", build: func(f *fixture) {
		// What was staged stays behind.
		changedFiles(f)
		f.git("add", "a")
		f.during("pre-commit", "commit", "-q", "-m", "x", "-o", "d/c")
	}},
	{name: "in commit -- path of a subfolder", build: func(f *fixture) {
		changedFiles(f)
		f.git("add", "a")
		f.move("repo", "d")
		f.during("pre-commit", "commit", "-q", "-m", "x", "--", "c")
	}},
	{name: "in commit -p", build: func(f *fixture) {
		threeFiles(f)
		f.write("a", "1\n2\n3\nmore\n")
		f.write("b", "left out\n")
		f.duringWith("y\nn\n", "pre-commit", "commit", "-q", "-m", "x", "-p")
	}},
	{name: "in commit --amend", build: func(f *fixture) {
		threeFiles(f)
		f.add("a", "two\n", "new", "two\n")
		f.commit("two")
		f.add("new", "amended\n")
		f.during("pre-commit", "commit", "-q", "--amend", "-m", "x")
	}},
	{name: "in commit -a --amend of the first commit", build: func(f *fixture) {
		changedFiles(f)
		f.during("pre-commit", "commit", "-q", "-a", "--amend", "-m", "x")
	}},
	{name: "in commit --fixup", build: func(f *fixture) {
		threeFiles(f)
		f.add("a", "fixed\n")
		f.during("pre-commit", "commit", "-q", "--fixup", "HEAD")
	}},
	{name: "in the first commit", build: func(f *fixture) {
		f.add("a", "1\n", "d/b", "2\n")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in the first commit, empty", build: func(f *fixture) {
		f.during("pre-commit", "commit", "-q", "--allow-empty", "-m", "x")
	}},
	{name: "in the first commit, of promised files", build: func(f *fixture) {
		f.add("a", "1\n")
		f.write("promised", "2\n")
		f.git("add", "-N", "promised")
		f.during("pre-commit", "commit", "-q", "-a", "-m", "x")
	}},
	{name: "in a commit beside promised files", build: func(f *fixture) {
		threeFiles(f)
		f.add("a", "2\n")
		f.write("promised", "2\n")
		f.git("add", "-N", "promised")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in an empty commit", build: func(f *fixture) {
		threeFiles(f)
		f.during("pre-commit", "commit", "-q", "--allow-empty", "-m", "x")
	}},
	{name: "in a commit of deletions", build: func(f *fixture) {
		threeFiles(f)
		f.git("rm", "-q", "-r", "a", "d")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in the commit on an orphan branch", build: func(f *fixture) {
		threeFiles(f)
		f.git("checkout", "-q", "--orphan", "other")
		f.git("rm", "-q", "--cached", "b")
		f.add("a", "of the orphan\n")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in a commit on no branch", build: func(f *fixture) {
		threeFiles(f)
		f.git("checkout", "-q", "--detach")
		f.add("a", "2\n")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in commit -a beside hidden changes", build: func(f *fixture) {
		// git does not look at the work tree for these two.
		threeFiles(f)
		f.git("update-index", "--skip-worktree", "a")
		f.git("update-index", "--assume-unchanged", "b")
		f.write("a", "hidden\n")
		f.write("b", "hidden\n")
		f.write("d/c", "seen\n")
		f.during("pre-commit", "commit", "-q", "-a", "-m", "x")
	}},
	{name: "in a commit of renames and copies", build: func(f *fixture) {
		threeFiles(f)
		f.git("mv", "a", "renamed")
		f.git("mv", "d", "e")
		f.add("renamed", "1\n2\n3\nedited\n", "copied", f.read("b"), "copied and edited", f.read("b")+"edited\n")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in commit -a of types and modes", build: func(f *fixture) {
		threeFiles(f)
		submoduleAt(f, "sub")
		f.commit("with a submodule")
		f.remove("b")
		if err := os.Symlink("a", f.path("b")); err != nil {
			f.skip(err.Error())
		}
		if err := os.Chmod(f.path("a"), 0o755); err != nil {
			f.t.Fatal(err)
		}
		sub := *f
		sub.dir = f.path("sub")
		sub.commit("further")
		f.during("pre-commit", "commit", "-q", "-a", "-m", "x")
	}},
	{name: "in commit -a in a linked work tree", build: func(f *fixture) {
		threeFiles(f)
		f.git("worktree", "add", "-q", "-b", "side", filepath.Join(f.root, "linked"))
		f.add("b", "staged in the main work tree\n")
		f.move("linked")
		f.write("a", "changed\n")
		f.during("pre-commit", "commit", "-q", "-a", "-m", "x")
	}},
	{name: "in commit -a in a submodule", build: func(f *fixture) {
		submodule(f)
		f.write("a", "changed\n")
		f.during("pre-commit", "commit", "-q", "-a", "-m", "x")
	}},
	{name: "in commit -a from outside the work tree", build: func(f *fixture) {
		changedFiles(f)
		dir := f.dir
		f.move("outside")
		f.during("pre-commit", "-C", dir, "commit", "-q", "-a", "-m", "x")
	}},
	{name: "in commit -a of a bare repository with a work tree", build: func(f *fixture) {
		// The habit of keeping one's settings in $HOME/.dotfiles.
		dotfiles := []string{"--git-dir=" + filepath.Join(f.root, "me", ".dotfiles"), "--work-tree=" + filepath.Join(f.root, "me")}
		f.git("init", "-q", "--bare", "-b", "main", filepath.Join(f.root, "me", ".dotfiles"))
		f.move("me")
		f.write(".profile", "1\n")
		f.git(append(dotfiles, "add", ".profile")...)
		f.git(append(dotfiles, "commit", "-q", "-m", "one")...)
		f.write(".profile", "2\n")
		f.write("not/mine", "2\n")
		f.move("me", "not")
		f.during("pre-commit", append(dotfiles, "commit", "-q", "-a", "-m", "x")...)
	}},
	{name: "in commit -a with the user's own index", build: func(f *fixture) {
		threeFiles(f)
		otherIndexOf(f, "own-index")
		f.write("a", "changed\n")
		f.setenv("GIT_INDEX_FILE=" + f.path("own-index"))
		f.during("pre-commit", "commit", "-q", "-a", "-m", "x")
	}},
	{name: "in commit -a of an index of version 4", build: func(f *fixture) {
		threeFiles(f)
		f.git("config", "index.version", "4")
		f.remove(".git/index")
		f.git("reset", "-q")
		f.write("a", "changed\n")
		f.during("pre-commit", "commit", "-q", "-a", "-m", "x")
	}},
	{name: "in commit -a of a split index", goGit: []topic{staged}, touches: []string{"sharedindex."}, build: func(f *fixture) {
		threeFiles(f)
		f.git("config", "core.splitIndex", "true")
		f.git("update-index", "--split-index")
		f.write("a", "changed\n")
		f.during("pre-commit", "commit", "-q", "-a", "-m", "x")
	}},
	{name: "in commit -- path of a sparse index", goGit: []topic{staged}, touches: []string{"objects/"}, build: func(f *fixture) {
		f.add("in/a", "1\n", "out/b", "2\n", "out/d/c", "3\n", "top", "4\n")
		f.commit("one")
		f.needs("sparse indexes", "sparse-checkout", "set", "--cone", "--sparse-index", "in")
		oneConfiguration(f)
		f.write("in/a", "changed\n")
		f.write("top", "changed\n")
		f.during("pre-commit", "commit", "-q", "-m", "x", "--", "in/a")
	}},
}

// threeFiles is what most commits start from.
func threeFiles(f *fixture) {
	f.begin("three files", func() {
		f.add("a", "1\n2\n3\n", "b", "1\n2\n3\n4\n", "d/c", "1\n")
		f.commit("one")
	})
}

// changedFiles has changes of all kinds, nothing of them staged.
func changedFiles(f *fixture) {
	threeFiles(f)
	f.write("a", "changed\n")
	f.write("d/c", "changed\n")
	f.remove("b")
	f.write("untracked", "not in it\n")
}

// submoduleAt adds a submodule with one commit.
func submoduleAt(f *fixture, name string) {
	f.t.Helper()
	inner := *f
	inner.dir = f.mkdir(filepath.Join(f.root, "inner"))
	inner.git("init", "-q", "-b", "main", inner.dir)
	inner.add("a", "of the submodule\n")
	inner.commit("inner")
	f.git("submodule", "--quiet", "add", inner.dir, name)
}

// otherIndexOf writes a second index with what HEAD has.
func otherIndexOf(f *fixture, name string) {
	f.t.Helper()
	other := *f
	other.setenv("GIT_INDEX_FILE=" + f.path(name))
	other.git("read-tree", "HEAD")
}
