package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// operation is one kind of step; the weights say how often it is drawn.
type operation struct {
	name   string
	weight int
	do     func(*world)
}

// operations are the steps of the model.
var operations = []operation{
	{"edit", 6, func(w *world) { w.edit(); w.edit() }},
	{"stage", 10, (*world).stage},
	{"commit", 28, (*world).commitStep},
	{"commit a part", 12, (*world).commitPart},
	{"amend", 8, (*world).amend},
	{"other index", 4, (*world).otherIndex},
	{"branch", 8, (*world).branch},
	{"diverge", 6, (*world).diverge},
	{"merge", 14, (*world).merge},
	{"pick", 8, (*world).pickStep},
	{"rebase", 6, (*world).rebase},
	{"stash", 5, (*world).stash},
	{"reset", 5, (*world).reset},
	{"tag", 7, (*world).tag},
	{"notes", 3, (*world).notes},
	{"work tree", 3, (*world).workTree},
	{"push", 24, (*world).push},
	{"push in bulk", 6, (*world).pushInBulk},
	{"fetch", 4, (*world).fetch},
	{"others push", 5, (*world).othersPush},
	{"store", 6, (*world).store},
	{"index format", 4, (*world).indexFormat},
	{"configuration", 4, (*world).configure},
	{"allow list", 4, (*world).allowList},
}

// spec is a pathspec that means one file, wherever git is started.
func spec(name string) string { return ":(top,literal)" + name }

// stage changes the index in one way.
func (w *world) stage() {
	if w.chance(60) {
		w.edit()
	}
	name := w.some()
	switch w.rng.IntN(19) {
	case 16, 17:
		w.git("checkout", "-q", w.someCommit(), "--", spec(name))
	case 18:
		w.git("checkout", "-q", w.someRef(), "--", ":/")
	case 0, 1:
		w.git("add", "-A")
	case 2, 3:
		w.git("add", "--", spec(name))
	case 4:
		w.git("add", "-N", "--", spec(name))
	case 5:
		w.git("add", "-u", "--", ":/")
	case 6:
		w.gitWith(w.answers(), "add", "-p")
	case 7:
		w.git("rm", "-q", "--cached", "--ignore-unmatch", "--", spec(name))
	case 8:
		w.git("rm", "-q", "-f", "--ignore-unmatch", "--", spec(name))
	case 9:
		w.sub = ""
		w.git("mv", "-k", "-f", "--", name, pick(w, names...))
	case 10:
		w.git("reset", "-q", "--", spec(name))
	case 11:
		w.git("restore", pick(w, "--staged", "--worktree"), "--", spec(name))
	default:
		w.stageBehind(name)
	}
}

// stageBehind writes to the index what the work tree does not have.
func (w *world) stageBehind(name string) {
	w.sub = ""
	switch w.rng.IntN(5) {
	case 0:
		w.git("update-index", "--add", "--replace", "--cacheinfo", "160000,"+w.someCommit()+",module")
	case 1:
		w.git("update-index", pick(w, "--assume-unchanged", "--no-assume-unchanged", "--skip-worktree", "--no-skip-worktree"), "--", name)
	case 2:
		w.git("update-index", pick(w, "--chmod=+x", "--chmod=-x"), "--", name)
	default:
		lines := slices.DeleteFunc(w.lines(name), func(string) bool { return w.chance(40) })
		if w.chance(50) {
			lines = append(lines, w.keyLine())
		}
		w.git("update-index", "--add", "--replace", "--cacheinfo", pick(w, "100644,", "100644,", "120000,")+w.blob(strings.Join(lines, "\n")+"\n")+","+name)
	}
}

// blob writes an object without a file.
func (w *world) blob(text string) string {
	w.t.Helper()
	cmd := w.start(w.at, nil, []string{"hash-object", "-w", "--stdin"})
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.Output()
	if err != nil {
		w.fatal("git hash-object: %v", err)
	}
	return strings.TrimSpace(string(out))
}

// answers are what a person may type at the prompts of "add -p".
func (w *world) answers() string {
	var b strings.Builder
	for range 30 {
		b.WriteString(pick(w, "y", "y", "n", "s", "k", "j") + "\n")
	}
	return b.String() + "q\n"
}

// otherIndex commits from an index of its own, as scripts do. The usual one is then
// behind HEAD.
func (w *world) otherIndex() {
	w.sub = ""
	w.stepEnv = append(w.stepEnv, "GIT_INDEX_FILE="+pick(w, "../other-index", w.path("other-index")))
	w.git("read-tree", w.someRef())
	for range 1 + w.rng.IntN(2) {
		w.stageBehind(w.some())
	}
	w.commit(append([]string{"commit", "-q"}, w.message()...))
}

// message gives the options for a commit's or a tag's message, with a key in it
// at times.
func (w *world) message() []string {
	text := pick(w, "work", "more", "fix")
	switch {
	case w.chance(6):
		text += "\n\n" + w.keyLine()
	case w.chance(5):
		text += "\n\nCODECOV_TOKEN=" + pick(w, w.keys...) + " # covkey:allow why"
	}
	return []string{"-m", text}
}

// verify is empty or what skips the hooks, so that there are old leaks.
func (w *world) verify() []string {
	if w.chance(30) {
		return []string{"--no-verify"}
	}
	return nil
}

