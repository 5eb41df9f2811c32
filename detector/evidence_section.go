package detector

import (
	"bytes"
	"sort"
)

// sectionEvidence: the value is called a token and stands in a section of an INI
// or TOML file that is about Codecov: [codecov], [tool.codecov], [[codecov]].
func sectionEvidence(d *document, c candidate) (verdict, bool) {
	n, ok := d.nameOf(c)
	if !ok || n.role() != plainToken {
		return verdict{}, false
	}
	head := d.section(d.lineAt(n.start))
	if !mentionsCodecov(head) {
		return verdict{}, false
	}
	section := name{text: head}
	return verdict{kind: n.kind(c.form), reason: n.shown() + " in section [" + section.shown() + "]"}, true
}

// section is what stands in the brackets of the nearest section head above line
// n; nil when there is none within reach.
func (d *document) section(n int) []byte {
	if !d.headsFound {
		for line := range d.start {
			if sectionHead(d.line(line+1)) != nil {
				d.heads = append(d.heads, line+1)
			}
		}
		d.headsFound = true
	}
	i := sort.SearchInts(d.heads, n)
	if i == 0 || n-d.heads[i-1] >= blockReach {
		return nil
	}
	return sectionHead(d.line(d.heads[i-1]))
}

// sectionHead is what stands in the brackets of a line that is the head of a
// section; nil for any other line.
func sectionHead(line []byte) []byte {
	line = bytes.TrimLeft(line, " \t")
	if len(line) == 0 || line[0] != '[' {
		return nil
	}
	line = line[:min(len(line), longestName)]
	end := bytes.LastIndexByte(line, ']')
	if end < 0 {
		return nil
	}
	if after := bytes.TrimLeft(line[end+1:], " \t"); len(after) > 0 && after[0] != '#' && after[0] != ';' {
		return nil
	}
	return bytes.Trim(line[:end], "[] \t")
}
