package detector

import "bytes"

// outline is the structure that indentation gives a text (YAML), found once for
// all of its lines. Line numbers are 1-based; index 0 is unused.
type outline struct {
	at []indent
	up []int // the line that this one is indented under; 0 for none
	// actions has what the blocks that were asked for run, by their first line and the
	// column of their keys.
	actions map[[2]int]action
}

// action is what a block says it runs, and whether it says anything.
type action struct {
	name
	said bool
}

// indent is where a line's content begins. dash is the column of a list mark
// ("- "), which opens an item; without one it is content. A blank line has none.
type indent struct {
	dash, content int
	blank         bool
}

// item reports whether the line opens a list item.
func (in indent) item() bool { return in.dash < in.content }

// indentOf counts columns, a comment's mark as space: code that was commented
// out keeps its shape.
func indentOf(line []byte) indent {
	i := 0
	for i < len(line) && (line[i] == ' ' || line[i] == '\t' || line[i] == '#') {
		i++
	}
	in := indent{dash: i, content: i, blank: i == len(line)}
	for i < len(line) && line[i] == '-' && (i+1 == len(line) || line[i+1] == ' ') {
		for i++; i < len(line) && line[i] == ' '; i++ {
		}
		in.content = i
	}
	return in
}

func isComment(line []byte) bool {
	line = bytes.TrimLeft(line, " \t")
	return len(line) > 0 && line[0] == '#'
}

// shape is the outline of the text around a line: comments have a part in it
// only when the line is one itself.
func (d *document) shape(line int) *outline {
	comments := isComment(d.line(line))
	o := &d.outlines[0]
	if comments {
		o = &d.outlines[1]
	}
	if *o == nil {
		*o = d.newOutline(comments)
	}
	return *o
}

func (d *document) newOutline(comments bool) *outline {
	n := len(d.start) + 1
	o := &outline{at: make([]indent, n), up: make([]int, n), actions: map[[2]int]action{}}
	var open []int // lines that the next may be indented under
	for line := 1; line < n; line++ {
		in := indentOf(d.line(line))
		in.blank = in.blank || !comments && isComment(d.line(line))
		o.at[line] = in
		if in.blank {
			continue
		}
		for len(open) > 0 && o.at[open[len(open)-1]].dash >= in.dash {
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			o.up[line] = open[len(open)-1]
		}
		open = append(open, line)
	}
	return o
}

// indented reports whether indentation carries structure in this text: YAML by
// its name, or a text without a name that could be.
func (d *document) indented() bool {
	return d.syntax().indented || d.path == ""
}

// block is the first line of the block that line belongs to: the first of its
// siblings, or the line that opens its list item. level is where the keys of the
// block begin.
func (o *outline) block(line int) (first, level int) {
	level = o.at[line].content
	if o.at[line].item() {
		return line, level
	}
	up := o.up[line]
	if in := o.at[up]; up > 0 && in.item() && level <= in.content {
		return up, level // a key of the item that line up opens
	}
	return up + 1, level
}

// keys yields the lines of a block that are at its own level, in order.
func (o *outline) keys(first, level int, yield func(line int) bool) {
	for n := first; n < min(len(o.at), first+blockReach); n++ {
		in := o.at[n]
		if in.blank {
			continue
		}
		if n > first && in.dash < level {
			return
		}
		if in.content == level && (n == first || !in.item()) && !yield(n) {
			return
		}
	}
}

// keyOf is the key of a "key: value" line, without list mark, comment mark and
// quotes, and what follows it; empty when there is none.
func keyOf(line []byte) (key, value []byte) {
	line = bytes.TrimLeft(line, " \t#")
	for bytes.HasPrefix(line, []byte("- ")) {
		line = bytes.TrimLeft(line[2:], " ")
	}
	line = line[:min(len(line), longestName)]
	for i, b := range line {
		if b == ':' && (i+1 == len(line) || isSpace(line[i+1])) {
			return bytes.Trim(line[:i], "\"' "), bytes.Trim(line[i+1:], " \t\r\"'")
		}
	}
	return nil, nil
}
