package remedy

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/fatih/color"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/report"
)

// Look is how text is laid out.
type Look struct {
	Color bool
	Width int // of the terminal, 0 where that is not known
	// Base and At are for the addresses of Codecov's pages; see codecov.Page.
	Base string
	At   At
}

// page writes text for a terminal.
type page struct {
	bytes.Buffer
	width                 int
	bold, dim, warn, good *color.Color
}

func newPage(l Look) *page {
	paint := func(attributes ...color.Attribute) *color.Color {
		c := color.New(attributes...)
		if l.Color {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
		return c
	}
	const usual, widest = 80, 100
	width := l.Width
	if width <= 0 {
		width = usual
	}
	return &page{width: min(max(width, 40), widest), bold: paint(color.Bold), dim: paint(color.Faint), warn: paint(color.FgYellow), good: paint(color.FgGreen)}
}

// clean makes text from the repository fit to be shown.
func clean(s string) string { return report.Visible(detector.Mask(s)) }

// wrapped writes text with a first and later indents, broken between words.
func (p *page) wrapped(first, rest, text string) {
	at := utf8.RuneCountInString(first)
	p.WriteString(first)
	begun := false
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		if begun && at+1+n > p.width {
			p.WriteString("\n" + rest)
			at, begun = utf8.RuneCountInString(rest), false
		}
		if begun {
			p.WriteByte(' ')
			at++
		}
		p.WriteString(word)
		at += n
		begun = true
	}
	p.WriteByte('\n')
}

// indent is how far rows are indented, behind their labels.
const indent = "           "

// row writes a label and what belongs to it.
func (p *page) row(label, text string) { p.item(label, "", text) }

// item is a row with a mark before its text.
func (p *page) item(label, mark, text string) {
	first := "  " + label
	first += indent[min(len(first), len(indent)-1):] + mark
	at := p.Len()
	p.wrapped(first, indent[:len(indent)]+strings.Repeat(" ", len(mark)), text)
	if label != "" && p.dim.Sprint("x") != "x" { // what is coloured has no width
		line := string(p.Bytes()[at:])
		p.Truncate(at)
		p.WriteString("  " + p.dim.Sprint(label) + strings.TrimPrefix(line, "  "+label))
	}
}

// steps writes numbered steps; a command is never broken, so that it can be pasted.
func (p *page) steps(steps []Step) {
	for i, s := range steps {
		number := string(rune('1'+i%9)) + ". "
		p.wrapped("  "+number, "     ", clean(s.Do))
		for _, command := range s.Run {
			for line := range strings.SplitSeq(command, "\n") {
				p.WriteString("       " + p.good.Sprint(report.Visible(line)) + "\n")
			}
		}
	}
}
