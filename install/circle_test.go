//go:build unix

package install

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Hooks may come to run each other: through links, through programs that give hooks
// other names, through global hooks. Each runs once, and never without end.
func TestScriptCircles(t *testing.T) {
	t.Parallel()
	const (
		says      = "#!/bin/sh\necho old >>log\n"
		framework = "#!/bin/sh\necho framework >>log\nexec \"${0%/*}/pre-commit.legacy\" \"$@\"\n"
	)
	for _, tt := range []struct {
		name  string
		files map[string]string // content; "script" for ours, "-> x" for a link
		want  string            // who ran
		code  int
	}{
		{"the hook from before", map[string]string{"pre-commit.before-covkey": says}, "old covkey", 0},
		{"a link to this hook", map[string]string{"pre-commit.before-covkey": "-> pre-commit"}, "covkey", 0},
		{"a link to another hook", map[string]string{
			"pre-commit.before-covkey": "-> pre-merge-commit", "pre-merge-commit": "script", "pre-merge-commit.before-covkey": says,
		}, "old covkey", 0},
		{"a program that gave this script another name and was then chained", map[string]string{
			"pre-commit.before-covkey": framework, "pre-commit.legacy": "script",
		}, "framework covkey covkey", 0},
		{"a program that gave this script another name and runs it", map[string]string{
			"pre-commit": framework, "pre-commit.legacy": "script", "pre-commit.before-covkey": says,
		}, "framework old covkey", 0},
		{"a hook that starts git in another repository", map[string]string{
			"pre-commit.before-covkey": "#!/bin/sh\necho outer >>log\nsub/pre-commit\n",
			"sub/pre-commit":           "script", "sub/pre-commit.before-covkey": says,
		}, "outer old covkey covkey", 0},
		{"a hook that runs the hook", map[string]string{
			"pre-commit.before-covkey": "#!/bin/sh\necho again >>log\nexec \"${0%/*}/pre-commit\"\n",
		}, strings.TrimSpace(strings.Repeat("again ", 20)), 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			layOut(t, dir, tt.files)
			out, code := runHook(t, dir)
			ran := strings.Join(strings.Fields(read(t, filepath.Join(dir, "log"))), " ")
			if ran != tt.want || code != tt.code {
				t.Errorf("ran %q, exit %d, want %q, %d\n%s", ran, code, tt.want, tt.code, out)
			}
			if code == 2 && !strings.Contains(out, "blocked, because hooks run each other in a circle") {
				t.Errorf("no reason: %s", out)
			}
		})
	}
}

// layOut fills a hooks folder, with pre-commit as ours where nothing else is said.
func layOut(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	if files["pre-commit"] == "" {
		files["pre-commit"] = "script"
	}
	write(t, filepath.Join(dir, "covkey"), "#!/bin/sh\necho covkey >>log\n")
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if to, ok := strings.CutPrefix(text, "-> "); ok {
			if err := os.Symlink(to, path); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if text == "script" {
			hook, _, _ := strings.Cut(filepath.Base(name), ".")
			text = string(script{hook, scopeRepository, filepath.Join(dir, "covkey")}.text())
		}
		write(t, path, text)
	}
}

// The hooks folder of a repository may be a link to the one for all repositories.
func TestScriptGlobalIsOwn(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	layOut(t, dir, map[string]string{
		"git": "#!/bin/sh\necho .git\n", ".git/hooks": "-> ..",
		"pre-commit": string(script{"pre-commit", scopeGlobal, filepath.Join(dir, "covkey")}.text()),
	})
	if out, code := runHook(t, dir); code != 0 || read(t, filepath.Join(dir, "log")) != "covkey\n" {
		t.Errorf("exit %d\n%s%s", code, out, read(t, filepath.Join(dir, "log")))
	}
}

// runHook runs the hook as git does, and ends it with all that it started when it
// does not come to an end.
func runHook(t *testing.T, dir string) (string, int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "./pre-commit")
	cmd.Dir, cmd.Env = dir, []string{"PATH=" + dir + ":/usr/bin:/bin"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	out, _ := cmd.CombinedOutput() // the exit code says it
	if ctx.Err() != nil {
		t.Fatalf("no end:\n%.1000s", out)
	}
	return string(out), cmd.ProcessState.ExitCode()
}
