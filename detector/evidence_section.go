package detector

import (
	"bytes"
)

// sectionEvidence: the value is called a token and stands in a section of an INI
// or TOML file that is about Codecov: [codecov], [tool.codecov], [[codecov]].
func sectionEvidence(d *document, c candidate) (verdict, bool) {
	n, ok := d.nameBefore(c.start)
	if !ok || n.role() != plainToken {
		return verdict{}, false
	}
	at := d.lineAt(n.start)
	for line := at - 1; line > max(0, at-blockReach); line-- {
		head := bytes.TrimSpace(d.line(line))
		if len(head) < 3 || head[0] != '[' || head[len(head)-1] != ']' {
			continue
		}
		if !mentionsCodecov(head) {
			return verdict{}, false
		}
		section := name{text: bytes.Trim(head, "[]")}
		return verdict{kind: n.kind(c.form), reason: n.shown() + " in section [" + section.shown() + "]"}, true
	}
	return verdict{}, false
}
