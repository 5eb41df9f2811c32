//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// hooksPlaces are what core.hooksPath or the hooks folder may be.
var hooksPlaces = []struct {
	name    string
	make    func(s *site)
	refused string // why; empty where install works
}{
	{"a folder outside", func(s *site) { s.hooksPath(filepath.Join(s.home, "hooks")) }, ""},
	{"a folder of the home", func(s *site) { s.hooksPath("~/hooks") }, ""},
	{"a relative folder", func(s *site) { s.hooksPath("tools/hooks") }, ""},
	{"the folder above", func(s *site) { s.hooksPath("../hooks") }, ""},
	{"a name with signs", func(s *site) { s.hooksPath("a\tb \"c\" $d `e` 'f") }, ""},
	{"a name with a line break", func(s *site) { s.hooksPath("a\nb") }, ""},
	{"a link to a folder outside", func(s *site) {
		s.check(os.Mkdir(filepath.Join(s.home, "hooks"), 0o755))
		s.check(os.Symlink(filepath.Join(s.home, "hooks"), s.hooks))
	}, ""},
	{"a link to a folder inside", func(s *site) {
		s.check(os.Mkdir(filepath.Join(s.repo, "hooks"), 0o755))
		s.check(os.Symlink("../hooks", s.hooks))
	}, ""},
	{"a link to nowhere", func(s *site) { s.check(os.Symlink("nowhere", s.hooks)) }, "it is a link that leads nowhere"},
	{"a link to itself", func(s *site) { s.check(os.Symlink("hooks", s.hooks)) }, "too many levels of symbolic links"},
	{"a file", func(s *site) { s.write(s.hooks, "x") }, "it is no folder"},
	{"a file that is named", func(s *site) {
		s.write(filepath.Join(s.home, "file"), "x")
		s.hooksPath("~/file")
	}, "it is no folder"},
	{"below a file", func(s *site) {
		s.write(filepath.Join(s.home, "file"), "x")
		s.hooksPath("~/file/hooks")
	}, "not a directory"},
	{"a device", func(s *site) { s.hooksPath(os.DevNull) }, "it is no folder"},
	{"a named pipe", func(s *site) {
		s.check(syscall.Mkfifo(filepath.Join(s.home, "pipe"), 0o755))
		s.hooksPath("~/pipe")
	}, "it is no folder"},
	{"empty", func(s *site) { s.hooksPath("") }, "core.hooksPath is empty in the local configuration"},
	{"of an unknown user", func(s *site) { s.hooksPath("~nobody-of-this-name/hooks") }, "failed to expand user dir"},
	{"a folder that may not be written", func(s *site) {
		if os.Geteuid() == 0 {
			s.t.Skip("root may write everywhere; TestKilled refuses it every write")
		}
		s.check(os.Mkdir(s.hooks, 0o555))
	}, "permission denied"},
	{"a folder that may not be read", func(s *site) {
		if os.Geteuid() == 0 {
			s.t.Skip("root may read everything")
		}
		s.check(os.Mkdir(s.hooks, 0o333))
	}, "permission denied"},
}

func (s *site) hooksPath(value string) {
	s.t.Helper()
	s.must(s.repo, "git", "config", "--add", "core.hooksPath", value)
}

// TestPlaces: where install says that it is done, a key is stopped; where it refuses,
// nothing has changed; nothing ever waits for a pipe.
func TestPlaces(t *testing.T) {
	t.Parallel()
	for _, place := range hooksPlaces {
		t.Run(place.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			place.make(s)
			s.write(filepath.Join(s.repo, "ci.sh"), "CODECOV_TOKEN="+newKey()+"\n")
			s.original = s.look()
			s.patiently(binary, "status")
			out, installed := s.patiently(binary, "install")
			if installed != (place.refused == "") || !strings.Contains(out, place.refused) {
				t.Fatalf("installed: %v, want the reason %q\n%s", installed, place.refused, out)
			}
			if out, healthy := s.patiently(binary, "status"); healthy != installed {
				t.Errorf("installed: %v, but status says %v:\n%s", installed, healthy, out)
			}
			if installed {
				s.blocks()
			}
			if out, ok := s.patiently(binary, "uninstall"); !ok && installed {
				t.Errorf("uninstall:\n%s", out)
			}
			if d := differences(s.look(), s.original); d != "" {
				t.Errorf("something has changed:\n%s", d)
			}
		})
	}
}

// blocks checks that git stops a commit of the key in ci.sh.
func (s *site) blocks() {
	s.t.Helper()
	s.must(s.repo, "git", "add", "ci.sh")
	if out, ok := s.patiently("git", "commit", "-q", "-m", "leak"); ok || !strings.Contains(out, "commit blocked") {
		s.t.Errorf("committed: %v\n%s", ok, out)
	}
}
