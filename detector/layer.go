package detector

import (
	"bytes"
	"path"
	"sort"
	"strings"
)

// layer is a text that stands inside another in some wrapping: a file in a patch, the
// cells of a notebook, the text of a page, a script in a string literal. It is read
// as if it were a file of its own, and what is found in it is found in the outer
// text.
type layer struct {
	path  string
	text  []byte
	spans []span
}

// span is a part of a layer that stands in the outer text as it is.
type span struct{ at, from, length int }

// copy appends length bytes of the outer text, from from.
func (l *layer) copy(outer []byte, from, length int) {
	if length <= 0 {
		return
	}
	l.spans = append(l.spans, span{len(l.text), from, length})
	l.text = append(l.text, outer[from:from+length]...)
}

// add appends what stands for something else in the outer text.
func (l *layer) add(text string) { l.text = append(l.text, text...) }

// claims judges the layer and moves what it claims to where it stands outside. What
// does not stand there in one piece is left out.
func (l *layer) claims() []claim {
	if !hasWord(l.text) && !hasWord([]byte(l.path)) {
		return nil
	}
	doc, claims, open, _ := claimsIn(l.path, l.text)
	claims = append(claims, doc.leftovers(open)...)
	moved := claims[:0]
	for _, c := range claims {
		i := sort.Search(len(l.spans), func(i int) bool { return l.spans[i].at > c.start }) - 1
		if i < 0 {
			continue
		}
		if s := l.spans[i]; c.end <= s.at+s.length {
			c.start, c.end = s.from+c.start-s.at, s.from+c.end-s.at
			moved = append(moved, c)
		}
	}
	return moved
}

// layersOf is what a text has inside it.
func layersOf(d *document) []*layer {
	var layers []*layer
	if isPatch(d.text) {
		layers = append(layers, patchLayers(d.text)...)
	}
	if isPage(d) {
		layers = append(layers, pageLayer(d.text))
	}
	if path.Ext(d.base) == ".ipynb" {
		layers = append(layers, notebookLayer(d.text))
	}
	return append(layers, literalLayers(d)...)
}

func isPatch(text []byte) bool {
	const head = "@@ -"
	for at := 0; ; at++ {
		i := bytes.Index(text[at:], []byte(head))
		if i < 0 {
			return false
		}
		if at += i; at == 0 || text[at-1] == '\n' {
			return true
		}
	}
}

// patchLayers is the files of a patch, without the first column of their lines:
// what it takes away is still in the patch.
func patchLayers(text []byte) []*layer {
	var layers []*layer
	var file *layer
	inside := false
	for at := 0; at < len(text); {
		end := len(text)
		if n := bytes.IndexByte(text[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		line := text[at:end]
		switch {
		case bytes.HasPrefix(line, []byte("+++ ")):
			name := strings.TrimSpace(string(line[len("+++ "):]))
			name, _, _ = strings.Cut(name, "\t")
			file = &layer{path: strings.TrimPrefix(name, "b/")}
			layers = append(layers, file)
			inside = false
		case bytes.HasPrefix(line, []byte("--- ")), bytes.HasPrefix(line, []byte("diff ")):
			inside = false
		case bytes.HasPrefix(line, []byte("@@ -")):
			inside = true
			if file == nil {
				file = &layer{}
				layers = append(layers, file)
			}
			file.add("\n")
		case inside && (line[0] == '+' || line[0] == '-' || line[0] == ' '):
			file.copy(text, at+1, end-at-1)
		}
		at = end
	}
	return layers
}

// notebookLayer is the cells of a Jupyter notebook whose lines are string literals
// of their own.
func notebookLayer(text []byte) *layer {
	l := &layer{}
	for at := 0; at < len(text); {
		end := len(text)
		if n := bytes.IndexByte(text[at:], '\n'); n >= 0 {
			end = at + n + 1
		}
		line := bytes.TrimRight(text[at:end], " \t\r\n")
		indent := len(line) - len(bytes.TrimLeft(line, " \t"))
		body := bytes.TrimSuffix(line[indent:], []byte(","))
		if len(body) >= 2 && body[0] == '"' && body[len(body)-1] == '"' {
			l.unescape(text, at+indent+1, at+indent+len(body)-1)
		} else {
			l.add("\n\n\n")
		}
		at = end
	}
	return l
}

// unescape appends the content of a string literal that stands from from to to.
func (l *layer) unescape(text []byte, from, to int) {
	start := from
	for i := from; i+1 < to; i++ {
		if text[i] != '\\' {
			continue
		}
		l.copy(text, start, i-start)
		i++
		switch b := text[i]; b {
		case 'n':
			l.add("\n")
		case 't':
			l.add("\t")
		case 'r':
		case 'u', 'x':
			digits := escapedDigits(text[:to], i+1)
			if digits == 0 {
				l.add("\\" + string(b))
				break
			}
			code := 0
			for _, h := range text[i+1 : i+1+digits] {
				code = code<<4 | int(hexValue(h))
			}
			l.add(string(rune(code)))
			i += digits
		default:
			l.add(string(rune(b)))
		}
		start = i + 1
	}
	l.copy(text, start, to-start)
}

// literalReach bounds how far a string literal around a value is followed.
const literalReach = 8 << 10

// literalLayers is the string literals with escapes in them around the values of a
// text.
func literalLayers(d *document) []*layer {
	if bytes.IndexByte(d.text, '\\') < 0 {
		return nil
	}
	var layers []*layer
	upto := 0
	for c := range candidates(d.text) {
		if c.start < upto {
			continue
		}
		from, to, ok := literalAround(d.text, c, upto)
		if !ok {
			continue
		}
		l := &layer{}
		l.unescape(d.text, from, to)
		layers = append(layers, l)
		upto = to
	}
	return layers
}

// literalAround is the content of the string literal that a value stands in, when
// it has escaped quotes or line breaks.
func literalAround(text []byte, c candidate, floor int) (from, to int, ok bool) {
	from = -1
	for i := c.start - 1; i >= max(floor, c.start-literalReach); i-- {
		if text[i] == '\n' {
			return 0, 0, false
		}
		if text[i] == '"' && !isEscaped(text, i) {
			from = i + 1
			break
		}
	}
	if from < 0 {
		return 0, 0, false
	}
	for to = c.end; to < len(text) && to < c.end+literalReach; to++ {
		if text[to] == '\n' {
			return 0, 0, false
		}
		if text[to] == '"' && !isEscaped(text, to) {
			return from, to, bytes.IndexByte(text[from:to], '\\') >= 0
		}
	}
	return 0, 0, false
}

// isEscaped reports whether an odd number of backslashes stands before i.
func isEscaped(text []byte, i int) bool {
	n := 0
	for i > n && text[i-n-1] == '\\' && n < longestName {
		n++
	}
	return n%2 == 1
}
