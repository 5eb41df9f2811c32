package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/covkey/covkey/config"
	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
	"github.com/covkey/covkey/terminal"
)

// session is one run of the program.
type session struct {
	process
	code    int
	started time.Time
	// color is the value of --color, as soon as it is known to be one.
	color string
	// ended is for the word about an interruption.
	ended sync.Once
	// refuses tells that what is written from now on says why nothing passes.
	refuses atomic.Bool
}

func (s *session) start() error {
	s.started = time.Now()
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
	format  string
	output  string
	color   string
	root    string // the folder that the findings' paths are in, empty for none
	quiet   bool
	verbose bool
	echo    bool
	verify  *verification // nil: nobody is asked
}

// checkFlags tells of a wrong flag before anything is looked at.
func (s *session) checkFlags(fl flags) error {
	if !slices.Contains(report.Formats, fl.format) {
		return unknown("--format", fl.format, report.Formats)
	}
	if !slices.Contains(terminal.When(), fl.color) {
		return unknown("--color", fl.color, terminal.When())
	}
	if fl.severity != "" {
		if _, err := detector.ParseSeverity(fl.severity); err != nil {
			return unknown("--severity", fl.severity, severities())
		}
	}
	s.color = fl.color
	return nil
}

// settings takes the flags, which are checked, and reads the configuration; repo may be
// nil.
func (s *session) settings(ctx context.Context, fl flags, repo *gitrepo.Repository) (settings, error) {
	set := settings{format: fl.format, output: fl.output, color: fl.color, quiet: fl.quiet, verbose: fl.verbose, echo: fl.echo}
	var err error
	if fl.ofTarget && fl.config == "" { // the hook reads them, for each ref
		set.config, set.source = config.Default(), source{name: config.Name, own: true}
	} else if set.config, set.source, err = s.config(ctx, fl.config, repo); err != nil {
		return set, withHint(err, "correct the file; without it covkey's defaults count")
	}
	set.source.overruled = fl.severity != ""
	if set.policy, err = policy(set.config, fl); err != nil {
		return set, err
	}
	if set.verify, err = s.verification(fl); set.verify != nil {
		set.policy.Detector.Reveal = set.verify.keys.Take
	}
	return set, err
}

// policy is what a configuration and the flags mean for a scan.
func policy(cfg config.Config, fl flags) (scan.Policy, error) {
	p := scan.Policy{
		Allowed:  cfg.Allowed,
		Excluded: cfg.Excluder(),
		Report:   min(cfg.Severity, detector.High),
		Blocks:   cfg.Severity,
		Detector: detector.Options{RequireReason: cfg.RequireReason, Honor: cfg.Honored(), IgnoreAnnotations: fl.ignoreAnnotations},
	}
	var err error
	if fl.severity != "" {
		p.Report, err = detector.ParseSeverity(fl.severity)
	}
	return p, err
}

func (s *session) path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(s.dir, p)
}

// finish prints the result and decides what the exit code will be.
func (s *session) finish(ctx context.Context, repo *gitrepo.Repository, op report.Operation, set settings, result *scan.Result) error {
	r, err := s.reportOf(ctx, repo, op, set, result)
	if err != nil {
		return err
	}
	if err := set.verify.ask(ctx, &r); err != nil {
		return err
	}
	return s.conclude(op, set, r, result.Errors)
}

// reportOf puts a result into the form that is printed.
func (s *session) reportOf(ctx context.Context, repo *gitrepo.Repository, op report.Operation, set settings, result *scan.Result) (report.Report, error) {
	r := report.Report{
		Operation: op, Allowed: result.Allowed,
		Commits: result.Scanned.Commits, Blobs: result.Scanned.Blobs, Bytes: result.Scanned.Bytes,
	}
	for _, f := range result.Findings {
		finding := report.Finding{Finding: f.Finding, Path: f.Path, Commit: f.Commit, Subject: f.Subject, Blocks: f.Blocks}
		if o := f.Origin; o != nil {
			finding.Image = &report.Image{
				Names: o.Images, Layer: o.Layer, Number: o.Number, Layers: o.Layers,
				Instruction: o.Instruction, State: string(o.State), HiddenBy: o.HiddenBy,
			}
		}
		r.Findings = append(r.Findings, finding)
	}
	for _, err := range result.Errors {
		r.Errors = append(r.Errors, detector.Mask(err.Error()))
	}
	notes := result.Notes
	if !result.Clean() {
		more, err := s.settingsNotes(ctx, repo, op, set, result)
		if err != nil {
			return r, err
		}
		notes = slices.Concat(notes, more)
	}
	for _, n := range notes {
		r.Notes = append(r.Notes, detector.Mask(n))
	}
	for _, k := range result.Keys {
		r.Keys = append(r.Keys, keyOf(k))
	}
	if op == report.Receive {
		s.adviseReceived(&r, set, result)
	} else if repo != nil && len(r.Findings) > 0 {
		if head, err := repo.Head(ctx); err == nil { // only for advice
			r.Head = head.String()
		}
	}
	return r, nil
}

// conclude prints a report and decides what the exit code will be. errs are its errors,
// with what to do about them.
func (s *session) conclude(op report.Operation, set settings, r report.Report, errs []error) error {
	if slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return f.Blocks }) {
		s.code = exitFound
	}
	if len(r.Errors) > 0 {
		s.code = exitFailed
	}
	s.refuses.Store(s.code != exitClean)
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
	if set.output != "" && s.code != exitClean && op != report.Receive {
		s.say("note", fmt.Sprintf("%s; the report is in %s", plural(len(r.Findings), "finding"), set.output))
	}
	for _, err := range errs {
		s.fail(err)
	}
	if len(errs) > 0 {
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
	case report.Receive:
		return "the push is refused because it was not fully scanned; if that does not change, show this to the operators of the server"
	}
	return "the commit is blocked because it was not fully scanned; git commit --no-verify skips all hooks once"
}

// print writes the report. A hook's text goes to standard error, where git's own
// messages go; the answer of a scan, and every other format, is output.
func (s *session) print(op report.Operation, set settings, r report.Report) error {
	to := s.stdout
	if op != report.Scan && set.format == "text" {
		to = s.stderr
	}
	if set.output != "" {
		var text bytes.Buffer
		if err := s.printTo(&text, set, r); err != nil {
			return err
		}
		return s.writeReport(set.output, text.Bytes())
	}
	if set.quiet && set.format == "text" && len(r.Findings) == 0 && len(r.Errors) == 0 {
		return nil
	}
	if set.format == "text" && !set.verbose && r.Silent() {
		return nil
	}
	return s.printTo(to, set, r)
}

func (s *session) printTo(w io.Writer, set settings, r report.Report) error {
	screen := s.screen(w)
	options := report.Options{Color: screen.Color(set.color), Verbose: set.verbose, Width: screen.Width()}
	if set.root != "" && set.output == "" && screen.Links() {
		options.Link = s.link(set.root)
	}
	p, err := report.For(set.format, options)
	if err != nil {
		return err
	}
	if set.format != "text" {
		r.Version, r.Started, r.Ended = thisBuild().Version, s.started, time.Now()
	}
	return p.Print(w, r)
}
