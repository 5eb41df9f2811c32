package install

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// Options says what to do where. All of the outside comes in through it.
type Options struct {
	Dir    string   // where the user stands
	Env    []string // as os.Environ
	Hooks  []string // names; empty for Defaults
	Global bool     // for all repositories of the user
	Force  bool     // also replace what was edited
	Binary string   // absolute path of the program to record
	// Where is what Locate said of the repository; nil: git is asked.
	Where *Where
}

// place is a hooks folder.
type place struct {
	dir string
	// origin says in words why git looks there.
	origin string
	scope  scope
	// usual is the repository's own hooks folder, when core.hooksPath makes git
	// look elsewhere; empty otherwise.
	usual string
	// configured tells that the user's core.hooksPath names the folder.
	configured bool
	// bare tells that the repository has no work tree of its own.
	bare bool
}

// ErrNoGit tells that the git program is missing.
var ErrNoGit = errors.New("the git program was not found: install git or put it on PATH")

// quiet keeps git from doing more than it is asked, as a repository might have it
// configured; its messages are English for the error's text.
var quiet = []string{"GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "GIT_PAGER=cat", "LC_ALL=C"}

// git runs one command and gives its output without the last line break.
func (o Options) git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append([]string{"--no-pager", "-c", "core.fsmonitor=false"}, args...)...)
	if cmd.Err != nil {
		return "", ErrNoGit
	}
	cmd.Dir, cmd.Env = dir, append(append([]string(nil), o.Env...), quiet...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", &gitError{args: args, text: strings.TrimSpace(errs.String()), err: err}
	}
	return strings.TrimSuffix(strings.TrimSuffix(out.String(), "\n"), "\r"), nil
}

// gitError is a git command that failed.
type gitError struct {
	args []string
	text string
	err  error
}

func (e *gitError) Error() string {
	text := e.text
	if text == "" {
		text = e.err.Error()
	}
	first, _, _ := strings.Cut(text, "\n")
	return "git " + strings.Join(e.args, " ") + ": " + strings.TrimPrefix(first, "fatal: ")
}

func (e *gitError) Unwrap() error { return e.err }

// config reads one setting; ok tells whether it is set.
func (o Options) config(ctx context.Context, dir string, args ...string) (value string, ok bool, err error) {
	value, err = o.git(ctx, dir, append([]string{"config"}, args...)...)
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == 1 {
		return "", false, nil // git's way to say "not set"
	}
	return value, err == nil, err
}

// setGlobal changes the user's own configuration.
func (o Options) setGlobal(ctx context.Context, args ...string) error {
	_, err := o.git(ctx, o.Dir, append([]string{"config", "--global"}, args...)...)
	if err != nil && strings.Contains(err.Error(), "could not lock") {
		return fmt.Errorf("%w: if no other git is running, one was interrupted: remove the file of that name that ends in .lock", err)
	}
	return err
}

// find asks git where it looks for hooks.
func (o Options) find(ctx context.Context) (place, error) {
	if o.Global {
		return o.findGlobal(ctx)
	}
	w, err := Locate(ctx, o)
	return w.place, err
}

// findIn asks git where it looks for hooks of a repository whose hooks run in top.
func (o Options) findIn(ctx context.Context, top string) (place, error) {
	// A relative core.hooksPath is relative to where hooks run: the top of the
	// work tree, or the folder of a bare repository (git-config(1)).
	where, err := o.revParse(ctx, top, "--git-common-dir", "--git-path hooks")
	if err != nil {
		return place{}, err
	}
	common, hooks := join(top, where[0]), join(top, where[1])
	p := place{dir: hooks, origin: "this repository's hooks folder", scope: scopeRepository, bare: common == top}
	named, set, err := o.config(ctx, top, "--show-origin", "--show-scope", "--get", "core.hooksPath")
	if err != nil {
		return place{}, err
	}
	if set {
		fields := strings.SplitN(named, "\t", 3)
		if fields[2] == "" {
			return place{}, emptyHooksPath(fields[0])
		}
		p.origin = "core.hooksPath, set in the " + fields[0] + " configuration (" + strings.TrimPrefix(fields[1], "file:") + ")"
		p.usual = filepath.Join(common, "hooks")
	}
	return p, nil
}

// emptyHooksPath refuses a setting with which git 2.39 looks for /pre-commit, while
// its rev-parse names the top of the work tree.
func emptyHooksPath(where string) error {
	return fmt.Errorf("core.hooksPath is empty in the %s configuration, so git looks for hooks in no folder at all: give it a folder, or remove it with git config --%s --unset core.hooksPath", where, where)
}

// Where is a repository as hook managers see it.
type Where struct {
	// Top is the top of the work tree, empty for a bare repository.
	Top string
	place
}

// Hooks is the folder in which git looks for hooks.
func (w Where) Hooks() string { return w.dir }

// Locate asks git where a repository's work tree and hooks are.
func Locate(ctx context.Context, o Options) (Where, error) {
	if o.Where != nil {
		return *o.Where, nil
	}
	top, bare, err := o.repository(ctx)
	if err != nil {
		return Where{}, err
	}
	p, err := o.findIn(ctx, top)
	if err != nil || bare {
		return Where{place: p}, err
	}
	return Where{top, p}, nil
}

