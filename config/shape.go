package config

import (
	"fmt"

	"github.com/goccy/go-yaml/token"
)

// checkShape refuses what the file has no use for and YAML's parser would take
// minutes to read: its time grows with the square of the depth and worse, and the
// file may come from a stranger. Tokens cost time in proportion to the text.
func checkShape(file string, tokens token.Tokens) error {
	const (
		deepest  = 8   // brackets within each other
		mostMark = 8   // "- " or ": " on one line, outside brackets
		indented = 200 // columns at which a line of the file's structure begins
		most     = 40_000
	)
	if len(tokens) > most { // some 4,000 entries
		return &Error{File: file, Text: "too many entries"}
	}
	line, marks, depth := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, marks = t.Position.Line, 0
		}
		fault := func(text string) error { return &Error{File: file, Line: line, Text: text} }
		switch t.Type {
		case token.AnchorType, token.AliasType, token.TagType, token.MergeKeyType, token.MappingKeyType, token.DirectiveType:
			return fault(fmt.Sprintf("YAML's %s is not for this file", t.Type))
		case token.InvalidType:
			return fault("not valid YAML")
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			if depth--; depth < 0 {
				return fault("not valid YAML")
			}
		case token.SequenceEntryType, token.MappingValueType:
			if depth > 0 {
				continue
			}
			if marks++; marks > mostMark || t.Position.Column > indented {
				return fault("nested too deep")
			}
		}
		if depth > deepest {
			return fault("nested too deep")
		}
	}
	return nil
}
