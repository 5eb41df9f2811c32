package detector

import (
	"bytes"
)

// blockReach is how many lines up and down a block may reach around its value;
// it keeps the cost of a value in a file of any length bounded.
const blockReach = 200

// stepEvidence: the value is called a token, and in the indentation of a YAML
// text it belongs to Codecov: a step that uses codecov/codecov-action (its keys
// in any order), a codecov: block, an orb's codecov/upload job, a plugin's
// settings.
func stepEvidence(d *document, c candidate) (verdict, bool) {
	n, ok := d.nameBefore(c.start)
	if !ok || n.role() != plainToken || !d.indented() {
		return verdict{}, false
	}
	line := d.lineAt(n.start)
	level := indentOf(d.line(line)).content
	// Climb: every line that is indented less than all below it opens a block
	// around the value.
	for at := line; level > 0; {
		if item, ok := d.item(at, level); ok {
			if action, ok := d.actionOf(item); ok {
				return verdict{kind: n.kind(c.form), reason: "token of " + action}, true
			}
		}
		at = d.parent(at, level)
		if at == 0 {
			break
		}
		in := indentOf(d.line(at))
		if key := keyOf(d.line(at)); mentionsCodecov(key) {
			owner := name{text: key}
			return verdict{kind: n.kind(c.form), reason: n.shown() + " of " + owner.shown()}, true
		}
		level = in.dash
	}
	return verdict{}, false
}

// indented reports whether indentation carries structure in this text: YAML by
// its name, or a text without a name that could be.
func (d *document) indented() bool {
	return d.syntax().indented || d.path == ""
}

// indent is where a line's content begins. dash is the column of a list mark
// ("- "), which opens an item; without one it is content.
type indent struct{ dash, content int }

// indentOf counts columns, a comment's mark as space: code that was commented
// out keeps its shape.
func indentOf(line []byte) indent {
	i := 0
	for i < len(line) && (line[i] == ' ' || line[i] == '\t' || line[i] == '#') {
		i++
	}
	in := indent{i, i}
	for i+1 < len(line) && line[i] == '-' && line[i+1] == ' ' {
		for i++; i < len(line) && line[i] == ' '; i++ {
		}
	}
	in.content = i
	return in
}

func isBlank(line []byte) bool { return len(bytes.Trim(line, " \t\r#")) == 0 }

// parent is the line above at that is indented less than level; 0 for none.
func (d *document) parent(at, level int) int {
	for n := at - 1; n > max(0, at-blockReach); n-- {
		if line := d.line(n); !isBlank(line) && indentOf(line).dash < level {
			return n
		}
	}
	return 0
}

// lines is a range of line numbers, both ends included.
type lines struct{ first, last, level int }

// item is the list item that holds line at, whose content is at level or deeper.
func (d *document) item(at, level int) (lines, bool) {
	for n := at; n > max(0, at-blockReach); n-- {
		line := d.line(n)
		if isBlank(line) {
			continue
		}
		in := indentOf(line)
		if in.dash >= level && n != at {
			continue
		}
		if in.dash == in.content {
			if in.content < level {
				return lines{}, false
			}
			continue
		}
		last := n
		for last < min(len(d.start), at+blockReach) && (isBlank(d.line(last+1)) || indentOf(d.line(last+1)).dash > in.dash) {
			last++
		}
		return lines{n, last, in.content}, true
	}
	return lines{}, false
}

// actionOf looks among an item's own keys for the one that says what runs.
func (d *document) actionOf(it lines) (string, bool) {
	for n := it.first; n <= it.last; n++ {
		line := d.line(n)
		if indentOf(line).content != it.level {
			continue
		}
		switch string(keyOf(line)) {
		case "uses", "image", "task", "plugin", "orb":
			_, value, _ := bytes.Cut(line, []byte(":"))
			if value = bytes.Trim(value, " \t\r'\""); mentionsCodecov(value) {
				value, _, _ = bytes.Cut(value, []byte("@"))
				action := name{text: value}
				return action.shown(), true
			}
		}
	}
	return "", false
}

// keyOf is the key of a "key: value" line, without list mark, comment mark and
// quotes; empty when there is none.
func keyOf(line []byte) []byte {
	line = line[indentOf(line).content:]
	for i, b := range line {
		if b == ':' && (i+1 == len(line) || isSpace(line[i+1])) {
			return bytes.Trim(line[:i], "\"' ")
		}
	}
	return nil
}
