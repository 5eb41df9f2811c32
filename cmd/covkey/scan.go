package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/hook"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
)

func (s *session) scanCommand() *cli.Command {
	return &cli.Command{
		Name:  "scan",
		Usage: "look for keys in what is staged, in commits or in files",
		Subcommands: []*cli.Command{
			{
				Name: "staged", Usage: "scan what the next commit would record",
				Flags: commonFlags(), Action: action(s.scanStaged),
			},
			{
				Name: "commits", Usage: "scan the commits of a range, each against its parents",
				ArgsUsage: "RANGE...", Flags: commonFlags(), Action: action(s.scanCommits),
			},
			{
				Name: "files", Usage: "scan files as they are; folders are walked, - is standard input",
				ArgsUsage: "PATH...", Flags: commonFlags(), Action: action(s.scanFiles),
			},
		},
	}
}

// inRepository runs a scan with the repository and its settings, and prints what
// it found.
func (s *session) inRepository(ctx context.Context, c *cli.Context, do func(*gitrepo.Repository, scan.Policy) (*scan.Result, error)) (err error) {
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
	result, err := do(repo, set.policy)
	if err != nil {
		return err
	}
	return s.finish(ctx, repo, report.Scan, set, result)
}

func (s *session) scanStaged(ctx context.Context, c *cli.Context) error {
	if c.Args().Present() {
		return usage("covkey scan staged takes no arguments")
	}
	return s.inRepository(ctx, c, func(repo *gitrepo.Repository, policy scan.Policy) (*scan.Result, error) {
		parents, err := hook.Parents(ctx, repo)
		if err != nil {
			return nil, err
		}
		return scan.Staged(ctx, repo, parents, policy)
	})
}

func (s *session) scanCommits(ctx context.Context, c *cli.Context) error {
	if !c.Args().Present() {
		return usage("covkey scan commits: which commits? a range in git's syntax, like origin/main..HEAD")
	}
	return s.inRepository(ctx, c, func(repo *gitrepo.Repository, policy scan.Policy) (*scan.Result, error) {
		commits, err := repo.RevList(ctx, c.Args().Slice())
		if err != nil {
			return nil, err
		}
		return scan.Sent(ctx, repo, scan.Outgoing{Commits: commits}, policy)
	})
}

func (s *session) scanFiles(ctx context.Context, c *cli.Context) error {
	if !c.Args().Present() {
		return usage("covkey scan files: which files? name files or folders, or - for standard input")
	}
	// Files need no repository, but inside one its settings count.
	repo, err := gitrepo.Open(ctx, s.dir, s.environ())
	if err != nil && !errors.Is(err, gitrepo.ErrNoRepository) {
		return err
	}
	if repo != nil {
		if err := repo.Close(); err != nil {
			return err
		}
	}
	set, err := s.settings(ctx, c, repo)
	if err != nil {
		return err
	}
	files, err := s.files(ctx, c.Args().Slice())
	if err != nil {
		return err
	}
	result, err := scan.Files(ctx, files, set.policy)
	if err != nil {
		return err
	}
	return s.finish(ctx, nil, report.Scan, set, result)
}

// standardInput is the file that - names.
func (s *session) standardInput() scan.File {
	return scan.File{Path: "-", Read: func() ([]byte, error) {
		data, err := io.ReadAll(s.stdin)
		if err != nil {
			return nil, fmt.Errorf("standard input: %w", err)
		}
		return data, nil
	}}
}
