package install

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// HookStatus is one hook as git will find it.
type HookStatus struct {
	Hook, Path string
	// State is a word or two: installed, not installed, another program's.
	State string
	// Binary is the program that the hook will run, empty when it finds none.
	Binary string
	// Chained is the earlier hook that runs first, empty for none.
	Chained  string
	Problems []string
	// Config is the command by which git's configuration runs covkey, empty for none.
	Config string
}

// Status is the state of all hooks.
type Status struct {
	Dir, Origin string
	Hooks       []HookStatus
	Problems    []string // that belong to no single hook
}

// Healthy reports whether nothing is wrong.
func (s Status) Healthy() bool {
	return len(s.Problems) == 0 && !slices.ContainsFunc(s.Hooks, func(h HookStatus) bool { return len(h.Problems) > 0 })
}

// Check looks at every hook where git will look for it.
func Check(ctx context.Context, o Options) (Status, error) {
	p, err := o.find(ctx)
	if err != nil {
		return Status{}, err
	}
	st := Status{Dir: p.dir, Origin: p.origin}
	configured, problems, err := o.checkConfig(ctx, o.Dir)
	if err != nil {
		return st, err
	}
	st.Problems = problems
	for _, name := range Supported {
		path, err := p.path(name)
		if err != nil {
			return st, err
		}
		pl := plan{script: script{hook: name}, path: path}
		if pl.current, err = readTarget(path); err != nil {
			return st, err
		}
		h, err := o.checkHook(pl)
		if err != nil {
			return st, err
		}
		if name == receiving && h.State == "not installed (optional)" && configured[name] == "" {
			continue // few repositories are pushed to
		}
		if h.Config = configured[name]; h.Config != "" {
			h.viaConfig()
		}
		st.Hooks = append(st.Hooks, h)
	}
	if p.bare {
		st.asServer()
	}
	if p.usual != "" && p.usual != p.dir {
		hidden, err := installed(p.usual)
		if err != nil {
			return st, err
		}
		forwards, err := p.forwards()
		if err != nil {
			return st, err
		}
		if len(hidden) > 0 && !forwards {
			st.Problems = append(st.Problems, fmt.Sprintf("covkey is also installed in %s, but git does not look there: overridden by %s", p.usual, p.origin))
		}
	}
	if o.Global && p.scope == scopeGlobal && !p.configured {
		st.Problems = append(st.Problems, "core.hooksPath is not set in the global configuration, so git does not look in "+p.dir+"; run: covkey install --global")
	}
	return st, nil
}

// asServer: where what is pushed is looked at, nobody needs to commit or push from.
func (s *Status) asServer() {
	last := len(s.Hooks) - 1
	if h := s.Hooks[last]; h.Hook != receiving || !strings.HasPrefix(h.State, "installed") {
		return
	}
	for i := range s.Hooks[:last] {
		if h := &s.Hooks[i]; h.State == "not installed" {
			h.State, h.Problems = "not installed (optional)", nil
		}
	}
}

// viaConfig: git's configuration runs covkey, so nothing has to be in the folder.
func (h *HookStatus) viaConfig() {
	if h.State == "installed" {
		h.Problems = append(h.Problems, "covkey runs twice: git's configuration and the hooks folder both have it; run: covkey uninstall, then covkey install again")
		return
	}
	h.State, h.Problems = "installed in git's configuration ("+configHook(h.Hook)+")", nil
}

func (o Options) checkHook(pl plan) (HookStatus, error) {
	h := HookStatus{Hook: pl.script.hook, Path: pl.path}
	problem := func(format string, args ...any) { h.Problems = append(h.Problems, fmt.Sprintf(format, args...)) }
	wanted := slices.Contains(Defaults, h.Hook)
	switch {
	case pl.current.odd != "":
		h.State = "broken"
		problem("%s, which git cannot run: remove it, then run: covkey install", pl.current.kind())
		return h, nil
	case !pl.current.present, pl.current.ours && pl.current.binary == "" && !pl.current.edited:
		h.State = "not installed"
		if wanted {
			problem("not installed; run: covkey install")
		} else {
			h.State += " (optional)"
		}
		return h, nil
	case !pl.current.ours:
		h.State = "another program's"
		if wanted || exists(pl.saved()) {
			problem("not covkey's; run: covkey install (the hook that is there keeps running first)")
		}
		return h, nil
	}
	h.State = "installed"
	if !pl.current.runs {
		problem("not executable, so git ignores it; run: covkey install")
	}
	if pl.current.edited {
		problem("edited since covkey wrote it; covkey install --force writes it anew")
	} else if pl.current.version < ScriptVersion {
		problem("version %d, older than this covkey's %d; run: covkey install", pl.current.version, ScriptVersion)
	} else if pl.current.version > ScriptVersion {
		problem("version %d, newer than this covkey's %d; update covkey", pl.current.version, ScriptVersion)
	}
	h.Binary = o.onPath("covkey")
	switch recorded := isProgram(pl.current.binary); {
	case h.Binary == "" && recorded:
		h.Binary = pl.current.binary
	case h.Binary == "":
		problem("finds no covkey: not on PATH, not at the recorded %s; it blocks everything until you install covkey again", pl.current.binary)
	case !recorded:
		problem("the recorded path %s is no longer a program, so graphical clients without PATH are blocked; run: covkey install", pl.current.binary)
	}
	if saved, err := os.Stat(pl.saved()); err == nil {
		h.Chained = pl.saved()
		if !executable(saved) {
			h.Chained += " (not executable: it does not run, as before)"
		}
	} else if exists(pl.saved()) {
		h.Chained = pl.saved() + " (leads nowhere: it does not run, as before)"
	}
	return h, nil
}

// onPath is what the script's "command -v" will find: the first program of that
// name, when it is in an absolute folder.
func (o Options) onPath(name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	for _, dir := range filepath.SplitList(o.getenv("PATH")) {
		if dir == "" {
			dir = "."
		}
		path := filepath.Join(dir, name)
		if isProgram(path) {
			if !filepath.IsAbs(dir) {
				return ""
			}
			return path
		}
	}
	return ""
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return path != "" && err == nil && info.Mode().IsRegular() && executable(info)
}

// executable as git tests it; Windows has no such bit.
func executable(info fs.FileInfo) bool {
	return runtime.GOOS == "windows" || info.Mode().Perm()&0o111 != 0
}
