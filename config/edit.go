package config

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/covkey/covkey/detector"
)

// ErrAlreadyAllowed tells that the value is on the list already.
var ErrAlreadyAllowed = errors.New("already allowed")

// AddAllow returns the file's content with one more entry under allow; all other
// bytes stay as they are. No content gives a new file. The result is read back
// before it is returned, so what is written is what will count. now is as in
// Parse.
func AddAllow(name string, data []byte, a Allow, now time.Time) ([]byte, error) {
	out, added, err := AddAllows(name, data, []Allow{a}, now)
	if err == nil && added == 0 {
		err = ErrAlreadyAllowed
	}
	return out, err
}

// AddAllows is AddAllow for many entries: those whose value is on the list already, or
// comes twice, are left out. added is how many were added.
func AddAllows(name string, data []byte, entries []Allow, now time.Time) (out []byte, added int, err error) {
	before, err := Parse(name, data, now)
	if err != nil {
		return nil, 0, err
	}
	listed := map[detector.Fingerprint]bool{}
	for _, a := range before.Allow {
		listed[a.Fingerprint] = true
	}
	fresh := slices.DeleteFunc(slices.Clone(entries), func(a Allow) bool {
		known := listed[a.Fingerprint]
		listed[a.Fingerprint] = true
		return known
	})
	if len(fresh) == 0 {
		return data, 0, nil
	}
	lines := splitLines(data)
	at, indent, err := insertion(name, data, lines)
	if err != nil {
		return nil, 0, err
	}
	var add []string
	if len(bytes.TrimSpace(data)) == 0 {
		add = append(add, "version: 1\n")
	}
	if at < 0 { // no allow: yet
		add = append(add, "allow:\n")
		at = len(lines)
	}
	for _, a := range fresh {
		add = append(add, entry(a, indent)...)
	}
	if at > 0 && !strings.HasSuffix(lines[at-1], "\n") {
		lines[at-1] += "\n"
	}
	text := strings.Join(lines[:at], "") + strings.Join(add, "") + strings.Join(lines[at:], "")
	if len(text) > MaxSize {
		return nil, 0, fmt.Errorf("%s would have %d entries and be larger than %d KiB, which is the most that is read", name, len(before.Allow)+len(fresh), MaxSize>>10)
	}
	after, err := Parse(name, []byte(text), now)
	if err != nil || !holds(after, fresh) || len(after.Allow) != len(before.Allow)+len(fresh) {
		return nil, 0, fmt.Errorf("%s is written in a way that cannot be extended safely: add the %s by hand", name, entriesOf(len(fresh)))
	}
	return []byte(text), len(fresh), nil
}

func entriesOf(n int) string {
	if n == 1 {
		return "entry"
	}
	return "entries"
}

// holds reports whether the list has all these values.
func holds(c Config, entries []Allow) bool {
	listed := map[detector.Fingerprint]bool{}
	for _, a := range c.Allow {
		listed[a.Fingerprint] = true
	}
	return !slices.ContainsFunc(entries, func(a Allow) bool { return !listed[a.Fingerprint] })
}

func entry(a Allow, indent string) []string {
	out := []string{
		fmt.Sprintf("%s- fingerprint: %s\n", indent, a.Fingerprint),
		fmt.Sprintf("%s  reason: %s\n", indent, quote(a.Reason)),
	}
	if !a.Expires.IsZero() {
		out = append(out, fmt.Sprintf("%s  expires: %s\n", indent, a.Expires.Format(DateFormat)))
	}
	return out
}

// quote writes text as a double-quoted YAML scalar, of which JSON's escapes are
// a subset.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

func splitLines(data []byte) []string {
	var lines []string
	for line := range strings.Lines(string(data)) {
		lines = append(lines, line)
	}
	return lines
}

// insertion finds the index of the line before which a new entry goes, and the
// entries' indentation; -1 when there is no allow list.
func insertion(name string, data []byte, lines []string) (at int, indent string, err error) {
	file, err := parser.ParseBytes(data, 0)
	if err != nil || len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return -1, "  ", nil
	}
	var values []*ast.MappingValueNode
	switch m := file.Docs[0].Body.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	}
	for _, v := range values {
		if v.Key.GetToken().Value != "allow" {
			continue
		}
		list, ok := v.Value.(*ast.SequenceNode)
		if !ok || len(list.Values) == 0 {
			if ok { // "allow: []"
				return 0, "", fmt.Errorf("%s:%d: write \"allow:\" without [] so that entries can be added", name, v.Key.GetToken().Position.Line)
			}
			return v.Key.GetToken().Position.Line, "  ", nil
		}
		first := lines[list.Values[0].GetToken().Position.Line-1]
		indent = first[:len(first)-len(strings.TrimLeft(first, " "))]
		return endOfList(lines, list.Values[len(list.Values)-1].GetToken().Position.Line-1, len(indent)), indent, nil
	}
	return -1, "  ", nil
}

// endOfList is the line after the last entry, which begins at line from: what is
// indented deeper than its mark belongs to it.
func endOfList(lines []string, from, indent int) int {
	end := from + 1
	for i := end; i < len(lines); i++ {
		text := strings.TrimLeft(lines[i], " ")
		if strings.TrimSpace(text) == "" {
			continue
		}
		if len(lines[i])-len(text) <= indent {
			break
		}
		end = i + 1
	}
	return end
}
