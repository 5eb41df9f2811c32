//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// mostMemory is what a run may hold, in bytes, whatever is staged.
const mostMemory = 128 << 20

// TestMemory stages one very large file, a key at its end, and looks at how much
// memory the hook had at its peak. In CI the file has 1 GiB.
func TestMemory(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	size := 192 << 20
	if os.Getenv("COVKEY_TEST_ALL") != "" {
		size = 1 << 30
	}
	dir := t.TempDir()
	env := append(os.Environ(), "HOME="+dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_DIR="+filepath.Join(dir, ".git"))
	git := func(args ...string) string {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir, cmd.Env, cmd.Stderr = dir, env, os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("git %v: %v", args, err)
		}
		return strings.TrimSpace(string(out))
	}
	git("init", "-q")
	file := filepath.Join(dir, "build.log")
	if err := writeLog(file, size); err != nil {
		t.Fatal(err)
	}
	// As an object by itself, not in a pack, where git puts what is so large.
	git("update-index", "--add", "--cacheinfo", "100644,"+git("-c", "core.bigFileThreshold=2g", "hash-object", "-w", file)+",build.log")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	for _, backend := range []string{"go-git", "git"} {
		cmd := exec.Command(binary, "hook", "pre-commit")
		cmd.Dir, cmd.Env = dir, append(env, "COVKEY_GIT_BACKEND="+backend)
		var said strings.Builder
		cmd.Stderr = &said
		if err := cmd.Run(); cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != exitFound {
			t.Fatalf("%s: %v\n%s", backend, err, said.String())
		}
		usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		if !ok {
			t.Fatal("the system does not tell how much memory a process had")
		}
		peak := usage.Maxrss << 10
		t.Logf("%s: %d MiB staged, at most %d MiB held", backend, size>>20, peak>>20)
		if peak > mostMemory {
			t.Errorf("%s: %d MiB held at the peak, more than %d", backend, peak>>20, mostMemory>>20)
		}
	}
}

// writeLog makes a file of that size, a key at its end.
func writeLog(name string, size int) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close() // checked below
	const line = "2026-01-01T00:00:00Z info some words of a log that nobody reads 0123456789\n"
	lines := []byte(strings.Repeat(line, 1<<20/len(line)))
	for n := 0; n < size; n += len(lines) {
		if _, err := f.Write(lines); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(f, "CODECOV_TOKEN=%s\n", newKey()); err != nil {
		return err
	}
	return f.Close()
}
