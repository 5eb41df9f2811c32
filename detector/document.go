package detector

import (
	"bytes"
	"hash/fnv"
	"path"
	"sort"
	"strings"
)

// document is one decoded text with what the evidence asks for again and again:
// its lines and its syntax.
type document struct {
	path  string
	text  []byte
	start []int // offset of each line
	syn   *syntax
	last  lineFacts
}

func newDocument(name string, text []byte) *document {
	d := &document{path: name, text: text, start: []int{0}}
	for i := 0; ; i++ {
		n := bytes.IndexByte(text[i:], '\n')
		if n < 0 {
			return d
		}
		i += n
		d.start = append(d.start, i+1)
	}
}

// base is the file's own name in lower case.
func (d *document) base() string { return strings.ToLower(path.Base(d.path)) }

// lineAt is the 1-based number of the line that holds offset.
func (d *document) lineAt(offset int) int {
	return sort.Search(len(d.start), func(i int) bool { return d.start[i] > offset })
}

// position is the 1-based line and byte column of offset.
func (d *document) position(offset int) (line, col int) {
	line = d.lineAt(offset)
	return line, offset - d.start[line-1] + 1
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

// logical is the byte range of the command that holds line n: the lines that
// are joined to it by a continuation at their end (\ in POSIX shells and
// Dockerfiles, ` in PowerShell, ^ in cmd).
func (d *document) logical(n int) (start, end int) {
	const most = 50 // longer chains are data, not commands
	first, last := n, n
	for first > 1 && n-first < most && continues(d.line(first-1)) {
		first--
	}
	for last < len(d.start) && last-n < most && continues(d.line(last)) {
		last++
	}
	end = len(d.text)
	if last < len(d.start) {
		end = d.start[last] - 1
	}
	return d.start[first-1], end
}

func continues(line []byte) bool {
	line = bytes.TrimRight(line, " \t")
	if len(line) == 0 {
		return false
	}
	switch line[len(line)-1] {
	case '\\', '`', '^':
		return true
	}
	return false
}

// near is the part of the text that may hold what belongs to the range from
// start to end: its logical line, but no more than reach bytes to either side,
// so that a file that is one line of many megabytes costs no more than others.
func (d *document) near(start, end int) []byte {
	const reach = 2 << 10
	from, to := d.logical(d.lineAt(start))
	return d.text[max(from, start-reach):min(to, end+reach)]
}

// excerpt is the part of the line around the candidate with every candidate
// value in it masked, and where the key is in it.
func (d *document) excerpt(c candidate, line int) (text string, caret, length int) {
	// A value that reaches into the shown part from outside is masked too: the
	// margin holds the longest value and the bytes that decide on its boundary.
	const shown, margin = 60, hex40Len + 2*uuidLen
	whole := d.line(line)
	at := c.start - d.start[line-1]
	end := at + c.end - c.start
	lo, hi := max(0, at-shown-margin), min(len(whole), end+shown+margin)
	// The same key may stand there once more, as part of another word.
	known := map[Fingerprint]bool{fingerprint(c.canonical(d.text)): true}
	masked := []byte(Mask(MaskKnown(string(whole[lo:hi]), known)))
	maskRange(masked, at-lo, end-lo) // a badge token is masked by its place only
	from, to := max(0, at-shown), min(len(whole), end+shown)
	for from > 0 && from < at && !startsRune(whole[from]) {
		from++
	}
	for to < len(whole) && !startsRune(whole[to]) {
		to++
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
	number      int
	allowed     bool
	allowReason string
	context     uint64
}

// facts judges the line once: keys come in order, so the last line is kept.
func (d *document) facts(line int, opt Options) lineFacts {
	if d.last.number != line {
		d.last = lineFacts{number: line, context: lineContext(d.line(line))}
		d.last.allowed, d.last.allowReason = d.allowed(line, opt)
	}
	return d.last
}

func lineContext(line []byte) uint64 {
	h := fnv.New64a()
	h.Write(bytes.TrimSpace(line)) // a hash.Hash never returns an error
	return h.Sum64()
}
