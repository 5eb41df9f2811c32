package manager

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Place is a repository as hooks see it. All of the outside comes in through it.
type Place struct {
	Dir   string // where the user stands
	Top   string // of the work tree
	Hooks string // where git looks for hooks
	Env   []string
	// Program is the covkey on PATH, which the managers run; empty when there is none.
	Program string
	// Release is covkey's version when it is a released one, a tag of its repository.
	Release string
}

// Manager is a hook manager that a repository uses.
type Manager struct {
	Name string
	// File is what makes the repository use it, and what covkey is added to: a file, or
	// husky's folder. It need not exist where it was not found but named by the user.
	File  string
	place Place
	kind  kind
}

// kind is what one manager does differently.
type kind interface {
	// find gives the file by which the repository uses the manager, or by which it would,
	// and whether it does.
	find(Place) (file string, used bool, err error)
	// owns reports whether a hook script in the hooks folder is the manager's.
	owns(script string) bool
	// lines are what to add where, for a person to do.
	lines(m Manager, hooks []string) []Lines
	// add and remove work out the changes. Both give errByHand where a file cannot be
	// changed safely.
	add(m Manager, hooks []string) ([]Edit, error)
	remove(m Manager) ([]Edit, error)
	// next is the command that makes the manager take notice, empty for none.
	next(m Manager, hooks []string) string
	// asks reports how a hook is asked for in the manager's file, and what is wrong
	// with that.
	asks(m Manager, hook string) (asked bool, problems []string, err error)
	// skips names the setting in the environment that keeps the manager from running
	// hooks, empty for none.
	skips(p Place) string
}

// kinds are all managers, by name.
func kinds() map[string]kind {
	return map[string]kind{
		"husky": husky{}, "lefthook": lefthook{}, "pre-commit": framework{name: "pre-commit"}, "prek": framework{name: "prek"},
		"simple-git-hooks": simpleHooks{}, "overcommit": overcommit{},
	}
}

// Names lists the managers that are known, in a fixed order.
func Names() []string {
	var names []string
	for name := range kinds() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Lines is text that belongs into a file.
type Lines struct {
	File string
	// Text is whole lines; Where says in words where they go.
	Where, Text string
}

// errByHand tells that a file is not to be changed by a program.
var errByHand = errors.New("it cannot be changed safely")

// ByHand reports whether an error means that a person has to change the file.
func ByHand(err error) bool { return errors.Is(err, errByHand) }

func byHand(why string) error { return fmt.Errorf("%w: %s", errByHand, why) }

// Find lists the managers that the repository uses. One whose scripts are in the hooks
// folder comes before those that only have a file.
func Find(p Place) ([]Manager, error) {
	var active, configured []Manager
	for _, name := range Names() {
		m, used, err := named(p, name)
		switch {
		case err != nil:
			return nil, err
		case !used:
		case m.installed():
			active = append(active, m)
		default:
			configured = append(configured, m)
		}
	}
	return append(active, configured...), nil
}

// Named is the manager of that name, whether the repository uses it or not.
func Named(p Place, name string) (Manager, error) {
	m, _, err := named(p, name)
	return m, err
}

func named(p Place, name string) (m Manager, used bool, err error) {
	k, ok := kinds()[name]
	if !ok {
		return m, false, fmt.Errorf("unknown hook manager %q: want one of %s", name, strings.Join(Names(), ", "))
	}
	m = Manager{Name: name, place: p, kind: k}
	if m.File, used, err = k.find(p); err != nil {
		return m, false, fmt.Errorf("%s: %w", name, err)
	}
	return m, used, nil
}

// Active reports whether git runs the manager in this clone.
func (m Manager) Active() bool { return m.installed() }

// installed reports whether any hook in the hooks folder is the manager's.
func (m Manager) installed() bool {
	for _, hook := range []string{"pre-commit", "pre-merge-commit", "pre-push", "commit-msg"} {
		if text, ok := m.script(hook); ok && m.kind.owns(text) {
			return true
		}
	}
	return false
}

// script is the hook in the hooks folder.
func (m Manager) script(hook string) (string, bool) {
	text, ok, err := readFile(filepath.Join(m.place.Hooks, hook))
	return string(text), ok && err == nil
}

// Shown is a path as a person in the repository knows it.
func (m Manager) Shown(path string) string {
	rel, err := filepath.Rel(m.place.Top, path)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return path
	}
	return filepath.ToSlash(rel)
}

// Lines are what a person would add for these hooks.
func (m Manager) Lines(hooks []string) []Lines { return m.kind.lines(m, hooks) }

// Next is the command that makes the manager take notice of a change, empty for none.
func (m Manager) Next(hooks []string) string { return m.kind.next(m, hooks) }

// Add makes the manager run covkey at these hooks. No edits: it does already.
func (m Manager) Add(hooks []string) ([]Edit, error) {
	return m.apply(func() ([]Edit, error) { return m.kind.add(m, hooks) })
}

// Remove takes out what Add put in, and nothing else.
func (m Manager) Remove() ([]Edit, error) {
	return m.apply(func() ([]Edit, error) { return m.kind.remove(m) })
}

func (m Manager) apply(work func() ([]Edit, error)) ([]Edit, error) {
	edits, err := work()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Shown(m.File), err)
	}
	var done []Edit
	for _, e := range edits {
		if err := e.write(); err != nil {
			return done, fmt.Errorf("%s: %w", m.Shown(e.Path), err)
		}
		done = append(done, e)
	}
	return done, nil
}

// upwards lists the folders from where the user stands to the top of the work tree: a
// package of a monorepo may have a manager of its own.
func (p Place) upwards() []string {
	dirs := []string{}
	for dir := p.Dir; ; dir = filepath.Dir(dir) {
		rel, err := filepath.Rel(p.Top, dir)
		if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return append(dirs, p.Top)
		}
		dirs = append(dirs, dir)
		if rel == "." {
			return dirs
		}
	}
}

// first gives the first of these files that is there.
func first(dir string, names ...string) string {
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}

func (p Place) getenv(name string) string {
	value := ""
	for _, s := range p.Env {
		if rest, ok := strings.CutPrefix(s, name+"="); ok {
			value = rest
		}
	}
	return value
}

// command is what a hook's shell runs.
func command(hook string) string {
	if hook == "pre-push" || hook == "commit-msg" {
		return "covkey hook " + hook + ` "$@"`
	}
	return "covkey hook " + hook
}

// NextRemoved is what makes the manager take notice that covkey is gone.
func (m Manager) NextRemoved() string {
	if _, ok := m.kind.(simpleHooks); ok {
		return m.Next(nil)
	}
	return ""
}
