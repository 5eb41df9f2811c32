package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// world is one model's run: repositories, remotes and work trees below one
// folder, and everything that is drawn at random. The same seed gives the same
// run.
type world struct {
	t    *testing.T
	rng  *rand.Rand
	seed uint64
	kind string
	root string
	env  []string
	// places are the work trees; at is where the current step works, sub the
	// folder in it from which git is started.
	places  []string
	gitDirs map[string]string
	at      string
	sub     string
	// stepEnv are variables of the current step alone.
	stepEnv []string
	keys    []string
	// clock is the date of the next commit; in a skewed world it goes back at
	// times.
	clock     int64
	skewed    bool
	conflicts bool // there may be unmerged entries in the index
	// stuck counts the steps for which an operation has been half done.
	stuck   int
	serial  int
	oracle  *oracle
	history []string
	tally   *tally
}

// kinds are the ways in which a model's repository comes about.
var kinds = []string{"plain", "sha256", "shallow", "shared", "separate", "plain", "manyfiles", "partial"}

func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	root, err := os.MkdirTemp("", fmt.Sprintf("covkey-model-%d-", seed))
	if err != nil {
		t.Fatal(err)
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		t.Fatal(err)
	}
	w := &world{
		t: t, seed: seed, rng: rand.New(rand.NewPCG(seed, 1)), root: root,
		kind: kinds[seed%uint64(len(kinds))], clock: 1_700_000_000, tally: newTally(), gitDirs: map[string]string{},
	}
	t.Cleanup(func() {
		if t.Failed() {
			w.file("operations", strings.Join(w.history, "\n")+"\n")
			t.Logf("the repositories and the list of operations are kept in %s", root)
		} else if err := os.RemoveAll(root); err != nil {
			t.Error(err)
		}
	})
	w.skewed = w.chance(20)
	for range 5 {
		w.keys = append(w.keys, w.newKey())
	}
	w.home()
	w.repositories()
	t.Cleanup(w.oracle.close)
	return w
}

// newKey makes a key as newKey does, but the same one for the same seed.
func (w *world) newKey() string {
	hex := fmt.Sprintf("%016x%016x", w.rng.Uint64(), w.rng.Uint64())
	return hex[:8] + "-" + hex[8:12] + "-4" + hex[13:16] + "-" + pick(w, "8", "9", "a", "b") + hex[17:20] + "-" + hex[20:32]
}

func pick[T any](w *world, list ...T) T { return list[w.rng.IntN(len(list))] }

// chance is true so many times in a hundred.
func (w *world) chance(percent int) bool { return w.rng.IntN(100) < percent }

// home makes a home without the user's git configuration and puts the recorder
// on PATH where the hooks look for covkey.
func (w *world) home() {
	w.t.Helper()
	w.file("home/.gitconfig", "[user]\n\tname = Dev\n\temail = dev@example.com\n[init]\n\tdefaultBranch = b0\n"+
		"[maintenance]\n\tauto = false\n[core]\n\tfsync = none\n[protocol \"file\"]\n\tallow = always\n[rerere]\n\tenabled = false\n")
	w.file("home/bin/covkey", recorder)
	w.file("home/sequence-editor", "#!/bin/sh\nsed 's/^pick/'${SEQUENCE:-pick}'/' \"$1\" >\"$1.new\" && mv \"$1.new\" \"$1\"\n")
	for _, program := range []string{"home/bin/covkey", "home/sequence-editor"} {
		if err := os.Chmod(w.path(program), 0o755); err != nil {
			w.t.Fatal(err)
		}
	}
	for _, e := range os.Environ() {
		name, _, _ := strings.Cut(e, "=")
		if !strings.HasPrefix(name, "GIT_") && !strings.HasPrefix(name, "COVKEY_") && !slices.Contains([]string{"HOME", "XDG_CONFIG_HOME", "PATH"}, name) {
			w.env = append(w.env, e)
		}
	}
	w.env = append(w.env,
		"HOME="+w.path("home"), "XDG_CONFIG_HOME="+w.path("home/.config"), "GIT_CONFIG_NOSYSTEM=1",
		"PATH="+w.path("home/bin")+string(os.PathListSeparator)+os.Getenv("PATH"),
		"GIT_EDITOR=true", "GIT_SEQUENCE_EDITOR="+w.path("home/sequence-editor"), "GIT_TERMINAL_PROMPT=0", "LC_ALL=C", "TZ=UTC",
		"COVKEY_MODEL_BINARY="+binary, "COVKEY_MODEL_RECORDS="+w.path("records"),
	)
}

