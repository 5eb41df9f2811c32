//go:build unix

package main

import (
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
