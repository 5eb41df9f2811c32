//go:build bench

package main

import (
	"bytes"
	"crypto/sha256"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func stream(t *testing.T, args ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := run(args, &out, io.Discard); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return out.Bytes()
}

// TestSeed: a seed and flags are all that a repository depends on.
func TestSeed(t *testing.T) {
	args := []string{"-commits", "60", "-files", "300", "-seed", "7"}
	first := sha256.Sum256(stream(t, args...))
	if again := sha256.Sum256(stream(t, args...)); again != first {
		t.Error("the same flags gave another stream")
	}
	if other := sha256.Sum256(stream(t, append(args, "-seed", "8")...)); other == first {
		t.Error("another seed gave the same stream")
	}
}

// TestHistory: git takes the stream, counts what was asked for, and finds no fault.
func TestHistory(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	for _, test := range []struct {
		name, args     string
		count, lacking string
	}{
		{"one commit", "-commits 1 -files 1", "1", ""},
		{"merges", "-commits 97 -files 1200 -merges 3", "97", ""},
		{"no merges", "-commits 40 -files 50 -merges 0 -outgoing 39", "40", "39"},
		{"outgoing within a merge", "-commits 50 -files 300 -merges 2 -outgoing 11", "50", "11"},
		{"outgoing before a merge", "-commits 50 -files 300 -merges 2 -outgoing 12", "50", "12"},
		{"few of the files change", "-commits 60 -files 900 -active 20", "60", ""},
		{"shared contents", "-commits 20 -files 900 -distinct 30 -outgoing 1", "20", "1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			git := func(stdin []byte, args ...string) string {
				t.Helper()
				cmd := exec.Command("git", args...)
				cmd.Dir, cmd.Stdin = dir, bytes.NewReader(stdin)
				cmd.Env = append(os.Environ(), "HOME="+dir, "GIT_CONFIG_NOSYSTEM=1")
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("git %v: %v\n%s", args, err, out)
				}
				return strings.TrimSpace(string(out))
			}
			git(nil, "init", "-q", "-b", "main")
			git(stream(t, strings.Fields(test.args)...), "fast-import", "--quiet", "--done")
			if got := git(nil, "rev-list", "--count", "--all"); got != test.count {
				t.Errorf("%s commits, want %s", got, test.count)
			}
			refs := "refs/heads/main"
			if test.lacking != "" {
				refs += "\nrefs/remotes/origin/main"
				if got := git(nil, "rev-list", "--count", "origin/main..main"); got != test.lacking {
					t.Errorf("%s outgoing commits, want %s", got, test.lacking)
				}
			}
			if got := git(nil, "for-each-ref", "--format=%(refname)"); got != refs {
				t.Errorf("the refs are %q", got)
			}
			git(nil, "fsck", "--strict", "--no-dangling")
		})
	}
}

// TestActive: only so many files are changed after the first commit.
func TestActive(t *testing.T) {
	_, later, ok := strings.Cut(string(stream(t, "-commits", "200", "-files", "900", "-active", "20")), "\ncommit ")
	_, later, more := strings.Cut(later, "\ncommit ")
	if !ok || !more {
		t.Fatal("not two commits")
	}
	changed := map[string]bool{}
	for line := range strings.Lines(later) {
		if fields := strings.Fields(line); len(fields) == 4 && fields[0] == "M" && strings.HasPrefix(fields[2], ":") {
			changed[fields[3]] = true
		}
	}
	if len(changed) != 20 {
		t.Errorf("%d files were changed, want 20", len(changed))
	}
}

// TestText: so many bytes, no more.
func TestText(t *testing.T) {
	if n := len(stream(t, "-text", "100001")); n != 100001 {
		t.Errorf("%d bytes", n)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range []string{"-commits 0", "-files 0", "-commits 5 -outgoing 5", "-text -1", "name"} {
		if err := run(strings.Fields(args), io.Discard, io.Discard); err == nil {
			t.Errorf("%s was taken", args)
		}
	}
}
