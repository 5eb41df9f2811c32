//go:build unix

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// site is a home and a repository that can be put back to how they were built,
// in the same place.
type site struct {
	*sandbox
	repo, hooks string
	original    map[string]entry
	copy        string
}

// entry is a file as far as hooks are concerned.
type entry struct {
	mode fs.FileMode
	data string // content, or where a link leads
}

// newSite makes a repository without any hooks folder.
func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{sandbox: newSandbox(t)}
	s.repo = filepath.Join(s.home, "repo")
	s.hooks = filepath.Join(s.repo, ".git", "hooks")
	s.env = append(s.env, "PATH="+filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"))
	s.must(s.home, "git", "init", "-q", "--template=", s.repo)
	return s
}

// hook puts a file at a place that git knows.
func (s *site) hook(path, text string, mode fs.FileMode) {
	s.t.Helper()
	s.write(path, text)
	if err := os.Chmod(path, mode); err != nil {
		s.t.Fatal(err)
	}
}

// built remembers the state that reset goes back to.
func (s *site) built() {
	s.t.Helper()
	s.original = s.look()
	s.copy = filepath.Join(s.t.TempDir(), "home")
	copyTree(s.t, s.home, s.copy)
}

func (s *site) reset() {
	s.t.Helper()
	if err := os.RemoveAll(s.home); err != nil {
		s.t.Fatal(err)
	}
	copyTree(s.t, s.copy, s.home)
}

// copyTree does what "cp -a" does, links to one file included, without starting a
// process each time.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	linked := map[uint64]string{} // where the copy of a file with several names is
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		copied := filepath.Join(to, name)
		switch mode := info.Mode(); {
		case mode.IsDir():
			return os.MkdirAll(copied, mode.Perm())
		case mode&fs.ModeSymlink != 0:
			target, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return os.Symlink(target, copied)
		case !mode.IsRegular():
			return fmt.Errorf("%s: nobody copies a %v", path, mode)
		}
		stat, ok := info.Sys().(*syscall.Stat_t)
		if ok && stat.Nlink > 1 {
			if first, seen := linked[stat.Ino]; seen {
				return os.Link(first, copied)
			}
			linked[stat.Ino] = copied
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := os.WriteFile(copied, data, 0o600); err != nil {
			return err
		}
		if err := os.Chmod(copied, info.Mode()); err != nil {
			return err
		}
		return os.Chtimes(copied, info.ModTime(), info.ModTime())
	})
	if err != nil {
		t.Fatal(err)
	}
}

// look reads all files but git's own.
func (s *site) look() map[string]entry {
	s.t.Helper()
	found := map[string]entry{}
	err := filepath.WalkDir(s.home, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(s.home, path)
		if err != nil {
			return err
		}
		if inGit, hooks := strings.HasPrefix(name, "repo/.git/"), strings.HasPrefix(name, "repo/.git/hooks/"); inGit && !hooks {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		e := entry{mode: info.Mode()}
		if e.mode&fs.ModeSymlink != 0 {
			e.data, err = os.Readlink(path)
		} else if e.mode.IsRegular() && info.Size() > 1<<20 {
			e.data = fmt.Sprint(info.Size(), " bytes")
		} else if e.mode.IsRegular() {
			var data []byte
			data, err = os.ReadFile(path)
			e.data = string(data)
		}
		found[name] = e
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return found
}

// leftovers are the names of files that an interrupted run may leave; git does not
// know them.
var leftovers = regexp.MustCompile(`(^|/)\.covkey-[0-9]+\.tmp$`)

// split takes the leftovers out of a state.
func split(state map[string]entry) (clean map[string]entry, left int) {
	clean = maps.Clone(state)
	maps.DeleteFunc(clean, func(name string, _ entry) bool { return leftovers.MatchString(name) })
	return clean, len(state) - len(clean)
}

// differences says how two states differ, by name; contents may be long.
func differences(got, want map[string]entry) string {
	names := slices.Sorted(maps.Keys(got))
	for name := range want {
		if _, ok := got[name]; !ok {
			names = append(names, name)
		}
	}
	var b strings.Builder
	for _, name := range names {
		g, is := got[name]
		w, should := want[name]
		switch {
		case !is:
			fmt.Fprintf(&b, "%s is missing\n", name)
		case !should:
			fmt.Fprintf(&b, "%s should not be there\n", name)
		case g != w:
			fmt.Fprintf(&b, "%s is %v %.60q, want %v %.60q\n", name, g.mode, g.data, w.mode, w.data)
		}
	}
	return b.String()
}

// covkey runs the program under test in the repository and gives its output and
// exit code.
func (s *site) covkey(args ...string) (string, int) {
	s.t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir, cmd.Env = s.repo, s.env
	out, err := cmd.CombinedOutput()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		s.t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}
