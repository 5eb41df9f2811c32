//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
)

// hostile is a repository that somebody else prepared, in a sandbox of its own.
type hostile struct {
	*sandbox
	repo string
	key  string // staged and committed, so that there is something to find
	// traps is the folder of the scripts that nothing may start; each leaves a file
	// in fired.
	traps, fired string
}

// newHostile makes a repository with a commit, a staged change and a remote.
func newHostile(t *testing.T) *hostile {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		skip(t, "git is not installed")
	}
	s := newSandbox(t)
	h := &hostile{sandbox: s, repo: filepath.Join(s.home, "repo"), key: newKey(),
		traps: filepath.Join(s.home, "traps"), fired: filepath.Join(s.home, "fired")}
	for _, dir := range []string{h.traps, h.fired} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	s.must(s.home, "git", "init", "-q", h.repo)
	h.git("commit", "-q", "--allow-empty", "-m", "first")
	h.file("ci.sh", "CODECOV_TOKEN="+h.key+"\n")
	h.git("add", ".")
	h.git("commit", "-q", "-m", "leak")
	h.file("ci.sh", "echo\nCODECOV_TOKEN="+h.key+" CODECOV_TOKEN="+newKey()+"\n")
	h.git("add", ".")
	return h
}

// copy gives another test the same repository.
func (h *hostile) copy(t *testing.T) *hostile {
	t.Helper()
	s := &sandbox{t: t, home: t.TempDir()}
	for _, e := range h.env {
		s.env = append(s.env, strings.ReplaceAll(e, h.home, s.home))
	}
	copyTree(t, h.home, s.home)
	return &hostile{sandbox: s, repo: filepath.Join(s.home, "repo"), key: h.key,
		traps: filepath.Join(s.home, "traps"), fired: filepath.Join(s.home, "fired")}
}

func (h *hostile) git(args ...string) string {
	h.t.Helper()
	return strings.TrimSpace(h.must(h.repo, append([]string{"git"}, args...)...))
}

func (h *hostile) path(name string) string { return filepath.Join(h.repo, filepath.FromSlash(name)) }

func (h *hostile) file(name, text string) { h.write(h.path(name), text) }

func (h *hostile) read(name string) string {
	h.t.Helper()
	data, err := os.ReadFile(h.path(name))
	if err != nil {
		h.t.Fatal(err)
	}
	return string(data)
}

// trap is a script that leaves a file when it is started.
func (h *hostile) trap(name string) string {
	h.t.Helper()
	path := filepath.Join(h.traps, name)
	h.write(path, "#!/bin/sh\n: >'"+filepath.Join(h.fired, name)+"'\nexit 0\n")
	if err := os.Chmod(path, 0o755); err != nil {
		h.t.Fatal(err)
	}
	return path
}

// sprung lists the traps that were started, and resets them.
func (h *hostile) sprung() []string {
	h.t.Helper()
	entries, err := os.ReadDir(h.fired)
	if err != nil {
		h.t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
		if err := os.Remove(filepath.Join(h.fired, e.Name())); err != nil {
			h.t.Fatal(err)
		}
	}
	return names
}

// call is one way to start covkey.
type call struct {
	args  []string
	stdin string
	// writes tells that it may change the repository: its hooks and .covkey.yaml.
	writes bool
}

func (c call) String() string { return strings.Join(c.args, " ") }

// calls are the commands of covkey; the hooks' arguments are those of git.
func (h *hostile) calls() []call {
	h.t.Helper()
	message := filepath.Join(h.home, "message")
	h.write(message, "subject\n")
	push := "refs/heads/main " + h.tip() + " refs/heads/main " + strings.Repeat("0", 40) + "\n"
	return []call{
		{args: []string{"scan", "staged"}},
		{args: []string{"scan", "staged", "--format", "json"}},
		{args: []string{"scan", "commits", "HEAD"}},
		{args: []string{"scan", "commits", "HEAD", "--format", "json", "--verbose"}},
		{args: []string{"scan", "files", "."}},
		{args: []string{"scan", "files", "-"}, stdin: "nothing\n"},
		{args: []string{"hook", "pre-commit"}},
		{args: []string{"hook", "pre-merge-commit", "--verbose"}},
		{args: []string{"hook", "commit-msg", message}},
		{args: []string{"hook", "pre-push", "origin", "../server.git"}, stdin: push},
		{args: []string{"hook", "pre-push", "../server.git", "../server.git"}, stdin: push},
		{args: []string{"status"}},
		{args: []string{"install"}, writes: true},
		{args: []string{"status"}},
		{args: []string{"uninstall"}, writes: true},
		{args: []string{"allow", "sha256:" + strings.Repeat("1", 64), "--reason", "a test"}, writes: true},
	}
}

