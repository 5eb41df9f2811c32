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
	n, ok := d.nameOf(c)
	if ok && n.role() == noRole {
		return d.row(c, n)
	}
	if !ok || n.role() != plainToken {
		return verdict{}, false
	}
	open := d.around(c)
	inner := c.start
	maps := 0
	for i := len(open) - 1; i >= 0 && c.start-open[i].at < structureReach; i-- {
		b := &open[i]
		if b.at > n.start {
			continue // between the name and its value
		}
		if owner, ok := d.ownerOf(b); ok && mentionsCodecov(owner.text) {
			return verdict{kind: n.kind(c.form), reason: n.shown() + " of " + owner.shown()}, true
		}
		if d.text[b.at] == '{' {
			action, ok := d.usesIn(b.at+1, inner)
			if !ok && maps < mostMaps {
				action, ok = d.usesAfter(c.end, len(open)-1-i)
			}
			if ok { // another's action has its own token
				if !mentionsCodecov(action.text) {
					return verdict{}, true
				}
				return verdict{kind: n.kind(c.form), reason: "token of " + action.shown()}, true
			}
			maps++
		}
		inner = b.at
	}
	return verdict{}, false
}

// row is for a value under any name in a map that is called Codecov's tokens, or
// Codecov: codecov_tokens = {"widget": "<value>"}.
func (d *document) row(c candidate, n name) (verdict, bool) {
	open := d.around(c)
	if len(open) == 0 || !c.isV4(d.text) || !n.assigned || n.lines > 1 || !mayBeKey(n.text) {
		return verdict{}, false
	}
	b := &open[len(open)-1]
	owner, ok := d.ownerOf(b)
	if !ok || b.at > n.start || c.start-b.at > structureReach || d.text[b.at] != '{' && d.text[b.at] != '(' && d.text[b.at] != '[' {
		return verdict{}, false
	}
	switch role := owner.role(); {
	case role == codecovToken, role == codecovName && d.text[b.at] == '{' && owner.assigned:
		v := verdictOf(owner, c.form, n.shown()+" in "+owner.shown())
		v.confidence = Medium
		return v, true
	}
	return verdict{}, false
}

// mostMaps is how many maps around the value may have their uses key behind it:
// with: and the step.
const mostMaps = 3

// usesIn is the value of the uses key of a flow map, of which text from from to
// to is a part.
func (d *document) usesIn(from, to int) (action name, ok bool) {
	const key = "uses"
	if !bytes.Contains(d.text[from:to], []byte(key)) {
		return name{}, false
	}
	d.words(from, to, func(w []byte, at int) bool {
		if string(w) != key {
			return true
		}
		value := bytes.TrimLeft(d.text[at+len(key):min(to, at+longestName)], " \t\r\n\"':")
		end := bytes.IndexFunc(value, func(r rune) bool { return r != '/' && r < 0x80 && !isNameByte(byte(r)) })
		if end >= 0 {
			value = value[:end]
		}
		action, ok = name{text: value}, len(value) > 0
		return false
	})
	return action, ok
}

// usesAfter is usesIn for the part of the map that follows a value in it, of
// which that many brackets are still open.
func (d *document) usesAfter(end, depth int) (name, bool) {
	to := min(len(d.text), end+structureReach/4)
	for ; end < to && depth > 0; end++ {
		switch b := d.text[end]; {
		case isOpening(b):
			depth++
		case isClosing(b):
			depth--
		}
	}
	if depth > 0 {
		return name{}, false
	}
	return d.usesIn(end, to)
}

func hasPrefixFold(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && bytes.EqualFold(b[:len(prefix)], []byte(prefix))
}
