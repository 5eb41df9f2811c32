package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/hook"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
	"github.com/covkey/covkey/terminal"
)

func (s *session) scanCommand() *cli.Command {
	return &cli.Command{
		Name:     "scan",
		Category: groupScan,
		Usage:    "look for keys in what is staged, in commits, in all of history, in files or in images",
		Subcommands: []*cli.Command{
			{
				Name: "staged", Category: "Commands", Usage: "scan what the next commit would record",
				Flags: scanFlags(), Action: action(s.scanStaged),
			},
			{
				Name: "commits", Category: "Commands", Usage: "scan the commits of a range, each against its parents",
				ArgsUsage: "RANGE...", Flags: scanFlags(), Action: action(s.scanCommits),
			},
			s.scanHistoryCommand(),
			{
				Name: "files", Category: "Commands", Usage: "scan files as they are; folders are walked, - is standard input",
				ArgsUsage: "PATH...", Flags: scanFlags(), Action: action(s.scanFiles),
			},
			s.scanCICommand(),
			s.scanImageCommand(),
		},
	}
}

// inRepository runs a scan with the repository and its settings, and reports what
// it found, or in the chosen format that it could not be done.
func (s *session) inRepository(ctx context.Context, fl flags, op report.Operation, do func(*gitrepo.Repository, scan.Policy) (*scan.Result, error)) error {
	return s.inRepositoryAs(ctx, fl, op, func(repo *gitrepo.Repository, set settings) (*scan.Result, error) {
		return do(repo, set.policy)
	}, func(*report.Report) {})
}

// inRepositoryAs is inRepository for a scan that needs more than the policy, and has
// something to add to the report.
func (s *session) inRepositoryAs(ctx context.Context, fl flags, op report.Operation, do func(*gitrepo.Repository, settings) (*scan.Result, error), add func(*report.Report)) (err error) {
	if err := s.checkFlags(fl); err != nil {
		return s.unscanned(fl, op, err)
	}
	repo, err := s.open(ctx)
	if err != nil {
		return s.unscanned(fl, op, err)
	}
	defer func() {
		if closeErr := repo.Close(); err == nil {
			err = closeErr
		}
	}()
	if fl.verbose {
		defer func() { // however it ends
			if fl.quiet && err == nil && s.code == exitClean {
				return
			}
			for _, why := range repo.Why {
				s.say("note", why)
			}
		}()
	}
	set, err := s.settings(ctx, fl, repo)
	if err != nil {
		return s.unscanned(fl, op, err)
	}
	set.root = repo.WorkTree
	told, stop := s.progress(fl)
	set.policy.Progress = told
	result, err := do(repo, set)
	stop()
	if err != nil {
		return s.unscanned(fl, op, err)
	}
	r, err := s.reportOf(ctx, repo, op, set, result)
	if err != nil {
		return err
	}
	add(&r)
	if err := set.verify.ask(ctx, &r); err != nil {
		return err
	}
	return s.conclude(op, set, r, result.Errors)
}

// unscanned passes on why a scan could not be done. A program that reads the
// report finds the reason there as well.
func (s *session) unscanned(fl flags, op report.Operation, why error) error {
	if end := s.interrupted.cause(); end != nil {
		why = end
	}
	if _, err := report.For(fl.format, report.Options{}); err != nil || fl.format == "text" {
		return why
	}
	r := report.Report{Operation: op, Errors: []string{detector.Mask(why.Error())}}
	set := settings{format: fl.format, output: fl.output, color: "never"}
	return errors.Join(why, s.print(op, set, r))
}

func (s *session) scanStaged(ctx context.Context, c *cli.Context) error {
	if c.Args().Present() {
		return usage("covkey scan staged takes no arguments")
	}
	return s.inRepository(ctx, flagsOf(c), report.Scan, func(repo *gitrepo.Repository, policy scan.Policy) (*scan.Result, error) {
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
	return s.inRepository(ctx, flagsOf(c), report.Scan, func(repo *gitrepo.Repository, policy scan.Policy) (*scan.Result, error) {
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
	set, err := s.fileSettings(ctx, c)
	if err != nil {
		return s.unscanned(flagsOf(c), report.Scan, err)
	}
	set.root = s.dir
	fl := flagsOf(c)
	if slices.Contains(c.Args().Slice(), "-") && terminal.Of(s.stdin, s.environ()).Terminal() {
		fl.quiet = true // a line would be drawn into what is typed
	}
	told, stop := s.progress(fl)
	defer stop()
	set.policy.Progress = told
	files, err := s.files(ctx, c.Args().Slice())
	if err != nil {
		return s.unscanned(flagsOf(c), report.Scan, err)
	}
	result, err := scan.Files(ctx, files, set.policy)
	stop()
	if err != nil {
		return s.unscanned(flagsOf(c), report.Scan, err)
	}
	return s.finish(ctx, nil, report.Scan, set, result)
}

// fileSettings: files need no repository, but inside one its settings count.
func (s *session) fileSettings(ctx context.Context, c *cli.Context) (settings, error) {
	if err := s.checkFlags(flagsOf(c)); err != nil {
		return settings{}, err
	}
	repo, err := gitrepo.Open(ctx, s.dir, s.environ())
	if errors.Is(err, gitrepo.ErrNoRepository) {
		return s.settings(ctx, flagsOf(c), nil)
	}
	if err != nil {
		return settings{}, err
	}
	set, err := s.settings(ctx, flagsOf(c), repo)
	return set, errors.Join(err, repo.Close())
}

// standardInput is the file that - names.
func (s *session) standardInput() scan.File {
	return scan.File{Path: "-", Open: func() (io.ReadCloser, int64, error) {
		return io.NopCloser(namedReader{s.stdin, "standard input"}), -1, nil
	}}
}

// namedReader says in its errors what was read.
type namedReader struct {
	r    io.Reader
	name string
}

func (n namedReader) Read(p []byte) (int, error) {
	read, err := n.r.Read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("%s: %w", n.name, err)
	}
	return read, err
}
