package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestMergeHeads(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	twoCommits(f)
	loc := f.mustOpen(BackendAuto).Location
	if ids, err := loc.MergeHeads(); err != nil || ids != nil {
		t.Errorf("outside a merge: %v, %v", ids, err)
	}
	f.write(".git/MERGE_HEAD", f.commits[0]+"\n"+f.commits[1]+"\n")
	if ids, err := loc.MergeHeads(); err != nil || !slices.Equal(ids, []ID{f.id(f.commits[0]), f.id(f.commits[1])}) {
		t.Errorf("two heads: %v, %v", ids, err)
	}
	f.write(".git/MERGE_HEAD", f.commits[0][:20]+"\n")
	if ids, err := loc.MergeHeads(); err == nil || !strings.Contains(err.Error(), "MERGE_HEAD") {
		t.Errorf("cut off: %v, %v", ids, err)
	}
}

func TestStagedAgainstAllParents(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	f.add("a", "1\n", "b", "1\n")
	f.commit("base")
	f.git("checkout", "-q", "-b", "side")
	f.add("a", "side\n")
	side := f.commit("side")
	f.git("checkout", "-q", "main")
	f.add("b", "main\n")
	main := f.commit("main")
	f.git("merge", "-q", "--no-commit", "side")
	for _, backend := range []string{BackendGoGit, BackendGit, BackendAuto} {
		lists, err := f.mustOpen(backend).Staged(context.Background(), []ID{f.id(main), f.id(side)})
		if err != nil || len(lists) != 2 || len(lists[0]) != 1 || lists[0][0].Path != "a" || len(lists[1]) != 1 || lists[1][0].Path != "b" {
			t.Errorf("%s: got %v, %v", backend, lists, err)
		}
	}
}

func TestResolve(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	twoCommits(f)
	f.git("tag", "-a", "-m", "annotated", "v1")
	repo := f.mustOpen(BackendAuto)
	for rev, want := range map[string]string{
		"HEAD": f.commits[1], "HEAD~1": f.commits[0], "main": f.commits[1], "v1": f.git("rev-parse", "v1"),
		f.commits[0][:10]: f.commits[0], missing: missing, zeroID: "",
	} {
		if id, err := repo.Resolve(context.Background(), rev); err != nil || id.String() != want {
			t.Errorf("%s: got %s, %v", rev, id, err)
		}
	}
	for _, rev := range []string{"none", "", "HEAD~5", missing[:10]} {
		if id, err := repo.Resolve(context.Background(), rev); !isNotFound(err) {
			t.Errorf("%q: got %s, %v", rev, id, err)
		}
	}
	for _, rev := range []string{"--all", "-x", "^HEAD"} {
		if id, err := repo.Resolve(context.Background(), rev); err == nil || isNotFound(err) {
			t.Errorf("%q: got %s, %v", rev, id, err)
		}
	}
}

func TestRevList(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	twoCommits(f)
	f.write("HEAD", "a file with the name of a revision\n")
	repo := f.mustOpen(BackendAuto)
	for _, c := range []struct {
		ranges []string
		want   []string
	}{
		{[]string{"HEAD"}, f.commits},
		{[]string{"HEAD~1..HEAD"}, f.commits[1:]},
		{[]string{"main", "^HEAD~1"}, f.commits[1:]},
		{[]string{"HEAD", "HEAD~1"}, f.commits},
	} {
		ids, err := repo.RevList(context.Background(), c.ranges)
		var got []string
		for _, id := range ids {
			got = append(got, id.String())
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, %v", c.ranges, got, err)
		}
	}
	for _, ranges := range [][]string{nil, {"--all"}, {"-1", "HEAD"}, {"none"}, {"a"}} {
		if ids, err := repo.RevList(context.Background(), ranges); err == nil {
			t.Errorf("%q: got %v", ranges, ids)
		}
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	f.add("tracked", "1\n", ".gitignore", "*.log\n", "d/*", "a star\n", "d/x", "2\n")
	f.commit("one")
	f.write("new\nline", "3\n")
	f.write("d/ignored.log", "4\n")
	repo := f.mustOpen(BackendAuto)
	for folder, want := range map[string][]string{
		".": {".gitignore", "d/*", "d/x", "new\nline", "tracked"}, "d": {"d/*", "d/x"}, "d/*": {"d/*"},
	} {
		names, err := repo.Files(context.Background(), folder)
		slices.Sort(names)
		if err != nil || !slices.Equal(names, want) {
			t.Errorf("%s: got %q, %v", folder, names, err)
		}
	}
}

func TestFileInHead(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	repo := f.mustOpen(BackendAuto)
	if _, err := repo.FileInHead(context.Background(), "a"); !isNotFound(err) {
		t.Errorf("before the first commit: %v", err)
	}
	f.add("a", "1\n", "d/a", "2\n")
	f.commit("one")
	f.add("a", "staged\n")
	if data, err := repo.FileInHead(context.Background(), "a"); err != nil || string(data) != "1\n" {
		t.Errorf("got %q, %v", data, err)
	}
	if data, err := repo.FileInHead(context.Background(), "none"); !isNotFound(err) {
		t.Errorf("none: got %q, %v", data, err)
	}
	f.stage("120000", f.blob("a"), "link")
	f.commit("two")
	for _, path := range []string{"d", "link"} {
		if data, err := f.mustOpen(BackendAuto).FileInHead(context.Background(), path); !errors.Is(err, ErrNoFile) {
			t.Errorf("%s: got %q, %v", path, data, err)
		}
	}
}

// TestReachableFromTags: known may be tags, also of what is no commit.
func TestReachableFromTags(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	twoCommits(f)
	f.git("tag", "-a", "-m", "x", "v1", "HEAD^")
	f.git("tag", "-a", "-m", "x", "v2", "v1")
	f.git("tag", "-a", "-m", "x", "blob", "HEAD:a")
	known := []ID{f.id(f.git("rev-parse", "v2")), f.id(f.git("rev-parse", "blob")), f.id(f.git("rev-parse", "HEAD^{tree}"))}
	for _, backend := range []string{BackendGoGit, BackendGit, BackendAuto} {
		got, err := f.mustOpen(backend).Reachable(context.Background(), []ID{f.id(f.commits[1])}, known)
		if err != nil || !slices.Equal(got, []ID{f.id(f.commits[1])}) {
			t.Errorf("%s: got %v, %v", backend, got, err)
		}
	}
}

// TestDamagedPackedRefs: no reader lists what is left of them. (git refuses nearly
// everything then, which go-git need not.)
func TestDamagedPackedRefs(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("1", 40)
	for name, text := range map[string]string{
		"garbage": "garbage\n", "no name": id + "\n", "a short id": id[:39] + " refs/heads/x\n", "zeros": zeroID + " refs/heads/x\n",
		"no line break": id + " refs/heads/x", "a bad name": id + " refs/heads/../x\n", "a tag's end alone": "^" + id + " x\n", "an empty line": "\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newRepository(t)
			f.commit("one")
			f.git("pack-refs", "--all")
			f.write(".git/packed-refs", f.read(".git/packed-refs")+text)
			list, err := f.mustOpen(BackendGoGit).Reader().Refs(context.Background(), "refs/")
			if list != nil || err == nil || !strings.Contains(err.Error(), "packed refs") {
				t.Errorf("go-git: %v, %v", list, err)
			}
			out, refused := f.try("", "for-each-ref", "--format=%(refname)")
			list, err = f.mustOpen(BackendAuto).Reader().Refs(context.Background(), "refs/")
			if (err != nil) != (refused != nil) || err == nil && fmt.Sprint(len(list)) != fmt.Sprint(len(strings.Fields(out))) {
				t.Errorf("auto: %v, %v; git: %q, %v", list, err, out, refused)
			}
		})
	}
}

