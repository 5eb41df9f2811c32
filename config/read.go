package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/covkey/covkey/detector"
)

// reader turns the document's nodes into a Config.
type reader struct {
	file   string
	now    time.Time
	config Config
}

func (p *reader) fault(at ast.Node, format string, args ...any) error {
	return &Error{File: p.file, Line: lineOf(at), Text: fmt.Sprintf(format, args...)}
}

func lineOf(at ast.Node) int {
	if at == nil || at.GetToken() == nil {
		return 0
	}
	return at.GetToken().Position.Line
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
		if err := p.known(f, "", Keys()); err != nil {
			return err
		}
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
			return p.unread(f)
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
	p.config.SeverityLine = lineOf(f.at)
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
		if err := p.known(f, " in an entry of allow", allowKeys()); err != nil {
			return err
		}
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
			return p.unread(f)
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
		if err := p.known(f, " in an entry of exclude", excludeKeys()); err != nil {
			return err
		}
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
			return p.unread(f)
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
	p.config.Honor = append(p.config.Honor, Honor{text, lineOf(item)})
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
