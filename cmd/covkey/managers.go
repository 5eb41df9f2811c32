package main

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/install"
	"github.com/covkey/covkey/manager"
	"github.com/covkey/covkey/report"
)

// noManager is the name by which covkey's own scripts are asked for.
const noManager = "none"

// managers lists the hook managers that the repository uses; none outside of a work
// tree.
func (s *session) managers(ctx context.Context, o install.Options) (manager.Place, []manager.Manager, error) {
	if o.Global {
		return manager.Place{}, nil, nil
	}
	where, err := install.Locate(ctx, o)
	if err != nil || where.Top == "" {
		return manager.Place{}, nil, err
	}
	dir := o.Dir
	if real, err := filepath.EvalSymlinks(dir); err == nil { // as git names the top
		dir = real
	}
	place := manager.Place{
		Dir: dir, Top: filepath.FromSlash(where.Top), Hooks: where.Hooks(), Env: o.Env,
		Program: o.Program(), Release: release("v" + thisBuild().Version),
	}
	found, err := manager.Find(place)
	return place, found, err
}

// release is the tag of a released covkey, empty for a build of something else.
func release(version string) string {
	if regexp.MustCompile(`^v\d+\.\d+\.\d+$`).MatchString(version) {
		return version
	}
	return ""
}

// choose finds the manager through which to install: the one that is named, the one
// that git runs here, or the only one; nil for covkey's own scripts.
func (s *session) choose(ctx context.Context, o install.Options, name string) (*manager.Manager, error) {
	if name == noManager || o.Global {
		return nil, nil
	}
	place, found, err := s.managers(ctx, o)
	if err != nil {
		return nil, err
	}
	if name != "" {
		if !slices.Contains(manager.Names(), name) {
			return nil, usage("--manager: unknown hook manager %q: want one of %s, or %s for covkey's own scripts", name, strings.Join(manager.Names(), ", "), noManager)
		}
		m, err := manager.Named(place, name)
		return &m, err
	}
	st, err := install.Check(ctx, o)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(st.Hooks, func(h install.HookStatus) bool { return h.State == "installed" }) {
		return nil, nil // covkey's own are in place: they stay what counts
	}
	switch {
	case len(found) == 0:
		return nil, nil
	case len(found) == 1 || found[0].Active():
		return &found[0], nil
	}
	return nil, withHint(fmt.Errorf("this repository has files of several hook managers (%s), and none is installed in this clone", named(found)),
		"choose one: covkey install --manager NAME, or --manager none for covkey's own scripts")
}

func named(found []manager.Manager) string {
	var names []string
	for _, m := range found {
		names = append(names, m.Name+": "+m.Shown(m.File))
	}
	return strings.Join(names, ", ")
}

func wantedHooks(o install.Options) []string {
	if len(o.Hooks) > 0 {
		return o.Hooks
	}
	return install.Defaults
}

// installThrough adds covkey to a manager's own file.
func (s *session) installThrough(m *manager.Manager, o install.Options) error {
	if err := o.CheckNames(); err != nil {
		return err
	}
	hooks := wantedHooks(o)
	edits, err := m.Add(hooks)
	s.printf("hook manager: %s (%s)\n", m.Name, report.Visible(m.Shown(m.File)))
	s.printEdits(m, edits)
	if manager.ByHand(err) {
		s.printLines(m, hooks)
		return withHint(err, "add the lines above by hand, or take covkey's own scripts: covkey install --manager none")
	}
	if err != nil {
		return err
	}
	if len(edits) == 0 {
		s.printf("  covkey is in it already\n")
	}
	next := m.Next(hooks)
	if next != "" && len(edits) > 0 {
		next += "; then "
	}
	if len(edits) > 0 {
		next += "commit the change, so that it counts for everybody (undo: covkey uninstall)"
	}
	if next != "" {
		s.printf("next: %s\n", next)
	}
	if o.Program() == "" {
		s.printf("note: %s runs the covkey that is on PATH, and there is none yet\n", m.Name)
	}
	return nil
}

func (s *session) printEdits(m *manager.Manager, edits []manager.Edit) {
	for _, e := range edits {
		s.printf("  %-17s %s\n", report.Visible(m.Shown(e.Path)), report.Visible(e.Text))
	}
}

