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
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/mattn/go-isatty"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/report"
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
	s.say("error", err.Error())
	var hints []string
	for h := (hinted{}); errors.As(err, &h); err = h.error {
		hints = append(h.hints, hints...)
	}
	for _, hint := range hints {
		s.say("hint", hint)
	}
}

// say prints one line. Where standard error cannot be written there is nobody to
// tell; the exit code still says it.
func (s *session) say(label, text string) {
	fmt.Fprintf(s.stderr, "covkey: %s: %s\n", label, report.Visible(detector.Mask(text)))
}

func (s *session) printf(format string, args ...any) {
	fmt.Fprintf(s.stdout, format, args...)
}

// colored decides whether a stream gets colour: the flag, then NO_COLOR
// (no-color.org), then CLICOLOR_FORCE, then whether it is a terminal that can.
func (s *session) colored(flag string, w io.Writer) (bool, error) {
	switch flag {
	case "always":
		return true, nil
	case "never":
		return false, nil
	case "auto":
	default:
		return false, usage("--color %q: want auto, always or never", flag)
	}
	if s.environ().Get("NO_COLOR") != "" {
		return false, nil
	}
	if force := s.environ().Get("CLICOLOR_FORCE"); force != "" && force != "0" {
		return true, nil
	}
	f, ok := w.(interface{ Fd() uintptr })
	return ok && s.environ().Get("TERM") != "dumb" && isatty.IsTerminal(f.Fd()), nil
}

// usage is an error in how covkey was called.
func usage(format string, args ...any) error {
	return withHint(fmt.Errorf(format, args...), "covkey help lists the commands; covkey COMMAND --help explains one")
}

// list joins a list for one line of text.
func list(items []string) string { return strings.Join(items, ", ") }
