// Package terminal finds out what the streams of a run can show: colour, links and
// how much fits on a line; and it draws the one line that tells how far a long run is.
//
// It decides by the environment and the stream that it is given, each on its own,
// because a hook's standard error may be a terminal while its output is a file. It must
// never ask a terminal by writing to it, write to a stream that is no terminal, or leave
// anything on the screen that was not there before.
package terminal

import (
	"strconv"
	"strings"

	"github.com/mattn/go-isatty"
)

// Env is the environment; a variable that is not set is empty.
type Env interface{ Get(name string) string }

// Screen is one stream, as far as it shows something to a person.
type Screen struct {
	env Env
	fd  uintptr
	// terminal tells that a person looks at it; obeys that it understands sequences of
	// control characters as well.
	terminal, obeys bool
}

// Of looks at a stream. One without a file descriptor is no terminal.
func Of(stream any, env Env) Screen {
	s := Screen{env: env}
	f, ok := stream.(interface{ Fd() uintptr })
	if !ok {
		return s
	}
	s.fd = f.Fd()
	// Terminals of Cygwin and of Git for Windows are pipes with a certain name.
	s.terminal = isatty.IsTerminal(s.fd) || isatty.IsCygwinTerminal(s.fd)
	s.obeys = s.terminal && obeys(s.fd, env.Get("TERM"))
	return s
}

// Terminal reports whether the stream is one.
func (s Screen) Terminal() bool { return s.terminal }

// The values of --color.
const (
	Auto   = "auto"
	Always = "always"
	Never  = "never"
)

// When lists them.
func When() []string { return []string{Auto, Always, Never} }

// Color reports whether the stream gets colour: what the user says with the flag
// counts, then NO_COLOR (no-color.org), then CLICOLOR_FORCE and CLICOLOR
// (bixense.com/clicolors), then whether it is a terminal that a person looks at.
func (s Screen) Color(when string) bool {
	switch {
	case when != Auto:
		return when == Always
	case s.env.Get("NO_COLOR") != "":
		return false
	case set(s.env.Get("CLICOLOR_FORCE")):
		return true
	case s.env.Get("CLICOLOR") == "0":
		return false
	}
	return s.Watched()
}

// Watched reports whether a person looks at the stream on a terminal that obeys
// sequences. CI systems run programs in terminals that nobody looks at.
func (s Screen) Watched() bool { return s.obeys && !set(s.env.Get("CI")) }

// Width is how many columns fit on a line of the terminal, 0 where the stream is none
// or does not tell. COLUMNS counts, as it does for git.
func (s Screen) Width() int {
	if !s.terminal {
		return 0
	}
	if n := Columns(s.env); n > 0 {
		return n
	}
	return max(0, columns(s.fd))
}

// Columns is what the environment says of the width, 0 when it says nothing.
func Columns(env Env) int {
	n, err := strconv.Atoi(env.Get("COLUMNS"))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// set reports whether a variable says yes.
func set(value string) bool {
	return value != "" && value != "0" && !strings.EqualFold(value, "false")
}
