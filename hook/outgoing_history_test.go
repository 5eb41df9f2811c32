package hook

import "fmt"

// historyScenarios are about how the pushed commits hang together.
var historyScenarios = []outgoing{
	{name: "a clean merge", build: func(w *world) {
		sides(w)
		w.git("merge", "-q", "--no-edit", "side")
	}, push: to("origin", "main"), want: []string{"main", "side"}},
	{name: "a merge of what is there", build: func(w *world) {
		sides(w)
		w.pushed("origin", "main", "side")
		w.git("merge", "-q", "--no-edit", "side")
	}, push: to("origin", "main")},
	{name: "a merge with something of its own", build: func(w *world) {
		sides(w)
		w.pushed("origin", "main", "side")
		w.git("merge", "-q", "--no-commit", "side")
		w.commit("evil")
	}, push: to("origin", "main"), want: []string{"evil"}},
	{name: "an octopus merge", build: func(w *world) {
		w.commit("base")
		w.pushed("origin", "main")
		for n := range 4 {
			w.branch(fmt.Sprint("b", n), "main")
			w.commit(fmt.Sprint("arm ", n))
		}
		w.pushed("origin", "b0")
		w.git("checkout", "-q", "main")
		w.git("merge", "-q", "--no-commit", "b0", "b1", "b2", "b3")
		w.commit("evil")
	}, push: to("origin", "main"), want: []string{"arm 1", "arm 2", "arm 3", "evil"}},
	{name: "a criss-cross", build: func(w *world) {
		sides(w)
		w.pushed("origin", "main")
		w.git("branch", "before", "main")
		w.git("merge", "-q", "--no-edit", "side")
		w.commit("left")
		w.git("checkout", "-q", "side")
		w.git("merge", "-q", "--no-edit", "before")
		w.commit("right")
		w.git("merge", "-q", "--no-edit", "main")
		w.git("checkout", "-q", "main")
		w.git("merge", "-q", "--no-edit", "side~1")
	}, push: to("origin", "main", "side"), want: []string{"left", "right", "side"}},
	{name: "joined roots", build: func(w *world) {
		w.commit("old")
		w.pushed("origin", "main")
		w.git("checkout", "-q", "--orphan", "other")
		w.git("rm", "-q", "-rf", ".")
		w.commit("other root")
		w.git("checkout", "-q", "main")
		w.git("merge", "-q", "--no-edit", "--allow-unrelated-histories", "other")
	}, push: to("origin", "main"), want: []string{"other root"}},
	{name: "added and taken out again", build: func(w *world) {
		onTop(w)
		w.git("rm", "-q", "new.sh")
		w.git("commit", "-q", "-m", "clean")
	}, push: to("origin", "main"), want: []string{"new"}},
	{name: "a revert that brings it back", build: func(w *world) {
		w.commit("old")
		w.git("rm", "-q", "old.sh")
		w.git("commit", "-q", "-m", "clean")
		w.pushed("origin", "main")
		w.git("revert", "--no-edit", "HEAD")
	}, push: to("origin", "main"), want: []string{"old"}},
	{name: "a pick from a branch that is not pushed", build: func(w *world) {
		sides(w)
		w.git("cherry-pick", "side")
	}, push: to("origin", "main"), want: []string{"main", "side"}},
	{name: "a rebased branch", build: func(w *world) {
		sides(w)
		w.pushed("origin", "main", "side")
		w.git("checkout", "-q", "side")
		w.commit("more")
		w.git("rebase", "-q", "main")
	}, push: to("--force", "origin", "side"), want: []string{"more", "side"}},
	{name: "a squashed branch", build: func(w *world) {
		sides(w)
		w.git("merge", "-q", "--squash", "side")
		w.git("commit", "-q", "-m", "squashed")
	}, push: to("origin", "main"), want: []string{"main", "side"}},
	{name: "a fixup that is not squashed yet", build: func(w *world) {
		onTop(w)
		w.write("repo/new.sh", w.leak("fixed"))
		w.git("commit", "-q", "-a", "--fixup", "HEAD")
	}, push: to("origin", "main"), want: []string{"fixed", "new"}},
	{name: "patches by mail", build: func(w *world) {
		sides(w)
		patch := w.git("format-patch", "-1", "--stdout", "side")
		w.gitWith(patch+"\n", "am", "-q")
	}, push: to("origin", "main"), want: []string{"main", "side"}},
	{name: "a key in messages", build: func(w *world) {
		onTop(w)
		w.git("commit", "-q", "--allow-empty", "-m", "subject", "-m", w.leak("said"))
	}, push: to("origin", "main"), want: []string{"new", "said"}},
	{name: "a commit without changes", build: func(w *world) {
		w.commit("old")
		w.pushed("origin", "main")
		w.git("commit", "-q", "--allow-empty", "-m", "empty")
	}, push: to("origin", "main")},
	{name: "a rename, a copy and a change of mode", build: func(w *world) {
		w.commit("old")
		w.commit("copied")
		w.pushed("origin", "main")
		w.git("mv", "old.sh", "moved.sh")
		w.write("repo/copy.sh", w.leak("copied"))
		w.git("add", "-A")
		w.git("update-index", "--chmod=+x", "copied.sh")
		w.git("commit", "-q", "-m", "x")
	}, push: to("origin", "main"), want: []string{"copied"}},
	{name: "replaced commits", build: func(w *world) {
		// What is sent is the commit itself, not what stands in its place here.
		onTop(w)
		clean := w.git("commit-tree", "HEAD~1^{tree}", "-p", "HEAD~1", "-m", "clean")
		w.git("replace", "HEAD", clean)
	}, push: to("origin", "main"), want: []string{"new"}},
	{name: "wrong clocks", build: func(w *world) {
		w.clock = 2_000_000_000
		w.commit("old")
		w.pushed("origin", "main")
		for n := range 8 {
			w.clock = 1_000_000_000 - int64(n)*1000
			w.commit(fmt.Sprint("early ", n))
		}
	}, push: to("origin", "main"), want: []string{"early 0", "early 1", "early 2", "early 3", "early 4", "early 5", "early 6", "early 7"}},
}

// sides makes two branches from a base that the server has, with a commit each.
func sides(w *world) {
	w.commit("base")
	w.pushed("origin", "main")
	w.branch("side", "main")
	w.commit("side")
	w.git("checkout", "-q", "main")
	w.commit("main")
}
