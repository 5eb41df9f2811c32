package detector

import (
	"bytes"
	"path"
	"strings"
)

// container is a map, a list or an element of a structured file (YAML, JSON, TOML,
// XML, dotenv), read by the format's own parser.
type container struct {
	key     string // under which it stands in up; empty for a list's item
	up      *container
	members []member // those that are plain values, as far as they are read
	before  []string // of a list: the items before the leaf
}

// member is one plain value of a container.
type member struct{ key, value string }

// mostMembers bounds what is kept of a container: what says whose it is stands
// among the first.
const mostMembers = 64

func (c *container) add(key, value string) {
	if len(c.members) < mostMembers && len(value) <= longestName {
		c.members = append(c.members, member{key, value})
	}
}

// leaf is a plain value that has the shape of a key and nothing else in it.
type leaf struct {
	key   string
	up    *container
	value string
	line  int // 1-based, where the value begins or its mark (>-) stands
	start int // offset in the text; -1 when the parser does not tell
	// before is the items of a list before the value; attributes are those of the
	// XML element whose text it is.
	before     []string
	attributes []member
}

// Structure is read up to these sizes; what is larger, or nested deeper, is left to
// the lines and brackets around the value. The YAML parser's cost grows faster than
// its text, so of a large YAML file, or one that it refuses, only the block at the
// left margin around the value is read.
const (
	mostYAML  = 20 << 10
	mostTree  = 8 << 20
	mostDepth = 100
)

// format reads the leaves of a text; nil when the parser refuses it.
type format struct {
	leaves func(text []byte) []leaf
	// most is how large a text may be, in bytes.
	most int
	// blocks tells that a part of the text that begins at the left margin can be
	// read alone.
	blocks bool
}

var (
	formatYAML   = &format{leaves: yamlLeaves, most: mostYAML, blocks: true}
	formatJSON   = &format{leaves: jsonLeaves, most: mostTree}
	formatTOML   = &format{leaves: tomlLeaves, most: mostTree}
	formatXML    = &format{leaves: xmlLeaves, most: mostTree}
	formatDotenv = &format{leaves: dotenvLeaves, most: mostTree}
)

// tree is what was read of a file so far.
type tree struct {
	format *format
	asked  bool
	first  int               // the line on which the part that was read begins
	last   int               // the line before which it ends
	leaves map[string][]leaf // by value
}

// leavesAt is the leaves that the candidate is the value of: none when it is part
// of a longer text, a comment, or of a file that has no such structure; several
// when an anchor is used in several places.
func (d *document) leavesAt(c candidate) []leaf {
	t := &d.parsed
	if !t.asked {
		t.asked = true
		t.format = d.format()
	}
	if t.format == nil {
		return nil
	}
	line := d.lineAt(c.start)
	if line < t.first || line >= t.last {
		d.read(line)
	}
	const folded = 2 // a folded value begins below its mark
	var at []leaf
	for _, l := range t.leaves[string(d.text[c.start:c.end])] {
		switch {
		case l.start >= 0 && l.start <= c.start && c.start-l.start <= len("\"urn:uuid:{"),
			l.start < 0 && l.line <= line && line-l.line <= folded:
			at = append(at, l)
		}
	}
	return at
}

// read reads the part of the file that has the line in it: all of it, or the block
// at the left margin.
func (d *document) read(line int) {
	t := &d.parsed
	t.first, t.last, t.leaves = 1, len(d.start)+1, map[string][]leaf{}
	if len(d.text) <= t.format.most && d.readLines(t.first, t.last) || !t.format.blocks {
		return
	}
	t.first, t.last = d.block(line)
	d.readLines(t.first, t.last)
}

// readLines reads the lines from first up to last; false when there is nothing in
// them or the parser refuses them.
func (d *document) readLines(first, last int) bool {
	t := &d.parsed
	from, to := d.start[first-1], len(d.text)
	if last <= len(d.start) {
		to = d.start[last-1]
	}
	if to-from > t.format.most {
		return false
	}
	leaves := parsed(t.format, d.text[from:to])
	for _, l := range leaves {
		l.line += first - 1
		if l.start >= 0 {
			l.start += from
		}
		t.leaves[l.value] = append(t.leaves[l.value], l)
	}
	return len(leaves) > 0
}

// parsed is the leaves of a text. A parser that panics has refused the text: the
// lines and brackets around the value are then asked, as for any other text that
// it refuses.
func parsed(f *format, text []byte) (leaves []leaf) {
	defer func() {
		if recover() != nil {
			leaves = nil
		}
	}()
	return f.leaves(text)
}

// block is the lines from the last one at the left margin, down to the next.
func (d *document) block(line int) (first, last int) {
	begins := func(n int) bool {
		l := d.line(n)
		return len(l) > 0 && !isSpace(l[0]) && l[0] != '#' && l[0] != '}' && l[0] != ']' && l[0] != '-'
	}
	for first = line; first > 1 && !begins(first); first-- {
	}
	for last = line + 1; last <= len(d.start) && !begins(last); last++ {
	}
	return first, last
}

// format is the format of the file, by its name or, where the name says nothing, by
// how it begins.
func (d *document) format() *format {
	base := d.base
	for _, copied := range []string{".bak", ".bkp", ".old", ".orig", ".sample", ".example", ".dist"} {
		base = strings.TrimSuffix(base, copied)
	}
	switch strings.TrimPrefix(path.Ext(base), ".") {
	case "yml", "yaml":
		return formatYAML
	case "json", "ipynb":
		return formatJSON
	case "toml":
		return formatTOML
	case "xml", "pom", "config", "props", "targets", "csproj", "vbproj", "fsproj", "plist", "iml", "runsettings":
		return formatXML
	}
	if dotenv("", base) || base == ".envrc" || base == ".secrets" {
		return formatDotenv
	}
	first := bytes.TrimLeft(d.text[:min(len(d.text), longestName)], " \t\r\n")
	switch {
	case bytes.HasPrefix(first, []byte("<?xml")):
		return formatXML
	case len(first) > 0 && first[0] == '{':
		return formatJSON
	case bytes.HasPrefix(first, []byte("---\n")):
		return formatYAML
	}
	return nil
}

// tooDeep reports whether brackets or indentation are nested deeper than the
// parsers, which call themselves, should follow.
func tooDeep(text []byte) bool {
	depth, column, indented := 0, 0, true
	for _, b := range text {
		switch {
		case b == '\n':
			column, indented = 0, true
			continue
		case indented && (b == ' ' || b == '-' || b == '?'):
			if column++; column > 4*mostDepth {
				return true
			}
			continue
		case isOpening(b):
			if depth++; depth > mostDepth {
				return true
			}
		case isClosing(b):
			depth = max(0, depth-1)
		}
		indented = false
	}
	return false
}

// isYAML reports whether the text is read as YAML.
func (d *document) isYAML() bool {
	return d.parsed.format == formatYAML
}

// keyShaped is the value in a text that has nothing but a value in it.
func keyShaped(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if len(text) < hex32Len || len(text) > longestEncoded {
		return "", false
	}
	for c := range candidates([]byte(text)) {
		rest := strings.Trim(text[:c.start], "{") + strings.Trim(text[c.end:], "}")
		return text[c.start:c.end], rest == "" || strings.EqualFold(rest, urnPrefix)
	}
	return "", false
}
