package install

import (
	"bytes"
	"context"
	"fmt"
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
	if err := o.CheckNames(); err != nil {
		return Outcome{}, err
	}
	p, held, err := o.findAndLock(ctx, true)
	if err != nil {
		return Outcome{}, err
	}
	defer held.release()
	out, err := o.installIn(p, held)
	if err != nil {
		return out, err
	}
	if p.scope == scopeGlobal && !p.configured {
		if err := o.setGlobal(ctx, "core.hooksPath", p.dir); err != nil {
			return out, err
		}
		out.Notes = append(out.Notes, "core.hooksPath in your global git configuration now names "+p.dir+"; a repository's own hooks still run first")
	}
	if p.bare && !slices.Contains(o.names(), receiving) {
		out.Notes = append(out.Notes, "this is a bare repository; what others push to it is looked at by another hook: covkey install --hook "+receiving)
	}
	if p.usual != "" && !o.Global {
		out.Notes = append(out.Notes, "git looks there because of "+p.origin)
	}
	return out, nil
}

// CheckNames refuses names of hooks that covkey does not know.
func (o Options) CheckNames() error {
	for _, name := range o.Hooks {
		if !slices.Contains(Supported, name) {
			return fmt.Errorf("unknown hook %q: want one of %v", name, Supported)
		}
	}
	return nil
}

// names are the hooks that were asked for.
func (o Options) names() []string {
	if len(o.Hooks) == 0 {
		return Defaults
	}
	return o.Hooks
}

// findAndLock finds the hooks folder and keeps other covkeys out of it until the
// caller is done.
func (o Options) findAndLock(ctx context.Context, create bool) (place, folders, error) {
	for {
		p, err := o.find(ctx)
		if err != nil {
			return p, nil, err
		}
		if create && p.husky() {
			return p, nil, fmt.Errorf("%s belongs to husky, which rewrites it: add the line 'covkey hook NAME \"$@\"' to the file .husky/NAME instead (NAME: pre-commit, pre-push)", p.dir)
		}
		// Where git is told to look must be locked before it is told otherwise.
		held, err := p.lock(ctx, create || p.scope == scopeGlobal && p.configured)
		if err != nil || !o.Global {
			return p, held, err
		}
		// Whoever held the lock may have changed the user's configuration.
		again, err := o.find(ctx)
		if err == nil && again == p {
			return p, held, nil
		}
		held.release()
		if err != nil {
			return p, nil, err
		}
	}
}

// installIn writes the scripts into a folder that is locked.
func (o Options) installIn(p place, held folders) (Outcome, error) {
	out := Outcome{Dir: p.dir, Origin: p.origin}
	plans, err := o.plan(p)
	if err != nil {
		return Outcome{}, err
	}
	if err := held.sweep(); err != nil {
		return out, err
	}
	for _, pl := range plans {
		text, err := pl.carryOut()
		if err != nil {
			return out, fmt.Errorf("hook %s: %w", pl.path, err)
		}
		if pl.script.binary != "" {
			out.Actions = append(out.Actions, Action{pl.script.hook, pl.path, text})
		}
	}
	return out, nil
}

// plan is what is to happen to one hook.
type plan struct {
	script  script
	path    string
	text    []byte
	current target
	same    bool // nothing to do
	aside   bool // an earlier saved hook makes room for the one that is there now
}

func (pl plan) saved() string { return pl.path + savedSuffix }

// plan looks at every hook and refuses where something would be lost.
func (o Options) plan(p place) ([]plan, error) {
	var plans []plan
	for _, name := range o.names() {
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
		if pl.current, err = readTarget(pl.path); err != nil {
			return nil, err
		}
		pl.text = pl.script.text()
		pl.same = bytes.Equal(pl.current.text, pl.text) && pl.current.runs || pl.wider()
		if pl.same {
			continue
		}
		if err := pl.refusal(o.Force); err != nil {
			return nil, err
		}
		pl.aside = o.Force && exists(pl.saved())
	}
	return plans, nil
}

// wider reports whether a check for all repositories stands where one for a single
// repository, or only a forwarder, would go: it is not narrowed.
func (pl plan) wider() bool {
	return pl.current.ours && pl.current.scope == scopeGlobal && pl.current.binary != "" &&
		(pl.script.scope != scopeGlobal || pl.script.binary == "")
}

// refusal says what would be lost.
func (pl plan) refusal(force bool) error {
	now := pl.current
	if now.odd != "" {
		return fmt.Errorf("hook %s %s, which git cannot run: remove it first", pl.path, now.kind())
	}
	if force {
		return nil
	}
	switch {
	case now.ours && now.link:
		return fmt.Errorf("hook %s is a link to a script that covkey wrote for another place; --force puts a script of its own there", pl.path)
	case now.edited:
		return fmt.Errorf("hook %s was edited since covkey wrote it; --force replaces it and drops the edit", pl.path)
	case now.ours || !now.present || !exists(pl.saved()):
		return nil
	}
	same, err := twins(pl.path, pl.saved())
	if err == nil && !same {
		err = fmt.Errorf("hook %s was replaced by another program since covkey wrote it, and %s still holds the hook from before; --force chains the new one and keeps the older file under another name", pl.path, filepath.Base(pl.saved()))
	}
	return err
}
