package install

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Action is what was done to one hook, in words.
type Action struct {
	Hook, Path, Text string
}

// Outcome is what an install or uninstall did.
type Outcome struct {
	Dir, Origin string
	Actions     []Action
	Notes       []string
}

// Install writes the hook scripts. It looks at all hooks before it changes the
// first, so that a refusal leaves everything as it was. Installing twice changes
// nothing.
func Install(ctx context.Context, o Options) (Outcome, error) {
	p, err := o.find(ctx)
	if err != nil {
		return Outcome{}, err
	}
	if p.husky() {
		return Outcome{}, fmt.Errorf("%s belongs to husky, which rewrites it: add the line 'covkey hook NAME \"$@\"' to the file .husky/NAME instead (NAME: pre-commit, pre-push)", p.dir)
	}
	plans, err := o.plan(p)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Dir: p.dir, Origin: p.origin}
	for _, pl := range plans {
		text, err := pl.carryOut()
		if err != nil {
			return out, fmt.Errorf("hook %s: %w", pl.path, err)
		}
		if pl.script.binary != "" {
			out.Actions = append(out.Actions, Action{pl.script.hook, pl.path, text})
		}
	}
	if p.scope == scopeGlobal && !p.configured {
		if _, err := o.git(ctx, o.Dir, "config", "--global", "core.hooksPath", p.dir); err != nil {
			return out, err
		}
		out.Notes = append(out.Notes, "core.hooksPath in your global git configuration now names "+p.dir+"; a repository's own hooks still run first")
	}
	if p.usual != "" && !o.Global {
		out.Notes = append(out.Notes, "git looks there because of "+p.origin)
	}
	return out, nil
}

// plan is what is to happen to one hook.
type plan struct {
	script script
	path   string
	text   []byte
	// current is the file as it is: ours, somebody's, or none.
	current identity
	present bool
	same    bool // nothing to do
	force   bool
}

func (pl plan) saved() string { return pl.path + savedSuffix }

// plan looks at every hook and refuses where something would be lost.
func (o Options) plan(p place) ([]plan, error) {
	names := o.Hooks
	if len(names) == 0 {
		names = Defaults
	}
	var plans []plan
	for _, name := range names {
		if !slices.Contains(Supported, name) {
			return nil, fmt.Errorf("unknown hook %q: want one of %v", name, Supported)
		}
		plans = append(plans, plan{script: script{name, p.scope, o.Binary}})
	}
	if p.scope == scopeGlobal {
		for _, name := range append(slices.Clone(forwarded), Defaults...) {
			if !slices.ContainsFunc(plans, func(pl plan) bool { return pl.script.hook == name }) {
				plans = append(plans, plan{script: script{hook: name, scope: p.scope}})
			}
		}
	}
	for i := range plans {
		pl := &plans[i]
		var err error
		if pl.path, err = p.path(pl.script.hook); err != nil {
			return nil, err
		}
		pl.text, pl.force = pl.script.text(), o.Force
		if err := pl.look(); err != nil {
			return nil, err
		}
	}
	return plans, nil
}

// look reads the hook that is there.
func (pl *plan) look() error {
	info, err := os.Lstat(pl.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("hook %s: %w", pl.path, err)
	}
	pl.present = true
	if info.IsDir() {
		return fmt.Errorf("hook %s is a folder", pl.path)
	}
	if info.Mode().IsRegular() {
		text, err := os.ReadFile(pl.path)
		if err != nil {
			return fmt.Errorf("hook %s: %w", pl.path, err)
		}
		pl.current = identify(text)
		pl.same = bytes.Equal(text, pl.text) && executable(info)
	}
	if pl.current.ours && pl.current.scope == scopeGlobal && pl.current.binary != "" &&
		(pl.script.scope != scopeGlobal || pl.script.binary == "") {
		pl.same = true // a check for all repositories is not narrowed to one, nor to a forwarder
		return nil
	}
	switch {
	case pl.current.edited && !pl.force:
		return fmt.Errorf("hook %s was edited since covkey wrote it; --force replaces it and drops the edit", pl.path)
	case !pl.current.ours && exists(pl.saved()) && !pl.force && !sameFile(pl.path, pl.saved()):
		return fmt.Errorf("hook %s was replaced by another program since covkey wrote it, and %s still holds the hook from before; --force chains the new one and keeps the older file under another name", pl.path, filepath.Base(pl.saved()))
	}
	return nil
}

// carryOut puts the script in place: first the old hook gets its second name,
// then the new one is renamed over the first. Between the two steps the old hook
// is still the one that runs.
func (pl plan) carryOut() (string, error) {
	if pl.same && pl.current.scope == scopeGlobal && pl.script.scope != scopeGlobal {
		return "already installed for all your repositories", nil
	}
	if pl.same {
		return "already installed", nil
	}
	if err := os.MkdirAll(filepath.Dir(pl.path), 0o755); err != nil {
		return "", err
	}
	text := "installed"
	switch {
	case pl.current.ours:
		text = "updated"
	case pl.present:
		if err := pl.save(); err != nil {
			return "", err
		}
		text = "installed; the hook that was here runs first (" + filepath.Base(pl.saved()) + ")"
	}
	if err := writeAtomically(pl.path, pl.text, 0o755); err != nil {
		return "", err
	}
	return text, nil
}

// save gives the hook that is there its second name. An earlier one under that
// name, which only --force gets past, keeps its content under a number.
func (pl plan) save() error {
	saved := pl.saved()
	if sameFile(pl.path, saved) {
		return nil // an earlier install was interrupted right here
	}
	if exists(saved) {
		for n := 1; ; n++ {
			spare := fmt.Sprintf("%s.%d", saved, n)
			if !exists(spare) {
				if err := os.Rename(saved, spare); err != nil {
					return err
				}
				break
			}
		}
	}
	if target, err := os.Readlink(pl.path); err == nil {
		return os.Symlink(target, saved)
	}
	if err := os.Link(pl.path, saved); err == nil {
		return nil
	}
	// A file system without hard links: copy.
	info, err := os.Stat(pl.path)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(pl.path)
	if err != nil {
		return err
	}
	return writeAtomically(saved, data, info.Mode().Perm())
}

func sameFile(a, b string) bool {
	x, errX := os.Lstat(a)
	y, errY := os.Lstat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// writeAtomically writes a file beside its place and renames it there.
func writeAtomically(path string, data []byte, mode fs.FileMode) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".covkey-*.tmp")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}
