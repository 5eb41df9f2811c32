//go:build unix

package main

import (
	"fmt"
	"net"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// forge is a server with a bare repository in which covkey's hook stands, and what its
// users do.
type forge struct {
	t      *testing.T
	root   string
	env    []string
	server string // the bare repository
	url    string
}

// newForge makes a server whose repository has a first commit, and a leak of old.
func newForge(t *testing.T, backend string, initOptions ...string) *forge {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	f := &forge{t: t, root: root, server: filepath.Join(root, "served", "server.git")}
	f.url = "file://" + f.server
	f.env = append(os.Environ(), "HOME="+root, "XDG_CONFIG_HOME="+root, "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "LC_ALL=C",
		"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=C", "GIT_COMMITTER_EMAIL=c@example.com")
	f.write(".gitconfig", "[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n[core]\n\tfsync = none\n[safe]\n\tdirectory = *\n")
	f.git(root, append([]string{"init", "-q", "--bare", f.server}, initOptions...)...)
	f.git(f.server, "config", "http.receivepack", "true")
	f.git(root, append([]string{"init", "-q", f.dir("first")}, initOptions...)...)
	f.commit("first", "a", "text\n")
	f.commit("first", "old.sh", "CODECOV_TOKEN="+newKey()+"\n")
	f.git(f.dir("first"), "push", "-q", f.url, "main")
	f.write("served/server.git/hooks/pre-receive", fmt.Sprintf("#!/bin/sh\nCOVKEY_GIT_BACKEND=%s exec '%s' hook pre-receive --verbose\n", backend, binary))
	if err := os.Chmod(filepath.Join(f.server, "hooks", "pre-receive"), 0o755); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *forge) dir(client string) string { return filepath.Join(f.root, client) }

func (f *forge) write(name, text string) {
	f.t.Helper()
	if err := os.WriteFile(filepath.Join(f.root, name), []byte(text), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

func (f *forge) try(dir string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = dir, f.env
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

func (f *forge) git(dir string, args ...string) string {
	f.t.Helper()
	out, err := f.try(dir, args...)
	if err != nil {
		f.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return out
}

// client makes a clone for a user.
func (f *forge) client(name string) {
	f.t.Helper()
	f.git(f.root, "clone", "-q", f.url, name)
}

// commit records a file and gives the commit.
func (f *forge) commit(client, file, text string) string {
	f.t.Helper()
	f.write(filepath.Join(client, file), text)
	f.git(f.dir(client), "add", "-A")
	f.git(f.dir(client), "commit", "-q", "-m", "change "+file)
	return f.git(f.dir(client), "rev-parse", "HEAD")
}

// passes pushes what has to arrive.
func (f *forge) passes(client string, refspecs ...string) string {
	f.t.Helper()
	out, err := f.try(f.dir(client), append([]string{"push", f.url}, refspecs...)...)
	if err != nil {
		f.t.Errorf("push of %v: %v\n%s", refspecs, err, out)
	}
	return out
}

// refused pushes what has not to arrive: the hook says why, and no object is left.
func (f *forge) refused(client, commit, want string, refspecs ...string) {
	f.t.Helper()
	before := f.git(f.server, "for-each-ref")
	out, err := f.try(f.dir(client), append([]string{"push", f.url}, refspecs...)...)
	if err == nil || !strings.Contains(out, "remote: "+want) || !strings.Contains(out, "pre-receive hook declined") {
		f.t.Errorf("push of %v: %v, want a refusal with %q\n%s", refspecs, err, want, out)
	}
	if _, err := f.try(f.server, "cat-file", "-e", commit); err == nil {
		f.t.Errorf("%s is on the server", commit)
	}
	if after := f.git(f.server, "for-each-ref"); after != before {
		f.t.Errorf("refs were changed:\n%s\nbefore:\n%s", after, before)
	}
}

// TestReceive pushes to servers of all kinds, whose hook reads by the one reader and by
// the other.
func TestReceive(t *testing.T) {
	t.Parallel()
	for _, kind := range []struct {
		name    string
		options []string
		prepare func(f *forge)
		byGit   bool // only git reads such a repository
	}{
		{name: "loose objects", prepare: func(f *forge) {}},
		{name: "packs", prepare: func(f *forge) {
			f.git(f.server, "config", "receive.unpackLimit", "1") // what arrives stays a pack
			f.git(f.server, "gc", "-q")
		}},
		{name: "borrowed objects", prepare: func(f *forge) {
			pool := filepath.Join(f.root, "pool.git")
			f.git(f.root, "clone", "-q", "--bare", f.server, pool)
			f.write("served/server.git/objects/info/alternates", "../../../pool.git/objects\n")
			f.git(f.server, "repack", "-q", "-a", "-d", "-l")
			f.git(f.server, "prune-packed", "-q")
		}},
		{name: "SHA-256", options: []string{"--object-format=sha256"}, byGit: true, prepare: func(f *forge) {}},
	} {
		for _, backend := range []string{"go-git", "git"} {
			if kind.byGit && backend == "go-git" {
				continue
			}
			t.Run(kind.name+" "+backend, func(t *testing.T) {
				t.Parallel()
				f := newForge(t, backend, kind.options...)
				kind.prepare(f)
				f.check(backend, kind.name == "packs")
			})
		}
	}
}

// check pushes what is to pass and what is not; of all ways only the first few unless all
// are asked for.
func (f *forge) check(backend string, all bool) {
	f.client("dev")
	if out := f.passes("dev", "main:again"); !strings.Contains(out, "no Codecov key in 0 files") || !strings.Contains(out, "note: "+backend+" reads") {
		f.t.Errorf("a new name for what is there: %s", out)
	}
	leak := f.commit("dev", "ci.sh", "CODECOV_TOKEN="+newKey()+"\n")
	f.refused("dev", leak, "ci.sh:1:15 ", "main", "main~1:refs/heads/clean", "main:refs/notes/x", "main:refs/tags/t")
	f.git(f.dir("dev"), "reset", "-q", "--hard", "HEAD~1")
	f.commit("dev", "old.sh", "# moved\n"+f.git(f.dir("dev"), "show", "HEAD:old.sh")+"\n")
	if out := f.passes("dev", "main", "main:refs/heads/second", ":again"); !strings.Contains(out, "no Codecov key in 1 commit, 1 file") {
		f.t.Errorf("on top of an old leak: %s", out)
	}
	if !all {
		return
	}
	leak = f.commit("dev", "ci.sh", "CODECOV_TOKEN="+newKey()+"\n")
	f.commit("dev", "ci.sh", "nothing\n")
	f.refused("dev", leak, "ci.sh:1:15 ", "main:refs/heads/later")
	f.git(f.dir("dev"), "reset", "-q", "--hard", "HEAD~2")
	f.passes("dev", "+main~2:main", ":second")
	f.refused("dev", f.commit("dev", "b.sh", "CODECOV_TOKEN="+newKey()+"\n"), "b.sh:1:15 ", "+main")
}

// overHTTP serves the repository by git's own program behind a web server.
func (f *forge) overHTTP() {
	path := filepath.Join(f.git(f.root, "--exec-path"), "git-http-backend")
	if _, err := os.Stat(path); err != nil {
		f.t.Skip("git has no http-backend here")
	}
	server := httptest.NewServer(&cgi.Handler{Path: path, Env: append(f.env, "GIT_PROJECT_ROOT="+filepath.Dir(f.server), "GIT_HTTP_EXPORT_ALL=1")})
	f.t.Cleanup(server.Close)
	f.url = server.URL + "/server.git"
}

// overDaemon serves the repository by git daemon, a process for each connection.
func (f *forge) overDaemon() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		f.t.Fatal(err)
	}
	var running sync.WaitGroup
	f.t.Cleanup(func() {
		listener.Close()
		running.Wait()
	})
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				file, err := conn.(*net.TCPConn).File()
				conn.Close()
				if err != nil {
					return
				}
				cmd := exec.Command("git", "daemon", "--inetd", "--export-all", "--enable=receive-pack", "--base-path="+filepath.Dir(f.server))
				cmd.Env, cmd.Stdin, cmd.Stdout = f.env, file, file
				_ = cmd.Run() // the client tells what went wrong
				file.Close()
			})
		}
	})
	f.url = "git://" + listener.Addr().String() + "/server.git"
}

