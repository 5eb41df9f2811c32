package manager

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// yamlFile is a YAML file as lines and as a tree whose nodes know their lines.
type yamlFile struct {
	lines []string
	root  ast.Node // nil for a file without content
}

func parseYAML(data []byte) (yamlFile, error) {
	y := yamlFile{lines: splitLines(data)}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return y, byHand("it is no valid YAML")
	}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if y.root != nil {
			return y, byHand("it holds more than one YAML document")
		}
		y.root = doc.Body
	}
	return y, nil
}

// pairs are the entries of a mapping in block style. A node that is none has none.
func pairs(n ast.Node) ([]*ast.MappingValueNode, bool) {
	switch m := n.(type) {
	case *ast.MappingNode:
		return m.Values, !m.IsFlowStyle && len(m.Values) > 0
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{m}, true
	}
	return nil, false
}

func keyOf(v *ast.MappingValueNode) string { return v.Key.GetToken().Value }

// entry is the value under a key of a mapping, nil for none.
func entry(n ast.Node, key string) *ast.MappingValueNode {
	values, _ := pairs(n)
	for _, v := range values {
		if keyOf(v) == key {
			return v
		}
	}
	return nil
}

// lookup follows keys down; nil where they lead nowhere.
func lookup(n ast.Node, path ...string) ast.Node {
	for _, key := range path {
		v := entry(n, key)
		if v == nil {
			return nil
		}
		n = v.Value
	}
	return n
}

// text is a scalar's value.
func text(n ast.Node) string {
	if n == nil || n.GetToken() == nil {
		return ""
	}
	return n.GetToken().Value
}

// items are the values of a list.
func items(n ast.Node) []ast.Node {
	if s, ok := n.(*ast.SequenceNode); ok {
		return s.Values
	}
	return nil
}

// lineOf is the line on which a node begins, from 0.
func lineOf(n ast.Node) int { return n.GetToken().Position.Line - 1 }

// end is the line behind an entry that begins at line from: what is indented deeper
// belongs to it, and behind a key the list at the key's own indentation.
func (y yamlFile) end(from int, key bool) int {
	indent, end := indentation(y.lines[from]), from+1
	for i := end; i < len(y.lines); i++ {
		text := strings.TrimSpace(y.lines[i])
		at := indentation(y.lines[i])
		switch {
		case text == "", strings.HasPrefix(text, "#") && at <= indent:
		case at > indent, at == indent && key && (text == "-" || strings.HasPrefix(text, "- ")):
			end = i + 1
		default:
			return end
		}
	}
	return end
}

// insert adds an entry under the path's last key, and the keys that are not there.
// block is the entry's own lines.
func (y yamlFile) insert(path []string, block string) ([]byte, error) {
	if y.root == nil {
		return insertLines(y.lines, len(y.lines), nested(path, block, 0, 2)), nil
	}
	unit := y.unit()
	node := y.root
	for depth := 0; ; depth++ {
		values, ok := pairs(node)
		if !ok {
			return nil, byHand("what is below " + strings.Join(path[:depth], ".") + " is no mapping in block style")
		}
		first := y.lines[lineOf(values[0].Key)]
		indent := indentation(first)
		if values[0].Key.GetToken().Position.Column-1 != indent {
			return nil, byHand("a mapping begins in the middle of a line")
		}
		var next *ast.MappingValueNode
		if depth < len(path) {
			next = entry(node, path[depth])
		}
		if next == nil {
			at := y.end(lineOf(values[len(values)-1].Key), true)
			return insertLines(y.lines, at, nested(path[depth:], block, indent, unit)), nil
		}
		node = next.Value
	}
}

// nested is a block below keys.
func nested(keys []string, block string, indent, unit int) []string {
	var out []string
	for _, key := range keys {
		out = append(out, strings.Repeat(" ", indent)+key+":")
		indent += unit
	}
	if unit != 2 {
		block = strings.ReplaceAll(block, "\n  ", "\n"+strings.Repeat(" ", unit))
	}
	return append(out, indented(block, indent)...)
}

// unit is by how much the file indents.
func (y yamlFile) unit() int {
	values, _ := pairs(y.root)
	for _, v := range values {
		if inner, ok := pairs(v.Value); ok {
			by := inner[0].Key.GetToken().Position.Column - v.Key.GetToken().Position.Column
			if by > 0 {
				return by
			}
		}
	}
	return 2
}

// cut takes the entry at a path out when same says that its lines are covkey's, and
// then the keys above that have nothing left.
func (y yamlFile) cut(path []string, same func(block string) bool) ([]byte, error) {
	parent := lookup(y.root, path[:len(path)-1]...)
	v := entry(parent, path[len(path)-1])
	from := lineOf(v.Key)
	to := y.end(from, true)
	if indentation(y.lines[from]) != v.Key.GetToken().Position.Column-1 || !same(trimmed(y.lines[from:to])) {
		return nil, byHand("the entry " + strings.Join(path, ".") + " was edited since covkey wrote it")
	}
	for depth := len(path) - 1; depth > 0; depth-- {
		if values, _ := pairs(lookup(y.root, path[:depth]...)); len(values) != 1 {
			break
		}
		above := lineOf(entry(lookup(y.root, path[:depth-1]...), path[depth-1]).Key)
		if above != from-1 || y.end(above, true) != to {
			break // a comment is there as well
		}
		from = above
	}
	return cutLines(y.lines, from, to), nil
}

// facts lists all values of a tree by where they stand, to compare what a file says.
func facts(n ast.Node, at string, into map[string]string) {
	if values, _ := pairs(n); len(values) > 0 {
		for _, v := range values {
			facts(v.Value, at+"."+keyOf(v), into)
		}
		return
	}
	if m, ok := n.(*ast.MappingNode); ok { // in flow style
		for _, v := range m.Values {
			facts(v.Value, at+"."+keyOf(v), into)
		}
		return
	}
	if list := items(n); len(list) > 0 {
		for i, v := range list {
			facts(v, fmt.Sprintf("%s[%d]", at, i), into)
		}
		return
	}
	value := "null"
	if n != nil {
		value = n.String()
	}
	into[at] = value
}

// onlyAdds reports whether a file says what it said before, and more below one place.
func onlyAdds(before yamlFile, after []byte, below string) error {
	now, err := parseYAML(after)
	if err != nil {
		return err
	}
	old, more := map[string]string{}, map[string]string{}
	if before.root != nil {
		facts(before.root, "", old)
	}
	facts(now.root, "", more)
	for at, value := range old {
		if more[at] != value {
			return byHand("the change would alter " + strings.TrimPrefix(at, "."))
		}
		delete(more, at)
	}
	for at := range more {
		if !strings.HasPrefix(at, below) {
			return byHand("the change would add " + strings.TrimPrefix(at, "."))
		}
	}
	if len(more) == 0 {
		return byHand("the change would have no effect")
	}
	return nil
}