// repositories makes the model's repository in the way of its kind, and its
// remotes: alpha has a name and a history, team/beta a name with a slash, and
// gamma none.
func (w *world) repositories() {
	format := "sha1"
	if w.kind == "sha256" {
		format = "sha256"
	}
	for _, name := range []string{"alpha.git", "beta.git", "gamma.git"} {
		w.must(w.root, "init", "-q", "--bare", "--object-format="+format, name)
	}
	w.must(w.root, "init", "-q", "--object-format="+format, "old")
	w.oldHistory()
	w.at = w.path("repo")
	switch w.kind {
	case "shallow":
		w.must(w.root, "clone", "-q", "-o", "alpha", "--depth", fmt.Sprint(1+w.rng.IntN(3)), "--no-single-branch", "file://"+w.path("alpha.git"), "repo")
	case "partial":
		w.must(w.path("alpha.git"), "config", "uploadpack.allowFilter", "true")
		w.must(w.path("alpha.git"), "config", "uploadpack.allowAnySHA1InWant", "true")
		w.must(w.root, "clone", "-q", "-o", "alpha", "--filter=blob:none", "file://"+w.path("alpha.git"), "repo")
		w.env = append(w.env, "COVKEY_MODEL_PARTIAL=yes")
	case "shared":
		w.must(w.root, "clone", "-q", "-o", "alpha", "--shared", "alpha.git", "repo")
	case "separate":
		w.must(w.root, "init", "-q", "--separate-git-dir", "gitdir", "repo")
	default:
		w.must(w.root, "init", "-q", "--object-format="+format, "repo")
	}
	if w.kind == "manyfiles" {
		w.must(w.at, "config", "feature.manyFiles", "true")
	}
	if w.query("config", "remote.alpha.url") == "" {
		w.must(w.at, "remote", "add", "alpha", w.path("alpha.git"))
	}
	w.must(w.at, "remote", "add", "team/beta", "../beta.git")
	w.places = []string{w.at}
	w.file(strings.TrimPrefix(w.query("rev-parse", "--path-format=absolute", "--git-path", "info/exclude"), w.root+"/"), ".covkey.yaml\n")
	cmd := exec.Command(binary, "install", "--hook", "pre-commit", "--hook", "pre-merge-commit", "--hook", "commit-msg", "--hook", "pre-push")
	cmd.Dir, cmd.Env = w.at, w.env
	if out, err := cmd.CombinedOutput(); err != nil {
		w.t.Fatalf("covkey install: %v\n%s", err, out)
	}
	w.oracle = newOracle(w.t, w.at, w.env)
}

// oldHistory gives alpha some commits with keys in them, made without covkey.
func (w *world) oldHistory() {
	w.at = w.path("old")
	for n := range 4 {
		w.put(pick(w, names...), w.line()+"\n"+w.line()+"\n")
		w.put(pick(w, names...), w.keyLine()+"\n")
		w.must(w.at, "add", "-A")
		w.must(w.at, "commit", "-q", "-m", fmt.Sprint("old ", n))
	}
	w.must(w.at, "push", "-q", w.path("alpha.git"), "HEAD:refs/heads/b0", "HEAD~1:refs/heads/b1")
}

func (w *world) path(name string) string { return filepath.Join(w.root, filepath.FromSlash(name)) }

