package gitrepo

import "path/filepath"

// sequenceScenarios are the states in which git starts the hooks of a commit while it
// is in the middle of something longer: a merge, a rebase, a pick.
var sequenceScenarios = []scenario{
	{name: "in a clean merge", build: func(f *fixture) {
		twoSides(f, "a", "b")
		f.during("pre-merge-commit", "merge", "-q", "--no-ff", "-m", "x", "side")
	}},
	{name: "in a clean merge of one file", build: func(f *fixture) {
		f.add("a", "1\n2\n3\n4\n5\n6\n7\n")
		f.commit("base")
		f.git("checkout", "-q", "-b", "side")
		f.add("a", "side\n2\n3\n4\n5\n6\n7\n")
		f.commit("side")
		f.git("checkout", "-q", "main")
		f.add("a", "1\n2\n3\n4\n5\n6\nmain\n")
		f.commit("main")
		f.during("pre-merge-commit", "merge", "-q", "-m", "x", "side")
	}},
	{name: "in a merge that could go forward", build: func(f *fixture) {
		threeFiles(f)
		f.git("checkout", "-q", "-b", "side")
		f.add("a", "side\n")
		f.commit("side")
		f.git("checkout", "-q", "main")
		f.during("pre-merge-commit", "merge", "-q", "--no-ff", "-m", "x", "side")
	}},
	{name: "in an octopus merge", build: func(f *fixture) {
		threeFiles(f)
		for _, name := range []string{"left", "right"} {
			f.git("checkout", "-q", "-b", name, "main")
			f.add(name, name+"\n")
			f.commit(name)
		}
		f.git("checkout", "-q", "main")
		f.add("a", "main\n")
		f.commit("main")
		f.during("pre-merge-commit", "merge", "-q", "-m", "x", "left", "right")
	}},
	{name: "in a merge of unrelated histories", build: func(f *fixture) {
		threeFiles(f)
		f.git("checkout", "-q", "--orphan", "other")
		f.git("rm", "-q", "-rf", ".")
		f.add("of another root", "1\n")
		f.commit("root")
		f.git("checkout", "-q", "main")
		f.during("pre-merge-commit", "merge", "-q", "--allow-unrelated-histories", "-m", "x", "other")
	}},
	{name: "in a merge of a subtree", build: func(f *fixture) {
		threeFiles(f)
		f.git("checkout", "-q", "--orphan", "other")
		f.git("rm", "-q", "-rf", ".")
		f.add("of another root", "1\n")
		f.commit("root")
		f.git("checkout", "-q", "main")
		f.during("pre-merge-commit", "merge", "-q", "-s", "subtree", "-X", "subtree=below", "--allow-unrelated-histories", "-m", "x", "other")
	}},
	{name: "in a merge in a linked work tree", build: func(f *fixture) {
		twoSides(f, "a", "b")
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"))
		f.move("linked")
		f.during("pre-merge-commit", "merge", "-q", "-m", "x", "side")
	}},
	{name: "in the commit that concludes a merge", build: func(f *fixture) {
		twoSides(f, "a", "b")
		f.git("merge", "-q", "--no-commit", "side")
		f.add("evil", "in no parent\n")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in merge --continue after a conflict", build: func(f *fixture) {
		conflict(f, "merge", "-q", "side")
		f.add("a", "resolved\n")
		f.during("pre-commit", "-c", "core.editor=true", "merge", "--continue")
	}},
	{name: "in commit -a after a conflict", build: func(f *fixture) {
		// Nothing was added: the entries are still unmerged where -a starts from.
		conflict(f, "merge", "-q", "side")
		f.write("a", "resolved\n")
		f.during("pre-commit", "commit", "-q", "-a", "-m", "x")
	}},
	{name: "in the commit of a squashed merge", build: func(f *fixture) {
		twoSides(f, "a", "b")
		f.git("merge", "-q", "--squash", "side")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in the commit of a pick", build: func(f *fixture) {
		twoSides(f, "a", "b")
		f.git("cherry-pick", "--no-commit", "side")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in the commit of a pick with a conflict", build: func(f *fixture) {
		conflict(f, "cherry-pick", "side")
		f.add("a", "resolved\n")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in cherry-pick --continue", build: func(f *fixture) {
		conflict(f, "cherry-pick", "side")
		f.add("a", "resolved\n")
		f.during("pre-commit", "-c", "core.editor=true", "cherry-pick", "--continue")
	}},
	{name: "in the commit of a revert", build: func(f *fixture) {
		threeFiles(f)
		f.add("a", "2\n")
		f.commit("two")
		f.git("revert", "--no-commit", "HEAD")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in revert --continue", build: func(f *fixture) {
		threeFiles(f)
		f.add("a", "2\n")
		f.commit("two")
		f.add("a", "3\n")
		f.commit("three")
		if _, err := f.try("", "revert", "--no-edit", "HEAD^"); err == nil {
			f.t.Fatal("no conflict")
		}
		f.add("a", "resolved\n")
		f.during("pre-commit", "-c", "core.editor=true", "revert", "--continue")
	}},
	{name: "in commit --amend of a rebase that stopped to edit", build: func(f *fixture) {
		twoSides(f, "a", "b")
		f.git("-c", "sequence.editor=sed -i.bak s/^pick/edit/", "rebase", "-q", "-i", "side")
		f.add("a", "edited\n")
		f.during("pre-commit", "commit", "-q", "--amend", "-m", "x")
	}},
	{name: "in commit of a rebase with a conflict", build: func(f *fixture) {
		conflict(f, "rebase", "-q", "side")
		f.add("a", "resolved\n")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in the commit of what was stashed", build: func(f *fixture) {
		threeFiles(f)
		f.write("a", "stashed\n")
		f.add("new", "stashed\n")
		f.git("stash", "push", "-q")
		f.git("stash", "pop", "-q", "--index")
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "in the commit of stashed untracked files", build: func(f *fixture) {
		threeFiles(f)
		f.write("untracked", "stashed\n")
		f.git("stash", "push", "-q", "-u")
		f.git("stash", "pop", "-q")
		f.add()
		f.during("pre-commit", "commit", "-q", "-m", "x")
	}},
	{name: "with a stash", about: []topic{head, refs, staged, object, changes}, build: func(f *fixture) {
		threeFiles(f)
		f.add("a", "staged\n")
		f.write("b", "not staged\n")
		f.write("untracked", "2\n")
		f.git("stash", "push", "-q", "-u")
		f.commits = append(f.commits, f.git("rev-parse", "stash"), f.git("rev-parse", "stash^3"))
	}},
	{name: "stopped in the middle of am", build: func(f *fixture) {
		twoSides(f, "a", "a")
		patch := f.git("format-patch", "-1", "--stdout", "side")
		if _, err := f.try(patch+"\n", "am", "-q", "-3"); err == nil {
			f.t.Fatal("no conflict")
		}
	}},
	{name: "stopped in the middle of a bisection", build: func(f *fixture) {
		twoSides(f, "a", "b")
		f.git("bisect", "start", "main", "main~1")
		f.add("a", "2\n")
	}},
}

// twoSides makes two branches that change a file each: main, which is checked out, and
// side.
func twoSides(f *fixture, ours, theirs string) {
	threeFiles(f)
	f.git("checkout", "-q", "-b", "side")
	f.add(theirs, "side\n", "new", "of the side\n")
	f.commit("side")
	f.git("checkout", "-q", "main")
	f.add(ours, "main\n")
	f.commit("main")
}

// conflict lets a command stop at a conflict between two sides.
func conflict(f *fixture, args ...string) {
	f.t.Helper()
	twoSides(f, "a", "a")
	f.clock += 60
	if _, err := f.try("", args...); err == nil {
		f.t.Fatal("no conflict")
	}
}
