package install

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Uninstall takes covkey's scripts away and puts back what was there before. A
// script that was edited stays unless forced; nothing is changed then.
func Uninstall(ctx context.Context, o Options) (Outcome, error) {
	p, held, err := o.findAndLock(ctx, false)
	if err != nil {
		return Outcome{}, err
	}
	defer held.release()
	out, err := o.uninstallFrom(ctx, p, held)
	if err == nil {
		var more []Action
		more, err = o.uninstallConfig(ctx)
		out.Actions = append(out.Actions, more...)
	}
	if err == nil && p.scope == scopeGlobal && len(held) > 0 {
		out.Notes = append(out.Notes, removeEmpty(p.dir)...) // whoever waits for it notices
	}
	return out, err
}

// uninstallFrom clears folders that are locked.
func (o Options) uninstallFrom(ctx context.Context, p place, held folders) (Outcome, error) {
	plans, notes, err := o.planUndo(held)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Dir: p.dir, Origin: p.origin, Notes: notes}
	if err := held.sweep(); err != nil {
		return out, err
	}
	// First git stops looking into the folder for all repositories: while it looks
	// there, a script that is gone takes a repository's own hook along.
	if p.scope == scopeGlobal && p.configured {
		if err := o.setGlobal(ctx, "--unset", "core.hooksPath"); err != nil {
			return out, err
		}
		out.Notes = append(out.Notes, "core.hooksPath was removed from your global git configuration")
	}
	for _, pl := range plans {
		text, err := pl.undo()
		if err != nil {
			return out, fmt.Errorf("hook %s: %w", pl.path, err)
		}
		if pl.current.binary != "" || !pl.current.ours {
			out.Actions = append(out.Actions, Action{pl.script.hook, pl.path, text})
		}
	}
	return out, nil
}

// planUndo lists what is to go, and notes what stays for a reason.
func (o Options) planUndo(held folders) (plans []plan, notes []string, err error) {
	for _, folder := range held { // in the usual one: installed before core.hooksPath was set
		dir := folder.dir
		found, err := undoable(dir)
		if err != nil {
			return nil, nil, err
		}
		if !o.Global && slices.ContainsFunc(found, func(pl plan) bool { return pl.current.scope == scopeGlobal }) {
			notes = append(notes, "the hooks in "+dir+" are for all your repositories: covkey uninstall --global takes them away")
			continue
		}
		for _, pl := range found {
			switch {
			case pl.current.link && pl.current.ours:
				notes = append(notes, "hook "+pl.path+" stays: it is a link to a script of covkey's, and covkey makes no such links")
				continue
			case pl.current.edited && !o.Force:
				return nil, nil, fmt.Errorf("hook %s was edited since covkey wrote it; --force removes it and the edit", pl.path)
			}
			plans = append(plans, pl)
		}
	}
	return plans, notes, nil
}

// removeEmpty takes covkey's own folder away. Only an empty one goes: what is left
// in it is not ours.
func removeEmpty(dir string) (notes []string) {
	if err := os.Remove(dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return []string{"the folder stays: " + err.Error()}
	}
	os.Remove(filepath.Dir(dir)) // covkey's as well; it stays where something else is in it
	return nil
}

// installed lists covkey's scripts in a folder, in a fixed order.
func installed(dir string) ([]plan, error) {
	found, err := undoable(dir)
	return slices.DeleteFunc(found, func(pl plan) bool { return !pl.current.ours }), err
}

// undoable lists what covkey left in a folder, in a fixed order: its scripts, and
// earlier hooks that have their second name only because an install was
// interrupted, or because the script was removed by hand.
func undoable(dir string) ([]plan, error) {
	var plans []plan
	for _, name := range hookNames() {
		pl := plan{script: script{hook: name}, path: filepath.Join(dir, name)}
		var err error
		if pl.current, err = readTarget(pl.path); err != nil {
			return nil, err
		}
		stranded := !pl.current.present && exists(pl.saved())
		if !pl.current.ours && !stranded {
			if stranded, err = twins(pl.path, pl.saved()); err != nil {
				return nil, fmt.Errorf("hook %s: %w", pl.path, err)
			}
		}
		if pl.current.ours || stranded {
			plans = append(plans, pl)
		}
	}
	return plans, nil
}

func hookNames() []string {
	names := slices.Clone(Supported)
	for _, n := range forwarded {
		if !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// undo puts the earlier hook back in one step, or removes the script.
func (pl plan) undo() (string, error) {
	const back = "removed; the hook from before is back"
	switch {
	case pl.current.present && !pl.current.ours:
		return back, pl.unsave() // it never went
	case exists(pl.saved()):
		return back, os.Rename(pl.saved(), pl.path)
	}
	return "removed", os.Remove(pl.path)
}
