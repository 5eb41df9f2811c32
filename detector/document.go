package detector

import (
	"bytes"
	"hash/fnv"
	"path"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// document is one decoded text with what the evidence asks for again and again:
// its lines and its syntax.
type document struct {
	path  string
	base  string // the file's own name in lower case
	text  []byte
	start []int // offset of each line
	at    int   // the line that was asked for last
	syn   *syntax
	last  lineFacts
	units unitCount

	// What evidence found out about the text, each kept so that a text of any
	// shape costs no more for every further candidate.
	named    lastName
	joined   logicalLine
	nesting  nesting
	outlines [2]*outline // without and with what is commented out
	heads    []int       // the lines that begin a section
	parsed   tree
	bound    []binding
	// functions is what definitions found.
	functions map[string][]string
	// ends is what mentionEnds found.
	ends []int

	headsFound bool

	// static is how far nearStatic has come, and the offset behind the beginning of the
	// last of its words.
	static struct{ upto, last int }

	mentions, about, encrypted, prose, settings, holdsToken, formats fact
}

// fact is what a text or its name says, found out when it is first asked for.
type fact int

const (
	unasked fact = iota
	no
	yes
)

func (f *fact) is(find func() bool) bool {
	if *f == unasked {
		if *f = no; find() {
			*f = yes
		}
	}
	return *f == yes
}

func newDocument(name string, text []byte) *document {
	d := &document{path: name, base: strings.ToLower(path.Base(name)), text: text}
	d.start = append(make([]int, 0, 1+bytes.Count(text, []byte{'\n'})), 0)
	for i := 0; ; i++ {
		n := bytes.IndexByte(text[i:], '\n')
		if n < 0 {
			return d
		}
		i += n
		d.start = append(d.start, i+1)
	}
}

// lineAt is the 1-based number of the line that holds offset.
func (d *document) lineAt(offset int) int {
	// The same line is asked for again and again, then one a little further on.
	from, to := 0, len(d.start)
	if d.at > 0 && d.start[d.at-1] <= offset {
		from = d.at
		for step := 1; from+step <= to; step *= 2 {
			if d.start[from+step-1] > offset {
				to = from + step - 1
				break
			}
			from += step
		}
	}
	d.at = from + sort.Search(to-from, func(i int) bool { return d.start[from+i] > offset })
	return d.at
}

// position is the 1-based line and byte column of offset.
func (d *document) position(offset int) (line, col int) {
	line = d.lineAt(offset)
	return line, offset - d.start[line-1] + 1
}

// unitCount is how many UTF-16 code units the beginning of a line has, up to an offset.
type unitCount struct{ line, upto, units int }

// column16 is the 1-based column of an offset in UTF-16 code units. Values are asked
// about in their order, so a line with many is counted once. A byte that is not UTF-8
// counts as the one character that stands in for it.
func (d *document) column16(line, offset int) int {
	if u := d.units; u.line != line || u.upto > offset {
		d.units = unitCount{line: line, upto: d.start[line-1]}
	}
	for d.units.upto < offset {
		r, n := utf8.DecodeRune(d.text[d.units.upto:offset])
		d.units.upto += n
		d.units.units += utf16.RuneLen(r)
	}
	return d.units.units + 1
}

// line is the text of line n without its line break; nil outside the text.
func (d *document) line(n int) []byte {
	if n < 1 || n > len(d.start) {
		return nil
	}
	end := len(d.text)
	if n < len(d.start) {
		end = d.start[n] - 1
	}
	return bytes.TrimSuffix(d.text[d.start[n-1]:end], []byte{'\r'})
}

// logicalLine is the byte range of a command over lines first to last.
type logicalLine struct{ first, last, start, end int }

// logical is the command that holds line n: the lines that are joined to it by a
// continuation at their end (\ in POSIX shells and Dockerfiles, ` in PowerShell,
// ^ in cmd).
func (d *document) logical(n int) (start, end int) {
	if d.joined.first <= n && n <= d.joined.last {
		return d.joined.start, d.joined.end
	}
	first, last := n, n
	for first > 1 && continues(d.line(first-1)) {
		first--
	}
	for last < len(d.start) && continues(d.line(last)) {
		last++
	}
	end = len(d.text)
	if last < len(d.start) {
		end = d.start[last] - 1
	}
	d.joined = logicalLine{first, last, d.start[first-1], end}
	return d.joined.start, d.joined.end
}

// continues reports whether a line ends in a continuation mark. PowerShell's
// stands behind a space; elsewhere a ` at the end closes a quotation.
func continues(line []byte) bool {
	line = bytes.TrimRight(line, " \t")
	if len(line) == 0 {
		return false
	}
	switch line[len(line)-1] {
	case '\\', '^':
		return true
	case '`':
		return len(line) > 1 && (line[len(line)-2] == ' ' || line[len(line)-2] == '\t')
	}
	return false
}

// mention reports whether the text or its name says Codecov anywhere.
func (d *document) mention() bool {
	return d.mentions.is(func() bool { return mentionsCodecov(d.text) || hasWord([]byte(d.path)) })
}

// excerpt is the part of the line around the candidate with every candidate
// value in it masked, and where the key is in it.
func (d *document) excerpt(c candidate, line int) (text string, caret, length int) {
	// A value that reaches into the shown part from outside is masked too: the
	// margin holds the longest value and the bytes that decide on its boundary.
	const shown, margin = 60, hex40Len + 2*uuidLen
	whole := d.line(line)
	at := c.start - d.start[line-1]
	end := min(at+c.end-c.start, len(whole)) // what is joined over lines is shown up to the first's end
	lo, hi := max(0, at-shown-margin), min(len(whole), end+shown+margin)
	masked := []byte(Mask(string(whole[lo:hi])))
	maskShapes(masked)
	value := whole[at:end]
	copy(masked[at-lo:], value)
	maskRange(masked, at-lo, end-lo)                 // its own first characters, not those of what it is glued to
	if c.form == formBadge || c.form == formOpaque { // recognised by its place only, so it may stand elsewhere unmasked
		redacted := []byte(redact(value))
		masked = bytes.ReplaceAll(masked, value, redacted)
	}
	// Not through the middle of a character, unless the text is not UTF-8.
	from, to := max(0, at-shown), min(len(whole), end+shown)
	for range utf8.UTFMax - 1 {
		if from > 0 && from < at && !startsRune(whole[from]) {
			from++
		}
		if to < len(whole) && !startsRune(whole[to]) {
			to++
		}
	}
	if from > 0 {
		text = "…"
	}
	caret = len(text) + at - from
	text += string(masked[from-lo : to-lo])
	if to < len(whole) {
		text += "…"
	}
	return text, caret, end - at
}

func startsRune(b byte) bool { return b&0xc0 != 0x80 }

// lineFacts is what is the same for every key on one line.
type lineFacts struct {
	number  int
	allowed remark
	context uint64
}

// facts judges the line once: keys come in order, so the last line is kept.
func (d *document) facts(line int, opt Options) lineFacts {
	if d.last.number != line {
		d.last = lineFacts{number: line, context: lineContext(d.line(line))}
		d.last.allowed = d.allowed(line, opt)
	}
	return d.last
}

func lineContext(line []byte) uint64 {
	h := fnv.New64a()
	h.Write(bytes.TrimSpace(line)) // a hash.Hash never returns an error
	return h.Sum64()
}
