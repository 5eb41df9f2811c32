package main

import (
	"context"
	"errors"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/terminal"
)

// app is the command line.
func (s *session) app() *cli.App {
	app := &cli.App{
		Name:      "covkey",
		Usage:     "keep Codecov keys out of git",
		Writer:    s.stdout,
		ErrWriter: s.stderr,
		Reader:    s.stdin,
		// Errors come back to run, which alone decides the exit code.
		ExitErrHandler:            func(*cli.Context, error) {},
		DisableSliceFlagSeparator: true,
		// Help and version are asked for before the library sees the command line.
		HideHelp: true, HideVersion: true,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "C", Usage: "work in `DIR`, as git -C does", Action: func(_ *cli.Context, dir string) error {
				s.dir = s.path(dir)
				return nil
			}},
			&cli.BoolFlag{Name: "help", Aliases: []string{"h"}, Usage: "explain a command"},
			&cli.BoolFlag{Name: "version", Usage: "print the version on one line"},
		},
		Commands: []*cli.Command{
			s.installCommand(), s.uninstallCommand(), s.statusCommand(), s.doctorCommand(),
			s.hookCommand(), s.scanCommand(), s.mergeCommand(), s.allowCommand(), s.fixCommand(), s.snippetCommand(),
			s.explainCommand(), s.remediateCommand(), s.inventoryCommand(),
			s.completionCommand(), s.versionCommand(),
		},
		OnUsageError: onUsageError,
	}
	app.Commands = append(app.Commands, s.helpCommand(app))
	app.Action = func(c *cli.Context) error {
		if c.Args().Present() {
			return mistyped("command", c.Args().First(), "covkey ", shown(app.Commands))
		}
		// No command is bad usage: a hook that calls covkey without one must not pass.
		if err := s.help(s.stderr, topic{app: app}); err != nil {
			return err
		}
		return errors.New("no command")
	}
	prepare(topic{app: app})
	return app
}

// prepare makes every command tell errors in one way.
func prepare(t topic) {
	for _, c := range t.commands() {
		about := t.below(c)
		c.OnUsageError, c.HideHelp = onUsageError, true
		if len(c.Subcommands) > 0 {
			c.Action = func(ctx *cli.Context) error {
				if ctx.Args().Present() {
					return mistyped("command of "+about.name(), ctx.Args().First(), about.name()+" ", shown(about.commands()))
				}
				return usage("%s: which of its commands? %s", about.name(), list(shown(about.commands())))
			}
		}
		prepare(about)
	}
}

// flags are the values of the flags of every command that scans.
type flags struct {
	format, output, severity, color, config string
	quiet, verbose                          bool
	// verify and codecovURL are flags of scans alone.
	verify     bool
	codecovURL string
	// asking is set where many scans ask together.
	asking *verification
	// echo tells that the report is for a program, and a person reads the log.
	echo bool
	// ofTarget tells that the settings are those of the refs that a push changes, unless
	// a file was named.
	ofTarget          bool
	ignoreAnnotations bool
	timeout           string // empty for the usual one
}

// defaultFlags are their values where none is given.
func defaultFlags() flags { return flags{format: "text", color: "auto"} }

func flagsOf(c *cli.Context) flags {
	return flags{
		format: c.String("format"), output: c.String("output"), severity: c.String("severity"),
		color: c.String("color"), config: c.String("config"), quiet: c.Bool("quiet"), verbose: c.Bool("verbose"),
		verify: c.Bool("verify"), codecovURL: c.String("codecov-url"),
	}
}

func commonFlags() []cli.Flag {
	d := defaultFlags()
	return []cli.Flag{
		&cli.StringFlag{Name: "format", Value: d.format, Category: groupReport, Usage: "report as `FORMAT`: " + list(report.Formats)},
		&cli.StringFlag{Name: "output", Category: groupReport, Usage: "write the report to `FILE`"},
		&cli.StringFlag{Name: "severity", Category: groupReport, Usage: "report from `LEVEL` up: low, high, critical; low never fails the run"},
		&cli.StringFlag{Name: "color", Value: d.color, Category: groupReport, Usage: "use colour `WHEN`: " + list(terminal.When())},
		&cli.BoolFlag{Name: "quiet", Category: groupReport, Usage: "say nothing when nothing is found"},
		&cli.BoolFlag{Name: "verbose", Category: groupReport, Usage: "say more: fingerprints, how the repository is read"},
		&cli.StringFlag{Name: "config", Category: groupSettings, Usage: "read `FILE` instead of .covkey.yaml"},
	}
}

// reorder moves flags before positional arguments, so that they may stand
// anywhere behind their command: the flag library stops at the first argument
// that is none. Behind "--" nothing is a flag.
func reorder(app *cli.App, args []string) []string {
	if len(args) == 0 {
		return args
	}
	out := []string{args[0]}
	rest := args[1:]
	commands, flags := app.Commands, app.Flags
	for {
		front, positional, tail := part(rest, flags, len(commands) > 0)
		out = append(out, front...)
		if len(positional) == 0 {
			return append(out, tail...)
		}
		command := commandNamed(commands, positional[0])
		if command == nil {
			return append(append(out, positional...), tail...)
		}
		out = append(out, positional[0])
		rest = append(positional[1:], tail...)
		commands, flags = command.Subcommands, command.Flags
	}
}

// part divides arguments into flags with their values, positional ones and what
// stands behind "--" (with it). With first it ends at the first positional.
func part(args []string, flags []cli.Flag, first bool) (front, positional, tail []string) {
	for i := 0; i < len(args); i++ {
		a := args[i]
		switch {
		case a == "--":
			return front, positional, args[i:]
		case len(a) > 1 && a[0] == '-':
			front = append(front, a)
			if takesValue(flags, a) && i+1 < len(args) {
				i++
				front = append(front, args[i])
			}
		case first:
			return front, args[i:], nil
		default:
			positional = append(positional, a)
		}
	}
	return front, positional, nil
}

// takesValue reports whether a flag's value is the next argument.
func takesValue(flags []cli.Flag, arg string) bool {
	name := strings.TrimLeft(arg, "-")
	for _, f := range flags {
		if _, isBool := f.(*cli.BoolFlag); isBool {
			continue
		}
		for _, n := range f.Names() {
			if n == name {
				return true
			}
		}
	}
	return false
}

func commandNamed(commands []*cli.Command, name string) *cli.Command {
	for _, c := range commands {
		if c.HasName(name) {
			return c
		}
	}
	return nil
}

// action wraps a command's work with the context it runs in.
func action(do func(ctx context.Context, c *cli.Context) error) cli.ActionFunc {
	return func(c *cli.Context) error { return do(c.Context, c) }
}
