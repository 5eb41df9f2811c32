package detector

import (
	"bytes"
	"slices"
)

// The allow annotations. The first stands on the key's own line, the second on
// the line before it; what follows is the reason.
const (
	annotation     = "covkey:allow"
	annotationNext = "covkey:allow-next-line"
)

// remark is an annotation that counts: the words that it consists of and the reason
// that it gives. The zero remark is none.
type remark struct{ words, reason string }

// allowed gives the annotation that covers the key on line n: one on its line or,
// for the next line, on the line before. A value on a line that can have no comment
// is covered by one on the lines that it is joined to: those of a command that goes
// on over several, the one with the key of a folded value.
func (d *document) allowed(n int, opt Options) remark {
	first, last := d.joinedLines(n)
	for line := first; line <= last; line++ {
		if r := opt.annotated(d.line(line), false); r.words != "" {
			return r
		}
	}
	const mostWrapped = 6
	for line := first - 1; line > 0 && line >= first-mostWrapped; line-- {
		if r := opt.annotated(d.line(line), true); r.words != "" {
			return r
		}
		if holdsValue(d.line(line)) || !d.continuesRemark(line) {
			break // only the rest of the annotation's own comment may stand between
		}
	}
	return remark{}
}

// continuesRemark reports whether line n goes on with the comment of the line before
// it, or ends it.
func (d *document) continuesRemark(n int) bool {
	line, before := bytes.TrimSpace(d.line(n)), bytes.TrimSpace(d.line(n-1))
	for _, pair := range blockComments {
		open := bytes.LastIndex(before, []byte(pair[0]))
		if open >= 0 && !bytes.Contains(before[open:], []byte(pair[1])) {
			return !bytes.Contains(line, []byte(pair[1])) || bytes.HasSuffix(line, []byte(pair[1]))
		}
	}
	for _, mark := range lineComments {
		if bytes.HasPrefix(line, []byte(mark)) {
			return bytes.HasPrefix(before, []byte(mark))
		}
	}
	return false
}

// lineComments begin a line that is all comment; blockComments begin and end one of
// several lines.
var (
	lineComments  = []string{"#", "//", "--", ";", "%", "'", "REM ", "rem ", "::", ".. "}
	blockComments = [][2]string{{"<!--", "-->"}, {"/*", "*/"}, {"{#", "#}"}, {"(*", "*)"}, {"{-", "-}"}, {"<#", "#>"}}
)

// joinedLines is the lines that the key on line n is joined to.
func (d *document) joinedLines(n int) (first, last int) {
	start, end := d.logical(n)
	first, last = d.lineAt(start), d.lineAt(end)
	const folded = 2 // lines below the key that ends in >- or |
	if first == last && n > 1 {
		for up := n - 1; up > 0 && up >= n-folded; up-- {
			if opensBlock(d.line(up)) && indentOf(d.line(up)).dash < indentOf(d.line(n)).dash {
				return up, n
			}
		}
	}
	return first, last
}

// opensBlock reports whether a line ends in the mark of a YAML block scalar.
func opensBlock(line []byte) bool {
	line = line[:min(len(line), longestName)]
	if i := bytes.Index(line, []byte(" #")); i >= 0 {
		line = line[:i]
	}
	_, value := keyOf(line)
	if len(value) == 0 || len(value) > len("|+2") || value[0] != '|' && value[0] != '>' {
		return false
	}
	return len(bytes.Trim(value, "|>+-0123456789")) == 0
}

func holdsValue(line []byte) bool {
	for range candidates(line) {
		return true
	}
	return false
}

// others are the annotations of other tools: the words on the key's line, and those
// on the line before it. They count only where the repository says so.
var others = []struct{ name, own, next string }{
	{"gitleaks:allow", "gitleaks:allow", ""},
	{"pragma: allowlist secret", "pragma: allowlist secret", "pragma: allowlist nextline secret"},
	{"ggignore", "ggignore", ""},
	{"trufflehog:ignore", "trufflehog:ignore", ""},
	{"nosemgrep", "nosemgrep", "nosemgrep"},
}

// Honorable lists the annotations of other tools that Options.Honor may name.
func Honorable() []string {
	var names []string
	for _, o := range others {
		names = append(names, o.name)
	}
	return names
}

// annotated looks on one line for an annotation for that line, or for the next one.
func (opt Options) annotated(line []byte, next bool) remark {
	own := annotation
	if next {
		own = annotationNext
	}
	if reason, ok := annotated(line, own); ok && (reason != "" || !opt.RequireReason) {
		return remark{own, reason}
	}
	for _, o := range others {
		words := o.own
		if next {
			words = o.next
		}
		if words == "" || !slices.Contains(opt.Honor, o.name) {
			continue
		}
		if reason, ok := annotated(line, words); ok && (reason != "" || !opt.RequireReason) {
			return remark{o.name, reason}
		}
	}
	return remark{}
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
		glued := from > 0 && isNameByte(line[from-1]) && !bytes.HasSuffix(line[:from], []byte("--"))
		if !glued && endsName(line, end) {
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
