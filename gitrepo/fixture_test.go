package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// unskipped is set in CI, where a test that could not run has failed.
const unskipped = "COVKEY_TEST_ALL"

// skip says why a test cannot run here.
func skip(t *testing.T, why string) {
	t.Helper()
	if os.Getenv(unskipped) != "" {
		t.Fatalf("%s, and %s is set", why, unskipped)
	}
	t.Skip(why)
}

// fixture is a repository made by the real git in a folder of its own, and how it
// is to be opened. Nothing of the user's configuration or environment gets in.
type fixture struct {
	t    *testing.T
	root string // all of the fixture is below it
	dir  string // where git runs and where the repository is opened
	env  Env
	// clock is the date of the last commit. Every commit is a minute younger than
	// the one before, so that dates say what is a parent of what.
	clock int64
	// commits are the ids that commit made, for what git itself cannot list.
	commits []string
	// damaged are the ids of objects of which no reader may give the content.
	damaged []string
	// points are the ways to open the fixture where there are several.
	points []point
	// disturbed are variables that only the readers get, not git when it is the
	// oracle: they must change no answer.
	disturbed []string
	// options stand before the command in every call of git.
	options []string
	// recorded is what the command recorded in whose middle the fixture stands, as
	// changes against nothing; nil when it stands in none.
	recorded []string
	// mark is a file that appears when something runs that must not.
	mark string
	// skipped says why the fixture cannot be made here.
	skipped string
	// starts are what it may begin with, as long as it is fresh.
	starts starts
	fresh  bool
}

// skip says why the fixture cannot be made here, though a machine for tests should
// be able to.
func (f *fixture) skip(why string) {
	f.t.Helper()
	f.skipped = why
	skip(f.t, why)
}

// lacks says what this machine need not have: a newer git, another user's rights.
func (f *fixture) lacks(why string) {
	f.t.Helper()
	f.skipped = why
	f.t.Skip(why)
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		skip(t, "git is not installed")
	}
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{t: t, root: root, dir: root, clock: 1_700_000_000}
	f.env = Env{
		"PATH=" + os.Getenv("PATH"), "HOME=" + f.mkdir(filepath.Join(root, "home")), "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=A U Thor", "GIT_AUTHOR_EMAIL=author@example.com",
		"GIT_COMMITTER_NAME=C O Mitter", "GIT_COMMITTER_EMAIL=committer@example.com",
	}
	return f
}

// newRepository is a fixture with an empty repository in it.
func newRepository(t *testing.T, options ...string) *fixture {
	t.Helper()
	f := newFixture(t)
	f.init(options...)
	return f
}

// init makes the repository that most scenarios start from.
func (f *fixture) init(options ...string) {
	f.t.Helper()
	dir := filepath.Join(f.root, "repo")
	f.git(append(append([]string{"init", "-q", "-b", "main"}, options...), dir)...)
	f.dir = dir
}

// try runs git where the fixture stands. Nothing may start on its own and touch
// the repository while it is being read.
func (f *fixture) try(stdin string, args ...string) (string, error) {
	f.fresh = false
	cmd := exec.Command("git", append([]string{
		"-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "init.templateDir=", "-c", "protocol.file.allow=always", "-c", "advice.detachedHead=false",
	}, append(f.options, args...)...)...)
	date := fmt.Sprintf("%d +0000", f.clock)
	cmd.Dir, cmd.Env = f.dir, f.env.with("GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date, "LC_ALL=C")
	cmd.Stdin = strings.NewReader(stdin)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("git %q: %w\n%s", args, err, errs.Bytes())
	}
	return out.String(), nil
}

// git runs git, gives its output without the last line break and ends the test
// when it fails.
func (f *fixture) git(args ...string) string {
	f.t.Helper()
	return f.gitWith("", args...)
}

func (f *fixture) gitWith(stdin string, args ...string) string {
	f.t.Helper()
	out, err := f.try(stdin, args...)
	if err != nil {
		f.t.Fatal(err)
	}
	return strings.TrimSuffix(out, "\n")
}

// needs skips the test where this git does not know a feature.
func (f *fixture) needs(feature string, args ...string) string {
	f.t.Helper()
	out, err := f.try("", args...)
	if err != nil {
		f.skip(fmt.Sprintf("this git cannot do %s: %v", feature, err))
	}
	return strings.TrimSuffix(out, "\n")
}

// disturb sets variables that must make no difference to the readers.
func (f *fixture) disturb(assignments ...string) { f.disturbed = append(f.disturbed, assignments...) }