// file writes a file of the world, not of its repository.
func (w *world) file(name, text string) {
	path := w.path(name)
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		err = os.WriteFile(path, []byte(text), 0o644)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// run makes the steps.
func (w *world) run(steps int) {
	for n := range steps {
		w.place()
		op := w.choose()
		w.note("step %d: %s in %s, %s %s", n, op.name, filepath.Base(w.at), w.sub, strings.Join(w.stepEnv, " "))
		w.tally.steps[op.name]++
		op.do(w)
	}
}

// place chooses where and how the next step works.
func (w *world) place() {
	w.at, w.sub = w.places[0], ""
	if w.chance(30) {
		w.at = pick(w, w.places...)
	}
	w.stepEnv = []string{"COVKEY_GIT_BACKEND=" + pick(w, "auto", "auto", "go-git", "git")}
	switch {
	case w.chance(10):
		w.sub = "sub"
		if info, err := os.Lstat(filepath.Join(w.at, w.sub)); err != nil || !info.IsDir() {
			w.sub = ""
		}
	case w.chance(10):
		w.stepEnv = append(w.stepEnv, "GIT_DIR="+w.gitDir(), "GIT_WORK_TREE="+w.at)
	case w.chance(5):
		w.stepEnv = append(w.stepEnv, "GIT_INDEX_FILE="+filepath.Join(w.gitDir(), "index"))
	}
}

// choose draws the next operation: mostly one that ends what is half done.
func (w *world) choose() operation {
	w.conflicts = w.conflicts && len(w.unmerged()) > 0
	if w.pending() != "" || w.conflicts {
		w.stuck++
		if w.chance(70) || w.stuck > 5 {
			return conclusion
		}
	} else {
		w.stuck = 0
	}
	all := 0
	for _, op := range operations {
		all += op.weight
	}
	n := w.rng.IntN(all)
	for _, op := range operations {
		if n -= op.weight; n < 0 {
			return op
		}
	}
	panic("weights do not add up")
}

// note adds to the list of what was done.
func (w *world) note(format string, args ...any) {
	w.history = append(w.history, w.masked(fmt.Sprintf(format, args...)))
}

// masked writes keys by their number.
func (w *world) masked(text string) string {
	for i, key := range w.keys {
		name := fmt.Sprintf("<key %d>", i)
		short := strings.ReplaceAll(key, "-", "")
		text = strings.NewReplacer(key, name, strings.ToUpper(key), name, short, name).Replace(text)
	}
	return text
}

// fatal ends the run with all that is needed to see it again.
func (w *world) fatal(format string, args ...any) {
	w.t.Helper()
	const last = 25
	w.t.Fatalf("%s\nseed %d (%s); the last operations:\n  %s", w.masked(fmt.Sprintf(format, args...)), w.seed, w.kind,
		strings.Join(w.history[max(0, len(w.history)-last):], "\n  "))
}

// tick moves the clock.
func (w *world) tick() string {
	switch {
	case w.chance(15): // the same second
	case w.skewed && w.chance(20):
		w.clock -= w.rng.Int64N(5000)
	default:
		w.clock += 1 + w.rng.Int64N(100)
	}
	return fmt.Sprintf("%d +0000", w.clock)
}

// start prepares git in a folder with the variables of a step.
func (w *world) start(dir string, env []string, args []string) *exec.Cmd {
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(slices.Clone(w.env), env...)
	return cmd
}

// must runs git where it has to work, without hooks.
func (w *world) must(dir string, args ...string) string {
	w.t.Helper()
	date := w.tick()
	cmd := w.start(dir, []string{"GIT_AUTHOR_DATE=" + date, "GIT_COMMITTER_DATE=" + date}, args)
	out, err := cmd.CombinedOutput()
	if err != nil {
		w.fatal("git %q in %s: %v\n%s", args, dir, err, out)
	}
	return strings.TrimSpace(string(out))
}

// query asks git something about the current work tree; empty when it has no
// answer.
func (w *world) query(args ...string) string {
	cmd := w.start(w.at, nil, args)
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return strings.TrimRight(string(out), "\n")
}

// git runs a command of the model and compares what covkey said on the way. It
// reports whether git did it.
func (w *world) git(args ...string) bool {
	w.t.Helper()
	return w.gitWith("", args...)
}

func (w *world) gitWith(stdin string, args ...string) bool {
	w.t.Helper()
	date := w.tick()
	env := append(slices.Clone(w.stepEnv), "GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date)
	if slices.Contains(args, "rebase") || slices.Contains(args, "stash") || slices.Contains(args, "worktree") {
		// These start git again in other folders and indexes.
		env = slices.DeleteFunc(env, func(s string) bool { return strings.HasPrefix(s, "GIT_INDEX_FILE=") })
	}
	cmd := w.start(filepath.Join(w.at, w.sub), env, args)
	cmd.Stdin = strings.NewReader(stdin)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	w.expectRecords()
	before := ""
	if args[0] == "merge" {
		before = w.head()
	}
	ok := cmd.Run() == nil
	w.note("git %q: %v", args, ok)
	for _, name := range commandNames(args) {
		w.tally.command(name, ok)
	}
	// A cherry-pick -n or a stash leaves conflicts and no other sign of them.
	w.conflicts = w.conflicts || !ok && slices.Contains([]string{"merge", "cherry-pick", "revert", "stash", "checkout"}, args[0])
	w.examine(args, ok, before, out.String())
	return ok
}

// commandNames are git's command with each of its options, without values.
func commandNames(args []string) []string {
	var names []string
	for _, arg := range args[1:] {
		if arg == "--" {
			break
		}
		arg, _, _ = strings.Cut(arg, "=")
		if len(arg) > 1 && arg[0] == '-' && !slices.Contains([]string{"-q", "-m", "-f", "-F"}, arg) {
			names = append(names, args[0]+" "+arg)
		}
	}
	if names == nil {
		return args[:1]
	}
	return names
}
