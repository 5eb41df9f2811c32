package detector

import (
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// yamlLeaves reads YAML, all of its styles, with anchors: a value that is anchored
// stands wherever the anchor is used.
func yamlLeaves(text []byte) []leaf {
	if tooDeep(text) {
		return nil
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil // templates, and what only looks like YAML
	}
	r := yamlReader{anchors: map[string]leaf{}}
	for _, doc := range file.Docs {
		r.read(doc.Body, "", nil)
	}
	return r.leaves
}

type yamlReader struct {
	leaves  []leaf
	anchors map[string]leaf
}

// read walks a node that stands under a key in a container.
func (r *yamlReader) read(n ast.Node, key string, up *container) {
	switch n := n.(type) {
	case *ast.MappingNode:
		r.mapping(n.Values, key, up)
	case *ast.MappingValueNode:
		r.mapping([]*ast.MappingValueNode{n}, key, up)
	case *ast.SequenceNode:
		list := &container{key: key, up: up}
		for _, item := range n.Values {
			r.read(item, "", list)
			if text, _, ok := yamlText(item); ok && len(list.before) < mostMembers {
				list.before = append(list.before, text)
			}
		}
	case *ast.TagNode:
		r.read(n.Value, key, up)
	case *ast.AnchorNode:
		before := len(r.leaves)
		r.read(n.Value, key, up)
		if len(r.leaves) == before+1 {
			r.anchors[n.Name.String()] = r.leaves[before]
		}
	case *ast.AliasNode:
		if l, ok := r.anchors[n.Value.String()]; ok {
			l.key, l.up = key, up
			r.leaves = append(r.leaves, l)
		}
	default:
		if text, line, ok := yamlText(n); ok {
			if value, ok := keyShaped(text); ok {
				r.leaves = append(r.leaves, newLeaf(key, up, value, line))
			}
		}
	}
}

// mapping reads the members first: what runs may stand behind its token.
func (r *yamlReader) mapping(values []*ast.MappingValueNode, key string, up *container) {
	m := &container{key: key, up: up}
	for _, v := range values {
		if text, _, ok := yamlText(v.Value); ok {
			m.add(yamlKey(v.Key), text)
		}
		// What Kubernetes calls a thing stands in a map of its own beside it.
		if about, ok := v.Value.(*ast.MappingNode); ok && yamlKey(v.Key) == "metadata" {
			for _, v := range about.Values {
				if text, _, ok := yamlText(v.Value); ok {
					m.add(yamlKey(v.Key), text)
				}
			}
		}
	}
	for _, v := range values {
		r.read(v.Value, yamlKey(v.Key), m)
	}
}

func yamlKey(k ast.MapKeyNode) string {
	if text, _, ok := yamlText(k); ok {
		return text
	}
	return k.String()
}

// yamlText is the text of a plain value and the line on which it begins.
func yamlText(n ast.Node) (text string, line int, ok bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, n.Token.Position.Line, true
	case *ast.LiteralNode:
		return n.Value.Value, n.Start.Position.Line, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode:
		return n.GetToken().Value, n.GetToken().Position.Line, true
	case *ast.TagNode:
		return yamlText(n.Value)
	case *ast.AnchorNode:
		return yamlText(n.Value)
	}
	return "", 0, false
}

func newLeaf(key string, up *container, value string, line int) leaf {
	l := leaf{key: key, up: up, value: value, line: line, start: -1}
	if up != nil && key == "" {
		l.before = append([]string(nil), up.before...)
	}
	return l
}
