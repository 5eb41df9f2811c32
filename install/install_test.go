package install

import (
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
	} {
		dir := t.TempDir()
		hook := filepath.Join(dir, "pre-commit")
		write(t, hook, old)
		tt.prepare(t, hook)
		o := Options{Hooks: []string{"pre-commit"}, Binary: "/bin/covkey"}
		for range 2 { // taken up again, and then once more
			plans, err := o.plan(place{dir: dir, scope: scopeRepository})
			if err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
			if _, err := plans[0].carryOut(); err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
		}
		if id := identify([]byte(read(t, hook))); !id.ours || id.edited {
			t.Errorf("%s: the script is not in place", tt.name)
		}
		if got := read(t, hook+savedSuffix); got != old {
			t.Errorf("%s: the old hook became %q", tt.name, got)
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
