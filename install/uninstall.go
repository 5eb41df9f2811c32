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
	p, err := o.find(ctx)
	if err != nil {
		return Outcome{}, err
	}
	out := Outcome{Dir: p.dir, Origin: p.origin}
	dirs := []string{p.dir}
	if p.usual != "" && p.usual != p.dir {
		dirs = append(dirs, p.usual) // installed before core.hooksPath was set
	}
	var plans []plan
	for _, dir := range dirs {
		found, err := installed(dir)
		if err != nil {
			return out, err
		}
		for _, pl := range found {
			if pl.current.scope == scopeGlobal && !o.Global {
				out.Notes = append(out.Notes, "the hooks in "+dir+" are for all your repositories: covkey uninstall --global takes them away")
				break
			}
			if pl.current.edited && !o.Force {
				return out, fmt.Errorf("hook %s was edited since covkey wrote it; --force removes it and the edit", pl.path)
			}
			plans = append(plans, pl)
		}
	}
	for _, pl := range plans {
		text, err := pl.undo()
		if err != nil {
			return out, fmt.Errorf("hook %s: %w", pl.path, err)
		}
		if pl.current.binary != "" {
			out.Actions = append(out.Actions, Action{pl.script.hook, pl.path, text})
		}
	}
	if p.scope == scopeGlobal && p.configured {
		if _, err := o.git(ctx, o.Dir, "config", "--global", "--unset", "core.hooksPath"); err != nil {
			return out, err
		}
		out.Notes = append(out.Notes, "core.hooksPath was removed from your global git configuration")
		// Only an empty folder goes: what is left in it is not ours.
		if err := os.Remove(p.dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			out.Notes = append(out.Notes, "the folder stays, because it is not empty: "+p.dir)
		}
	}
	return out, nil
}

// installed lists covkey's scripts in a folder, in a fixed order.
func installed(dir string) ([]plan, error) {
	var plans []plan
	for _, name := range hookNames() {
		pl := plan{script: script{hook: name}, path: filepath.Join(dir, name), force: true}
		if err := pl.look(); err != nil {
			return nil, err
		}
		if pl.current.ours {
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
	if !exists(pl.saved()) {
		return "removed", os.Remove(pl.path)
	}
	return "removed; the hook from before is back", os.Rename(pl.saved(), pl.path)
}
