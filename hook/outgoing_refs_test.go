package hook

import (
	"fmt"
	"strings"
)

// refScenarios are about what a push names.
var refScenarios = []outgoing{
	{name: "the first push", build: func(w *world) { w.commit("one"); w.commit("two") }, push: to("origin", "main"), want: []string{"one", "two"}},
	{name: "a commit on top", build: onTop, push: to("origin", "main"), want: []string{"new"}},
	{name: "nothing new", build: func(w *world) { w.commit("old"); w.pushed("origin", "main") }, push: to("origin", "main")},
	{name: "a new branch of what is there", build: func(w *world) { w.commit("old"); w.pushed("origin", "main") }, push: to("origin", "main:topic")},
	{name: "a new branch with a commit", build: onTop, push: to("origin", "main:topic"), want: []string{"new"}},
	{name: "several refs", build: func(w *world) {
		w.commit("base")
		w.pushed("origin", "main")
		for _, name := range []string{"a", "b", "c"} {
			w.branch(name, "main")
			w.commit(name)
		}
	}, push: to("origin", "a", "b:other", "c:refs/heads/deep/er"), want: []string{"a", "b", "c"}},
	{name: "all branches", build: func(w *world) {
		w.commit("base")
		w.branch("a", "main")
		w.commit("a")
	}, push: to("--all", "origin"), want: []string{"a", "base"}},
	{name: "by a pattern", build: func(w *world) {
		w.commit("base")
		w.branch("topic/a", "main")
		w.commit("a")
		w.branch("other", "main")
		w.commit("other")
	}, push: to("origin", "refs/heads/topic/*:refs/heads/theirs/*"), want: []string{"a", "base"}},
	{name: "matching branches", build: func(w *world) {
		w.commit("base")
		w.pushed("origin", "main")
		w.branch("mine", "main")
		w.commit("mine")
		w.git("checkout", "-q", "main")
		w.commit("new")
	}, push: to("origin", ":"), want: []string{"new"}},
	{name: "an older commit", build: func(w *world) { onTop(w); w.commit("newer") }, push: to("origin", "HEAD~1:main"), want: []string{"new"}},
	{name: "a commit by its id", build: onTop, push: func(w *world) []string { return []string{"origin", w.git("rev-parse", "HEAD") + ":refs/heads/main"} }, want: []string{"new"}},
	{name: "an expression with spaces", build: onTop, push: to("origin", "HEAD@{0 days ago}:main"), want: []string{"new"}},
	{name: "from no branch", build: func(w *world) { onTop(w); w.git("checkout", "-q", "--detach"); w.commit("newer") }, push: to("origin", "HEAD:main"), want: []string{"new", "newer"}},
	{name: "from an orphan branch", build: func(w *world) {
		onTop(w)
		w.git("checkout", "-q", "--orphan", "other")
		w.git("rm", "-q", "-rf", ".")
		w.commit("root")
	}, push: to("origin", "other"), want: []string{"root"}},
	{name: "outside heads and tags", build: onTop, push: to("origin", "main:refs/for/review"), want: []string{"new"}},
	{name: "a stash", build: func(w *world) {
		w.commit("old")
		w.pushed("origin", "main")
		w.write("repo/old.sh", w.leak("stashed"))
		w.write("repo/untracked.sh", w.leak("untracked"))
		w.git("stash", "push", "-q", "-u")
	}, push: to("origin", "stash:refs/heads/wip"), want: []string{"stashed", "untracked"}},
	{name: "a light tag", build: func(w *world) { onTop(w); w.git("tag", "light") }, push: to("origin", "light"), want: []string{"new"}},
	{name: "an annotated tag", build: func(w *world) { onTop(w); w.git("tag", "-a", "-m", w.leak("said"), "v1") }, push: to("origin", "v1"), want: []string{"new", "said"}},
	{name: "an annotated tag of what is there", build: func(w *world) { onTop(w); w.git("tag", "-a", "-m", w.leak("said"), "v1", "HEAD^") }, push: to("origin", "v1"), want: []string{"said"}},
	{name: "all tags", build: func(w *world) {
		onTop(w)
		w.git("tag", "light")
		w.git("tag", "-a", "-m", w.leak("said"), "v1", "HEAD^")
	}, push: to("--tags", "origin"), want: []string{"new", "said"}},
	{name: "deep tags of tags", build: func(w *world) {
		onTop(w)
		at := "HEAD"
		for n := range 15 {
			message := "deeper"
			if n == 3 || n == 14 {
				message = w.leak(fmt.Sprint("said ", n))
			}
			w.git("tag", "-a", "-m", message, fmt.Sprint("t", n), at)
			at = fmt.Sprint("t", n)
		}
	}, push: to("origin", "t14"), want: []string{"new", "said 14", "said 3"}},
	{name: "a tag of a tree", build: func(w *world) {
		onTop(w)
		w.git("tag", "-a", "-m", w.leak("said"), "tree", "HEAD^{tree}")
	}, push: to("origin", "tree"), want: []string{"new", "old", "said"}},
	{name: "a tag of a blob", build: func(w *world) {
		onTop(w)
		w.git("tag", "-a", "-m", w.leak("said"), "blob", "HEAD:new.sh")
	}, push: to("origin", "blob"), want: []string{"new", "said"}},
	{name: "a ref to a tree and one to a blob", build: func(w *world) {
		onTop(w)
		w.git("update-ref", "refs/x/tree", "HEAD^{tree}")
		w.git("update-ref", "refs/x/blob", "HEAD:new.sh")
	}, push: to("origin", "refs/x/*:refs/x/*"), want: []string{"new", "old"}},
	{name: "notes", build: func(w *world) {
		w.commit("old")
		w.pushed("origin", "main")
		w.git("notes", "add", "-m", w.leak("noted"))
	}, push: to("origin", "refs/notes/*"), want: []string{"noted"}},
	{name: "a deletion", build: func(w *world) { onTop(w); w.pushed("origin", "main:gone") }, push: to("origin", ":gone")},
	{name: "a deletion with an update", build: func(w *world) {
		w.commit("old")
		w.pushed("origin", "main", "main:gone")
		w.commit("new")
	}, push: to("origin", ":gone", "main"), want: []string{"new"}},
	{name: "a branch by another name", build: func(w *world) {
		onTop(w)
		w.pushed("origin", "main:topic")
	}, push: to("origin", ":topic", "main:renamed")},
	{name: "a mirror", build: func(w *world) {
		w.commit("one")
		w.pushed("origin", "main", "main:theirs")
		w.branch("a", "main")
		w.commit("a")
		w.git("tag", "-a", "-m", w.leak("said"), "v1")
		w.git("notes", "add", "-m", w.leak("noted"))
	}, push: to("--mirror", "origin"), want: []string{"a", "noted", "said"}},
	{name: "tags that follow", build: func(w *world) {
		onTop(w)
		w.git("tag", "-a", "-m", w.leak("said"), "v1")
		w.git("tag", "light")
	}, push: to("--follow-tags", "origin", "main"), want: []string{"new", "said"}},
	{name: "all or nothing", build: func(w *world) { onTop(w); w.branch("a", "main"); w.commit("a") }, push: to("--atomic", "origin", "main", "a"), want: []string{"a", "new"}},
	{name: "a rehearsal", build: onTop, push: to("--dry-run", "origin", "main"), want: []string{"new"}},
	{name: "to the default", build: func(w *world) {
		onTop(w)
		w.git("config", "push.default", "current")
	}, push: to(), want: []string{"new"}},
	{name: "10,000 refs", build: func(w *world) {
		w.commit("old")
		w.pushed("origin", "main")
		id := w.git("rev-parse", "HEAD")
		var in strings.Builder
		for n := range 10_000 {
			fmt.Fprintf(&in, "create refs/remotes/origin/%d/b%d %s\n", n%50, n, id)
		}
		w.gitWith(in.String(), "update-ref", "--stdin")
		w.git("pack-refs", "--all")
		w.commit("new")
	}, push: to("origin", "main:topic"), want: []string{"new"}},
	{name: "2,000 refs at once", build: func(w *world) {
		onTop(w)
		var in strings.Builder
		for n := range 2_000 {
			fmt.Fprintf(&in, "create refs/heads/many/b%d %s\n", n, "HEAD")
		}
		w.gitWith(in.String(), "update-ref", "--stdin")
	}, push: to("origin", "refs/heads/many/*"), want: []string{"new"}},
}

// onTop has a commit that the server has, and one more.
func onTop(w *world) {
	w.commit("old")
	w.pushed("origin", "main")
	w.commit("new")
}
