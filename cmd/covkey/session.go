package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/covkey/covkey/config"
	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
)

// session is one run of the program.
type session struct {
	process
	code int
}

func (s *session) start() error {
	if s.dir != "" {
		return nil
	}
	dir, err := os.Getwd()
	if err != nil {
		return fmt.Errorf("working folder: %w", err)
	}
	s.dir = dir
	return nil
}

func (s *session) environ() gitrepo.Env { return gitrepo.Env(s.env) }

// open finds the repository.
func (s *session) open(ctx context.Context) (*gitrepo.Repository, error) {
	repo, err := gitrepo.Open(ctx, s.dir, s.environ())
	if errors.Is(err, gitrepo.ErrNoRepository) {
		return nil, withHint(err, "go to a git repository, or name files: covkey scan files PATH...")
	}
	return repo, err
}

// settings are the common flags and the configuration, read and checked.
type settings struct {
	policy  scan.Policy
	config  config.Config
	source  source
	blocks  detector.Severity // from here up a finding fails the run
	format  string
	output  string
	color   string
	quiet   bool
	verbose bool
	echo    bool
}

// settings reads the flags, then the configuration; repo may be nil.
func (s *session) settings(ctx context.Context, fl flags, repo *gitrepo.Repository) (settings, error) {
	set := settings{format: fl.format, output: fl.output, color: fl.color, quiet: fl.quiet, verbose: fl.verbose, echo: fl.echo}
	// A wrong flag is told before anything is scanned.
	if _, err := report.For(set.format, false, false); err != nil {
		return set, usage("--format: %v", err)
	}
	if _, err := s.colored(set.color, s.stderr); err != nil {
		return set, err
	}
	cfg, from, err := s.config(ctx, fl.config, repo)
	if err != nil {
		return set, withHint(err, "correct the file; without it covkey's defaults count")
	}
	set.config, set.source = cfg, from
	set.blocks = cfg.Severity
	set.policy = scan.Policy{
		Allowed:  cfg.Allowed,
		Excluded: cfg.Excluder(),
		Report:   min(cfg.Severity, detector.High),
		Detector: detector.Options{RequireReason: cfg.RequireReason, Honor: cfg.Honored()},
	}
	if name := fl.severity; name != "" {
		if set.policy.Report, err = detector.ParseSeverity(name); err != nil {
			return set, usage("--severity: %v", err)
		}
		set.source.overruled = true
	}
	return set, nil
}

func (s *session) path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(s.dir, p)
}

// finish prints the result and decides what the exit code will be.
func (s *session) finish(ctx context.Context, repo *gitrepo.Repository, op report.Operation, set settings, result *scan.Result) error {
	r := report.Report{
		Operation: op, Allowed: result.Allowed,
		Commits: result.Scanned.Commits, Blobs: result.Scanned.Blobs, Bytes: result.Scanned.Bytes,
	}
	for _, f := range result.Findings {
		finding := report.Finding{Finding: f.Finding, Path: f.Path, Commit: f.Commit, Subject: f.Subject}
		finding.Blocks = f.Severity >= set.blocks
		if finding.Blocks {
			s.code = exitFound
		}
		r.Findings = append(r.Findings, finding)
	}
	for _, err := range result.Errors {
		r.Errors = append(r.Errors, detector.Mask(err.Error()))
	}
	notes, err := s.settingsNotes(ctx, repo, op, set, result)
	if err != nil {
		return err
	}
	for _, n := range slices.Concat(result.Notes, notes) {
		r.Notes = append(r.Notes, detector.Mask(n))
	}
	if len(r.Errors) > 0 {
		s.code = exitFailed
	}
	if repo != nil && len(r.Findings) > 0 {
		if head, err := repo.Head(ctx); err == nil { // only for advice
			r.Head = head.String()
		}
	}
	// That a hook found nothing is no reason to block where nobody can be told so.
	untold := op != report.Scan && set.output == "" && set.format == "text" && s.code == exitClean && len(r.Notes) == 0
	if err := s.print(op, set, r); err != nil && !untold {
		return fmt.Errorf("writing the report: %w", err)
	}
	if set.echo && len(r.Findings) > 0 {
		text := set
		text.format = "text"
		if err := s.printTo(s.stderr, text, r); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
	}
	if set.output != "" && s.code != exitClean {
		s.say("note", fmt.Sprintf("%d findings; the report is in %s", len(r.Findings), set.output))
	}
	for _, err := range result.Errors {
		s.fail(err)
	}
	if len(result.Errors) > 0 {
		s.say("hint", goOn(op))
	}
	return nil
}

// goOn says what is left to do when a scan could not be done.
func goOn(op report.Operation) string {
	switch op {
	case report.Scan:
		return "what could not be read was not scanned"
	case report.Push:
		return "the push is blocked because it was not fully scanned; git push --no-verify skips all hooks once"
	}
	return "the commit is blocked because it was not fully scanned; git commit --no-verify skips all hooks once"
}

// print writes the report. A hook's text goes to standard error, where git's own
// messages go; the answer of a scan, and every other format, is output.
func (s *session) print(op report.Operation, set settings, r report.Report) (err error) {
	to := s.stdout
	if op != report.Scan && set.format == "text" {
		to = s.stderr
	}
	if set.quiet && set.format == "text" && len(r.Findings) == 0 && len(r.Errors) == 0 {
		return nil
	}
	if set.output != "" {
		f, err := os.Create(s.path(set.output))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		return s.printTo(f, set, r)
	}
	return s.printTo(to, set, r)
}

func (s *session) printTo(w io.Writer, set settings, r report.Report) error {
	color, err := s.colored(set.color, w)
	if err != nil {
		return err
	}
	p, err := report.For(set.format, color, set.verbose)
	if err != nil {
		return err
	}
	return p.Print(w, r)
}
