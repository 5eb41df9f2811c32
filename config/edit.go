package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// ErrAlreadyAllowed tells that the value is on the list already.
var ErrAlreadyAllowed = errors.New("already allowed")

// AddAllow returns the file's content with one more entry under allow; all other
// bytes stay as they are. No content gives a new file. The result is read back
// before it is returned, so what is written is what will count. now is as in
// Parse.
func AddAllow(name string, data []byte, a Allow, now time.Time) ([]byte, error) {
	before, err := Parse(name, data, now)
	if err != nil {
		return nil, err
	}
	if before.Allowed(a.Fingerprint) {
		return nil, ErrAlreadyAllowed
	}
	lines := splitLines(data)
	at, indent, err := insertion(name, data, lines)
	if err != nil {
		return nil, err
	}
	var add []string
	if len(bytes.TrimSpace(data)) == 0 {
		add = append(add, "version: 1\n")
	}
	if at < 0 { // no allow: yet
		add = append(add, "allow:\n")
		at = len(lines)
	}
	add = append(add, entry(a, indent)...)
	if at > 0 && !strings.HasSuffix(lines[at-1], "\n") {
		lines[at-1] += "\n"
	}
	out := strings.Join(lines[:at], "") + strings.Join(add, "") + strings.Join(lines[at:], "")
	after, err := Parse(name, []byte(out), now)
	if err != nil || !after.Allowed(a.Fingerprint) || len(after.Allow) != len(before.Allow)+1 {
		return nil, fmt.Errorf("%s is written in a way that cannot be extended safely: add the entry by hand", name)
	}
	return []byte(out), nil
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