// tip is the commit that is pushed, also where git can no longer say.
func (h *hostile) tip() string {
	h.t.Helper()
	out, ok := h.sandbox.run(h.repo, "git", "rev-parse", "-q", "--verify", "HEAD")
	if !ok {
		return strings.Repeat("a", 40)
	}
	return strings.TrimSpace(out)
}

// outcome is what a call did.
type outcome struct {
	code int
	text string // both streams
}

// readers are both ways to read a repository; auto is go-git, then git.
var readers = []string{"auto", "git"}

// patience is how long a call may take before it counts as hanging. It takes
// milliseconds; the rest is for machines that do other things too.
const patience = 60 * time.Second

// covkey runs one call with one reader and checks what holds for all of them.
func (h *hostile) covkey(c call, backend string) outcome {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	// A bound on memory makes it an error to read without end.
	cmd := exec.CommandContext(ctx, "/bin/sh", append([]string{"-c", `ulimit -v 4000000; exec "$@"`, "sh", binary}, c.args...)...)
	cmd.Dir, cmd.Stdin = h.repo, strings.NewReader(c.stdin)
	cmd.Env = append(slices.Clone(h.env), "COVKEY_GIT_BACKEND="+backend, "NO_COLOR=1")
	cmd.WaitDelay = time.Second
	var text bytes.Buffer
	cmd.Stdout, cmd.Stderr = &text, &text
	before := h.everything()
	err := cmd.Run()
	o := outcome{text: text.String()}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		h.t.Errorf("%s (%s) hangs", c, backend)
		return o
	case errors.As(err, &exit):
		o.code = exit.ExitCode()
	case err != nil:
		h.t.Fatal(err)
	}
	if o.code < exitClean || o.code > exitFailed {
		h.t.Errorf("%s (%s): exit %d\n%s", c, backend, o.code, o.text)
	}
	if o.code == exitFailed && !strings.Contains(o.text, "covkey: error: ") {
		h.t.Errorf("%s (%s): exit 2 without a reason\n%s", c, backend, o.text)
	}
	if strings.Contains(o.text, "goroutine ") {
		h.t.Errorf("%s (%s) crashed:\n%s", c, backend, o.text)
	}
	if names := h.sprung(); len(names) > 0 {
		h.t.Errorf("%s (%s) started %q", c, backend, names)
	}
	if strings.Contains(o.text, h.key) {
		h.t.Errorf("%s (%s) shows the key", c, backend)
	}
	if bad := strings.IndexFunc(o.text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }); bad >= 0 {
		h.t.Errorf("%s (%s) writes the control character %q:\n%q", c, backend, o.text[bad:bad+1], o.text)
	}
	h.checkWritten(c, backend, before)
	return o
}

// checkWritten: what was there before is there as it was, but for hooks and
// settings where the call is about them.
func (h *hostile) checkWritten(c call, backend string, before map[string]string) {
	h.t.Helper()
	after := h.everything()
	for _, path := range slices.Sorted(maps.Keys(after)) {
		if before[path] == after[path] {
			continue
		}
		own := path == ".covkey.yaml" || strings.HasPrefix(path, ".git/hooks")
		if !c.writes || !own {
			h.t.Errorf("%s (%s) wrote %s: was %q, is %q", c, backend, path, before[path], after[path])
		}
	}
	for path := range before {
		if _, kept := after[path]; !kept && !c.writes {
			h.t.Errorf("%s (%s) took %s away", c, backend, path)
		}
	}
}

// everything is the state of all files of the sandbox, the repository's by their
// names in it.
func (h *hostile) everything() map[string]string {
	h.t.Helper()
	state := map[string]string{}
	err := filepath.WalkDir(h.home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		name := path
		if rel, err := filepath.Rel(h.repo, path); err == nil && filepath.IsLocal(rel) {
			name = filepath.ToSlash(rel)
		}
		state[name] = fmt.Sprint(info.Mode(), info.Size(), info.ModTime().UnixNano())
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return state
}

// everyCall runs all commands with all readers.
func (h *hostile) everyCall(check func(call, string, outcome)) {
	h.t.Helper()
	for _, backend := range readers {
		for _, c := range h.calls() {
			check(c, backend, h.covkey(c, backend))
		}
		if err := os.RemoveAll(h.path(".covkey.yaml")); err != nil {
			h.t.Fatal(err)
		}
	}
}
