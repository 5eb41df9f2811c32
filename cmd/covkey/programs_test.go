package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// npmPrograms gives the folder with the hook managers of testdata/managers, installed
// once for each list of versions.
var npmPrograms = sync.OnceValues(func() (string, error) {
	list, err := os.ReadFile(filepath.Join("..", "..", "testdata", "managers", "package.json"))
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(list)
	dir := filepath.Join(cache, "covkey-tests", "managers-"+hex.EncodeToString(sum[:6]))
	modules := filepath.Join(dir, "node_modules")
	if _, err := os.Stat(filepath.Join(dir, "complete")); err == nil {
		return modules, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), list, 0o644); err != nil {
		return "", err
	}
	cmd := exec.Command("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--prefer-offline", "--fetch-retries=1", "--loglevel=error")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm install: %w: %s", err, out)
	}
	return modules, os.WriteFile(filepath.Join(dir, "complete"), nil, 0o644)
})

// programs are what hook managers need: the npm packages, and covkey on PATH.
type programs struct {
	modules, bin string
}

func newPrograms(t *testing.T, s *sandbox) programs {
	t.Helper()
	beside(t, "the hook managers of npm")
	for _, name := range []string{"git", "node", "npm"} {
		if _, err := exec.LookPath(name); err != nil {
			skip(t, name+" is not installed")
		}
	}
	modules, err := npmPrograms()
	if err != nil {
		skip(t, "the npm packages are not to be had: "+err.Error())
	}
	p := programs{modules, filepath.Join(s.home, "bin")}
	p.putOnPath(s)
	return p
}

// putOnPath makes the sandbox find covkey, and the npm packages' programs.
func (p programs) putOnPath(s *sandbox) {
	s.t.Helper()
	if err := os.MkdirAll(p.bin, 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Link(binary, filepath.Join(p.bin, "covkey")); err != nil {
		if err := os.Symlink(binary, filepath.Join(p.bin, "covkey")); err != nil {
			s.t.Fatal(err)
		}
	}
	s.bins = []string{p.bin}
	if p.modules != "" {
		s.bins = append(s.bins, filepath.Join(p.modules, ".bin"))
	}
	s.env = append(s.env, "PATH="+strings.Join(append(s.bins, os.Getenv("PATH")), string(os.PathListSeparator)))
}

// TestPrograms lists the hook managers that the tests run, with their versions.
func TestPrograms(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	p := newPrograms(t, s)
	for _, args := range [][]string{
		{"git", "--version"}, {"node", "--version"}, {"pre-commit", "--version"}, {"prek", "--version"}, {"lefthook", "version"},
	} {
		out, ok := s.run(s.home, args...)
		if !ok {
			out = "not installed"
		}
		t.Logf("program  %-17s %s", args[0], strings.TrimSpace(out))
	}
	for _, name := range []string{"husky", "simple-git-hooks"} {
		var pkg struct{ Version string }
		data, err := os.ReadFile(filepath.Join(p.modules, name, "package.json"))
		if err == nil {
			err = json.Unmarshal(data, &pkg)
		}
		if err != nil {
			t.Error(err)
		}
		t.Logf("program  %-17s %s", name, pkg.Version)
	}
	if _, ok := s.run(s.home, "git", "hook", "list", "pre-commit"); !ok {
		t.Logf("program  %-17s %s", "git", "runs no hooks from its configuration: that recipe is not run")
	}
}