// since skips the test where this git is older than a feature.
func (f *fixture) since(feature string, args ...string) {
	f.t.Helper()
	if _, err := f.try("", args...); err != nil {
		f.lacks(fmt.Sprintf("%s does not know %s", f.git("version"), feature))
	}
}

func (f *fixture) setenv(assignments ...string) { f.env, f.fresh = f.env.with(assignments...), false }

// commit records the index and gives the commit's id.
func (f *fixture) commit(message string, options ...string) string {
	f.t.Helper()
	f.clock += 60
	// git tells the new commit's id, in full where it is not to shorten it.
	out := f.git(append([]string{"-c", "core.abbrev=no", "commit", "--allow-empty", "-m", message}, options...)...)
	told, _, _ := strings.Cut(out, "]")
	id := told[strings.LastIndexByte(told, ' ')+1:]
	if _, err := ParseID(id); err != nil {
		f.t.Fatalf("git commit says %q", out)
	}
	f.commits = append(f.commits, id)
	return id
}

// commitTree makes a commit with the tree of the index and the given parents,
// outside any branch.
func (f *fixture) commitTree(message string, parents ...string) string {
	f.t.Helper()
	f.clock += 60
	args := []string{"commit-tree", f.git("write-tree"), "-m", message}
	for _, p := range parents {
		args = append(args, "-p", p)
	}
	id := f.git(args...)
	f.commits = append(f.commits, id)
	return id
}

func (f *fixture) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

func (f *fixture) mkdir(dir string) string {
	f.t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		f.t.Fatal(err)
	}
	return dir
}

// write makes a file of the work tree, or of the git folder.
func (f *fixture) write(name, text string) {
	f.t.Helper()
	f.fresh = false
	f.mkdir(filepath.Dir(f.path(name)))
	if err := os.WriteFile(f.path(name), []byte(text), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) read(name string) string {
	f.t.Helper()
	data, err := os.ReadFile(f.path(name))
	if err != nil {
		f.t.Fatal(err)
	}
	return string(data)
}

func (f *fixture) remove(name string) {
	f.t.Helper()
	if err := os.RemoveAll(f.path(name)); err != nil {
		f.t.Fatal(err)
	}
}

// add writes files, given as name and text in turn, and stages the work tree.
func (f *fixture) add(files ...string) {
	f.t.Helper()
	for i := 0; i < len(files); i += 2 {
		f.write(files[i], files[i+1])
	}
	f.git("add", "-A")
}

// blob stores a blob and gives its id.
func (f *fixture) blob(text string) string {
	f.t.Helper()
	return f.gitWith(text, "hash-object", "-w", "--stdin")
}

// stage puts an entry into the index without a file in the work tree, which lets
// it have a name that this file system refuses.
func (f *fixture) stage(mode, id, name string) {
	f.t.Helper()
	f.gitWith(fmt.Sprintf("%s %s\t%s\x00", mode, id, name), "update-index", "-z", "--index-info")
}

// loose is the file of a loose object, made writable.
func (f *fixture) loose(id string) string {
	f.t.Helper()
	file := filepath.Join(f.git("rev-parse", "--absolute-git-dir"), "objects", id[:2], id[2:])
	if err := os.Chmod(file, 0o644); err != nil {
		f.t.Fatal(err)
	}
	return file
}

// damage replaces a loose object's file, after which no reader may give the
// object.
func (f *fixture) damage(id string, change func(data []byte) []byte) {
	f.t.Helper()
	file := f.loose(id)
	data, err := os.ReadFile(file)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(file, change(data), 0o644); err != nil {
		f.t.Fatal(err)
	}
	f.damaged = append(f.damaged, id)
}

// half cuts a file in the middle.
func half(data []byte) []byte { return data[:len(data)/2] }

// open opens the fixture with the given reader.
func (f *fixture) open(backend string) (*Repository, error) {
	repo, err := Open(context.Background(), f.dir, f.env.with(backendVariable+"="+backend))
	if err == nil {
		f.t.Cleanup(func() { repo.Close() })
	}
	return repo, err
}

// mustOpen is open for what can be read.
func (f *fixture) mustOpen(backend string) *Repository {
	f.t.Helper()
	repo, err := f.open(backend)
	if err != nil {
		f.t.Fatal(err)
	}
	return repo
}

// id parses an id that git printed.
func (f *fixture) id(hex string) ID {
	f.t.Helper()
	id, err := ParseID(hex)
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

// missing is an id that no fixture has.
var missing = strings.Repeat("5", 40)

// isNotFound keeps apart "not here" from other errors in what tests print.
func isNotFound(err error) bool { return errors.Is(err, ErrNotFound) }