// printLines shows what a person would add.
func (s *session) printLines(m *manager.Manager, hooks []string) {
	for _, l := range m.Lines(hooks) {
		s.printf("# %s, %s:\n", report.Visible(l.File), l.Where)
		for line := range strings.Lines(l.Text) {
			s.printf("%s\n", report.Visible(strings.TrimSuffix(line, "\n")))
		}
	}
	if next := m.Next(hooks); next != "" {
		s.printf("# then: %s\n", next)
	}
}

// showLines is install --print, which changes nothing.
func (s *session) showLines(m *manager.Manager, o install.Options) error {
	if err := o.CheckNames(); err != nil {
		return err
	}
	if m == nil {
		s.printf("no hook manager is used here: covkey install puts its own scripts where git looks for hooks\n")
		return nil
	}
	s.printLines(m, wantedHooks(o))
	return nil
}

// removeFromManagers takes covkey out of the managers' files. What is not as covkey
// writes it is a person's, and stays.
func (s *session) removeFromManagers(ctx context.Context, o install.Options) (removed bool, err error) {
	_, found, err := s.managers(ctx, o)
	if err != nil {
		return false, err
	}
	done := map[string]bool{}
	for _, m := range found {
		if done[m.File] { // two managers may read one file
			continue
		}
		done[m.File] = true
		edits, err := m.Remove()
		if len(edits) > 0 {
			removed = true
			s.printf("hook manager: %s (%s)\n", m.Name, report.Visible(m.Shown(m.File)))
			s.printEdits(&m, edits)
			if next := m.NextRemoved(); next != "" {
				s.printf("next: %s\n", next)
			}
		}
		if manager.ByHand(err) { // covkey's own scripts go all the same
			removed = true
			s.printf("note: covkey stays in %s\n", report.Visible(err.Error()))
			err = nil
		}
		if err != nil {
			return removed, err
		}
	}
	return removed, nil
}

// managed says how git comes to covkey through a manager, and reports for which hooks
// that replaces what is said of the hooks folder.
func (s *session) managed(ctx context.Context, o install.Options, st install.Status) (m *manager.Manager, hooks map[string]manager.Hook, problems []string, err error) {
	_, found, err := s.managers(ctx, o)
	if err != nil || len(found) == 0 {
		return nil, nil, nil, err
	}
	own := func(h install.HookStatus) bool { return strings.HasPrefix(h.State, "installed") }
	if !found[0].Active() && (len(found) > 1 || !slices.ContainsFunc(st.Hooks, func(h install.HookStatus) bool { return !own(h) && slices.Contains(install.Defaults, h.Hook) })) {
		return nil, nil, nil, nil // covkey's own scripts do it all, or nobody does
	}
	m = &found[0]
	var names, wanted []string
	for _, h := range st.Hooks {
		if own(h) {
			continue
		}
		names = append(names, h.Hook)
		if slices.Contains(install.Defaults, h.Hook) {
			wanted = append(wanted, h.Hook)
		}
	}
	list, problems, err := m.Check(names, wanted)
	hooks = map[string]manager.Hook{}
	for _, h := range list {
		hooks[h.Name] = h
	}
	return m, hooks, problems, err
}

// managerFlags are those of install that are about hook managers.
func managerFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "manager", Usage: "add covkey to this hook manager (`NAME`: " + strings.Join(manager.Names(), ", ") + "), or none for covkey's own scripts"},
		&cli.BoolFlag{Name: "print", Usage: "print the lines for the hook manager, and change nothing"},
		&cli.BoolFlag{Name: "git-config", Usage: "put the hooks into git's configuration (git 2.54 and later)"},
	}
}

// printThrough shows who calls whom at one hook.
func (s *session) printThrough(h manager.Hook) {
	state := "not installed"
	switch {
	case len(h.Chain) > 0:
		state = strings.Join(h.Chain, " -> ")
	case !slices.Contains(install.Defaults, h.Name):
		state += " (optional)"
	case len(h.Problems) == 0:
		state = "the manager has no such hook"
	}
	s.printf("  %-17s %s\n", h.Name, report.Visible(state))
	for _, p := range h.Problems {
		s.printf("    problem %s\n", report.Visible(p))
	}
}
