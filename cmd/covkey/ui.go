package main

// This file is how covkey speaks outside of reports. The rules are:
//
//   - everything goes to standard error with a "covkey:" prefix, no capital and
//     no full stop;
//   - "error:" says what failed and on what, "hint:" what to do next, each on one
//     line;
//   - nothing from outside is written as it is: control characters are made
//     visible, values that look like keys are masked.

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/fatih/color"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/terminal"
)

var errInterrupted = errors.New("interrupted: nothing was decided, so nothing passes")

// hinted is an error with advice.
type hinted struct {
	error
	hints []string
}

func (h hinted) Unwrap() error { return h.error }

// withHint adds advice to an error.
func withHint(err error, hints ...string) error {
	if err == nil {
		return nil
	}
	return hinted{err, hints}
}

// fail prints an error and the advice of all its layers, the inner first.
func (s *session) fail(err error) {
	s.refuses.Store(true)
	s.say("error", err.Error())
	var hints []string
	for h := (hinted{}); errors.As(err, &h); err = h.error {
		hints = append(h.hints, hints...)
	}
	for _, hint := range hints {
		s.say("hint", hint)
	}
}

// sayInterrupted is said once, by the run or by what ends it.
func (s *session) sayInterrupted() {
	s.ended.Do(func() {
		why := s.interrupted.cause()
		if why == nil || errors.Is(why, context.Canceled) {
			why = errInterrupted
		}
		s.fail(why)
	})
}

// paints is how a label looks.
func paints(label string) []color.Attribute {
	switch label {
	case "error":
		return []color.Attribute{color.FgRed, color.Bold}
	case "note":
		return []color.Attribute{color.FgYellow}
	}
	return []color.Attribute{color.FgCyan}
}

// say prints one line. Where standard error cannot be written there is nobody to
// tell; the exit code still says it.
func (s *session) say(label, text string) {
	paint := color.New(paints(label)...)
	if s.screen(s.stderr).Color(cmp.Or(s.color, terminal.Auto)) {
		paint.EnableColor() // the library goes by standard output
	} else {
		paint.DisableColor()
	}
	fmt.Fprintf(s.stderr, "covkey: %s: %s\n", paint.Sprint(label), report.Visible(detector.Mask(text)))
}

func (s *session) printf(format string, args ...any) {
	fmt.Fprintf(s.stdout, format, args...)
}

// screen is what a stream can show.
func (s *session) screen(w io.Writer) terminal.Screen { return terminal.Of(w, s.environ()) }

// link gives what findings in files are linked to: the files below a folder that are
// still there.
func (s *session) link(root string) func(path string, line int) string {
	host, err := os.Hostname()
	if err != nil {
		host = "" // which stands for this machine
	}
	return func(path string, _ int) string {
		file := filepath.FromSlash(path)
		if !filepath.IsAbs(file) {
			file = filepath.Join(root, file)
		}
		if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
			return ""
		}
		return terminal.FileURL(host, file)
	}
}

// progress shows how far a run is, for one that lasts. stop takes it away again.
func (s *session) progress(fl flags) (told *terminal.Progress, stop func()) {
	if fl.quiet {
		return nil, func() {}
	}
	told = s.screen(s.stderr).Progress(s.stderr)
	done := s.interrupted.undoing(told.Stop)
	return told, func() { told.Stop(); done() }
}

// list joins a list for one line of text.
func list(items []string) string { return strings.Join(items, ", ") }
