package detector

import (
	"bytes"
)

// The allow annotations. The first stands on the key's own line, the second on
// the line before it; what follows is the reason.
const (
	annotation     = "covkey:allow"
	annotationNext = "covkey:allow-next-line"
)

// allowed reports whether an annotation covers the key on line n, and the
// reason that it gives.
func (d *document) allowed(n int, opt Options) (bool, string) {
	if reason, ok := annotated(d.line(n), annotation); ok && (reason != "" || !opt.RequireReason) {
		return true, reason
	}
	if reason, ok := annotated(d.line(n-1), annotationNext); ok && (reason != "" || !opt.RequireReason) {
		return true, reason
	}
	return false, ""
}

// annotated looks for the annotation as a word of its own.
func annotated(line []byte, word string) (reason string, ok bool) {
	for rest := line; ; {
		at := bytes.Index(rest, []byte(word))
		if at < 0 {
			return "", false
		}
		from := len(line) - len(rest) + at
		end := from + len(word)
		if (from == 0 || !isNameByte(line[from-1])) && endsName(line, end) {
			return reasonText(line[end:]), true
		}
		rest = line[end:]
	}
}

// endsName reports whether a word ends at i; the full stop of a sentence ends it,
// too.
func endsName(line []byte, i int) bool {
	if i < len(line) && line[i] == '.' {
		i++
	}
	return i == len(line) || !isNameByte(line[i])
}

// closers end a comment behind the reason; they are no part of it.
var closers = [][]byte{
	[]byte("-->"), []byte("*/"), []byte("#}"), []byte("%>"), []byte("}}"), []byte("\"\"\""), []byte("*)"), []byte("-}"),
}

// hinted is what the hint writes where the reason belongs; left as it is, it is
// none.
const hinted = "<why>"

func reasonText(b []byte) string {
	for _, closer := range closers {
		if i := bytes.Index(b, closer); i >= 0 {
			b = b[:i]
		}
	}
	b = bytes.Trim(b, " \t\r.:,;\"'`)]}\\")
	if string(b) == hinted {
		return ""
	}
	masked := []byte(Mask(string(b))) // whoever writes a reason may quote the value in it
	maskShapes(masked)
	return string(masked)
}
