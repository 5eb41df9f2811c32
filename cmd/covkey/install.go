package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/install"
	"github.com/covkey/covkey/report"
)

func (s *session) installCommand() *cli.Command {
	return &cli.Command{
		Name:     "install",
		Category: groupProtect,
		Usage:    "protect this repository: put covkey's hooks where git looks for hooks",
		Flags: append([]cli.Flag{
			&cli.StringSliceFlag{Name: "hook", Usage: "install this hook (`NAME`; may be repeated) instead of " + list(install.Defaults)},
			&cli.BoolFlag{Name: "global", Usage: "protect every repository of this user"},
			&cli.BoolFlag{Name: "force", Usage: "also replace a hook of covkey's that was edited"},
		}, managerFlags()...),
		Action: action(s.install),
	}
}

func (s *session) uninstallCommand() *cli.Command {
	return &cli.Command{
		Name:     "uninstall",
		Category: groupProtect,
		Usage:    "take covkey's hooks away and put back what was there before",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "global", Usage: "take away the hooks for every repository"},
			&cli.BoolFlag{Name: "force", Usage: "also remove a hook of covkey's that was edited"},
		},
		Action: action(s.uninstall),
	}
}

func (s *session) statusCommand() *cli.Command {
	return &cli.Command{
		Name:     "status",
		Category: groupProtect,
		Usage:    "show what is installed where, and what is wrong with it; exit 0 when all is well",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "global", Usage: "show the hooks for every repository"},
			&cli.BoolFlag{Name: "all", Usage: "show everything that covkey doctor checks as well"},
		},
		Action: action(s.status),
	}
}

func (s *session) installOptions(ctx context.Context, c *cli.Context) (install.Options, error) {
	if c.Args().Present() {
		return install.Options{}, usage("covkey %s takes no arguments, got %q", c.Command.Name, c.Args().First())
	}
	for _, name := range c.StringSlice("hook") {
		if !slices.Contains(install.Supported, name) {
			return install.Options{}, unknown("--hook", name, install.Supported)
		}
	}
	// Where git would wait for ever for a file that is none, it is not asked.
	if _, err := gitrepo.Locate(s.dir, s.environ()); err != nil && !c.Bool("global") && !errors.Is(err, gitrepo.ErrNoRepository) {
		return install.Options{}, err
	}
	o := install.Options{
		Dir: s.dir, Env: s.env, Hooks: c.StringSlice("hook"), Global: c.Bool("global"), Force: c.Bool("force"),
	}
	if !o.Global {
		// git is asked once for all that follows; an error shows where that asks again.
		if where, err := install.Locate(ctx, o); err == nil {
			o.Where = &where
		}
	}
	return o, nil
}

func (s *session) install(ctx context.Context, c *cli.Context) error {
	o, err := s.installOptions(ctx, c)
	if err != nil {
		return err
	}
	if c.Bool("print") || !c.Bool("git-config") {
		m, err := s.choose(ctx, o, c.String("manager"))
		switch {
		case err != nil:
			return err
		case c.Bool("print"):
			return s.showLines(m, o)
		case m != nil:
			return s.installThrough(m, o)
		}
	}
	if o.Binary, err = program(); err != nil {
		return err
	}
	put := install.Install
	if c.Bool("git-config") {
		put = install.InstallConfig
	}
	out, err := put(ctx, o)
	s.printOutcome(out)
	if err != nil {
		return begun(c, out, err)
	}
	s.printf("Codecov keys are now stopped before they get into git. Undo: covkey uninstall%s\n", globally(o.Global))
	return nil
}

func globally(yes bool) string {
	if yes {
		return " --global"
	}
	return ""
}

// program is the absolute path of the running binary, as it was started: a link
// (/usr/local/bin to a versioned folder) outlives what it points to.
func program() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding covkey's own path: %w", err)
	}
	if inBuildCache(path) {
		return "", withHint(fmt.Errorf("covkey was started by \"go run\", from a file that goes away: %s", path),
			"build it first: go build -o ~/.local/bin/ ./cmd/covkey, then run it from there")
	}
	return path, nil
}

// inBuildCache recognises the temporary folder from which "go run" starts.
func inBuildCache(path string) bool {
	for dir := filepath.Dir(path); dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if ok, err := filepath.Match("go-build*", filepath.Base(dir)); err == nil && ok && filepath.Base(filepath.Dir(path)) == "exe" {
			return true
		}
	}
	return false
}

func (s *session) uninstall(ctx context.Context, c *cli.Context) error {
	o, err := s.installOptions(ctx, c)
	if err != nil {
		return err
	}
	elsewhere, err := s.removeFromManagers(ctx, o)
	if err != nil {
		return err
	}
	out, err := install.Uninstall(ctx, o)
	if len(out.Actions) > 0 || !elsewhere {
		s.printOutcome(out)
	}
	if err != nil {
		return begun(c, out, err)
	}
	if len(out.Actions) == 0 && !elsewhere {
		s.printf("nothing of covkey's to remove\n")
	}
	return nil
}

// begun says how things stand after an error in the middle of the work.
func begun(c *cli.Context, out install.Outcome, err error) error {
	if out.Dir == "" {
		return err // nothing was changed
	}
	return withHint(err, "every hook that is not listed above is as it was; when the cause is gone, run covkey "+c.Command.Name+" again")
}

func (s *session) printOutcome(out install.Outcome) {
	if out.Dir != "" {
		s.printf("hooks folder: %s\n", report.Visible(out.Dir))
	}
	for _, a := range out.Actions {
		s.printf("  %-17s %s\n", a.Hook, report.Visible(a.Text))
	}
	for _, n := range out.Notes {
		s.printf("note: %s\n", report.Visible(n))
	}
}

func (s *session) status(ctx context.Context, c *cli.Context) error {
	o, err := s.installOptions(ctx, c)
	if err != nil {
		return err
	}
	st, err := install.Check(ctx, o)
	if err != nil {
		return err
	}
	m, through, problems, err := s.managed(ctx, o, st)
	if err != nil {
		return err
	}
	s.printf("hooks folder: %s (%s)\n", report.Visible(st.Dir), report.Visible(st.Origin))
	if m != nil {
		s.printf("hook manager: %s (%s)\n", m.Name, report.Visible(m.Shown(m.File)))
	}
	for i, h := range st.Hooks {
		if via, ok := through[h.Hook]; ok {
			s.printThrough(via)
			st.Hooks[i].Problems = via.Problems
			continue
		}
		s.printf("  %-17s %s\n", h.Hook, h.State)
		if h.State != "not installed" && h.State != "not installed (optional)" {
			s.printf("    file    %s\n", report.Visible(h.Path))
		}
		if h.Binary != "" {
			s.printf("    runs    %s\n", report.Visible(h.Binary))
		}
		if h.Chained != "" {
			s.printf("    first   %s\n", report.Visible(h.Chained))
		}
		for _, p := range h.Problems {
			s.printf("    problem %s\n", report.Visible(p))
		}
	}
	st.Problems = append(st.Problems, problems...)
	for _, p := range st.Problems {
		s.printf("problem: %s\n", report.Visible(p))
	}
	if !st.Healthy() {
		s.code = exitFound
	}
	if c.Bool("all") {
		s.printf("\n")
		return s.doctor(ctx, c)
	}
	return nil
}
