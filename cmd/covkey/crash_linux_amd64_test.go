package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// crash is one thing that covkey does to a hooks folder, to be interrupted at each
// system call by which it changes a file.
type crash struct {
	name  string
	build func(*site)
	args  []string
	undo  []string // takes it back; nil for nothing
	// direct: undo gives the same result right after the interruption as after
	// the run was repeated.
	direct bool
	exact  bool // undo gives what there was before
	runs   bool // the hook from before runs in every state
	// noLinks makes every hard link fail, as on a file system without any.
	noLinks bool
	// keeps: what a kill leaves half written stays, because nobody can tell whether
	// somebody is still at it.
	keeps bool
	// alike: the run does the same many times over, and some of it is enough
	// unless all tests are asked for.
	alike bool
}

var crashes = []crash{
	{name: "install beside hooks of every kind", build: everyKind, direct: true, exact: true, runs: true,
		args: []string{"install", "--hook", "pre-commit", "--hook", "pre-merge-commit", "--hook", "commit-msg"},
		undo: []string{"uninstall"}},
	{name: "install without hard links", build: everyKind, direct: true, exact: true, runs: true, noLinks: true,
		args: []string{"install", "--hook", "pre-commit"}, undo: []string{"uninstall"}},
	{name: "install without a hooks folder", build: func(*site) {}, direct: true, exact: true,
		args: []string{"install", "--hook", "pre-push"}, undo: []string{"uninstall"}},
	{name: "install over an older script", build: olderScript, direct: true,
		args: []string{"install", "--hook", "pre-commit"}, undo: []string{"uninstall"}},
	{name: "install --force over an edited script", build: editedScript,
		args: []string{"install", "--force"}, undo: []string{"uninstall"}},
	{name: "install --force over another program's hook", build: replacedScript,
		args: []string{"install", "--force"}, undo: []string{"uninstall"}},
	{name: "uninstall", build: installedBeside("install"), direct: true, runs: true,
		args: []string{"uninstall"}, undo: []string{"install"}},
	{name: "uninstall --force of an edited script", build: editedScript,
		args: []string{"uninstall", "--force"}, undo: []string{"install"}},
	{name: "install --global", build: everyKind, direct: true, exact: true, runs: true, alike: true,
		args: []string{"install", "--global"}, undo: []string{"uninstall", "--global"}},
	{name: "install --global into the user's own folder", build: globalFolder, direct: true, exact: true, runs: true,
		args: []string{"install", "--global", "--hook", "pre-commit"}, undo: []string{"uninstall", "--global"}},
	{name: "uninstall --global", build: installedBeside("install", "--global"), direct: true, runs: true, alike: true,
		args: []string{"uninstall", "--global"}, undo: []string{"install", "--global"}},
	{name: "allow", build: ownConfig, args: allow(), keeps: true},
}

// everyKind: a hook that is a file with another name elsewhere, one that is a link to
// it, one that does not run, and none.
func everyKind(s *site) {
	s.hook(filepath.Join(s.repo, "tools", "hook"), "#!/bin/sh\necho old >&2\n", 0o750)
	s.hook(filepath.Join(s.hooks, "commit-msg"), "#!/bin/sh\necho quiet\n", 0o444)
	if err := os.Link(filepath.Join(s.repo, "tools", "hook"), filepath.Join(s.hooks, "pre-commit")); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Symlink("pre-commit", filepath.Join(s.hooks, "pre-merge-commit")); err != nil {
		s.t.Fatal(err)
	}
}

func installedBeside(args ...string) func(*site) {
	return func(s *site) {
		everyKind(s)
		s.must(s.repo, append([]string{binary}, args...)...)
	}
}

// olderScript: installed by a covkey that was somewhere else.
func olderScript(s *site) {
	everyKind(s)
	elsewhere := filepath.Join(s.home, "elsewhere")
	if err := os.Link(binary, elsewhere); err != nil {
		s.must("/", "cp", binary, elsewhere)
	}
	s.must(s.repo, elsewhere, "install")
	if err := os.Remove(elsewhere); err != nil {
		s.t.Fatal(err)
	}
}

func editedScript(s *site) {
	installedBeside("install")(s)
	path := filepath.Join(s.hooks, "pre-commit")
	text, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	s.hook(path, string(text)+"echo edited\n", 0o755)
}

