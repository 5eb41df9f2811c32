package install

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

var oddPaths = []string{"/usr/bin/covkey", "/a b/covkey", "/it's/cov'key'", `/a"b\c$d` + "`e`/x", "/ключ/é\n/x", "''"}

func TestScriptRoundTrip(t *testing.T) {
	t.Parallel()
	for _, path := range oddPaths {
		for _, hook := range Supported {
			for _, s := range []scope{scopeRepository, scopeGlobal} {
				text := script{hook, s, path}.text()
				id := identify(text)
				if !id.ours || id.edited || id.version != ScriptVersion || id.scope != s || id.binary != path {
					t.Errorf("%s, %s, %q: %+v", hook, s, path, id)
				}
				for i := range text {
					if text[i] != 'e' {
						continue
					}
					edited := slices.Clone(text)
					edited[i] = 'E'
					if id := identify(edited); id.ours && !id.edited {
						t.Fatalf("%s: an edit at byte %d does not show", hook, i)
					}
				}
			}
		}
	}
	if identify([]byte("#!/bin/sh\necho covkey hook pre-commit\n")).ours {
		t.Error("somebody's own call of covkey is taken for ours")
	}
}

func TestScriptIsShell(t *testing.T) {
	t.Parallel()
	for _, hook := range append(slices.Clone(Supported), forwarded...) {
		for _, s := range []script{{hook, scopeRepository, "/x/it's"}, {hook, scopeGlobal, "/x"}, {hook, scopeGlobal, ""}} {
			for _, shell := range []string{"sh", "bash", "dash", "busybox"} {
				path, err := exec.LookPath(shell)
				if err != nil {
					continue
				}
				args := []string{"-n"}
				if shell == "busybox" {
					args = []string{"sh", "-n"}
				}
				cmd := exec.Command(path, args...)
				cmd.Stdin = bytes.NewReader(s.text())
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Errorf("%s -n: %v\n%s\n%s", shell, err, out, s.text())
				}
			}
		}
	}
}

// The old hook and covkey get the same bytes, whatever they are.
func TestScriptPassesStdinOn(t *testing.T) {
	t.Parallel()
	for _, input := range []string{"", "\n", "a\n", "a", "\n\na\n\n\n", "-n %s \\n $x `y` \xff\n", string(bytes.Repeat([]byte("line of a large push\n"), 20000))} {
		dir := t.TempDir()
		record := "#!/bin/sh\ncat >\"$0.in\"\nprintf '%s|' \"$@\" >\"$0.args\"\n"
		write(t, filepath.Join(dir, "covkey"), record)
		write(t, filepath.Join(dir, "pre-push"+savedSuffix), record)
		hook := filepath.Join(dir, "pre-push")
		write(t, hook, string(script{"pre-push", scopeRepository, filepath.Join(dir, "covkey")}.text()))
		cmd := exec.Command(hook, "origin", "a b")
		cmd.Env = []string{"PATH=/usr/bin:/bin"}
		cmd.Stdin = bytes.NewReader([]byte(input))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		for name, args := range map[string]string{"covkey": "hook|pre-push|origin|a b|", "pre-push" + savedSuffix: "origin|a b|"} {
			if got := read(t, filepath.Join(dir, name+".in")); got != input {
				t.Errorf("%s got %d bytes, want %d", name, len(got), len(input))
			}
			if got := read(t, filepath.Join(dir, name+".args")); got != args {
				t.Errorf("%s got arguments %q, want %q", name, got, args)
			}
		}
	}
}

// An old hook that is a link to its own name leads to the script that took the name.
func TestScriptLinkedToItself(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"pre-commit", "pre-push"} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "covkey"), "#!/bin/sh\necho ran\n")
		hook := filepath.Join(dir, name)
		write(t, hook, string(script{name, scopeRepository, filepath.Join(dir, "covkey")}.text()))
		if err := os.Symlink(name, hook+savedSuffix); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		cmd := exec.CommandContext(ctx, hook)
		cmd.Env = []string{"PATH=/usr/bin:/bin"}
		if out, err := cmd.CombinedOutput(); err != nil || string(out) != "ran\n" {
			t.Errorf("%s: %v: %.300q", name, err, out)
		}
	}
}

// An old hook that reads nothing must not make the script fail or speak.
func TestScriptOldHookThatDoesNotRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "covkey"), "#!/bin/sh\nexit 0\n")
	write(t, filepath.Join(dir, "pre-push"+savedSuffix), "#!/bin/sh\nexit 0\n")
	hook := filepath.Join(dir, "pre-push")
	write(t, hook, string(script{"pre-push", scopeRepository, filepath.Join(dir, "covkey")}.text()))
	cmd := exec.Command(hook, "origin", "url")
	cmd.Stdin = bytes.NewReader(bytes.Repeat([]byte("x\n"), 1<<20))
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %q", err, out)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
