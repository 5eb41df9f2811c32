package hook

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/scan"
)

// world is a repository, servers to push to and a hook that notes what git asks it.
// Keys have names, so that what is found can be told in words.
type world struct {
	t     *testing.T
	root  string // all is below it
	dir   string // where git runs
	env   gitrepo.Env
	clock int64
	named map[detector.Fingerprint]string
	keys  map[string]string // by name
	// skipped says why this world cannot be made here.
	skipped string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	if runtime.GOOS == "windows" {
		t.Skip("the hook that notes what git asks is a shell script")
	}
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, root: root, dir: root, clock: 1_700_000_000, named: map[detector.Fingerprint]string{}, keys: map[string]string{}}
	w.env = gitrepo.Env{
		"PATH=" + os.Getenv("PATH"), "HOME=" + w.mkdir("home"), "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C",
		"GIT_AUTHOR_NAME=A U Thor", "GIT_AUTHOR_EMAIL=author@example.com",
		"GIT_COMMITTER_NAME=C O Mitter", "GIT_COMMITTER_EMAIL=committer@example.com",
	}
	w.write("home/.gitconfig", "[core]\n\thooksPath = "+filepath.Join(root, "hooks")+"\n[init]\n\tdefaultBranch = main\n\ttemplateDir =\n"+
		"[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n[core]\n\tfsync = none\n[protocol \"file\"]\n\tallow = always\n[advice]\n\tdetachedHead = false\n[receive]\n\tdenyDeletes = false\n"+
		"\tautogc = false\n[uploadpack]\n\tallowFilter = true\n")
	w.mkdir("calls")
	w.write("passes", "")
	w.write("hooks/pre-push", "#!/bin/sh\n[ -e '"+root+"/open' ] && exit 0\ncall='"+root+"/calls/'$$\nmkdir \"$call\"\n"+
		"pwd >\"$call/dir\"\nenv >\"$call/env\"\nprintf '%s\\n' \"$@\" >\"$call/args\"\ncat >\"$call/stdin\"\n"+
		"read passes <'"+root+"/passes'\n[ \"$passes\" = \"$PWD\" ]\n")
	if err := os.Chmod(filepath.Join(root, "hooks/pre-push"), 0o755); err != nil {
		t.Fatal(err)
	}
	w.server("origin")
	w.dir = w.mkdir("repo")
	w.git("init", "-q")
	w.git("remote", "add", "origin", w.url("origin"))
	return w
}

func (w *world) mkdir(name string) string {
	w.t.Helper()
	dir := filepath.Join(w.root, filepath.FromSlash(name))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		w.t.Fatal(err)
	}
	return dir
}

// write makes a file below the root.
func (w *world) write(name, text string) {
	w.t.Helper()
	file := filepath.Join(w.root, filepath.FromSlash(name))
	w.mkdir(filepath.Dir(name))
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// server makes an empty repository to push to.
func (w *world) server(name string, options ...string) {
	w.t.Helper()
	w.git(append(append([]string{"init", "-q", "--bare"}, options...), w.url(name))...)
}

func (w *world) url(server string) string { return filepath.Join(w.root, "servers", server+".git") }

func (w *world) try(stdin string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	date := fmt.Sprintf("%d +0000", w.clock)
	cmd.Dir, cmd.Env = w.dir, append(slices.Clone(w.env), "GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date)
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("git %q: %w\n%s", args, err, errs.Bytes())
	}
	return strings.TrimSuffix(out.String(), "\n"), nil
}

func (w *world) git(args ...string) string {
	w.t.Helper()
	out, err := w.try("", args...)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// gitWith runs git with something on its standard input.
func (w *world) gitWith(stdin string, args ...string) string {
	w.t.Helper()
	out, err := w.try(stdin, args...)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// leak is a line with the key of that name, which is made up at the first use.
func (w *world) leak(name string) string {
	if w.keys[name] == "" {
		var b [16]byte
		if _, err := rand.Read(b[:]); err != nil {
			panic(err) // documented never to happen
		}
		b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
		key := fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
		sum := sha256.Sum256([]byte(key))
		w.keys[name] = key
		w.named[detector.Fingerprint("sha256:"+hex.EncodeToString(sum[:]))] = name
	}
	return "CODECOV_TOKEN=" + w.keys[name] + "\n"
}

// commit records a file with the key of that name.
func (w *world) commit(name string) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name+".sh"), []byte(w.leak(name)), 0o644); err != nil {
		w.t.Fatal(err)
	}
	w.git("add", "-A")
	w.clock += 60
	w.git("commit", "-q", "--no-verify", "-m", name)
}

