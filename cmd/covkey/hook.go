package main

import (
	"context"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/hook"
	"github.com/covkey/covkey/report"
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
	if err := s.runHook(ctx, c, name, op); err != nil {
		return withHint(err, goOn(op))
	}
	return nil
}

func (s *session) runHook(ctx context.Context, c *cli.Context, name string, op report.Operation) (err error) {
	repo, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := repo.Close(); err == nil {
			err = closeErr
		}
	}()
	set, err := s.settings(ctx, c, repo)
	if err != nil {
		return err
	}
	result, err := hook.Run(ctx, repo, hook.Request{
		Name: name, Args: c.Args().Tail(), Stdin: s.stdin, Env: s.environ(), Dir: s.dir,
	}, set.policy)
	if err != nil {
		return err
	}
	return s.finish(ctx, repo, op, set, result)
}