func replacedScript(s *site) {
	installedBeside("install")(s)
	s.hook(filepath.Join(s.hooks, "pre-commit"), "#!/bin/sh\necho another >&2\n", 0o755)
}

func ownConfig(s *site) {
	s.hook(filepath.Join(s.repo, ".covkey.yaml"), "version: 1\n# ours\n", 0o640)
}

func globalFolder(s *site) {
	s.hook(filepath.Join(s.home, "hooks", "pre-commit"), "#!/bin/sh\necho old >&2\n", 0o755)
	s.must(s.home, "git", "config", "--global", "core.hooksPath", "~/hooks")
}

// TestKilled kills covkey at every system call that changes a file, and lets each of
// them fail; the hooks stay whole, and the next run gets where the first should
// have.
func TestKilled(t *testing.T) {
	t.Parallel()
	for _, c := range crashes {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := &crashRun{crash: c, site: newSite(t), seen: map[string]bool{}}
			c.build(r.site)
			r.built()
			r.run()
		})
	}
}

// long is set where no call is to be left out to save time.
const long = "COVKEY_TEST_LONG"

func all() bool { return os.Getenv(long) != "" }

// crashRun is one crash being played through.
type crashRun struct {
	crash
	*site
	after, undone map[string]entry
	seen          map[string]bool // states from which the next run was tried
}

func (r *crashRun) run() {
	t := r.t
	whole := r.trace(func(change) verdict { return verdict{} })
	if whole.code != 0 {
		t.Fatalf("exit %d\n%s", whole.code, whole.out)
	}
	r.after = r.look()
	if r.undo != nil {
		r.must(r.repo, append([]string{binary}, r.undo...)...)
	}
	r.undone = r.look()
	if d := differences(r.undone, r.original); d != "" && r.exact {
		t.Errorf("%v does not give back what was there:\n%s", r.undo, d)
	}
	kills, failures := 0, 0
	const step = 11
	first := rand.IntN(step) // other calls in each run
	for n := 1; n <= whole.changes; n++ {
		if r.alike && !all() && n%step != first && n > 8 && n < whole.changes-8 {
			continue
		}
		r.kill(n)
		kills++
		failures += r.fail(n)
	}
	t.Logf("%d system calls change files; killed at %d of them, %d failures put in; %d states, %d ms for one traced run",
		whole.changes, kills, failures, len(r.seen), whole.took.Milliseconds())
}

// trace runs the command with some calls interrupted.
func (r *crashRun) trace(decide func(change) verdict) ended {
	r.t.Helper()
	r.reset()
	return trace(r.t, r.home, r.repo, r.env, append([]string{binary}, r.args...), func(c change) verdict {
		v := decide(c)
		if r.noLinks && c.name == "hardlink" && v == (verdict{}) {
			v.errno = syscall.EPERM
		}
		return v
	})
}

func (r *crashRun) kill(n int) {
	t := r.t
	name := ""
	again := func() ended {
		return r.trace(func(c change) verdict {
			if c.n == n {
				name = c.name
			}
			return verdict{kill: c.n == n}
		})
	}
	if e := again(); e.code != -1 {
		t.Fatalf("not killed at call %d: exit %d\n%s", n, e.code, e.out)
	}
	r.check(fmt.Sprintf("killed at call %d (%s)", n, name), true, func() { again() })
}

// errnos are the errors that a disk gives, and whether the calls that follow fail as
// well.
var errnos = []struct {
	errno syscall.Errno
	stays bool
}{
	{syscall.EIO, false}, {syscall.EACCES, false}, {syscall.ENOSPC, true}, {syscall.EROFS, true},
}

// fail lets call n fail in each of several ways, or in one of them in turn: where many
// hooks are treated alike, each way comes to each kind of call.
func (r *crashRun) fail(n int) (tried int) {
	for i, e := range errnos {
		if (r.alike || !all()) && i != n%len(errnos) {
			continue
		}
		name, hit := "", false
		again := func() ended {
			return r.trace(func(c change) verdict {
				if c.n < n || c.n > n && !e.stays || e.errno == syscall.ENOSPC && !c.allocates() {
					return verdict{}
				}
				if !hit {
					name, hit = c.name, true
				}
				return verdict{errno: e.errno}
			})
		}
		end := again()
		if !hit {
			continue
		}
		tried++
		what := fmt.Sprintf("%v at call %d (%s)", e.errno, n, name)
		switch state := r.look(); {
		case end.code == 0:
			if d := differences(state, r.after); d != "" {
				r.t.Errorf("%s: exit 0, but not done:\n%s%s", what, end.out, d)
			}
			continue
		case end.code != 2 || !strings.Contains(end.out, "covkey: error: "):
			r.t.Errorf("%s: exit %d\n%s", what, end.code, end.out)
		}
		r.check(what, e.errno == syscall.EROFS || name == "unlink", func() { again() })
	}
	return tried
}

