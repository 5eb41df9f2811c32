package gitrepo

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// trackingCase is a configuration of remotes and what is known of one of them.
type trackingCase struct {
	name        string
	build       func(*fixture)
	remote, url string   // as git gives them to pre-push
	want        []string // refs, without refs/ in front
	// asked: git has to be asked for the configuration, because it is not all in
	// the repository's own file.
	asked bool
}

// remoteRefs are the refs that every case finds.
var remoteRefs = []string{
	"heads/main", "tags/v1", "notes/commits", "stash", "remotes/origin/main", "remotes/origin/topic", "remotes/private/main",
	"remotes/team/fork/main", "remotes/team/main", "custom/main", "custom/only", "remotes/Origin/main", "remotes/a.b/main",
}

// addRemote configures a remote as "git remote add" does, with other refspecs
// where they are given.
func (f *fixture) addRemote(name, url string, fetch ...string) {
	f.t.Helper()
	if fetch == nil {
		fetch = []string{"+refs/heads/*:refs/remotes/" + name + "/*"}
	}
	f.git("config", "remote."+name+".url", url)
	for _, refspec := range fetch {
		f.git("config", "--add", "remote."+name+".fetch", refspec)
	}
}

const originURL, privateURL = "https://example.com/public.git", "git@example.com:private.git"

func twoRemotes(f *fixture) {
	f.addRemote("origin", originURL)
	f.addRemote("private", privateURL)
}

