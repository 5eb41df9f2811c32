package install

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// An install that is interrupted leaves, at every point, a hook that runs: the old
// one or the new one. Each case is the folder as a kill would leave it.
func TestInterruptedInstall(t *testing.T) {
	t.Parallel()
	const old = "#!/bin/sh\nexit 7\n"
	for _, tt := range []struct {
		name    string
		prepare func(t *testing.T, hook string)
	}{
		{"before anything", func(*testing.T, string) {}},
		{"after the temporary file", func(t *testing.T, hook string) {
			write(t, filepath.Join(filepath.Dir(hook), ".covkey-123.tmp"), "half a scr")
		}},
		{"after the second name", func(t *testing.T, hook string) {
			if err := os.Link(hook, hook+savedSuffix); err != nil {
				t.Fatal(err)
			}
		}},
		{"after the second name of a link", func(t *testing.T, hook string) {
			write(t, filepath.Join(filepath.Dir(hook), "tool"), old)
			for _, name := range []string{hook, hook + savedSuffix} {
				if err := errors.Join(absent(os.Remove(name)), os.Symlink("tool", name)); err != nil {
					t.Skip(err)
				}
			}
		}},
		{"after the second name of a copy", func(t *testing.T, hook string) {
			write(t, hook+savedSuffix, old)
		}},
		{"after the second name of a copy, in the middle of the next one", func(t *testing.T, hook string) {
			write(t, hook+savedSuffix, old)
			write(t, filepath.Join(filepath.Dir(hook), ".covkey-1.tmp"), "")
		}},
	} {
		dir := t.TempDir()
		hook := filepath.Join(dir, "pre-commit")
		write(t, hook, old)
		tt.prepare(t, hook)
		for range 2 { // taken up again, and then once more
			if err := changeOnce(t.Context(), dir, true); err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
		}
		if id := identify([]byte(read(t, hook))); !id.ours || id.edited {
			t.Errorf("%s: the script is not in place", tt.name)
		}
		if got := read(t, hook+savedSuffix); got != old {
			t.Errorf("%s: the old hook became %q", tt.name, got)
		}
		if left, err := filepath.Glob(filepath.Join(dir, ".covkey-*")); err != nil || len(left) > 0 {
			t.Errorf("%s: left over: %v (%v)", tt.name, left, err)
		}
	}
}

// An uninstall takes an install back that was interrupted, and one whose script was
// removed by hand.
func TestUninstallAfterInterruption(t *testing.T) {
	t.Parallel()
	const old = "#!/bin/sh\nexit 7\n"
	for _, removed := range []bool{false, true} {
		dir := t.TempDir()
		hook := filepath.Join(dir, "pre-commit")
		write(t, hook, old)
		if err := os.Link(hook, hook+savedSuffix); err != nil {
			t.Skip(err)
		}
		if removed {
			if err := os.Remove(hook); err != nil {
				t.Fatal(err)
			}
		}
		if err := changeOnce(t.Context(), dir, false); err != nil {
			t.Fatal(err)
		}
		if got := read(t, hook); got != old || exists(hook+savedSuffix) {
			t.Errorf("removed %v: the hook is %q, the second name is there: %v", removed, got, exists(hook+savedSuffix))
		}
	}
}

// Where the script cannot be written the old hook stays, and nothing is left over.
func TestFailedWrite(t *testing.T) {
	t.Parallel()
	if os.Geteuid() == 0 {
		t.Skip("root may write everywhere")
	}
	dir := t.TempDir()
	hook := filepath.Join(dir, "pre-commit")
	write(t, hook, "#!/bin/sh\n")
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Error(err)
		}
	})
	plans, err := Options{Hooks: []string{"pre-commit"}, Binary: "/x"}.plan(place{dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plans[0].carryOut(); err == nil {
		t.Error("no error")
	}
	if read(t, hook) != "#!/bin/sh\n" {
		t.Error("the old hook changed")
	}
}
