//go:build unix

package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// atOnce starts all commands together and waits for them.
func (s *site) atOnce(commands [][]string) {
	s.t.Helper()
	var all sync.WaitGroup
	for _, args := range commands {
		all.Go(func() {
			cmd := exec.Command(binary, args...)
			cmd.Dir, cmd.Env = s.repo, s.env
			if out, err := cmd.CombinedOutput(); err != nil {
				s.t.Errorf("covkey %v: %v\n%s", args, err, out)
			}
		})
	}
	all.Wait()
}

// TestInstallsAtOnce: whoever comes last, the end is what one install or uninstall
// alone would have made, and the hook from before is never lost.
func TestInstallsAtOnce(t *testing.T) {
	t.Parallel()
	for _, scope := range [][]string{nil, {"--global"}} {
		t.Run(strings.Join(scope, ""), func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.hook(filepath.Join(s.hooks, "pre-commit"), "#!/bin/sh\necho old >&2\n", 0o750)
			s.original = s.look()
			command := func(name string) []string { return append([]string{name}, scope...) }
			s.atOnce([][]string{command("install")})
			installed := s.look()
			s.atOnce([][]string{command("uninstall")})
			const rounds, pairs = 3, 3
			for round := range rounds {
				var commands [][]string
				for range pairs {
					commands = append(commands, command("install"), command("uninstall"))
				}
				s.atOnce(commands)
				now := s.look()
				if a, b := differences(now, s.original), differences(now, installed); a != "" && b != "" {
					t.Fatalf("round %d: not the state before:\n%snor the one after:\n%s", round, a, b)
				}
			}
		})
	}
}

// TestGitAtOnce: commits in three work trees and pushes from the main one run at the
// same time; each verdict is that of its own change, and nothing is left behind.
func TestGitAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.must(s.repo, binary, "install")
	s.must(s.home, "git", "init", "-q", "--bare", "server.git")
	s.must(s.repo, "git", "remote", "add", "origin", "../server.git")
	s.must(s.repo, "git", "commit", "-q", "--allow-empty", "-m", "first")
	// A commit that got past the hooks: every push of it is stopped.
	s.must(s.repo, "git", "checkout", "-q", "-b", "leak")
	s.write(filepath.Join(s.repo, "ci.sh"), "CODECOV_TOKEN="+newKey()+"\n")
	s.must(s.repo, "git", "add", "ci.sh")
	s.must(s.repo, "git", "commit", "-q", "--no-verify", "-m", "leak")
	s.must(s.repo, "git", "checkout", "-q", "main")

	const trees, rounds = 3, 3
	var all sync.WaitGroup
	for n := range trees {
		tree := filepath.Join(s.home, fmt.Sprint("tree", n))
		s.must(s.repo, "git", "worktree", "add", "-q", "-b", fmt.Sprint("branch", n), tree)
		all.Go(func() {
			for round := range rounds {
				s.commits(tree, round, round%2 == n%2)
			}
		})
	}
	all.Go(func() {
		for round := range rounds {
			if out, ok := s.run(s.repo, "git", "push", "-q", "origin", "leak"); ok || !strings.Contains(out, "push blocked: 1 Codecov key") {
				t.Errorf("push of the leak, round %d:\n%s", round, out)
			}
			s.step(s.repo, "git", "push", "-q", "origin", fmt.Sprint("HEAD:refs/heads/round", round))
		}
	})
	all.Wait()
	err := filepath.WalkDir(s.home, func(path string, d fs.DirEntry, err error) error {
		if err == nil && (strings.HasSuffix(path, ".lock") || strings.Contains(d.Name(), ".tmp") || strings.Contains(d.Name(), "tmp_")) {
			t.Errorf("left behind: %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// step is must for a goroutine, which may not end the test.
func (s *site) step(dir string, args ...string) string {
	s.t.Helper()
	out, ok := s.run(dir, args...)
	if !ok {
		s.t.Errorf("%v failed:\n%s", args, out)
	}
	return out
}

// commits makes one commit in a work tree, of a key or of none, and checks what
// becomes of it.
func (s *site) commits(tree string, round int, leak bool) {
	s.t.Helper()
	before := s.step(tree, "git", "rev-parse", "HEAD")
	line := "CODECOV_TOKEN=$CODECOV_TOKEN"
	if leak {
		line = "CODECOV_TOKEN=" + newKey()
	}
	if err := os.WriteFile(filepath.Join(tree, "ci.sh"), fmt.Appendf(nil, "# round %d\n%s\n", round, line), 0o644); err != nil {
		s.t.Error(err)
	}
	s.step(tree, "git", "add", "ci.sh")
	out, ok := s.run(tree, "git", "commit", "-q", "-m", fmt.Sprint("round ", round))
	if blocked := strings.Contains(out, "commit blocked: 1 Codecov key"); ok == leak || blocked != leak {
		s.t.Errorf("%s, round %d: a key: %v, committed: %v\n%s", tree, round, leak, ok, out)
	}
	if after := s.step(tree, "git", "rev-parse", "HEAD"); (after != before) == leak {
		s.t.Errorf("%s, round %d: a key: %v, but HEAD moved: %v", tree, round, leak, after != before)
	}
}

// TestSameIndexAtOnce: git lets one commit at a time at an index; whichever it is,
// the key does not get in.
func TestSameIndexAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.must(s.repo, binary, "install")
	s.write(filepath.Join(s.repo, "ci.sh"), "\n")
	s.must(s.repo, "git", "add", "ci.sh")
	s.must(s.repo, "git", "commit", "-q", "-m", "first")
	s.write(filepath.Join(s.repo, "ci.sh"), "CODECOV_TOKEN="+newKey()+"\n")
	var all sync.WaitGroup
	for _, args := range [][]string{{"-a"}, {"--", "ci.sh"}, {"-i", "ci.sh"}} {
		all.Go(func() {
			out, ok := s.run(s.repo, append([]string{"git", "commit", "-q", "-m", "x"}, args...)...)
			if ok || !strings.Contains(out, "commit blocked: 1 Codecov key") && !strings.Contains(out, "index.lock") {
				t.Errorf("%v: committed: %v\n%s", args, ok, out)
			}
		})
	}
	all.Wait()
	if out := s.must(s.repo, "git", "log", "--format=%s"); out != "first\n" {
		t.Errorf("the log says %s", out)
	}
}
