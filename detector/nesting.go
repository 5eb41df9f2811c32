package detector

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// bracket is one bracket that was opened and not yet closed.
type bracket struct {
	at int
	// owner is the word that stands before it, found when it is first asked for.
	owner         name
	asked, hasOne bool
}

// nesting follows the brackets of a text from its beginning. Candidates come in
// order, so the text is gone through once for all of them.
type nesting struct {
	open []bracket
	upto int // everything before it was seen
}

// deepest is how many brackets around a value are known: what is nested deeper is
// data. The outermost are forgotten first.
const deepest = 64

// around is the brackets around the candidate, the innermost last. The slice is
// good until the next call.
func (d *document) around(c candidate) []bracket {
	s := &d.nesting
	text, at := d.text[:c.start], s.upto
	for ; at+8 <= len(text); at += 8 {
		for some := brackets(binary.LittleEndian.Uint64(text[at:])); some != 0; some &= some - 1 {
			s.see(text, at+bits.TrailingZeros64(some)/8)
		}
	}
	for ; at < len(text); at++ {
		s.see(text, at)
	}
	s.upto = at
	return s.open[max(0, len(s.open)-deepest):]
}

// see takes note of what stands at i, if it is a bracket.
func (s *nesting) see(text []byte, i int) {
	switch b := text[i]; {
	case isOpening(b):
		if len(s.open) == 2*deepest {
			s.open = s.open[:copy(s.open, s.open[deepest:])]
		}
		if n := len(s.open); n < cap(s.open) { // without the cost of an empty one
			s.open = s.open[:n+1]
			s.open[n].at, s.open[n].asked = i, false
			return
		}
		s.open = append(s.open, bracket{at: i})
	case isClosing(b):
		s.close(text, b)
	}
}

// brackets has a bit in each of eight characters that is a bracket, and in some others.
func brackets(text uint64) uint64 {
	const ones = 0x0101010101010101
	text |= 0x20 * ones
	round := (text ^ '('*ones) &^ ones          // zero for ( ) and a tab
	curly := (text ^ '{'*ones) &^ (0x06 * ones) // zero for { } [ ] and y and _
	return ((round-ones)&^round | (curly-ones)&^curly) & (0x80 * ones)
}

// close takes the bracket that b closes away, and those within it that were never
// closed. A closing bracket without a partner, as in a shell's case, is ignored.
func (s *nesting) close(text []byte, b byte) {
	const unclosed = 8
	for i := len(s.open) - 1; i >= max(0, len(s.open)-unclosed); i-- {
		if closes(text[s.open[i].at], b) {
			s.open = s.open[:i]
			return
		}
	}
}

func closes(open, b byte) bool {
	return open == '(' && b == ')' || open == '[' && b == ']' || open == '{' && b == '}'
}

// ownerOf is the word before a bracket, on its line or, in an assignment, on the
// line before.
func (d *document) ownerOf(b *bracket) (name, bool) {
	if !b.asked {
		b.asked = true
		b.owner, b.hasOne = d.nameBefore(b.at)
		b.hasOne = b.hasOne && (b.owner.lines == 0 || b.owner.lines == 1 && b.owner.assigned) &&
			!bytes.ContainsAny(d.text[b.owner.end:b.at], "}]") // the end of another group
	}
	return b.owner, b.hasOne
}

// groupReach is how far a group is looked at, in bytes to either side.
const groupReach = 2 << 10

// words yields the words that stand in a group itself, from from to to, not in
// brackets within it.
func (d *document) words(from, to int, yield func(word []byte, at int) bool) {
	depth := 0
	for i := from; i < to; i++ {
		switch b := d.text[i]; {
		case isOpening(b):
			depth++
		case isClosing(b):
			if depth--; depth < 0 {
				return
			}
		case depth == 0 && isNameByte(b):
			start := i
			for i+1 < to && isNameByte(d.text[i+1]) {
				i++
			}
			if !yield(d.text[start:i+1], start) {
				return
			}
		}
	}
}
