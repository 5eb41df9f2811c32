package main

import (
	"context"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/hook"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
)

func (s *session) hookCommand() *cli.Command {
	return &cli.Command{
		Name:      "hook",
		Usage:     "do what a git hook is to do; the installed scripts call this",
		ArgsUsage: "NAME [git's own arguments]",
		Flags:     commonFlags(),
		Action:    action(s.hook),
	}
}

func (s *session) hook(ctx context.Context, c *cli.Context) error {
	name := c.Args().First()
	if name == "" {
		return usage("covkey hook: which hook?")
	}
	operation, err := hook.OperationOf(name)
	if err != nil {
		return usage("%q: %w", name, err)
	}
	op := report.Operation(operation)
	err = s.inRepository(ctx, c, op, func(repo *gitrepo.Repository, policy scan.Policy) (*scan.Result, error) {
		return hook.Run(ctx, repo, hook.Request{
			Name: name, Args: c.Args().Tail(), Stdin: s.stdin, Env: s.environ(), Dir: s.dir,
		}, policy)
	})
	return withHint(err, goOn(op))
}
