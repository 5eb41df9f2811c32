//go:build unix

package main

import (
	"context"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const oldHook = "#!/bin/sh\necho old >&2\n"

// targets are what may stand at a hook's place; each makes it there.
var targets = []struct {
	name string
	make func(s *site, hook string)
}{
	{"nothing", func(*site, string) {}},
	{"a program", func(s *site, hook string) { s.hook(hook, oldHook, 0o755) }},
	{"a program of the owner's alone", func(s *site, hook string) { s.hook(hook, oldHook, 0o700) }},
	{"a program that nobody may change", func(s *site, hook string) { s.hook(hook, oldHook, 0o555) }},
	{"a program with its owner's rights", func(s *site, hook string) {
		s.hook(hook, oldHook, 0o755|fs.ModeSetuid|fs.ModeSetgid|fs.ModeSticky)
	}},
	{"a file that is not executable", func(s *site, hook string) { s.hook(hook, oldHook, 0o644) }},
	{"a file that nobody may change", func(s *site, hook string) { s.hook(hook, oldHook, 0o444) }},
	{"an empty program", func(s *site, hook string) { s.hook(hook, "", 0o755) }},
	{"a program without its first line", func(s *site, hook string) { s.hook(hook, "echo old >&2\n", 0o755) }},
	{"a program of 1 GiB", func(s *site, hook string) {
		s.hook(hook, oldHook+"exit\n", 0o755)
		s.check(os.Truncate(hook, 1<<30))
	}},
	{"a program of another name too", func(s *site, hook string) {
		s.hook(filepath.Join(s.repo, "tool"), oldHook, 0o755)
		s.check(os.Link(filepath.Join(s.repo, "tool"), hook))
	}},
	{"a link to a program inside", linkTo("../../tool", 0o755)},
	{"a link to a file that is not executable", linkTo("../../tool", 0o644)},
	{"a link to a program outside", func(s *site, hook string) {
		s.hook(filepath.Join(s.home, "outside"), oldHook, 0o755)
		s.check(os.Symlink(filepath.Join(s.home, "outside"), hook))
	}},
	{"a link to a link", func(s *site, hook string) {
		s.hook(filepath.Join(s.repo, "tool"), oldHook, 0o755)
		s.check(os.Symlink("tool", filepath.Join(s.repo, "link")))
		s.check(os.Symlink("../../link", hook))
	}},
	{"a link to another hook", func(s *site, hook string) {
		s.hook(filepath.Join(filepath.Dir(hook), "pre-push"), oldHook, 0o755)
		s.check(os.Symlink("pre-push", hook))
	}},
	{"a link to a hook that is not there", func(s *site, hook string) { s.check(os.Symlink("pre-push", hook)) }},
	{"a link to nowhere", func(s *site, hook string) { s.check(os.Symlink("nowhere", hook)) }},
	{"a link below a file", func(s *site, hook string) { s.check(os.Symlink("../HEAD/x", hook)) }},
	{"a link to itself", func(s *site, hook string) { s.check(os.Symlink("pre-commit", hook)) }},
	{"a link to a link back", func(s *site, hook string) {
		s.check(os.Symlink("pre-merge-commit", hook))
		s.check(os.Symlink("pre-commit", filepath.Join(filepath.Dir(hook), "pre-merge-commit")))
	}},
	{"a link to a folder", func(s *site, hook string) { s.check(os.Symlink("..", hook)) }},
	{"a link to a device", func(s *site, hook string) { s.check(os.Symlink("/dev/null", hook)) }},
	{"a link to a named pipe", func(s *site, hook string) {
		s.check(syscall.Mkfifo(filepath.Join(s.repo, "pipe"), 0o755))
		s.check(os.Symlink("../../pipe", hook))
	}},
	{"a folder", func(s *site, hook string) { s.check(os.Mkdir(hook, 0o755)) }},
	{"a named pipe", func(s *site, hook string) { s.check(syscall.Mkfifo(hook, 0o755)) }},
	{"a named pipe that is not executable", func(s *site, hook string) { s.check(syscall.Mkfifo(hook, 0o644)) }},
	{"a socket", func(s *site, hook string) {
		short, err := os.MkdirTemp("", "s") // a socket's path has to be short
		s.check(err)
		l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(short, "s"), Net: "unix"})
		s.check(err)
		l.SetUnlinkOnClose(false)
		s.check(l.Close())
		s.check(os.Rename(filepath.Join(short, "s"), hook))
		s.check(os.Remove(short))
		s.check(os.Chmod(hook, 0o755))
	}},
}

func linkTo(target string, mode fs.FileMode) func(*site, string) {
	return func(s *site, hook string) {
		s.hook(filepath.Join(s.repo, "tool"), oldHook, mode)
		s.check(os.Symlink(target, hook))
	}
}

func (s *site) check(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// commit lets git run the hook: whether it lets the commit pass, and whether the hook
// from before ran.
func (s *site) commit() (passed, ran bool) {
	s.t.Helper()
	out, ok := s.patiently("git", "commit", "-q", "--allow-empty", "-m", "x")
	return ok, strings.Contains(out, "old\n")
}

// patiently ends what hangs, with all that it started.
func (s *site) patiently(args ...string) (string, bool) {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Dir, cmd.Env = s.repo, s.env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		s.t.Fatalf("%v hangs:\n%.2000s", args, out)
	}
	return string(out), err == nil
}

// TestTargets: what git runs goes on running, what git leaves out is left out, and
// what git fails at is refused. Uninstall gives everything back as it was.
func TestTargets(t *testing.T) {
	t.Parallel()
	for _, target := range targets {
		t.Run(target.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.check(os.Mkdir(s.hooks, 0o755))
			target.make(s, filepath.Join(s.hooks, "pre-commit"))
			s.original = s.look()
			passed, ran := s.commit()
			s.patiently(binary, "status")
			out, installed := s.patiently(binary, "install")
			if !installed {
				s.refused(out, passed)
				return
			}
			if !passed {
				t.Fatalf("git cannot commit, but covkey installs:\n%s", out)
			}
			if out, ok := s.patiently(binary, "status"); !ok {
				t.Errorf("status:\n%s", out)
			}
			if p, r := s.commit(); p != passed || r != ran {
				t.Errorf("before: passed %v, the hook ran %v; after: %v, %v", passed, ran, p, r)
			}
			if now := s.look(); now["repo/tool"] != s.original["repo/tool"] || now["outside"] != s.original["outside"] {
				t.Error("written through a link")
			}
			if out, ok := s.patiently(binary, "uninstall"); !ok {
				t.Errorf("uninstall:\n%s", out)
			}
			if d := differences(s.look(), s.original); d != "" {
				t.Errorf("uninstall does not give back what was there:\n%s", d)
			}
		})
	}
}

// refused: what stands there has run nothing, and the reason is said everywhere.
func (s *site) refused(out string, passed bool) {
	s.t.Helper()
	s.t.Logf("refused; before, git committed: %v", passed)
	if !strings.Contains(out, ", which git cannot run: remove it first") {
		s.t.Errorf("install:\n%s", out)
	}
	if d := differences(s.look(), s.original); d != "" {
		s.t.Errorf("refused, but changed:\n%s", d)
	}
	if out, ok := s.patiently(binary, "status"); ok || !strings.Contains(out, "which git cannot run") {
		s.t.Errorf("status:\n%s", out)
	}
	if out, ok := s.patiently(binary, "uninstall"); !ok {
		s.t.Errorf("uninstall:\n%s", out)
	}
}