// TestConfigAsGit: a configuration file is read as git reads it, or not at all.
func TestConfigAsGit(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for n, text := range []string{
		"", "# nothing\n", "[a]\n\tb = c\n", "[A]\n\tB = C\n", "[a \"X.y\"]\n\tb = c\n", "[a]\r\n\tb = c\r\n", "[a]\n\tb\n", "[a]\n\tb =\n",
		"[a]\n\tb = c ; d\n", "[a]\n\tb = \"c ; d\" # e\n", "[a]\n\tb = c \\\n  d\n", "[a]\n\tb = \\\"c\\\\d\\te\n", "[a]\n\tb =   c  d   \n",
		"[a \"x\\\"y\\\\z\"]\n\tb = c\n", "[a.b]\n\tc = d\n", "[a] b = c\n", "\ufeff[a]\n\tb = c\n", "[a]\n\tb = c\n[a]\n\tb = d\n", "[a]\n\tb = 'c'\n",
		"[a]\n\tb = \"c\" \"d\"\n", "[a]\n\tb = c\\nd\n", "[a \"\"]\n\tb = c\n", "[a]\n\tb = \xff\n", "[a]\n\tb = c", "[a]\n\tb=+x:y/*\n", "[a]\n\tb = \"c\td\"\n",
	} {
		file := filepath.Join(f.root, fmt.Sprint("config-", n))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := readConfigFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if c.unread != nil {
			continue
		}
		out, err := f.try("", "config", "-f", file, "-z", "--list")
		if err != nil {
			t.Errorf("%q: read, but git says %v", text, err)
		}
		want := strings.Split(strings.TrimSuffix(out, "\x00"), "\x00")
		if got := settings(c); strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%q: read as %q, git says %q", text, got, want)
		}
	}
}

// settings lists a configuration as git config -z --list does.
func settings(c configFile) []string {
	var list []string
	for _, s := range c.settings {
		list = append(list, s.name+"\n"+s.value)
	}
	return list
}

func TestEnv(t *testing.T) {
	t.Parallel()
	e := Env{"A=1", "B=", "AB=2", "A=3=4", "=C:=x", "D"}
	for name, want := range map[string]string{"A": "3=4", "B": "", "AB": "2", "C": "", "D": ""} {
		if got := e.Get(name); got != want {
			t.Errorf("%s: got %q", name, got)
		}
	}
	if _, set := e.Lookup("B"); !set {
		t.Error("an empty variable is set")
	}
	if _, set := e.Lookup("D"); set {
		t.Error("a string without = sets nothing")
	}
	if got := e.Names("A"); !slices.Equal(got, []string{"A", "AB"}) {
		t.Errorf("names: %q", got)
	}
	if got := e.without("A").with("B=5"); got.Get("A") != "" || got.Get("AB") != "2" || got.Get("B") != "5" || e.Get("B") != "" {
		t.Errorf("with and without: %q", got)
	}
}

func TestNoRepository(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for name, env := range map[string]string{"nothing": "X=1", "GIT_DIR": "GIT_DIR=none", "GIT_DIR of a file": "GIT_DIR=../file"} {
		f.write("file", "gitdir: none\n")
		f.mkdir(f.path("d"))
		if _, err := Open(context.Background(), f.path("d"), f.env.with(env)); !errors.Is(err, ErrNoRepository) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
