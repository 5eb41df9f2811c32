package main

import "strings"

// page is text of some width.
type page struct {
	width int
	text  strings.Builder
}

func (p *page) line(text string) { p.paragraph(0, text) }

func (p *page) gap() { p.text.WriteByte('\n') }

func (p *page) heading(text string) {
	p.gap()
	p.text.WriteString(text + ":\n")
}

// paragraph writes text between a margin and the width.
func (p *page) paragraph(margin int, text string) {
	for _, line := range wrap(text, p.width-margin) {
		p.text.WriteString(strings.Repeat(" ", margin) + line + "\n")
	}
}

// indented writes lines as they are.
func (p *page) indented(margin int, text string) {
	for line := range strings.Lines(text) {
		p.text.WriteString(strings.Repeat(" ", margin) + strings.TrimSuffix(line, "\n") + "\n")
	}
}

// row writes a word and what it means beside it, or below where there is little room.
func (p *page) row(word, meaning string, column int) {
	const margin, between, least = 2, 2, 30
	at := margin + column + between
	p.text.WriteString(strings.Repeat(" ", margin) + word)
	if p.width-at < least {
		p.gap()
		p.paragraph(margin+4, meaning)
		return
	}
	for i, line := range wrap(meaning, p.width-at) {
		fill := at
		if i == 0 {
			fill = at - margin - len(word)
		}
		p.text.WriteString(strings.Repeat(" ", fill) + line + "\n")
	}
}

// wrap breaks text between words. A word that is wider than a line stands alone.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
