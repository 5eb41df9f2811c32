package main

import (
	"context"
	"strings"

	"github.com/urfave/cli/v2"
)

// app is the command line.
func (s *session) app() *cli.App {
	app := &cli.App{
		Name:  "covkey",
		Usage: "keep Codecov keys out of git",
		Description: "covkey looks at what git is about to commit or push and stops it when a\n" +
			"Codecov key is in it.",
		Version:   version(),
		Writer:    s.stdout,
		ErrWriter: s.stderr,
		Reader:    s.stdin,
		// Errors come back to run, which alone decides the exit code.
		ExitErrHandler:            func(*cli.Context, error) {},
		DisableSliceFlagSeparator: true,
		HideHelpCommand:           false,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "C", Usage: "work in `DIR`, as git -C does", Action: func(_ *cli.Context, dir string) error {
				s.dir = s.path(dir)
				return nil
			}},
		},
		Commands: []*cli.Command{
			s.installCommand(), s.uninstallCommand(), s.statusCommand(),
			s.hookCommand(), s.scanCommand(), s.allowCommand(),
			{
				Name: "version", Usage: "print the version", Action: func(c *cli.Context) error {
					s.printf("covkey %s\n", version())
					return nil
				},
			},
		},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usage("unknown command %q", c.Args().First())
			}
			// No command is bad usage: a hook that calls covkey without one must
			// not pass.
			if err := cli.ShowAppHelp(c); err != nil {
				return err
			}
			return usage("no command")
		},
	}
	app.OnUsageError = onUsageError
	prepare(app.Commands)
	return app
}

// prepare makes every command tell errors in one way.
func prepare(commands []*cli.Command) {
	for _, c := range commands {
		c.OnUsageError = onUsageError
		if len(c.Subcommands) > 0 {
			name := c.Name
			c.Action = func(ctx *cli.Context) error {
				if ctx.Args().Present() {
					return usage("unknown command \"%s %s\"", name, ctx.Args().First())
				}
				return usage("covkey %s: which of its commands?", name)
			}
		}
		prepare(c.Subcommands)
	}
}

func onUsageError(_ *cli.Context, err error, _ bool) error {
	return usage("%s", strings.ReplaceAll(err.Error(), "flag provided but not defined", "unknown flag"))
}

// flags are the values of the flags of every command that scans.
type flags struct {
	format, output, severity, color, config string
	quiet, verbose                          bool
	// echo tells that the report is for a program, and a person reads the log.
	echo bool
}

// defaultFlags are their values where none is given.
func defaultFlags() flags { return flags{format: "text", color: "auto"} }

func flagsOf(c *cli.Context) flags {
	return flags{
		format: c.String("format"), output: c.String("output"), severity: c.String("severity"),
		color: c.String("color"), config: c.String("config"), quiet: c.Bool("quiet"), verbose: c.Bool("verbose"),
	}
}

func commonFlags() []cli.Flag {
	d := defaultFlags()
	return []cli.Flag{
		&cli.StringFlag{Name: "format", Value: d.format, Usage: "`FORMAT` of the report: text or json"},
		&cli.StringFlag{Name: "output", Usage: "write the report to `FILE`"},
		&cli.StringFlag{Name: "severity", Usage: "report from `LEVEL` up: low, high or critical; low never fails the run"},
		&cli.StringFlag{Name: "color", Value: d.color, Usage: "`WHEN` to use colour: auto, always or never"},
		&cli.StringFlag{Name: "config", Usage: "read `FILE` instead of .covkey.yaml"},
		&cli.BoolFlag{Name: "quiet", Usage: "say nothing when nothing is found"},
		&cli.BoolFlag{Name: "verbose", Usage: "say more: fingerprints, how the repository is read"},
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
