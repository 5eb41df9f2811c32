package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/hook"
	"github.com/covkey/covkey/install"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
)

func (s *session) hookCommand() *cli.Command {
	return &cli.Command{
		Name:      "hook",
		Category:  groupScan,
		Usage:     "do what a git hook is to do; the installed scripts call this",
		ArgsUsage: "NAME [git's own arguments]",
		Flags:     commonFlags(),
		Action: action(func(ctx context.Context, c *cli.Context) error {
			if c.Args().First() == "" {
				return usage("covkey hook: which hook?")
			}
			return s.hook(ctx, flagsOf(c), c.Args().First(), c.Args().Tail())
		}),
	}
}

// plainHook takes a hook's name and git's arguments off a command line as the
// installed scripts have it: without a flag. Such a run does without the library for
// command lines, which takes longer than a small commit.
func plainHook(args []string) (name string, rest []string, ok bool) {
	if len(args) < 3 || args[1] != "hook" || args[2] == "" {
		return "", nil, false
	}
	for _, a := range args[2:] {
		if strings.HasPrefix(a, "-") {
			return "", nil, false
		}
	}
	return args[2], args[3:], true
}

func (s *session) hook(ctx context.Context, fl flags, name string, args []string) error {
	operation, err := hook.OperationOf(name, s.environ())
	if err != nil {
		if near, ok := nearest(name, install.Supported); ok {
			return withHint(fmt.Errorf("%q: %w", name, err), fmt.Sprintf("did you mean %q?", near))
		}
		return usage("%q: %w", name, err)
	}
	op := report.Operation(operation)
	err = s.inRepository(ctx, fl, op, func(repo *gitrepo.Repository, policy scan.Policy) (*scan.Result, error) {
		return hook.Run(ctx, repo, hook.Request{
			Name: name, Args: args, Stdin: s.fromGit(), Env: s.environ(), Dir: s.dir,
		}, policy)
	})
	return withHint(err, goOn(op))
}

// fromGit is what git writes to a hook. Git gives a pipe. From the null device, which
// also stands for an input that was closed, nothing comes, and nothing would be
// looked at: what runs the hooks has kept git's lines for itself.
func (s *session) fromGit() io.Reader {
	f, ok := s.stdin.(*os.File)
	if !ok {
		return s.stdin
	}
	if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice == 0 {
		return s.stdin
	}
	return unreadable{withHint(errors.New("standard input is not git's: it is closed, the null device or a terminal"),
		"a hook manager has to pass git's input on; lefthook does with use_stdin: true")}
}

// unreadable is an input that gives an error.
type unreadable struct{ error }

func (u unreadable) Read([]byte) (int, error) { return 0, u.error }
