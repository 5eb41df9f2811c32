package inventory

import "strings"

// node is one key or item of a YAML text, as its indentation shows it. A parser
// would refuse what a template engine has yet to fill in.
type node struct {
	key      string // empty for an item of a list and the root
	value    string // what stands behind the key on its line, without quotes
	comment  string // what stands behind a # on the line
	line     int
	indent   int
	item     bool
	block    []text // the lines of a block scalar
	parent   *node
	children []*node
}

// text is a line of a command or scalar and where it stands.
type text struct {
	line int
	s    string
}

// child finds a key below a node, also through the items of a list.
func (n *node) child(key string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if !c.item && strings.EqualFold(c.key, key) {
			return c
		}
	}
	return nil
}

// at follows keys downward.
func (n *node) at(keys ...string) *node {
	for _, k := range keys {
		n = n.child(k)
	}
	return n
}

// scalar is a node's value, also of none.
func (n *node) scalar() string {
	if n == nil {
		return ""
	}
	if n.value == "" && len(n.block) > 0 {
		return strings.TrimSpace(n.block[0].s)
	}
	return n.value
}

// texts are the lines of a scalar: of a block each, else the one.
func (n *node) texts() []text {
	if len(n.block) > 0 {
		return n.block
	}
	if n.value != "" {
		return []text{{n.line, n.value}}
	}
	return nil
}

// walk calls visit for a node and all below it, in their order.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, c := range n.children {
		c.walk(visit)
	}
}

// deepest bounds the nesting that is followed.
const deepest = 64

// outline reads a YAML text.
func outline(data string) *node {
	root := &node{indent: -1}
	at := root
	var block *node // the key whose block scalar is being read
	for number := 1; data != ""; number++ {
		line, rest, _ := strings.Cut(data, "\n")
		data = rest
		line = strings.TrimRight(line, " \t\r")
		trimmed := strings.TrimLeft(line, " ")
		indent := len(line) - len(trimmed)
		if block != nil {
			if trimmed == "" || indent > block.indent {
				block.block = append(block.block, text{number, trimmed})
				continue
			}
			block = nil
		}
		if trimmed == "" || trimmed[0] == '#' || trimmed == "---" || trimmed == "..." {
			continue
		}
		for at != root && at.indent >= indent && !at.holds(trimmed, indent) {
			at = at.parent
		}
		for isItem(trimmed) {
			at = at.add(&node{line: number, indent: indent, item: true})
			inner := strings.TrimLeft(trimmed[1:], " ")
			indent += len(trimmed) - len(inner)
			trimmed = inner
		}
		if trimmed == "" {
			continue
		}
		if n := pair(trimmed, number, indent, 0); n != nil {
			at = at.add(n)
			if isBlock(n.value) {
				n.value, block = "", n
			}
			continue
		}
		// A scalar of its own: an item's, or the next line of the one before.
		if at.value == "" && len(at.children) == 0 {
			at.value, at.line = unquote(trimmed), number
			if isBlock(trimmed) {
				at.value, block = "", at
			}
		} else if len(at.children) == 0 {
			at.block = append(at.texts(), text{number, trimmed})
		}
	}
	return root
}

func isItem(line string) bool { return strings.HasPrefix(line, "- ") || line == "-" }

// holds reports whether a line of the same indentation is below a key: the items of
// a list may stand there.
func (n *node) holds(line string, indent int) bool {
	return !n.item && n.indent == indent && n.value == "" && isItem(line)
}

func (n *node) add(c *node) *node {
	depth := 0
	for p := n; p != nil; p = p.parent {
		if depth++; depth > deepest {
			return n
		}
	}
	c.parent = n
	n.children = append(n.children, c)
	return c
}

// isBlock reports whether a value begins a block scalar: |, >, with - + or a digit.
func isBlock(v string) bool {
	return v != "" && (v[0] == '|' || v[0] == '>') && strings.Trim(v[1:], "+-0123456789") == ""
}

// deepestFlow bounds the nesting of maps on one line.
const deepestFlow = 4

// pair reads "key: value"; nil when the line is none.
func pair(s string, number, indent, depth int) *node {
	end := keyEnd(s)
	if end < 0 {
		return nil
	}
	n := &node{key: unquote(strings.TrimSpace(s[:end])), line: number, indent: indent}
	value := strings.TrimSpace(s[end+1:])
	if depth < deepestFlow && strings.HasPrefix(value, "{") && !strings.HasPrefix(value, "{{") && strings.HasSuffix(value, "}") && len(value) > 1 {
		for part := range strings.SplitSeq(value[1:len(value)-1], ",") {
			if c := pair(strings.TrimSpace(part), number, indent+1, depth+1); c != nil {
				n.add(c)
			}
		}
		return n
	}
	n.value = unquote(value)
	if i := strings.Index(value, " #"); i >= 0 && !strings.Contains(n.value, " #") {
		n.comment = strings.TrimSpace(value[i+2:])
	}
	return n
}

// keyEnd is where the colon behind a key stands, below 0 for none.
func keyEnd(s string) int {
	if s == "" {
		return -1
	}
	if s[0] == '"' || s[0] == '\'' {
		end := strings.IndexByte(s[1:], s[0])
		if end < 0 || end+2 >= len(s) || s[end+2] != ':' {
			return -1
		}
		return end + 2
	}
	for i := range len(s) {
		switch s[i] {
		case ':':
			if i+1 == len(s) || s[i+1] == ' ' || s[i+1] == '\t' {
				return i
			}
		case '{', '"', '\'', '#', '`', '(', '$':
			return -1
		}
	}
	return -1
}

// unquote takes quotes and a trailing comment away.
func unquote(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	if q := s[0]; q == '"' || q == '\'' {
		if end := strings.IndexByte(s[1:], q); end >= 0 {
			rest := strings.TrimSpace(s[end+2:])
			if rest == "" || rest[0] == '#' {
				return s[1 : end+1]
			}
		}
		return s
	}
	if i := strings.Index(s, " #"); i >= 0 {
		s = strings.TrimSpace(s[:i])
	}
	if strings.HasPrefix(s, "#") {
		return ""
	}
	return s
}
