package fix

import (
	"encoding/json"
	"path"
	"strings"

	"github.com/goccy/go-yaml/parser"
	"mvdan.cc/sh/v3/syntax"
)

// broken says when a text is no longer parsed that was parsed before. It is asked only
// of what there is a parser for anyway.
func broken(name string, before, after []byte) string {
	parses := parserOf(name)
	if parses == nil || !parses(before) || parses(after) {
		return ""
	}
	return "the file could not be parsed any more"
}

func parserOf(name string) func([]byte) bool {
	switch path.Ext(strings.ToLower(name)) {
	case ".json":
		return json.Valid
	case ".yml", ".yaml":
		return func(text []byte) bool { return parsesAsYAML(text) }
	case ".sh", ".bash":
		return func(text []byte) bool {
			_, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(string(text)), "")
			return err == nil
		}
	}
	return nil
}

// parsesAsYAML: the library ends with a panic on some texts that are none.
func parsesAsYAML(text []byte) (ok bool) {
	defer func() {
		if recover() != nil {
			ok = false
		}
	}()
	_, err := parser.ParseBytes(text, 0)
	return err == nil
}
