package detector

import "bytes"

// elementEvidence: the value is called a token, as an attribute or an element of
// XML, and the element around it is Codecov's: <codecov token="…"/>,
// <codecov><token>…</token></codecov>.
func elementEvidence(d *document, c candidate) (verdict, bool) {
	n, ok := d.nameOf(c)
	if !ok || n.role() != plainToken || n.start == 0 {
		return verdict{}, false
	}
	if b := d.text[n.start-1]; !n.assigned && b != '<' && b != ':' {
		return verdict{}, false
	}
	const mostTags = 64
	text := d.text[max(0, n.start-structureReach):n.start]
	depth := 0
	for range mostTags {
		at := bytes.LastIndexByte(text, '<')
		if at < 0 {
			return verdict{}, false
		}
		tag := text[at:]
		text = text[:at]
		selfClosing := false
		end := bytes.IndexByte(tag, '>')
		if end > 0 {
			selfClosing = tag[end-1] == '/'
			tag = tag[:end]
		}
		owner := name{text: tagName(tag)}
		switch {
		case len(tag) > 1 && tag[1] == '/':
			depth++
		case len(owner.text) == 0 || selfClosing:
		case depth > 0:
			depth--
		case mentionsCodecov(owner.text):
			return verdict{kind: n.kind(c.form), reason: n.shown() + " of " + owner.shown()}, true
		}
	}
	return verdict{}, false
}

// tagName is the name of the element that a tag opens; empty for a comment, a
// declaration, or a < that opens no tag.
func tagName(tag []byte) []byte {
	end := 1
	for end < len(tag) && (isNameByte(tag[end]) || tag[end] == ':') {
		end++
	}
	return bytes.Trim(tag[min(1, len(tag)):end], "-")
}
