package hook

import "strings"

// cloneScenarios are about what kind of repository is pushed from.
var cloneScenarios = []outgoing{
	{name: "from a clone", build: func(w *world) {
		onTop(w)
		w.clone()
		w.commit("cloned")
	}, push: to("origin", "main:topic"), want: []string{"cloned"}},
	{name: "from a shallow clone", build: committedIn("--depth=1"), push: to("origin", "main"), want: []string{"cloned"}},
	{name: "from a shallow clone, elsewhere", build: func(w *world) {
		// The commit at which the clone was cut off goes out whole.
		committedIn("--depth=1")(w)
		w.server("elsewhere")
		w.git("-C", w.url("elsewhere"), "config", "receive.shallowUpdate", "true")
	}, push: func(w *world) []string { return []string{w.url("elsewhere"), "main"} }, want: []string{"cloned", "new", "old"}},
	{name: "from a partial clone", build: committedIn("--filter=blob:none"), push: to("origin", "main"), want: []string{"cloned"}},
	{name: "from a partial clone without trees", build: committedIn("--filter=tree:0"), push: to("origin", "main"), want: []string{"cloned"}},
	{name: "from a sparse checkout", build: func(w *world) {
		onTop(w)
		w.git("sparse-checkout", "set", "--no-cone", "/nothing")
		w.git("commit", "-q", "--allow-empty", "-m", "empty")
	}, push: to("origin", "main"), want: []string{"new"}, hands: "extensions.worktreeconfig"},
	{name: "from a clone that borrows", build: func(w *world) {
		onTop(w)
		w.git("clone", "-q", "--shared", w.root+"/repo", w.root+"/borrower")
		w.goTo("borrower")
		w.git("remote", "set-url", "origin", w.url("origin"))
		w.git("fetch", "-q")
		w.commit("cloned")
	}, push: to("origin", "main:topic"), want: []string{"cloned", "new"}},
	{name: "from a linked work tree", build: func(w *world) {
		onTop(w)
		w.git("worktree", "add", "-q", "-b", "linked", w.root+"/linked")
		w.goTo("linked")
		w.commit("in it")
	}, push: to("origin", "linked"), want: []string{"in it", "new"}},
	{name: "from a subfolder", build: func(w *world) { onTop(w); w.goTo("repo/below") }, push: to("origin", "main"), want: []string{"new"}},
	{name: "from a bare repository", build: func(w *world) {
		onTop(w)
		w.git("clone", "-q", "--bare", ".", w.root+"/bare.git")
		w.goTo("bare.git")
		w.git("remote", "set-url", "origin", w.url("origin"))
	}, push: to("origin", "main"), want: []string{"new"}},
	{name: "from a bare mirror", build: func(w *world) {
		// Its refspec fetches into branches, which say nothing about the server.
		w.commit("old")
		w.pushed("origin", "main")
		w.git("clone", "-q", "--mirror", w.url("origin"), w.root+"/mirror.git")
		w.commit("new")
		w.git("push", "-q", "--no-verify", w.root+"/mirror.git", "main")
		w.goTo("mirror.git")
	}, push: to(), want: []string{"new"}},
	{name: "with GIT_DIR and GIT_WORK_TREE", build: func(w *world) {
		onTop(w)
		w.env = append(w.env, "GIT_DIR="+w.root+"/repo/.git", "GIT_WORK_TREE="+w.root+"/elsewhere")
		w.goTo("elsewhere")
	}, push: to("origin", "main"), want: []string{"new"}},
	{name: "from a packed repository", build: func(w *world) {
		onTop(w)
		w.git("gc", "-q", "--prune=now")
	}, push: to("origin", "main"), want: []string{"new"}},
	{name: "from a repository of SHA-256", build: func(w *world) {
		if _, err := w.try("", "init", "-q", "--object-format=sha256", w.root+"/sha256"); err != nil {
			w.skip("this git does not know SHA-256")
		}
		w.goTo("sha256")
		w.server("sha256", "--object-format=sha256")
		w.git("remote", "add", "origin", w.url("sha256"))
		onTop(w)
		w.git("tag", "-a", "-m", w.leak("said"), "v1")
	}, push: to("origin", "main", "v1"), want: []string{"new", "said"}, hands: "extensions.objectformat"},
	{name: "from a repository with a reftable", build: func(w *world) {
		if _, err := w.try("", "init", "-q", "--ref-format=reftable", w.root+"/reftable"); err != nil {
			w.skip(w.git("version") + " does not know reftables")
		}
		w.goTo("reftable")
		w.git("remote", "add", "origin", w.url("origin"))
		onTop(w)
	}, push: to("origin", "main"), want: []string{"new"}, hands: "extensions.refstorage"},
	{name: "from a submodule", build: func(w *world) {
		submodule(w)
		w.goTo("repo/sub")
		w.commit("in the submodule")
	}, push: to("origin", "HEAD:main"), want: []string{"in the submodule"}},
	{name: "with submodules on demand", build: func(w *world) {
		// Each repository's own hook is asked, the outer one's first.
		submodule(w)
		w.goTo("repo/sub")
		w.commit("in the submodule")
		w.goTo("repo")
		w.commit("outer")
		w.passing("repo")
	}, push: to("--recurse-submodules=on-demand", "origin", "main"), want: []string{"in the submodule", "outer"}, calls: 2},
	{name: "with submodules checked", build: func(w *world) {
		submodule(w)
		w.goTo("repo/sub")
		w.commit("in the submodule")
		w.git("push", "-q", "--no-verify", "origin", "HEAD:main")
		w.goTo("repo")
		w.commit("outer")
	}, push: to("--recurse-submodules=check", "origin", "main"), want: []string{"outer"}},
	{name: "with submodules only", build: func(w *world) {
		submodule(w)
		w.goTo("repo/sub")
		w.commit("in the submodule")
		w.goTo("repo")
		w.commit("outer")
		w.passing("repo")
	}, push: to("--recurse-submodules=only", "origin", "main"), want: []string{"in the submodule", "outer"}, calls: 2},
}

// clone goes to a clone of the server, as if it were far away.
func (w *world) clone(options ...string) {
	w.t.Helper()
	w.git(append(append([]string{"clone", "-q", "--no-local"}, options...), "file://"+w.url("origin"), w.root+"/clone")...)
	w.goTo("clone")
}

// submodule adds a submodule with a server of its own. Its branch is checked out, as
// pushing it needs.
func submodule(w *world) {
	w.server("inner")
	repo := w.dir
	w.dir = w.mkdir("inner")
	w.git("init", "-q")
	w.git("remote", "add", "origin", w.url("inner"))
	w.commit("inner")
	w.pushed("origin", "main")
	w.dir = repo
	w.git("submodule", "--quiet", "add", w.url("inner"), "sub")
	w.commit("with a submodule")
	w.pushed("origin", "main")
}

// skip says why a world cannot be made here.
func (w *world) skip(why string) {
	w.t.Helper()
	w.skipped = strings.TrimSpace(why)
	w.t.Skip(why)
}

// committedIn makes a commit in a clone of what the server has.
func committedIn(options ...string) func(*world) {
	return func(w *world) {
		onTop(w)
		w.pushed("origin", "main")
		w.clone(options...)
		w.commit("cloned")
	}
}