// Program is the covkey that a shell finds on PATH, empty for none.
func (o Options) Program() string { return o.onPath("covkey") }

// repository gives the folder in which hooks run.
func (o Options) repository(ctx context.Context) (top string, bare bool, err error) {
	if said, err := o.revParse(ctx, o.Dir, "--is-inside-work-tree", "--show-toplevel"); err == nil && said[0] == "true" {
		return said[1], false, nil
	}
	// A bare repository, or an error, of which git is to say what is wrong.
	said, err := o.revParse(ctx, o.Dir, "--is-inside-work-tree")
	if err != nil {
		return "", false, err
	}
	if said[0] == "true" {
		said, err = o.revParse(ctx, o.Dir, "--show-toplevel")
	} else {
		bare = true
		said, err = o.revParse(ctx, o.Dir, "--absolute-git-dir", "--is-bare-repository")
		if err == nil && said[1] != "true" {
			return "", false, fmt.Errorf("%s is inside a git folder: go to the work tree and run covkey there", o.Dir)
		}
	}
	if err != nil {
		return "", false, err
	}
	return said[0], bare, nil
}

// revParse asks git questions about the repository, all at once, which takes as long
// as one. Where the answer is not one line for each, because a folder's name has a
// line break, they are asked one by one.
func (o Options) revParse(ctx context.Context, dir string, questions ...string) ([]string, error) {
	args := strings.Fields("rev-parse " + strings.Join(questions, " "))
	out, err := o.git(ctx, dir, args...)
	if err != nil || len(questions) == 1 {
		return []string{out}, err
	}
	answers := strings.Split(out, "\n")
	if len(answers) == len(questions) {
		for i := range answers {
			answers[i] = strings.TrimSuffix(answers[i], "\r")
		}
		return answers, nil
	}
	answers = nil
	for _, question := range questions {
		answer, err := o.revParse(ctx, dir, question)
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer[0])
	}
	return answers, nil
}

// findGlobal is the folder that the user's own core.hooksPath names, or the one
// that covkey makes for it.
func (o Options) findGlobal(ctx context.Context) (place, error) {
	named, set, err := o.config(ctx, o.Dir, "--global", "--type=path", "--get", "core.hooksPath")
	if err != nil {
		return place{}, err
	}
	own, err := o.globalDir()
	if err != nil {
		return place{}, err
	}
	switch {
	case set && named == "":
		return place{}, emptyHooksPath("global")
	case !set:
		return place{dir: own, origin: "covkey's folder for all repositories", scope: scopeGlobal}, nil
	case filepath.Clean(named) == own:
		return place{dir: own, origin: "core.hooksPath in the global configuration", scope: scopeGlobal, configured: true}, nil
	case !filepath.IsAbs(named):
		return place{}, fmt.Errorf("core.hooksPath in the global configuration is the relative path %q, a different folder in every repository: make it absolute or remove it first", named)
	}
	// The user's folder hides the repositories' hooks already; that is theirs to
	// decide, so the scripts there are like a repository's.
	return place{dir: filepath.Clean(named), origin: "core.hooksPath in the global configuration", scope: scopeRepository, configured: true}, nil
}

// globalDir is where covkey keeps the scripts for all repositories.
func (o Options) globalDir() (string, error) {
	base := o.getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(base) {
		home := o.getenv("HOME")
		if home == "" {
			home = o.getenv("USERPROFILE")
		}
		if home == "" {
			return "", errors.New("HOME is not set, so there is no place for global hooks")
		}
		base = filepath.Join(home, ".config")
	}
	return filepath.Join(base, "covkey", "hooks"), nil
}

func (o Options) getenv(name string) string {
	value := ""
	for _, s := range o.Env {
		if rest, ok := strings.CutPrefix(s, name+"="); ok {
			value = rest
		}
	}
	return value
}

func join(base, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(base, path)
}

// husky tells that the folder is rewritten by husky at every install of the
// project's packages, and that its scripts look for their own name, so that a
// hook saved under another name would no longer run.
func (p place) husky() bool {
	return filepath.Base(p.dir) == "_" && exists(filepath.Join(p.dir, "h")) || filepath.Base(filepath.Dir(p.dir)) == ".husky"
}

// path is the file that decides about a hook. Where git looks in covkey's folder
// for all repositories, a hook that is only forwarded there is the repository's
// own.
func (p place) path(hook string) (string, error) {
	path := filepath.Join(p.dir, hook)
	if p.usual == "" {
		return path, nil
	}
	id, err := readTarget(path)
	if err != nil {
		return "", err
	}
	if id.scope == scopeGlobal && id.binary == "" {
		return filepath.Join(p.usual, hook), nil
	}
	return path, nil
}

// dirs are the folders in which hooks of this place may be.
func (p place) dirs() []string {
	if p.usual == "" || p.usual == p.dir {
		return []string{p.dir}
	}
	return []string{p.dir, p.usual}
}

// forwards reports whether the folder is covkey's own for all repositories, whose
// scripts run a repository's own hooks.
func (p place) forwards() (bool, error) {
	for _, hook := range forwarded {
		id, err := readTarget(filepath.Join(p.dir, hook))
		if err != nil {
			return false, err
		}
		if id.scope == scopeGlobal {
			return true, nil
		}
	}
	return false, nil
}
