package report

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// excerpt shows the line with the key masked and the reason below it, both within the
// terminal's width where that is possible.
func (t text) excerpt(b *bytes.Buffer, f Finding) {
	number := fmt.Sprintf("%5d", f.Line)
	below := strings.Repeat(" ", len(number)) + " |"
	room := t.width
	if room <= 0 {
		room = usualWidth
	}
	const least = 16 // of a masked key, to recognise it by
	room = max(room-len(below)-1, least)

	before, key, after := around(
		Visible(strings.TrimLeft(f.Excerpt[:f.Caret], " \t")),
		Visible(f.Excerpt[f.Caret:f.Caret+f.CaretLen]),
		Visible(strings.TrimRight(f.Excerpt[f.Caret+f.CaretLen:], " \t\r")),
		room)
	fmt.Fprintf(b, "%s %s%s%s\n", t.dim.Sprint(number+" |"), before, t.bad.Sprint(key), after)
	fmt.Fprintf(b, "%s %s\n", t.dim.Sprint(below), t.pointer(columns(before), Visible(f.Reason), room))
}

// pointer is the caret below the key with the reason behind it, or before it where
// there is more room.
func (t text) pointer(at int, reason string, room int) string {
	need := columns(reason) + 1
	if at+1+need > room && need <= at {
		return strings.Repeat(" ", at-need) + t.warn.Sprint(reason+" ^")
	}
	return strings.Repeat(" ", at) + t.warn.Sprint("^ "+reason)
}

// around cuts a line to so many columns, the key in it.
func around(before, key, after string, room int) (b, k, a string) {
	if columns(before)+columns(key)+columns(after) <= room {
		return before, key, after
	}
	key = head(key, room)
	left := room - columns(key)
	// A third of what is left shows what stands behind, unless it needs less.
	back := min(columns(after), max(left/3, left-columns(before)))
	before = tail(before, left-back)
	return before, key, head(after, room-columns(before)-columns(key))
}

const ellipsis = "…"

// head is as much of the beginning of a text as has room.
func head(s string, room int) string {
	if columns(s) <= room {
		return s
	}
	if room < 1 {
		return ""
	}
	used := 0
	for i, r := range s {
		if used += runeColumns(r); used > room-1 {
			return s[:i] + ellipsis
		}
	}
	return s
}

// tail is as much of the end of a text as has room.
func tail(s string, room int) string {
	over := columns(s) - room
	if over <= 0 {
		return s
	}
	if room < 1 {
		return ""
	}
	for i, r := range s {
		if over < 0 && runeColumns(r) > 0 {
			return ellipsis + s[i:]
		}
		over -= runeColumns(r)
	}
	return ellipsis
}

// columns is how much room visible text takes in a terminal.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

// runeColumns goes by the East Asian Width of Unicode: wide characters take two
// columns, marks that combine with the one before none.
func runeColumns(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
