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
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/covkey/covkey/detector"
)

// Name is the file's name; it stands at the root of the work tree.
const Name = ".covkey.yaml"

// DateFormat is how an expiry date is written; an entry holds through that day.
const DateFormat = "2006-01-02"

// Config is the content of the file. The zero Config, with Severity High, is
// what counts without a file.
type Config struct {
	Allow         []Allow
	Exclude       []Exclude
	RequireReason bool
	// Honor names the annotations of other tools that count as covkey's own.
	Honor []string
	// Severity is the lowest that blocks.
	Severity detector.Severity
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
	file, err := parser.ParseBytes(data, 0)
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
	for _, a := range c.Allow {
		if a.Fingerprint == fp {
			return true
		}
	}
	return false
}

// Excluder gives the test for excluded paths (slash-separated, from the root).
// As in a .gitignore the last pattern that matches decides, and ! takes back.
func (c Config) Excluder() func(path string) bool {
	if len(c.Exclude) == 0 {
		return nil
	}
	var patterns []gitignore.Pattern
	for _, e := range c.Exclude {
		patterns = append(patterns, gitignore.ParsePattern(e.Path, nil))
	}
	matcher := gitignore.NewMatcher(patterns)
	return func(path string) bool {
		return matcher.Match(strings.Split(path, "/"), false)
	}
}

// reader turns the document's nodes into a Config.
type reader struct {
	file   string
	now    time.Time
	config Config
}

func (p *reader) fault(at ast.Node, format string, args ...any) error {
	line := 0
	if at != nil && at.GetToken() != nil {
		line = at.GetToken().Position.Line
	}
	return &Error{File: p.file, Line: line, Text: fmt.Sprintf(format, args...)}
}

// field is one key of a mapping.
type field struct {
	key   string
	at    ast.Node
	value ast.Node
}

// fields lists a mapping's keys, each at most once.
func (p *reader) fields(n ast.Node, what string) ([]field, error) {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		return nil, p.fault(n, "%s must be a mapping (key: value)", what)
	}
	seen := map[string]bool{}
	var out []field
	for _, v := range values {
		key, ok := v.Key.(ast.ScalarNode)
		if !ok {
			return nil, p.fault(v.Key, "%s has a key that is not a word", what)
		}
		name := fmt.Sprint(key.GetValue())
		if seen[name] {
			return nil, p.fault(v.Key, "%s has %q twice", what, detector.Mask(name))
		}
		seen[name] = true
		out = append(out, field{name, v.Key, v.Value})
	}
	return out, nil
}