var trackingCases = []trackingCase{
	{name: "two remotes, by name", build: twoRemotes, remote: "origin", url: originURL,
		want: []string{"remotes/origin/main", "remotes/origin/topic"}},
	{name: "two remotes, the other", build: twoRemotes, remote: "private", url: privateURL, want: []string{"remotes/private/main"}},
	{name: "two remotes, by URL", build: twoRemotes, remote: privateURL, url: privateURL, want: []string{"remotes/private/main"}, asked: true},
	{name: "two remotes, by another URL", build: twoRemotes, remote: "https://example.com/x", url: "https://example.com/x", asked: true},
	{name: "the name counts, not the URL", build: twoRemotes, remote: "private", url: originURL, want: []string{"remotes/private/main"}},
	{name: "no remotes", build: func(*fixture) {}, remote: originURL, url: originURL, asked: true},
	{name: "by push URL", remote: "ssh://push", url: "ssh://push", asked: true, build: func(f *fixture) {
		twoRemotes(f)
		f.git("config", "remote.origin.pushurl", "ssh://push")
	}, want: []string{"remotes/origin/main", "remotes/origin/topic"}},
	{name: "two remotes at one URL", remote: originURL, url: originURL, asked: true, build: func(f *fixture) {
		twoRemotes(f)
		f.addRemote("a.b", originURL)
	}, want: []string{"remotes/a.b/main", "remotes/origin/main", "remotes/origin/topic"}},
	{name: "names differ by case", remote: "Origin", url: "x", build: func(f *fixture) {
		twoRemotes(f)
		f.addRemote("Origin", "x")
	}, want: []string{"remotes/Origin/main"}},
	{name: "dot in the name", remote: "a.b", url: "x", build: func(f *fixture) { f.addRemote("a.b", "x") }, want: []string{"remotes/a.b/main"}},
	{name: "slash in the name, below another remote", remote: "team/fork", url: "x", build: func(f *fixture) {
		// refs/remotes/team/fork/main may be team's branch fork/main as well.
		f.addRemote("team", "y")
		f.addRemote("team/fork", "x")
	}},
	{name: "another remote's name with a slash below", remote: "team", url: "y", build: func(f *fixture) {
		f.addRemote("team", "y")
		f.addRemote("team/fork", "x")
	}, want: []string{"remotes/team/main"}},
	{name: "slash in the name, nobody above", remote: "team/fork", url: "x", build: func(f *fixture) {
		f.addRemote("team/fork", "x")
	}, want: []string{"remotes/team/fork/main"}},
	{name: "custom refspecs", remote: "origin", url: "x", build: func(f *fixture) {
		f.addRemote("origin", "x", "+refs/heads/*:refs/custom/*", "refs/heads/main:refs/remotes/team/main", "^refs/heads/secret", "refs/heads/none")
	}, want: []string{"custom/main", "custom/only", "remotes/team/main"}},
	{name: "refspec for one ref of another remote", remote: "origin", url: "x", build: func(f *fixture) {
		f.addRemote("origin", "x")
		f.addRemote("other", "y", "refs/heads/main:refs/remotes/origin/main")
	}, want: []string{"remotes/origin/topic"}},
	{name: "refspec that git completes", remote: "origin", url: "x", build: func(f *fixture) {
		f.addRemote("origin", "x")
		f.addRemote("other", "y", "refs/heads/main:remotes/origin/main")
	}, want: []string{"remotes/origin/topic"}},
	{name: "refspec with the star inside", remote: "origin", url: "x", build: func(f *fixture) {
		f.addRemote("origin", "x", "+refs/heads/t*c:refs/remotes/origin/t*c")
	}, want: []string{"remotes/origin/topic"}},
	{name: "fetches into branches and tags", remote: "origin", url: "x", build: func(f *fixture) {
		f.addRemote("origin", "x", "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", "+refs/notes/*:refs/notes/*")
	}},
	{name: "mirror", remote: "origin", url: "x", build: func(f *fixture) { f.addRemote("origin", "x", "+refs/*:refs/*") }},
	{name: "another remote is a mirror", remote: "origin", url: "x", build: func(f *fixture) {
		f.addRemote("origin", "x")
		f.addRemote("mirror", "y", "+refs/*:refs/*")
	}},
	{name: "no refspec", remote: "origin", url: "x", build: func(f *fixture) { f.git("config", "remote.origin.url", "x") }},
	{name: "keys and sections in capitals", remote: "origin", url: "x", build: func(f *fixture) {
		f.write(".git/config", f.read(".git/config")+"[REMOTE \"origin\"]\n\tURL = x\n\tFETCH = +refs/heads/*:refs/remotes/origin/*\n"+
			"[remote \"origin\"]\n\tFetch = \"+refs/heads/*:refs/custom/*\" ; twice\n")
	}, want: []string{"custom/main", "custom/only", "remotes/origin/main", "remotes/origin/topic"}},
	{name: "defined in an included file", remote: "origin", url: "x", asked: true, build: func(f *fixture) {
		f.git("config", "include.path", "remotes")
		f.write(".git/remotes", "[remote \"origin\"]\n\turl = x\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n")
	}, want: []string{"remotes/origin/main", "remotes/origin/topic"}},
	{name: "another remote in a file included for this place", remote: "origin", url: "x", asked: true, build: func(f *fixture) {
		f.addRemote("origin", "x")
		f.git("config", "includeIf.gitdir:/.path", "remotes")
		f.write(".git/remotes", "[remote \"o\"]\n\turl = y\n\tfetch = +refs/heads/main:refs/remotes/origin/main\n")
	}, want: []string{"remotes/origin/topic"}},
	{name: "another remote in an included file", remote: "origin", url: "x", asked: true, build: func(f *fixture) {
		f.addRemote("origin", "x")
		f.git("config", "include.path", "remotes")
		f.write(".git/remotes", "[remote \"o\"]\n\turl = y\n\tfetch = +refs/heads/main:refs/remotes/origin/main\n")
	}, want: []string{"remotes/origin/topic"}},
	{name: "defined for the user", remote: "origin", url: "x", asked: true, build: func(f *fixture) {
		file := filepath.Join(f.root, "home", ".gitconfig")
		if err := os.WriteFile(file, []byte("[remote \"origin\"]\n\turl = x\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n"), 0o600); err != nil {
			f.t.Fatal(err)
		}
	}, want: []string{"remotes/origin/main", "remotes/origin/topic"}},
	{name: "defined in the environment", remote: "origin", url: "x", asked: true, build: func(f *fixture) {
		f.setenv("GIT_CONFIG_COUNT=2", "GIT_CONFIG_KEY_0=remote.origin.url", "GIT_CONFIG_VALUE_0=x",
			"GIT_CONFIG_KEY_1=remote.origin.fetch", "GIT_CONFIG_VALUE_1=+refs/heads/*:refs/remotes/origin/*")
	}, want: []string{"remotes/origin/main", "remotes/origin/topic"}},
	{name: "another remote in the environment", remote: "origin", url: "x", asked: true, build: func(f *fixture) {
		f.addRemote("origin", "x")
		f.setenv("GIT_CONFIG_COUNT=1", "GIT_CONFIG_KEY_0=remote.o.fetch", "GIT_CONFIG_VALUE_0=+refs/heads/main:refs/remotes/origin/main")
	}, want: []string{"remotes/origin/topic"}},
	{name: "GIT_CONFIG", remote: "origin", url: originURL, asked: true, build: func(f *fixture) {
		// Only "git config" heeds it, so it says nothing of what push and fetch do.
		twoRemotes(f)
		f.setenv("GIT_CONFIG=" + filepath.Join(f.root, "none"))
	}, want: []string{"remotes/origin/main", "remotes/origin/topic"}},
	{name: "in the work tree's configuration", remote: "origin", url: "x", asked: true, build: func(f *fixture) {
		f.git("config", "core.repositoryformatversion", "1")
		f.git("config", "extensions.worktreeConfig", "true")
		f.git("config", "--worktree", "remote.origin.url", "x")
		f.git("config", "--worktree", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
	}, want: []string{"remotes/origin/main", "remotes/origin/topic"}},
	{name: "another remote in the work tree's configuration", remote: "origin", url: "x", asked: true, build: func(f *fixture) {
		f.addRemote("origin", "x")
		f.git("config", "core.repositoryformatversion", "1")
		f.git("config", "extensions.worktreeConfig", "true")
		f.git("config", "--worktree", "remote.o.fetch", "+refs/heads/main:refs/remotes/origin/main")
	}, want: []string{"remotes/origin/topic"}},
}

func TestTracking(t *testing.T) {
	t.Parallel()
	for _, c := range trackingCases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := newRepository(t)
			id := f.commit("one")
			in := ""
			for _, ref := range remoteRefs {
				in += "update refs/" + ref + " " + id + "\n"
			}
			f.gitWith(in, "update-ref", "--stdin")
			f.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
			c.build(f)
			// As on a user's machine.
			f.env = f.env.without("GIT_CONFIG_NOSYSTEM")
			for _, backend := range []string{BackendGoGit, BackendGit, BackendAuto} {
				t.Run(backend, func(t *testing.T) { c.check(t, f, backend) })
			}
		})
	}
}