// TestReceiveFromNetwork: what is refused and said does not depend on the way.
func TestReceiveFromNetwork(t *testing.T) {
	t.Parallel()
	for name, serve := range map[string]func(*forge){"http": (*forge).overHTTP, "daemon": (*forge).overDaemon} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newForge(t, "auto")
			serve(f)
			f.client("dev")
			leak := f.commit("dev", "ci.sh", "CODECOV_TOKEN="+newKey()+"\n")
			f.refused("dev", leak, "covkey: push refused: 1 Codecov key", "main", "main~1:refs/heads/clean")
			f.git(f.dir("dev"), "reset", "-q", "--hard", "HEAD~1")
			f.commit("dev", "ci.sh", "nothing\n")
			f.passes("dev", "main", "main~1:refs/heads/clean")
			f.passes("dev", ":clean")
		})
	}
}

// TestReceiveAtOnce: pushes that arrive together are judged each on its own, and options
// that a client sends change nothing.
func TestReceiveAtOnce(t *testing.T) {
	t.Parallel()
	f := newForge(t, "auto")
	f.git(f.server, "config", "receive.advertisePushOptions", "true")
	f.overHTTP()
	const clients = 4
	key := newKey()
	for n := range clients {
		name := fmt.Sprint("dev", n)
		f.client(name)
		text := fmt.Sprintf("text %d\n", n)
		if n%2 == 1 { // the same key from two of them
			text = "CODECOV_TOKEN=" + key + "\n"
		}
		f.commit(name, "ci.sh", text)
	}
	var all sync.WaitGroup
	for n := range clients {
		all.Go(func() {
			out, err := f.try(f.dir(fmt.Sprint("dev", n)), "push", "-o", "covkey.skip", "-o", "covkey:allow", f.url, fmt.Sprintf("main:branch-%d", n))
			if leaks := n%2 == 1; leaks != (err != nil) || leaks != strings.Contains(out, "push refused: 1 Codecov key") {
				t.Errorf("client %d: %v\n%s", n, err, out)
			}
		})
	}
	all.Wait()
	if refs := f.git(f.server, "for-each-ref", "--format=%(refname)"); refs != "refs/heads/branch-0\nrefs/heads/branch-2\nrefs/heads/main" {
		t.Errorf("on the server are now\n%s", refs)
	}
	if objects := f.git(f.server, "cat-file", "--batch-all-objects", "--batch"); strings.Contains(objects, key) {
		t.Error("the key is on the server")
	}
}
