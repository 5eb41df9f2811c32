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
		Flags: append(commonFlags(),
			&cli.BoolFlag{Name: "ignore-annotations", Category: groupSettings, Usage: "no annotation allows a key; for a server, where the author of a change is not to decide"},
			&cli.StringFlag{Name: "timeout", Category: groupSettings, Usage: "give up and block after `DURATION` (4s, 2m; 0 for never); pre-receive has one of its own"},
		),
		Action: action(func(ctx context.Context, c *cli.Context) error {
			if c.Args().First() == "" {
				return usage("covkey hook: which hook?")
			}
			fl := flagsOf(c)
			fl.ignoreAnnotations, fl.timeout = c.Bool("ignore-annotations"), c.String("timeout")
			return s.hook(ctx, fl, c.Args().First(), c.Args().Tail())
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
		return unknownHook(name, err)
	}
	op := report.Operation(operation)
	var server gitServer
	if op == report.Receive {
		server = serverOf(s.environ())
		s.speakTo(server, fl)
		fl.ofTarget = true
		fl.echo = fl.output != "" // which the operators read
	}
	if err := s.budget(fl, name, server); err != nil {
		return s.unscanned(fl, op, withHint(err, goOn(op)))
	}
	err = s.inRepository(ctx, fl, op, func(repo *gitrepo.Repository, policy scan.Policy) (*scan.Result, error) {
		req := hook.Request{Name: name, Args: args, Stdin: s.fromGit(), Env: s.environ(), Dir: s.dir}
		if op != report.Receive || fl.config != "" {
			return hook.Run(ctx, repo, req, policy)
		}
		t := targetSettings{repo: repo, base: policy, flags: fl, known: map[gitrepo.ID]hook.Settings{}}
		req.Settings = t.of
		result, err := hook.Run(ctx, repo, req, policy)
		if result != nil {
			result.Notes = append(result.Notes, t.notes...)
		}
		return result, err
	})
	return withHint(err, goOn(op))
}

func unknownHook(name string, err error) error {
	if name == "update" || name == "post-receive" {
		return withHint(fmt.Errorf("%q: %w", name, err), "on a server it is pre-receive that stops a push: docs/server.md, also where there is only an update hook")
	}
	if near, ok := nearest(name, install.Supported); ok {
		return withHint(fmt.Errorf("%q: %w", name, err), fmt.Sprintf("did you mean %q?", near))
	}
	return usage("%q: %w", name, err)
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
