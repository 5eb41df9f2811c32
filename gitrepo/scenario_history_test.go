package gitrepo

import (
	"fmt"
	"path/filepath"
)

// historyScenarios are about commits and their parents.
var historyScenarios = []scenario{
	{name: "merge", absent: true, build: func(f *fixture) {
		f.add("a", "1\n", "b", "1\n")
		base := f.commit("base")
		f.git("checkout", "-q", "-b", "side")
		f.add("a", "2\n", "side", "s\n")
		f.commit("side")
		f.git("checkout", "-q", "main")
		f.add("b", "2\n")
		f.commit("main")
		f.clock += 60
		f.git("merge", "-q", "--no-ff", "--no-commit", "side")
		f.add("evil", "in no parent\n")
		f.commit("merge")
		f.git("update-ref", "refs/remotes/origin/main", base)
	}},
	{name: "octopus merge", build: func(f *fixture) {
		f.add("a", "1\n")
		base := f.commit("base")
		var parents []string
		for _, name := range []string{"b", "c", "d", "e"} {
			f.git("reset", "-q", "--hard", base)
			f.add(name, name+"\n")
			parents = append(parents, f.commit(name))
		}
		f.add("b", "b\n", "c", "c\n", "d", "d\n", "both", "of no parent\n")
		f.git("update-ref", "refs/heads/octopus", f.commitTree("octopus", parents...))
	}},
	{name: "criss-cross", build: func(f *fixture) {
		f.add("a", "1\n")
		base := f.commit("base")
		left, right := f.commitTree("left", base), f.commitTree("right", base)
		for range 4 {
			left, right = f.commitTree("left", left, right), f.commitTree("right", right, left)
		}
		f.git("update-ref", "refs/heads/left", left)
		f.git("update-ref", "refs/heads/right", right)
	}},
	{name: "joined roots", build: func(f *fixture) {
		f.add("a", "1\n")
		f.commit("one root")
		f.git("checkout", "-q", "--orphan", "other")
		f.git("rm", "-q", "-rf", ".")
		f.add("b", "2\n")
		f.commit("other root")
		f.git("checkout", "-q", "main")
		f.clock += 60
		f.git("merge", "-q", "--allow-unrelated-histories", "-m", "joined", "other")
	}},
	{name: "octopus merge of many", build: func(f *fixture) {
		f.add("a", "1\n")
		base := f.commit("base")
		var parents []string
		for n := range 20 {
			parents = append(parents, f.commitTree(fmt.Sprint(n), base))
		}
		f.add("both", "of no parent\n")
		f.git("update-ref", "refs/heads/octopus", f.commitTree("octopus", parents...))
	}},
	{name: "merge that takes one side whole", build: func(f *fixture) {
		twoSides(f, "a", "a")
		f.clock += 60
		f.git("merge", "-q", "-s", "ours", "-m", "ours", "side")
	}},
	{name: "merges of a rebased branch", build: func(f *fixture) {
		twoSides(f, "a", "b")
		f.git("branch", "before", "side")
		f.clock += 60
		f.git("rebase", "-q", "main", "side")
		f.clock += 60
		f.git("merge", "-q", "--no-ff", "-m", "merged", "before")
	}},
	{name: "picked, reverted, picked again", build: func(f *fixture) {
		twoSides(f, "a", "b")
		for _, args := range [][]string{{"cherry-pick", "side"}, {"revert", "--no-edit", "HEAD"}, {"cherry-pick", "side"}} {
			f.clock += 60
			f.git(args...)
		}
	}},
	{name: "dates before 1970 and after 2106", skewed: true, about: []topic{head, refs, object, reachable}, build: func(f *fixture) {
		f.add("a", "1\n")
		tree := f.git("write-tree")
		at := ""
		for _, date := range []string{"-5 +0000", "0 +0000", "5000000000 +0000", "99999999999999999999 +0000", "no date", ""} {
			who := "A <a@b> " + date + "\n"
			at = f.gitWith("tree "+tree+"\n"+at+"author "+who+"committer "+who+"\nodd\n", "hash-object", "-t", "commit", "-w", "--literally", "--stdin")
			f.commits = append(f.commits, at)
			f.git("update-ref", "refs/heads/odd", at)
			at = "parent " + at + "\n"
		}
	}},
	{name: "the same parent twice", build: func(f *fixture) {
		f.add("a", "1\n")
		one := f.commit("one")
		tree := f.git("write-tree")
		who := "A <a@b> 1700000100 +0000\n"
		id := f.gitWith("tree "+tree+"\nparent "+one+"\nparent "+one+"\nauthor "+who+"committer "+who+"\ntwice\n",
			"hash-object", "-t", "commit", "-w", "--stdin")
		f.commits = append(f.commits, id)
	}},
	{name: "commits dated before their parents", skewed: true, build: func(f *fixture) {
		// The base is the youngest by date, and both sides are longer than what
		// git looks further for clocks that were wrong.
		f.add("a", "1\n")
		f.clock = 2_000_000_000
		base := f.commit("from the future")
		for _, branch := range []string{"left", "right"} {
			f.clock = 1_000_000_000
			at := base
			for range 12 {
				f.clock -= 1000
				at = f.commitTree(branch, at)
			}
			f.git("update-ref", "refs/heads/"+branch, at)
		}
	}},
	{name: "known side dated late", skewed: true, build: func(f *fixture) {
		f.add("a", "1\n")
		at := f.commit("base")
		for range 10 {
			at = f.commitTree("shared", at)
		}
		f.git("update-ref", "refs/heads/main", at)
		f.clock = 1_000_000_000
		f.git("update-ref", "refs/heads/early", f.commitTree("early", at))
		f.clock = 2_000_000_000
		f.git("update-ref", "refs/heads/late", f.commitTree("late", at))
	}},
	{name: "commits of the same second", tied: true, build: func(f *fixture) {
		f.add("a", "1\n")
		at := f.commit("base")
		for range 8 {
			f.clock -= 60
			at = f.commitTree("same", at)
		}
		f.git("update-ref", "refs/heads/main", at)
	}},
	{name: "shallow clone", absent: true, build: func(f *fixture) {
		twoCommits(f)
		f.commit("three")
		f.git("clone", "-q", "--no-local", "--depth=2", "file://"+f.dir, filepath.Join(f.root, "shallow"))
		f.move("shallow")
		f.commits = nil
		f.add("b", "2\n")
		f.commit("four")
	}},
	{name: "shallow clone that has what it cuts off", build: func(f *fixture) {
		f.add("a", "1\n")
		f.commit("one")
		f.add("a", "1\n", "b", "2\n")
		two := f.commit("two")
		f.add("c", "3\n")
		f.commit("three")
		f.write(".git/shallow", two+"\n")
	}},
	{name: "shallow merge", build: func(f *fixture) {
		f.add("a", "1\n")
		base := f.commit("base")
		f.add("b", "2\n")
		left := f.commitTree("left", base)
		f.add("c", "3\n")
		right := f.commitTree("right", base)
		f.git("update-ref", "refs/heads/main", f.commitTree("merge", left, right))
		f.write(".git/shallow", left+"\n"+right+"\n")
		f.remove(filepath.Join(".git/objects", base[:2], base[2:]))
		f.commits = []string{left, right, f.commits[3]}
	}},
}