func (p *reader) top(n ast.Node) error {
	fields, err := p.fields(n, "the file")
	if err != nil {
		return err
	}
	for _, f := range fields {
		switch f.key {
		case "version":
			err = p.version(f)
		case "allow":
			err = p.list(f, p.allow)
		case "exclude":
			err = p.list(f, p.exclude)
		case "require_reason":
			b, ok := f.value.(*ast.BoolNode)
			if !ok {
				return p.fault(f.at, "require_reason must be true or false")
			}
			p.config.RequireReason = b.Value
		case "honor":
			err = p.list(f, p.honor)
		case "severity":
			err = p.severity(f)
		default:
			return p.fault(f.at, "unknown key %q: want version, allow, exclude, require_reason, honor or severity", detector.Mask(f.key))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *reader) version(f field) error {
	if s, err := p.text(f); err != nil || s != "1" {
		return p.fault(f.at, "version must be 1, the only one that this covkey knows")
	}
	return nil
}

func (p *reader) severity(f field) error {
	s, err := p.text(f)
	if err != nil {
		return err
	}
	if p.config.Severity, err = detector.ParseSeverity(s); err != nil {
		return p.fault(f.at, "severity must be low, high or critical")
	}
	return nil
}

// list reads a sequence; an empty value is an empty list.
func (p *reader) list(f field, each func(item ast.Node) error) error {
	switch v := f.value.(type) {
	case *ast.NullNode:
		return nil
	case *ast.SequenceNode:
		for _, item := range v.Values {
			if err := each(item); err != nil {
				return err
			}
		}
		return nil
	}
	return p.fault(f.at, "%s must be a list (lines that start with -)", f.key)
}

func (p *reader) allow(item ast.Node) error {
	fields, err := p.fields(item, "an entry of allow")
	if err != nil {
		return err
	}
	a := Allow{Line: item.GetToken().Position.Line}
	for _, f := range fields {
		a.Line = min(a.Line, f.at.GetToken().Position.Line)
		s, err := p.text(f)
		if err != nil {
			return err
		}
		switch f.key {
		case "fingerprint":
			if a.Fingerprint, err = detector.ParseFingerprint(s); err != nil {
				return p.fault(f.at, "fingerprint: %v", err)
			}
		case "reason":
			a.Reason = strings.TrimSpace(s)
		case "expires":
			if a.Expires, err = time.ParseInLocation(DateFormat, s, p.now.Location()); err != nil {
				return p.fault(f.at, "expires must be a date like 2027-01-31")
			}
			if Expired(a.Expires, p.now) {
				return p.fault(f.at, "this entry expired on %s: take the key out, or give the entry a new date", s)
			}
		default:
			return p.fault(f.at, "unknown key %q in an entry of allow: want fingerprint, reason or expires", detector.Mask(f.key))
		}
	}
	if a.Fingerprint == "" {
		return p.fault(item, "an entry of allow needs a fingerprint")
	}
	if a.Reason == "" {
		return p.fault(item, "an entry of allow needs a reason")
	}
	p.config.Allow = append(p.config.Allow, a)
	return nil
}

// Expired reports whether the day is over.
func Expired(day, now time.Time) bool {
	return !now.Before(day.AddDate(0, 0, 1))
}

func (p *reader) exclude(item ast.Node) error {
	fields, err := p.fields(item, "an entry of exclude")
	if err != nil {
		return err
	}
	e := Exclude{Line: item.GetToken().Position.Line}
	for _, f := range fields {
		s, err := p.text(f)
		if err != nil {
			return err
		}
		switch f.key {
		case "path":
			e.Path = strings.TrimSpace(s)
		case "reason":
			e.Reason = strings.TrimSpace(s)
		default:
			return p.fault(f.at, "unknown key %q in an entry of exclude: want path or reason", detector.Mask(f.key))
		}
	}
	if e.Path == "" {
		return p.fault(item, "an entry of exclude needs a path")
	}
	if e.Reason == "" {
		return p.fault(item, "an entry of exclude needs a reason")
	}
	p.config.Exclude = append(p.config.Exclude, e)
	return nil
}

// honor is one annotation of another tool. "pragma: allowlist secret" without quotes
// is a mapping to YAML, and means the same.
func (p *reader) honor(item ast.Node) error {
	text := ""
	switch v := item.(type) {
	case *ast.StringNode:
		text = v.Value
	case *ast.MappingNode, *ast.MappingValueNode:
		fields, err := p.fields(item, "an entry of honor")
		if err != nil {
			return err
		}
		if len(fields) == 1 {
			s, err := p.text(fields[0])
			if err != nil {
				return err
			}
			text = fields[0].key + ": " + s
		}
	}
	text = strings.TrimSpace(text)
	if !slices.Contains(detector.Honorable(), text) {
		return p.fault(item, "honor: want the annotations of other tools: %s", strings.Join(detector.Honorable(), ", "))
	}
	p.config.Honor = append(p.config.Honor, text)
	return nil
}

// text is a scalar as it is written; an empty value is empty text.
func (p *reader) text(f field) (string, error) {
	switch v := f.value.(type) {
	case *ast.NullNode:
		return "", nil
	case *ast.StringNode:
		return v.Value, nil
	case *ast.LiteralNode:
		return v.Value.Value, nil
	case ast.ScalarNode:
		return v.GetToken().Value, nil
	}
	return "", p.fault(f.at, "%s must be text", detector.Mask(f.key))
}

// syntaxError keeps the place of a YAML error and drops the excerpt of the file
// that the library adds.
func (p *reader) syntaxError(err error) error {
	text := err.Error()
	var line, col int
	if _, scanErr := fmt.Sscanf(text, "[%d:%d]", &line, &col); scanErr != nil {
		line = 0
	}
	return &Error{File: p.file, Line: line, Text: "not valid YAML"}
}