// check looks at the state after an interruption, and from one that was not seen
// before goes on: by the same command again, and by the one that takes it back.
func (r *crashRun) check(what string, mayLeave bool, again func()) {
	t := r.t
	t.Helper()
	state, left := split(r.look())
	if left > 0 && !mayLeave {
		t.Errorf("%s: %d files left over", what, left)
	}
	if d := r.halfway(state); d != "" {
		t.Errorf("%s:\n%s", what, d)
	}
	key := fmt.Sprint(left > 0, state)
	if r.seen[key] {
		return
	}
	r.seen[key] = true
	r.unlock(state)
	if r.runs {
		if out := r.must(r.repo, "git", "commit", "-q", "--allow-empty", "-m", "x"); !strings.Contains(out, "old\n") {
			t.Errorf("%s: the hook from before does not run", what)
		}
	}
	if out, code := r.covkey(r.args...); code != 0 {
		t.Errorf("%s: the next run: exit %d\n%s", what, code, out)
	}
	next, left := split(r.look())
	if left > 0 && !r.keeps {
		t.Errorf("%s: the next run leaves %d files", what, left)
	}
	if d := differences(next, r.after); d != "" {
		t.Errorf("%s: the next run gets elsewhere:\n%s", what, d)
	}
	if !r.direct || r.alike && !all() && len(r.seen)%4 != 0 {
		return
	}
	again()
	r.unlock(r.look())
	if out, code := r.covkey(r.undo...); code != 0 {
		t.Errorf("%s: %v at once: exit %d\n%s", what, r.undo, code, out)
	}
	if d := differences(r.look(), r.undone); d != "" {
		t.Errorf("%s: %v at once gets elsewhere:\n%s", what, r.undo, d)
	}
}

// gitLock is what a git that is killed leaves; git itself never takes it away.
const gitLock = ".gitconfig.lock"

// unlock does what covkey's message about git's lock asks for.
func (r *crashRun) unlock(state map[string]entry) {
	r.t.Helper()
	if _, ok := state[gitLock]; !ok {
		return
	}
	if out, code := r.covkey(r.args...); code != 2 || !strings.Contains(out, "remove the file of that name that ends in .lock") {
		r.t.Errorf("beside git's lock: exit %d\n%s", code, out)
	}
	if err := os.Remove(filepath.Join(r.home, gitLock)); err != nil {
		r.t.Fatal(err)
	}
}

// halfway says what is wrong with a state on the way: every hook is the one from
// before or the one from after, it has its own second name, and no content that
// is not covkey's is lost.
func (r *crashRun) halfway(state map[string]entry) string {
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	names := map[string]bool{}
	for _, s := range []map[string]entry{r.original, state, r.after} {
		for name := range s {
			names[name] = true
		}
	}
	const second = ".before-covkey"
	for _, name := range slices.Sorted(maps.Keys(names)) {
		now, is := state[name]
		before, was := r.original[name]
		after, will := r.after[name]
		switch {
		case name == gitLock && is:
			continue
		case strings.Contains(name, second):
			if is && now != before && now != after {
				say("%s is neither old nor new", name)
			}
		case !is && was && will:
			say("%s is gone", name)
		case is && !(was && now == before) && !(will && now == after):
			say("%s is neither old nor new: %v %.60q", name, now.mode, now.data)
		}
		if !strings.Contains(now.data, "# covkey script") {
			continue
		}
		want := r.after[name+second]
		if now == before {
			want = r.original[name+second]
		}
		if state[name+second] != want {
			say("%s is covkey's, and the hook from before is not what it should be", name)
		}
	}
	contents := map[entry]bool{}
	for _, e := range state {
		contents[e] = true
	}
	for name, e := range r.original {
		if !contents[e] && !strings.Contains(e.data, "# covkey script") && name != ".gitconfig" {
			say("what was in %s is lost", name)
		}
	}
	return strings.Join(wrong, "\n")
}