// commitStep changes something and commits in one of the usual ways.
func (w *world) commitStep() {
	if w.chance(85) {
		w.edit()
	}
	args := []string{"commit", "-q"}
	switch w.rng.IntN(8) {
	case 0, 1, 2:
		w.git("add", "-A")
	case 3, 4:
		args = append(args, "-a")
	case 5:
		w.git("add", "-A")
		args = append(args, "-v", "-e")
	case 6:
		args = append(args, "--allow-empty")
	case 7:
		w.git("add", "-u", "--", ":/")
		w.commit(append(args, pick(w, "--dry-run", "--fixup=HEAD", "--reuse-message=HEAD", "--squash=HEAD")))
		return
	}
	w.commit(append(args, w.message()...))
}

// commit runs a commit, mostly with hooks. Where covkey stops it, it is sometimes
// forced, and sometimes what was staged is given up.
func (w *world) commit(args []string) bool {
	skip := w.verify()
	if w.git(slices.Concat(args[:2], skip, args[2:])...) {
		return true
	}
	if skip == nil && w.chance(30) && w.pending() == "" {
		return w.git(slices.Concat(args[:2], []string{"--no-verify"}, args[2:])...)
	}
	if w.chance(15) && w.pending() == "" {
		w.git("reset", "-q", "--hard")
	}
	return false
}

// commitPart commits some files only, past the index or with it.
func (w *world) commitPart() {
	w.edit()
	if w.chance(50) {
		w.stage()
	}
	args := append([]string{"commit", "-q"}, w.message()...)
	switch w.rng.IntN(5) {
	case 0:
		args = append(args, "-i")
	case 1:
		args = append(args, "-o")
	case 2:
		if skip := w.verify(); w.chance(70) {
			w.gitWith(w.answers(), slices.Concat(args[:2], skip, args[2:], []string{"-p"})...)
			return
		}
		args = append(args, "--only", "--allow-empty")
	}
	args = append(args, "--")
	for range 1 + w.rng.IntN(2) {
		args = append(args, spec(w.some()))
	}
	w.commit(args)
}

func (w *world) amend() {
	args := []string{"commit", "-q", "--amend"}
	switch w.rng.IntN(5) {
	case 0:
		args = append(args, "--no-edit")
	case 1:
		w.edit()
		args = append(append(args, "-a"), w.message()...)
	case 2:
		w.edit()
		w.git("add", "-A")
		args = append(args, "--no-edit")
	case 3:
		w.edit()
		args = append(args, "-o", "--no-edit", "--", spec(w.some()))
	default:
		args = append(args, w.message()...)
	}
	w.commit(args)
}

// gitDir is the work tree's own git folder.
func (w *world) gitDir() string {
	if w.gitDirs[w.at] == "" {
		w.gitDirs[w.at] = w.query("rev-parse", "--absolute-git-dir")
	}
	return w.gitDirs[w.at]
}

// pending is the operation that is half done, as the option of git that goes on
// with it.
func (w *world) pending() string {
	dir := w.gitDir()
	for _, state := range [][2]string{
		{"MERGE_HEAD", "merge"}, {"rebase-merge", "rebase"}, {"rebase-apply", "rebase"},
		{"CHERRY_PICK_HEAD", "cherry-pick"}, {"REVERT_HEAD", "revert"},
	} {
		if _, err := os.Lstat(filepath.Join(dir, state[0])); err == nil {
			return state[1]
		}
	}
	return ""
}

// unmerged lists the paths that are in conflict.
func (w *world) unmerged() []string {
	var names []string
	for entry := range strings.SplitSeq(w.query("ls-files", "--unmerged", "-z"), "\x00") {
		if _, name, ok := strings.Cut(entry, "\t"); ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// conclusion ends what is half done: it resolves the conflicts and goes on, or
// gives up.
var conclusion = operation{"conclude", 0, (*world).conclude}

func (w *world) conclude() {
	state := w.pending()
	if w.stuck > 5 || w.chance(8) {
		if state != "" {
			w.git(state, "--abort")
		}
		w.git("reset", "-q", "--hard")
		return
	}
	for _, name := range w.unmerged() {
		w.resolve(name)
	}
	if w.chance(30) {
		w.edit()
	}
	w.git("add", "-A")
	switch how := w.rng.IntN(4); {
	case state == "":
		w.commit(append([]string{"commit", "-q"}, w.message()...))
	case state == "merge" && how == 0:
		w.git("merge", "--continue")
	case state != "merge" && how == 0:
		w.git(state, "--skip")
	case state != "merge" && how == 1:
		w.git(state, "--continue")
	case how == 2:
		w.commit(append([]string{"commit", "-q"}, w.message()...))
	default:
		w.commit([]string{"commit", "-q", "--no-edit"})
	}
	if w.pending() == "rebase" && len(w.unmerged()) == 0 {
		w.git("rebase", "--continue")
	}
}

// resolve ends one path's conflict in some way.
func (w *world) resolve(name string) {
	w.sub = ""
	switch w.rng.IntN(6) {
	case 0:
		w.git("checkout", "-q", "--ours", "--", spec(name))
	case 1:
		w.git("checkout", "-q", "--theirs", "--", spec(name))
	case 2:
		w.git("rm", "-q", "-f", "--cached", "--", spec(name))
	default: // both sides, without the marks
		lines := slices.DeleteFunc(w.lines(name), func(line string) bool {
			return strings.HasPrefix(line, "<<<<<<<") || strings.HasPrefix(line, "=======") || strings.HasPrefix(line, ">>>>>>>")
		})
		if w.chance(20) {
			lines = append(lines, w.keyLine())
		}
		if lines != nil {
			w.putLines(name, lines)
		}
	}
}