// branch starts a branch.
func (w *world) branch(name, from string) { w.git("checkout", "-q", "-b", name, from) }

// pushed brings refs to a server without a hook.
func (w *world) pushed(args ...string) {
	w.t.Helper()
	w.git(append([]string{"push", "-q", "--no-verify"}, args...)...)
}

// goTo makes git run in another folder below the root.
func (w *world) goTo(name string) { w.dir = w.mkdir(name) }

// call is what git asked the hook.
type call struct {
	args  []string
	stdin string
	env   gitrepo.Env
	dir   string
}

// passing makes the hook let pass what is asked in one folder.
func (w *world) passing(name string) { w.write("passes", filepath.Join(w.root, name)+"\n") }

// asked pushes and lists what git asked the hook, which refused.
func (w *world) asked(args ...string) []call {
	w.t.Helper()
	if _, err := w.try("", append([]string{"push", "-q"}, args...)...); err != nil && !strings.Contains(err.Error(), "failed to push") {
		w.t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Join(w.root, "calls"))
	if err != nil {
		w.t.Fatal(err)
	}
	var calls []call
	for _, e := range entries {
		part := func(name string) string {
			data, err := os.ReadFile(filepath.Join(w.root, "calls", e.Name(), name))
			if err != nil {
				w.t.Fatal(err)
			}
			return string(data)
		}
		lines := func(name string) []string { return strings.Split(strings.TrimSuffix(part(name), "\n"), "\n") }
		env := slices.DeleteFunc(lines("env"), func(s string) bool { return !strings.HasPrefix(s, "GIT") })
		calls = append(calls, call{lines("args"), part("stdin"), append(slices.Clone(w.env), env...), lines("dir")[0]})
	}
	return calls
}

// found lists the names of the keys that one reader finds in what is asked.
func (w *world) found(calls []call, backend string) (names []string, readers string, err error) {
	ctx := context.Background()
	names = []string{}
	for _, c := range calls {
		env := append(slices.Clone(c.env), "COVKEY_GIT_BACKEND="+backend)
		repo, err := gitrepo.Open(ctx, c.dir, env)
		if err != nil {
			return nil, "", err
		}
		result, err := Run(ctx, repo, Request{Name: "pre-push", Args: c.args, Stdin: strings.NewReader(c.stdin), Env: env, Dir: c.dir},
			scan.Policy{Report: detector.High})
		readers = repo.Reader().Name()
		if closeErr := repo.Close(); closeErr != nil {
			w.t.Error(closeErr)
		}
		if err != nil {
			return nil, readers, err
		}
		if len(result.Errors) > 0 {
			return nil, readers, result.Errors[0]
		}
		for _, f := range result.Findings {
			if name := w.named[f.Fingerprint]; !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names, readers, nil
}

// arrive pushes again, with the hook letting pass, and lists the names of the keys that
// are on a server now and were not before.
func (w *world) arrive(args ...string) []string {
	w.t.Helper()
	before := w.onServers()
	w.write("open", "")
	if _, err := w.try("", append([]string{"push", "-q"}, args...)...); err != nil {
		w.t.Logf("the push itself fails: %v", err)
	}
	return slices.DeleteFunc(w.onServers(), func(name string) bool { return slices.Contains(before, name) })
}

// onServers lists the names of the keys that the servers' objects hold.
func (w *world) onServers() []string {
	w.t.Helper()
	servers, err := filepath.Glob(w.url("*"))
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for _, server := range servers {
		// Names with the server, because what one has may be new to another.
		objects := w.git("-C", server, "cat-file", "--batch-all-objects", "--batch")
		for name, key := range w.keys {
			if strings.Contains(objects, key) {
				names = append(names, filepath.Base(server)+" "+name)
			}
		}
	}
	slices.Sort(names)
	return names
}
