// Package config reads and extends .covkey.yaml, the file in which a repository
// says which values are allowed, which paths are left out and what blocks.
//
// The package is strict: an unknown key, a bad value, a missing reason or an
// expired entry is an error with its line, because a setting that is silently
// ignored would either block or let through without a word. It must never repeat
// a value of the file in an error: a key may have been pasted there by mistake.
package config

import (
	"fmt"
	"time"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"

	"github.com/covkey/covkey/detector"
)

// Name is the file's name; it stands at the root of the work tree.
const Name = ".covkey.yaml"

// MaxSize is the most bytes that the file may have.
const MaxSize = 256 << 10

// DateFormat is how an expiry date is written; an entry holds through that day.
const DateFormat = "2006-01-02"

// Config is the content of the file. The zero Config, with Severity High, is
// what counts without a file.
type Config struct {
	Allow         []Allow
	Exclude       []Exclude
	RequireReason bool
	// Honor names the annotations of other tools that count as covkey's own.
	Honor []Honor
	// Severity is the lowest that blocks.
	Severity detector.Severity
	// SeverityLine is where it is set, 0 for nowhere.
	SeverityLine int
}

// Allow is one allowed value.
type Allow struct {
	Fingerprint detector.Fingerprint
	Reason      string
	Expires     time.Time // zero: never
	Line        int
}

// Exclude is one path pattern in gitignore syntax.
type Exclude struct {
	Path, Reason string
	Line         int
}

// Honor is one annotation of another tool.
type Honor struct {
	Name string
	Line int
}

// Default is the configuration without a file.
func Default() Config { return Config{Severity: detector.High} }

// Error is a fault of the file at a line (0 when no line can be named).
type Error struct {
	File string
	Line int
	Text string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Text)
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text)
}

// Parse reads the file's content; name is used in errors, now decides what has
// expired. Every error is an *Error.
func Parse(name string, data []byte, now time.Time) (Config, error) {
	p := reader{file: name, now: now, config: Default()}
	if len(data) > MaxSize {
		return Config{}, &Error{File: name, Text: fmt.Sprintf("larger than %d KiB", MaxSize>>10)}
	}
	tokens := lexer.Tokenize(string(data))
	if err := checkShape(name, tokens); err != nil {
		return Config{}, err
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return Config{}, p.syntaxError(err)
	}
	if len(file.Docs) > 1 {
		return Config{}, &Error{File: name, Text: "more than one YAML document"}
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return p.config, nil
	}
	if err := p.top(file.Docs[0].Body); err != nil {
		return Config{}, err
	}
	return p.config, nil
}

// Allowed reports whether the value is on the list.
func (c Config) Allowed(fp detector.Fingerprint) bool {
	_, ok := c.allowing(fp)
	return ok
}

// allowing is the entry that allows the value.
func (c Config) allowing(fp detector.Fingerprint) (Allow, bool) {
	for _, a := range c.Allow {
		if a.Fingerprint == fp {
			return a, true
		}
	}
	return Allow{}, false
}

// Honored lists the names of other tools' annotations that count.
func (c Config) Honored() []string {
	var names []string
	for _, h := range c.Honor {
		names = append(names, h.Name)
	}
	return names
}

// Excluder gives the test for excluded paths (slash-separated, from the root).
func (c Config) Excluder() func(path string) bool {
	if len(c.Exclude) == 0 {
		return nil
	}
	deciding := c.excluding()
	return func(path string) bool {
		_, ok := deciding(path)
		return ok
	}
}

// excluding gives what finds the entry that leaves a path out. As in a .gitignore
// the last pattern that matches decides, and ! takes back.
func (c Config) excluding() func(path string) (Exclude, bool) {
	var patterns []pattern
	for _, e := range c.Exclude {
		patterns = append(patterns, parsePattern(e.Path))
	}
	return func(path string) (Exclude, bool) {
		at, excludes := deciding(patterns, path)
		if at < 0 {
			return Exclude{}, false
		}
		return c.Exclude[at], excludes
	}
}
