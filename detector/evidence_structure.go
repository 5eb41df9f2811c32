package detector

import (
	"bytes"
)

// structureReach is how far back an enclosing bracket is looked for, in bytes.
const structureReach = 8 << 10

// structureEvidence: the value is called a token, and a bracket around it was
// opened by something of Codecov's: codecov(token = …), codecov: { token: … },
// codecovRollupPlugin({ uploadToken: … }), { uses: codecov/…, with: { token: … } }.
func structureEvidence(d *document, c candidate) (verdict, bool) {
	n, ok := d.nameBefore(c.start)
	if !ok || n.role() != plainToken {
		return verdict{}, false
	}
	depth := 0
	inner := n.start
	for i := n.start - 1; i >= 0 && n.start-i < structureReach; i-- {
		switch d.text[i] {
		case ')', ']', '}':
			depth++
		case '(', '[', '{':
			if depth > 0 {
				depth--
				continue
			}
			if opener, ok := d.nameBefore(i); ok && opener.lines == 0 && mentionsCodecov(opener.text) {
				return verdict{kind: n.kind(c.form), reason: n.shown() + " of " + opener.shown()}, true
			}
			if usesCodecov(d.text[i:inner]) {
				return verdict{kind: n.kind(c.form), reason: "token of codecov/codecov-action"}, true
			}
			inner = i
		}
	}
	return verdict{}, false
}

// usesCodecov reports whether text has a uses key whose value is an action of
// Codecov's.
func usesCodecov(text []byte) bool {
	for {
		_, after, ok := bytes.Cut(text, []byte("uses"))
		if !ok {
			return false
		}
		value := bytes.TrimLeft(after, " \t\"':")
		if len(value) < len(after) && hasPrefixFold(value, "codecov/") {
			return true
		}
		text = after
	}
}

func hasPrefixFold(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && bytes.EqualFold(b[:len(prefix)], []byte(prefix))
}
