package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// newDisk makes a site on a disk of its own, of 1 MiB and few files. Only root may.
func newDisk(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	disk := filepath.Join(s.home, "repo")
	if err := os.RemoveAll(disk); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(disk, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=1m,nr_inodes=400"); err != nil {
		t.Skip("a disk of its own is needed, and may not be mounted here: ", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Error(err)
		}
	})
	s.must(s.home, "git", "init", "-q", "--template=", disk)
	s.hook(filepath.Join(s.hooks, "pre-commit"), "#!/bin/sh\nexit 7\n", 0o755)
	s.hook(filepath.Join(s.repo, ".covkey.yaml"), "version: 1\n# ours\n", 0o640)
	return s
}

// fill uses the disk up: its space, or the number of files that it can hold.
func (s *site) fill(files bool) {
	s.t.Helper()
	dir := filepath.Join(s.repo, "fill")
	if err := os.Mkdir(dir, 0o755); err != nil {
		s.t.Fatal(err)
	}
	data := make([]byte, 4096)
	if files {
		data = nil
	}
	for n := 0; ; n++ {
		err := os.WriteFile(filepath.Join(dir, fmt.Sprint(n)), data, 0o644)
		if errors.Is(err, syscall.ENOSPC) {
			return
		}
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *site) readOnly(flag uintptr) {
	s.t.Helper()
	if err := syscall.Mount("tmpfs", s.repo, "tmpfs", syscall.MS_REMOUNT|flag, "size=1m,nr_inodes=400"); err != nil {
		s.t.Fatal(err)
	}
}

// refuses runs a command that must fail with this reason and change nothing.
func (s *site) refuses(reason string, args ...string) {
	s.t.Helper()
	before := s.look()
	out, code := s.covkey(args...)
	if code != 2 || !strings.Contains(out, "covkey: error: ") || !strings.Contains(out, reason) || !strings.Contains(out, "covkey: hint: ") {
		s.t.Errorf("covkey %v: exit %d, want 2 and %q with a hint\n%s", args, code, reason, out)
	}
	if d := differences(s.look(), before); d != "" {
		s.t.Errorf("covkey %v failed and changed this:\n%s", args, d)
	}
}

// oldHookRuns runs the hook as git would; the one from before exits with 7.
func (s *site) oldHookRuns() {
	s.t.Helper()
	cmd := exec.Command(filepath.Join(s.hooks, "pre-commit"))
	cmd.Dir, cmd.Env = s.repo, s.env
	if err := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != 7 {
		s.t.Errorf("the hook from before does not run: %v", err)
	}
}

// allow is a command that writes .covkey.yaml.
func allow() []string {
	return []string{"allow", fmt.Sprintf("sha256:%x", sha256.Sum256([]byte("x"))), "--reason", "a public demo"}
}

// TestFullDisk: nothing can be written, so everything stays as it was, and the
// reason is said.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	const reason = "no space left on device"
	for name, files := range map[string]bool{"space": false, "files": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newDisk(t)
			s.fill(files)
			s.refuses(reason, "install")
			s.refuses(reason, allow()...)
			s.oldHookRuns()

			// With room again it goes on.
			if err := os.RemoveAll(filepath.Join(s.repo, "fill")); err != nil {
				t.Fatal(err)
			}
			s.original = s.look()
			s.must(s.repo, binary, "install")
			s.oldHookRuns()
			s.must(s.repo, append([]string{binary}, allow()...)...)
			s.hook(filepath.Join(s.repo, ".covkey.yaml"), "version: 1\n# ours\n", 0o640)

			// To go takes no room.
			s.fill(files)
			s.must(s.repo, binary, "uninstall")
			s.oldHookRuns()
			if err := os.RemoveAll(filepath.Join(s.repo, "fill")); err != nil {
				t.Fatal(err)
			}
			if d := differences(s.look(), s.original); d != "" {
				t.Errorf("uninstall on a full disk:\n%s", d)
			}
		})
	}
}

// TestReadOnlyDisk: what only reads works, what would write is refused.
func TestReadOnlyDisk(t *testing.T) {
	t.Parallel()
	const reason = "read-only file system"
	s := newDisk(t)
	s.readOnly(syscall.MS_RDONLY)
	s.refuses(reason, "install")
	s.refuses(reason, allow()...)
	s.oldHookRuns()
	if out, code := s.covkey("status"); code != 1 || !strings.Contains(out, "not covkey's") {
		t.Errorf("status: exit %d\n%s", code, out)
	}
	if out, code := s.covkey("uninstall"); code != 0 || !strings.Contains(out, "nothing of covkey's to remove") {
		t.Errorf("uninstall of nothing: exit %d\n%s", code, out)
	}

	s.readOnly(0)
	s.must(s.repo, binary, "install")
	s.write(filepath.Join(s.repo, "ci.sh"), "CODECOV_TOKEN="+newKey()+"\n")
	s.must(s.repo, "git", "add", "ci.sh")
	s.readOnly(syscall.MS_RDONLY)
	s.refuses(reason, "uninstall")
	s.refuses(reason, "install", "--hook", "commit-msg")
	s.oldHookRuns()
	s.must(s.repo, binary, "install") // nothing to do
	s.must(s.repo, binary, "status")
	for _, args := range [][]string{{"scan", "staged"}, {"hook", "pre-commit"}} {
		if out, code := s.covkey(args...); code != 1 || !strings.Contains(out, "ci.sh:1:") {
			t.Errorf("%v: exit %d\n%s", args, code, out)
		}
	}
}

// TestFullHome: the user's configuration stays whole when git cannot write it.
func TestFullHome(t *testing.T) {
	t.Parallel()
	s := newDisk(t)
	config, err := os.ReadFile(filepath.Join(s.home, ".gitconfig"))
	if err != nil {
		t.Fatal(err)
	}
	home := filepath.Join(s.repo, "home")
	s.write(filepath.Join(home, ".gitconfig"), string(config))
	s.env = append(s.env, "HOME="+home)
	s.fill(false)
	s.refuses("no space left on device", "install", "--global")
	if err := os.RemoveAll(filepath.Join(s.repo, "fill")); err != nil {
		t.Fatal(err)
	}
	s.original = s.look()
	s.must(s.repo, binary, "install", "--global")
	s.fill(false)
	out, code := s.covkey("uninstall", "--global")
	if code != 2 && code != 0 {
		t.Errorf("exit %d\n%s", code, out)
	}
	if err := os.RemoveAll(filepath.Join(s.repo, "fill")); err != nil {
		t.Fatal(err)
	}
	s.must(s.repo, binary, "uninstall", "--global")
	if d := differences(s.look(), s.original); d != "" {
		t.Errorf("uninstall in the end:\n%s", d)
	}
}
