package detector

import "bytes"

// calledBehind is the word that says behind the value, on its line, that it is a token
// of Codecov's: "use <value> as Codecov token", UPLOAD: <value> # codecov. The other
// way round, a comment that is nothing but a value belongs to the token that its
// line refers to.
func (d *document) calledBehind(c candidate) (name, bool) {
	const reach = 60
	line := d.lineAt(c.start)
	end := min(d.start[line-1]+len(d.line(line)), c.end+reach)
	if end < c.end {
		return name{}, false
	}
	before, behind := d.text[max(d.start[line-1], c.start-groupReach):c.start], d.text[c.end:end]
	if n, ok := d.nameOf(c); ok && n.lines == 0 && !mayBeKey(n.text) {
		return n, false
	}
	remark, isRemark := trailingComment(behind)
	if !mentionsCodecov(behind) { // nearly always
	} else if w, ok := d.tokenWord(c.end, end); ok && (isRemark || d.isProseFile()) {
		between := d.text[c.end:w.start]
		if isRemark {
			between = bytes.TrimLeft(between, " \t\"'#/")
		}
		return w, isSentence(bytes.TrimLeft(between, "`\"'), ")) && (isRemark || !bytes.ContainsAny(before, "=({"))
	}
	if words := parts(remark); isRemark && mentionsCodecov(remark) && len(words) <= 2 {
		return name{text: bytes.TrimSpace(remark)}, true
	}
	code, value, ok := bytes.Cut(before, []byte(" # "))
	if !ok {
		code, value, ok = bytes.Cut(before, []byte(" // "))
	}
	if ok && len(bytes.TrimSpace(value)) == 0 && len(bytes.TrimSpace(behind)) == 0 {
		start := c.start - len(before)
		return d.tokenWordOf(start, start+len(code))
	}
	return name{}, false
}

// trailingComment is the text of the comment that begins right behind a value.
func trailingComment(behind []byte) ([]byte, bool) {
	rest := bytes.TrimLeft(behind, " \t\"',;")
	for _, mark := range []string{"#", "//", "--", "(", "<!--"} {
		if text, ok := bytes.CutPrefix(rest, []byte(mark)); ok {
			return text, true
		}
	}
	return nil, false
}

// tokenWordOf is the first word from from to to that is the name of a token of
// Codecov's.
func (d *document) tokenWordOf(from, to int) (name, bool) {
	var found name
	d.eachWord(from, to, func(w []byte, at int) {
		if n := (name{text: w, start: at, end: at + len(w)}); len(found.text) == 0 && mentionsCodecov(w) && n.role() == codecovToken {
			found = n
		}
	})
	return found, len(found.text) > 0
}
