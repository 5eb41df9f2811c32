package gitrepo

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"
)

// TestRefsBelow: what is listed for a prefix is what the whole list has of it, whatever
// stands on the way there.
func TestRefsBelow(t *testing.T) {
	id := strings.Repeat("1", 40)
	made := func(t *testing.T, names ...string) string {
		dir := t.TempDir()
		for _, name := range names {
			file := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(id+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	for _, test := range []struct {
		name, prefix, want string
		files              []string
		packed             string
		link               string // a symbolic link to a folder
		broken             bool   // as the whole list is
	}{
		{name: "a folder", prefix: "refs/remotes/origin/", want: "refs/remotes/origin/a/b refs/remotes/origin/main",
			files: []string{"refs/remotes/origin/main", "refs/remotes/origin/a/b", "refs/remotes/fork/main", "refs/heads/main", "refs/remotes/originals/x"}},
		{name: "everything", prefix: "refs/", want: "refs/bisect/bad refs/heads/main",
			files: []string{"refs/heads/main", "refs/bisect/bad"}},
		{name: "a work tree's own", prefix: "refs/bisect/", want: "refs/bisect/bad", files: []string{"refs/heads/main", "refs/bisect/bad"}},
		{name: "below a work tree's own", prefix: "refs/worktree/a/", want: "refs/worktree/a/b", files: []string{"refs/worktree/a/b", "refs/worktree/c"}},
		{name: "a part of a name", prefix: "refs/heads/ma", want: "refs/heads/main refs/heads/master",
			files: []string{"refs/heads/main", "refs/heads/master", "refs/heads/other"}},
		{name: "not there", prefix: "refs/remotes/origin/", files: []string{"refs/heads/main"}},
		{name: "a file in the place of the folder", prefix: "refs/remotes/origin/", files: []string{"refs/remotes/origin"}},
		{name: "out of the folder", prefix: "refs/../", files: []string{"refs/heads/main", "other"}},
		{name: "empty parts", prefix: "refs//heads//", files: []string{"refs/heads/main"}},
		{name: "packed alone", prefix: "refs/remotes/origin/", want: "refs/remotes/origin/main", files: []string{"refs/heads/main"},
			packed: id + " refs/heads/old\n" + id + " refs/remotes/origin/main\n"},
		{name: "packed and loose", prefix: "refs/remotes/origin/", want: "refs/remotes/origin/main refs/remotes/origin/old",
			files: []string{"refs/remotes/origin/main"}, packed: id + " refs/remotes/origin/main\n" + id + " refs/remotes/origin/old\n"},
		{name: "a link in the place of the folder", prefix: "refs/remotes/origin/", link: "refs/remotes/origin", broken: true,
			files: []string{"refs/remotes/real/main"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := made(t, test.files...)
			if test.packed != "" {
				if err := os.WriteFile(filepath.Join(dir, "packed-refs"), []byte(test.packed), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if test.link != "" {
				if runtime.GOOS == "windows" {
					t.Skip("links to folders need a right of their own on Windows")
				}
				if err := os.Symlink("real", filepath.Join(dir, test.link)); err != nil {
					t.Fatal(err)
				}
			}
			refs := refFiles{gitDir: dir, commonDir: dir}
			list := func(prefix string) (names []string, err error) {
				err = refs.all(prefix, func(name string, _ ID) { names = append(names, name) })
				slices.Sort(names)
				return names, err
			}
			got, err := list(test.prefix)
			whole, wholeErr := list("refs/")
			if (err != nil) != test.broken || (wholeErr != nil) != test.broken {
				t.Fatalf("%v; the whole list: %v", err, wholeErr)
			}
			if names := strings.Join(got, " "); names != test.want {
				t.Errorf("%q, want %q", names, test.want)
			}
			whole = slices.DeleteFunc(whole, func(name string) bool { return !strings.HasPrefix(name, test.prefix) })
			if !slices.Equal(got, whole) {
				t.Errorf("%v, the whole list has %v", got, whole)
			}
		})
	}
}

// TestPlainName: a name that is taken as it is is one that the library takes.
func TestPlainName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"refs/heads/main", "refs/remotes/origin/fix_1-b", "refs/tags/v1.2.3", "refs/heads/a.b/c"} {
		if !isPlainName(name) {
			t.Errorf("%q is not plain", name)
		}
	}
	parts := []string{"", "a", "Z9", "-", "_", ".", "..", "/", "@", "{", ".lock", "lock", " ", "~", "\\", "\x00", "\x7f", "\u00e9"}
	plain := 0
	var build func(name string, left int)
	build = func(name string, left int) {
		if isPlainName(name) {
			if plain++; plumbing.ReferenceName(name).Validate() != nil {
				t.Errorf("%q is plain, and the library refuses it", name)
			}
		}
		if left > 0 {
			for _, p := range parts {
				build(name+p, left-1)
			}
		}
	}
	for _, start := range []string{"", "refs", "refs/", "refs/heads/", "refs/tags/"} {
		build(start, 4)
	}
	if plain < 1000 {
		t.Errorf("%d names are plain", plain)
	}
}

// TestRefsFolder: the folder holds all that the right sides of refspecs can fit.
func TestRefsFolder(t *testing.T) {
	for _, test := range []struct{ patterns, want string }{
		{"refs/remotes/origin/*", "refs/remotes/origin/"},
		{"refs/remotes/origin/main", "refs/remotes/origin/"},
		{"refs/remotes/origin/rel-*", "refs/remotes/origin/"},
		{"refs/remotes/origin/* refs/remotes/origin/pr/*", "refs/remotes/origin/"},
		{"refs/remotes/a/* refs/remotes/ab/*", "refs/remotes/"},
		{"refs/remotes/origin/* refs/heads/*", "refs/"},
		{"refs/remotes/origin/main refs/remotes/origin", "refs/remotes/"},
		{"refs/*", "refs/"},
		{"refs*", "refs/"},
		{"*", "refs/"},
		{"main", "refs/"},
		{"refs/remotes/origin/* elsewhere", "refs/"},
	} {
		patterns := strings.Fields(test.patterns)
		if got := refsFolder(patterns); got != test.want {
			t.Errorf("%s: %q, want %q", test.patterns, got, test.want)
		}
	}
}