// TestConfigures: only a variable that sets something makes git be asked.
func TestConfigures(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]bool{
		"GIT_CONFIG_NOSYSTEM=1": false, "GIT_CONFIG_GLOBAL=/dev/null": false, "GIT_CONFIG_SYSTEM=/etc/other": false,
		"GIT_CONFIG_COUNT=1": true, "GIT_CONFIG_PARAMETERS='a.b=c'": true, "GIT_CONFIG=file": true, "GIT_DIR=x": false,
	} {
		if got := (Env{"HOME=/", setting}).configures(); got != want {
			t.Errorf("%s: %v", setting, got)
		}
	}
}

func (c trackingCase) check(t *testing.T, f *fixture, backend string) {
	repo, err := f.open(backend)
	if err != nil && backend == BackendGoGit && strings.Contains(err.Error(), "extensions.") {
		return // go-git does not read such a repository at all
	}
	if err != nil {
		t.Fatal(err)
	}
	list, err := repo.Tracking(context.Background(), c.remote, c.url)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, ref := range list {
		got = append(got, strings.TrimPrefix(ref.Name, "refs/"))
	}
	if !slices.Equal(got, c.want) {
		t.Errorf("got %q, want %q", got, c.want)
	}
	if c.asked {
		return
	}
	// The file that is read in process says the same as git.
	read, err := repo.remotes(context.Background(), c.remote)
	if err != nil {
		t.Fatal(err)
	}
	asked := parseRemotes([]byte(f.git("config", "-z", "--list")))
	if !maps.EqualFunc(read, asked, func(a, b remote) bool { return slices.Equal(a.urls, b.urls) && slices.Equal(a.fetch, b.fetch) }) {
		t.Errorf("read in process %q, git says %q", read, asked)
	}
}

func TestParseRemotes(t *testing.T) {
	t.Parallel()
	out := "core.bare\nfalse\x00remote.pushdefault\norigin\x00remote.a.b.url\nx\ny\x00remote.o.fetch\n+refs/heads/*:refs/remotes/o/*\x00" +
		"remote.o.fetch\nrefs/heads/main\x00remote.o.fetch\n^refs/heads/x:y\x00remote.o.pushurl\nz\x00remote.o.url\nw\x00remote.v.mirror\x00" +
		"url.https://github.com/.insteadof\ngh:\x00url.https://wrong/.insteadof\ng\x00url.ssh://.pushinsteadof\nghost:\x00" +
		"url.https://g.example/.insteadof\nghost\x00url.other\nx\x00remote.i.url\ngh:me/x\x00remote.p.url\nghost:x\x00"
	want := map[string]remote{
		"a.b": {urls: []string{"x\ny"}},
		"o":   {urls: []string{"z", "w"}, fetch: []string{"refs/remotes/o/*"}},
		"v":   {},
		"i":   {urls: []string{"gh:me/x", "https://github.com/me/x"}},
		"p":   {urls: []string{"ghost:x", "https://g.example/:x", "ssh://x"}},
	}
	got := parseRemotes([]byte(out))
	for _, rem := range got {
		slices.Sort(rem.urls[min(1, len(rem.urls)):])
	}
	if !maps.EqualFunc(got, want, func(a, b remote) bool { return slices.Equal(a.urls, b.urls) && slices.Equal(a.fetch, b.fetch) }) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMatchesAny(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, ref string
		want         bool
	}{
		{"refs/remotes/o/*", "refs/remotes/o/main", true},
		{"refs/remotes/o/*", "refs/remotes/o/a/b", true},
		{"refs/remotes/o/*", "refs/remotes/o/", true},
		{"refs/remotes/o/*", "refs/remotes/other/main", false},
		{"refs/remotes/o/*", "refs/remotes/o", false},
		{"refs/x/main", "refs/x/main", true},
		{"refs/x/main", "refs/x/main2", false},
		{"refs/x/main", "refs/x/mai", false},
		{"refs/x/*/end", "refs/x/a/b/end", true},
		{"refs/x/*/end", "refs/x/end", false}, // the star stands for no part that both sides share
		{"refs/ab*ba", "refs/aba", false},
		{"refs/ab*ba", "refs/abba", true},
		{"*", "refs/heads/main", true},
	} {
		if got := matchesAny([]string{"refs/none", c.pattern}, c.ref); got != c.want {
			t.Errorf("%q fits %q: %v", c.ref, c.pattern, got)
		}
	}
	if matchesAny(nil, "refs/heads/main") {
		t.Error("no pattern fits all")
	}
}
