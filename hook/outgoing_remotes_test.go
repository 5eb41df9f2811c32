package hook

import "os"

// remoteScenarios are about where a push goes, and what is known to be there.
var remoteScenarios = []outgoing{
	{name: "to a URL that no remote has", build: func(w *world) { onTop(w); w.server("elsewhere") },
		push: func(w *world) []string { return []string{w.url("elsewhere"), "main"} }, want: []string{"new", "old"}},
	{name: "to a URL without any remote", build: func(w *world) {
		w.git("remote", "remove", "origin")
		w.commit("one")
	}, push: func(w *world) []string { return []string{w.url("origin"), "main"} }, want: []string{"one"}},
	{name: "to a URL that a remote has", build: onTop,
		push: func(w *world) []string { return []string{w.url("origin"), "main:topic"} }, want: []string{"new"}},
	{name: "to a relative path", build: onTop, push: to("../servers/origin.git", "main"), want: []string{"new"}},
	{name: "to another remote", build: func(w *world) {
		// What a private remote has is new to a public one.
		onTop(w)
		w.server("public")
		w.git("remote", "add", "public", w.url("public"))
	}, push: to("public", "main"), want: []string{"new", "old"}},
	{name: "remotes in different states", build: func(w *world) {
		w.server("other")
		w.git("remote", "add", "other", w.url("other"))
		w.commit("one")
		w.pushed("other", "main")
		w.commit("two")
		w.pushed("origin", "main")
		w.commit("three")
	}, push: to("other", "main"), want: []string{"three", "two"}},
	{name: "two remotes at one URL, by name", build: twins, push: to("twin", "main:topic"), want: []string{"new", "old"}},
	{name: "two remotes at one URL, by URL", build: twins,
		push: func(w *world) []string { return []string{w.url("origin"), "main:topic"} }, want: []string{"new"}},
	{name: "a remote for pushes", build: func(w *world) {
		onTop(w)
		w.server("fork")
		w.git("remote", "add", "fork", w.url("fork"))
		w.git("config", "remote.pushDefault", "fork")
		w.git("config", "push.default", "current")
	}, push: to(), want: []string{"new", "old"}},
	{name: "a URL for pushes", build: func(w *world) {
		onTop(w)
		w.git("config", "remote.origin.pushurl", w.url("origin"))
		w.git("config", "remote.origin.url", "/nowhere")
	}, push: to("origin", "main"), want: []string{"new"}},
	{name: "two URLs for pushes", build: func(w *world) {
		// Both are the one remote that is known to have the old commit.
		onTop(w)
		w.server("second")
		w.git("config", "--add", "remote.origin.pushurl", w.url("origin"))
		w.git("config", "--add", "remote.origin.pushurl", w.url("second"))
	}, push: to("origin", "main"), want: []string{"new"}, calls: 2, trusted: true},
	{name: "a shortened URL", build: shortened, push: to("origin", "main"), want: []string{"new"}},
	{name: "to a shortened URL that a remote has", build: shortened, push: to("srv:origin.git", "main:topic"), want: []string{"new"}},
	{name: "in full to the URL that a remote has shortened", build: shortened, push: func(w *world) []string { return []string{w.url("origin"), "main:topic"} }, want: []string{"new"}},
	{name: "a URL that is shortened for pushes", build: func(w *world) {
		onTop(w)
		w.git("config", "url."+w.root+"/servers/.pushInsteadOf", "read:")
		w.git("config", "remote.origin.url", "read:origin.git")
	}, push: to("origin", "main"), want: []string{"new"}},
	{name: "a URL that is shortened for the user", build: func(w *world) {
		onTop(w)
		w.git("config", "--global", "url."+w.root+"/servers/.insteadOf", "srv:")
		w.git("config", "remote.origin.url", "srv:origin.git")
	}, push: func(w *world) []string { return []string{w.url("origin"), "main:topic"} }, want: []string{"new"}},
	{name: "somebody else pushed", build: func(w *world) {
		// What the server has now is not here.
		w.commit("old")
		w.pushed("origin", "main")
		overtaken(w)
	}, push: to("--force", "origin", "main"), want: []string{"mine"}},
	{name: "somebody else pushed first", build: overtaken, push: to("--force", "origin", "main"), want: []string{"mine"}},
	{name: "rewritten", build: func(w *world) {
		onTop(w)
		w.pushed("origin", "main")
		w.git("reset", "-q", "--hard", "HEAD^")
		w.commit("better")
	}, push: to("--force-with-lease", "origin", "main"), want: []string{"better"}},
	{name: "rejected", build: func(w *world) {
		// git does not even ask.
		onTop(w)
		w.pushed("origin", "main")
		w.git("reset", "-q", "--hard", "HEAD^")
		w.commit("other")
	}, push: to("origin", "main")},
	{name: "known by the branch alone", build: func(w *world) {
		// No tracking ref: what the server says of the branch is all that is known.
		onTop(w)
		w.git("update-ref", "-d", "refs/remotes/origin/main")
	}, push: to("origin", "main"), want: []string{"new"}},
	{name: "nothing is known", build: func(w *world) {
		onTop(w)
		w.git("update-ref", "-d", "refs/remotes/origin/main")
	}, push: to("origin", "main:topic"), want: []string{"new", "old"}},
	{name: "the server lost the branch", build: func(w *world) {
		// What was once there is no secret of here any more.
		onTop(w)
		w.forget("main")
	}, push: to("origin", "main"), want: []string{"new"}, trusted: true},
	{name: "the server lost the branch, and has it by another name", build: func(w *world) {
		onTop(w)
		w.pushed("origin", "main~1:refs/heads/other")
		w.forget("main")
	}, push: to("origin", "main"), want: []string{"new"}},
	{name: "the server went back", build: func(w *world) {
		w.commit("base")
		onTop(w)
		w.git("-C", w.url("origin"), "update-ref", "refs/heads/main", "main~1")
		w.forget("none")
	}, push: to("origin", "main"), want: []string{"new"}, trusted: true},
	{name: "the remote is another server now", build: func(w *world) {
		onTop(w)
		w.server("public")
		w.git("remote", "set-url", "origin", w.url("public"))
	}, push: to("origin", "main"), want: []string{"new"}, trusted: true},
	{name: "the server lost a branch that is not pushed", build: func(w *world) {
		onTop(w)
		w.forget("main")
	}, push: to("origin", "main:topic"), want: []string{"new"}, trusted: true},
	{name: "a tracking ref whose commit is gone", build: func(w *world) {
		w.commit("one")
		w.write("repo/.git/refs/remotes/origin/main", "5555555555555555555555555555555555555555\n")
	}, push: to("origin", "main"), want: []string{"one"}},
	{name: "a tracking ref of garbage", build: func(w *world) {
		onTop(w)
		w.write("repo/.git/refs/remotes/origin/topic", "garbage\n")
	}, push: to("origin", "main"), want: []string{"new"}, hands: "refs/remotes/origin/topic"},
	{name: "an empty tracking ref", build: func(w *world) {
		onTop(w)
		w.write("repo/.git/refs/remotes/origin/main", "")
	}, push: to("origin", "main:topic"), want: []string{"new", "old"}, hands: "refs/remotes/origin/main"},
	{name: "a tracking ref of a blob", build: func(w *world) {
		onTop(w)
		w.git("update-ref", "refs/remotes/origin/odd", "HEAD:old.sh")
	}, push: to("origin", "main"), want: []string{"new"}},
	{name: "a remote that fetches elsewhere", build: func(w *world) {
		w.git("config", "remote.origin.fetch", "+refs/heads/*:refs/mine/*")
		onTop(w)
	}, push: to("origin", "main:topic"), want: []string{"new"}},
	{name: "a remote that fetches nothing", build: func(w *world) {
		w.git("config", "--unset", "remote.origin.fetch")
		onTop(w)
		w.git("update-ref", "refs/remotes/origin/main", "HEAD")
	}, push: to("origin", "main:topic"), want: []string{"new", "old"}},
	{name: "a remote by its file", build: func(w *world) {
		// As before git 1.5, and in some mirrors still.
		onTop(w)
		w.git("remote", "remove", "origin")
		w.write("repo/.git/remotes/origin", "URL: "+w.url("origin")+"\nPull: refs/heads/main:refs/remotes/origin/main\n")
	}, push: to("origin", "main:topic"), want: []string{"new", "old"}},
	{name: "a name that is a path", build: func(w *world) {
		onTop(w)
		if err := os.Symlink(w.url("origin"), w.root+"/repo/.git/link"); err != nil {
			w.t.Fatal(err)
		}
	}, push: to(".git/link", "main"), want: []string{"new"}},
}

// twins are two remotes at one URL, of which one was pushed to.
func twins(w *world) {
	onTop(w)
	w.git("remote", "add", "twin", w.url("origin"))
}

// forget makes the server lose a branch, and all that nothing reaches there.
func (w *world) forget(branch string) {
	w.git("-C", w.url("origin"), "update-ref", "-d", "refs/heads/"+branch)
	w.git("-C", w.url("origin"), "gc", "-q", "--prune=now")
}

// shortened: the remote's URL is written by a prefix of the user's.
func shortened(w *world) {
	onTop(w)
	w.git("config", "url."+w.root+"/servers/.insteadOf", "srv:")
	w.git("config", "remote.origin.url", "srv:origin.git")
}

// overtaken: somebody else pushes before us.
func overtaken(w *world) {
	w.git("clone", "-q", w.url("origin"), w.root+"/other")
	w.goTo("other")
	w.commit("theirs")
	w.pushed("origin", "main")
	w.goTo("repo")
	w.commit("mine")
}
