package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/doctor"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/install"
	"github.com/covkey/covkey/inventory"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
)

func (s *session) doctorCommand() *cli.Command {
	return &cli.Command{
		Name:     "doctor",
		Category: groupProtect,
		Usage:    "check how this repository treats its Codecov keys, with reasons; exit 0 when there is no problem",
		Flags: []cli.Flag{
			formatFlag(doctorFormats()), outputFlag(), colorFlag(),
			&cli.StringFlag{Name: "config", Usage: "read `FILE` instead of .covkey.yaml"},
		},
		Action: action(s.doctor),
	}
}

func doctorFormats() []string { return []string{"text", "json"} }

// doctor checks the repository and prints what it finds. A problem is exit code 1, what
// could not be looked at 2.
func (s *session) doctor(ctx context.Context, c *cli.Context) error {
	if c.Command.Name == "doctor" { // status --all has no such flags
		if err := s.lookFlags(c, doctorFormats()); err != nil {
			return err
		}
	}
	o, err := s.installOptions(ctx, c)
	if err != nil {
		return err
	}
	repo, err := s.open(ctx)
	if err != nil {
		return err
	}
	examined, failed, err := s.examine(ctx, flagsOf(c), o, repo)
	if err = errors.Join(err, repo.Close()); err != nil {
		return err
	}
	checks := doctor.Worst(examined.Checks())
	if doctor.Count(checks, doctor.Problem) > 0 {
		s.code = exitFound
	}
	if len(failed) > 0 {
		s.code = exitFailed
	}
	err = s.put(c, func(b *bytes.Buffer, opt report.Options) error {
		if c.String("format") == "json" {
			return printDoctorJSON(b, checks, failed)
		}
		printDoctor(b, opt, checks)
		return nil
	})
	for _, f := range failed {
		s.fail(f)
	}
	return err
}

// examine finds out what the checks rest on. failed are files that could not be read.
func (s *session) examine(ctx context.Context, fl flags, o install.Options, repo *gitrepo.Repository) (examined *doctor.Repository, failed []error, err error) {
	if repo.WorkTree == "" {
		return nil, nil, withHint(errors.New("a bare repository has no files that could be checked"), "covkey scan history looks at what was committed")
	}
	set, err := s.settings(ctx, fl, repo)
	if err != nil {
		return nil, nil, err
	}
	examined = &doctor.Repository{}
	if examined.Hooks, err = s.hookProblems(ctx, o); err != nil {
		return nil, nil, err
	}
	files, err := s.workTree(ctx, repo)
	if err != nil {
		return nil, nil, err
	}
	result, err := scan.Files(ctx, files, set.policy)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range result.Findings {
		if f.Severity > detector.Low {
			examined.Keys = append(examined.Keys, doctor.Place{Path: f.Path, Line: f.Line, Text: f.Kind.Title() + ", " + f.Reason})
		}
	}
	failed = result.Errors
	for _, f := range files {
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if set.policy.Excluded != nil && set.policy.Excluded(f.Path) {
			continue
		}
		data, err := contentOf(f)
		if err != nil {
			if len(result.Errors) == 0 { // else it is told already
				failed = append(failed, fmt.Errorf("%s: %w", f.Path, err))
			}
			continue
		}
		examined.Look(f.Path, data)
	}
	return examined, failed, nil
}

// contentOf reads what the inventory looks at of a file.
func contentOf(f scan.File) ([]byte, error) {
	r, size, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if size > inventory.LongestFile {
		return nil, nil
	}
	return io.ReadAll(io.LimitReader(r, inventory.LongestFile+1))
}

// hookProblems is what covkey status calls problems.
func (s *session) hookProblems(ctx context.Context, o install.Options) ([]string, error) {
	st, err := install.Check(ctx, o)
	if err != nil {
		return nil, err
	}
	_, through, problems, err := s.managed(ctx, o, st)
	if err != nil {
		return nil, err
	}
	problems = append(problems, st.Problems...)
	for _, h := range st.Hooks {
		found := h.Problems
		if via, ok := through[h.Hook]; ok {
			found = via.Problems
		}
		for _, p := range found {
			problems = append(problems, h.Hook+": "+p)
		}
	}
	return problems, nil
}

type doctorReport struct {
	Version  int           `json:"version"`
	Checks   []doctorCheck `json:"checks"`
	Problems int           `json:"problems"`
	Errors   []string      `json:"errors"`
}

type doctorCheck struct {
	ID    string        `json:"id"`
	State doctor.State  `json:"state"`
	Title string        `json:"title"`
	Found []doctorPlace `json:"found"`
	Why   string        `json:"why"`
	Do    string        `json:"do"`
	Link  string        `json:"link"`
}

type doctorPlace struct {
	Path string `json:"path"`
	Line int    `json:"line"`
	Text string `json:"text"`
}

func printDoctorJSON(w io.Writer, checks []doctor.Check, failed []error) error {
	out := doctorReport{Version: 1, Checks: []doctorCheck{}, Problems: doctor.Count(checks, doctor.Problem), Errors: []string{}}
	for _, c := range checks {
		check := doctorCheck{c.ID, c.State, c.Title, []doctorPlace{}, c.Why, c.Do, c.Link}
		for _, p := range c.Found {
			check.Found = append(check.Found, doctorPlace{shownText(p.Path), p.Line, shownText(p.Text)})
		}
		out.Checks = append(out.Checks, check)
	}
	for _, f := range failed {
		out.Errors = append(out.Errors, shownText(f.Error()))
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}
