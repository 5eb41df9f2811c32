package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/ci"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
)

func (s *session) scanCICommand() *cli.Command {
	return &cli.Command{
		Name: "ci", Category: "Commands", Usage: "scan the commits that a CI's build brings; its variables say which",
		Flags: scanFlags(), Action: action(s.scanCI),
	}
}

// scanCI scans what the build brings. Its report is in the form of the CI's annotations
// unless the user chose another.
func (s *session) scanCI(ctx context.Context, c *cli.Context) error {
	if c.Args().Present() {
		return usage("covkey scan ci takes no arguments; to name the range: covkey scan commits RANGE...")
	}
	fl := flagsOf(c)
	build, err := ci.Detect(ci.Source{Env: s.environ().Get, Open: s.openEvent})
	if !c.IsSet("format") && slices.Contains(report.Formats, build.Format) {
		fl.format = build.Format
		// GitLab shows its report beside the merge request, not in the log.
		fl.echo = build.Format == "gitlab" && fl.output == ""
	}
	if err != nil {
		return s.unscanned(fl, report.Scan, s.undetected(err))
	}
	if fl.verbose {
		s.say("note", fmt.Sprintf("%s runs this build, event %q", build.CI, build.Event))
		if len(build.Others) > 0 {
			s.say("note", fmt.Sprintf("variables of %s are here too and do not count", list(build.Others)))
		}
	}
	return s.inRepository(ctx, fl, report.Scan, func(repo *gitrepo.Repository, policy scan.Policy) (*scan.Result, error) {
		return s.scanBuild(ctx, fl, repo, build, policy)
	})
}

func (s *session) scanBuild(ctx context.Context, fl flags, repo *gitrepo.Repository, build ci.Build, policy scan.Policy) (*scan.Result, error) {
	found, err := build.Range(ctx, repo)
	if lacking := (*ci.Lacking)(nil); errors.As(err, &lacking) {
		return nil, withHint(err, lacking.Remedies...)
	}
	if err != nil {
		return nil, err
	}
	if fl.verbose {
		for _, why := range found.Why {
			s.say("note", why)
		}
	}
	result, err := scan.Sent(ctx, repo, found.Outgoing, policy)
	if result == nil {
		return nil, err
	}
	result.Notes = append(found.Notes, result.Notes...)
	if n := len(result.Errors); n > 0 {
		// In a clone without all contents the CI has a setting for that too.
		if partial, partialErr := repo.IsPartial(ctx); partialErr == nil && partial {
			result.Errors[n-1] = withHint(result.Errors[n-1], build.Fill)
		}
	}
	return result, err
}

// undetected adds what to do when the CI does not say what is built.
func (s *session) undetected(err error) error {
	const byHand = "name the range yourself: covkey scan commits RANGE"
	if errors.Is(err, ci.ErrUnknown) {
		return withHint(err, "known are "+list(ci.Names()), byHand)
	}
	return withHint(err, byHand)
}

// openEvent opens the file that a CI describes the build in. A pipe in its place would
// keep the scan waiting for ever.
func (s *session) openEvent(path string) (io.ReadCloser, error) {
	info, err := os.Stat(s.path(path))
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: %w", path, gitrepo.ErrNoFile)
	}
	return os.Open(s.path(path))
}
