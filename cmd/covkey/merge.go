package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/report"
)

func (s *session) mergeCommand() *cli.Command {
	flags := slices.DeleteFunc(commonFlags(), func(f cli.Flag) bool { return f.Names()[0] == "config" })
	return &cli.Command{
		Name: "merge", Category: groupScan, Usage: "make one report of many, or another form of one",
		ArgsUsage: "[NAME=]REPORT...", Flags: flags, Action: action(s.merge),
	}
}

func (s *session) merge(ctx context.Context, c *cli.Context) error {
	fl := flagsOf(c)
	if !c.Args().Present() {
		return usage("covkey merge: which reports? JSON or SARIF of covkey's own; - is standard input")
	}
	if err := s.checkFlags(fl); err != nil {
		return err
	}
	m := report.NewMerger()
	var failed []error
	for _, arg := range c.Args().Slice() {
		if err := ctx.Err(); err != nil {
			return err
		}
		name, file := s.namedReport(arg)
		r, err := s.readReport(file)
		if err == nil {
			err = m.Add(name, r)
		}
		if err != nil { // the others are merged, so that what was found is seen
			failed = append(failed, err)
		}
	}
	r := m.Report()
	if fl.severity != "" {
		least, err := detector.ParseSeverity(fl.severity)
		if err != nil {
			return err
		}
		r.Findings = slices.DeleteFunc(r.Findings, func(f report.Finding) bool { return f.Severity < least })
	}
	if n := m.Same(); n > 0 && fl.verbose {
		s.say("note", fmt.Sprintf("%s in more than one report", plural(n, "finding")))
	}
	var errs []error
	for _, e := range r.Errors {
		errs = append(errs, errors.New(e))
	}
	for _, err := range failed {
		r.Errors = append(r.Errors, detector.Mask(err.Error()))
		errs = append(errs, err)
	}
	set := settings{format: fl.format, output: fl.output, color: fl.color, quiet: fl.quiet, verbose: fl.verbose}
	return s.conclude(report.Scan, set, r, errs)
}

// namedReport parts NAME=FILE. A file that is called so as a whole is that file.
func (s *session) namedReport(arg string) (name, file string) {
	name, file, ok := strings.Cut(arg, "=")
	if !ok || name == "" {
		return "", arg
	}
	if _, err := os.Stat(s.path(arg)); !errors.Is(err, fs.ErrNotExist) {
		return "", arg
	}
	return name, file
}

// readReport reads a report from a file or, where it is -, from standard input.
func (s *session) readReport(name string) (report.Report, error) {
	if name == "-" {
		return report.Read("standard input", s.stdin)
	}
	info, err := os.Stat(s.path(name))
	if err != nil {
		return report.Report{}, err
	}
	if info.IsDir() {
		return report.Report{}, fmt.Errorf("%s is a folder: name the reports in it", name)
	}
	if !info.Mode().IsRegular() && !isStream(name) {
		return report.Report{}, fmt.Errorf("%s is no file but a pipe or a device: name - and send it to standard input", name)
	}
	f, err := os.Open(s.path(name))
	if err != nil {
		return report.Report{}, err
	}
	defer f.Close()
	return report.Read(name, f)
}
