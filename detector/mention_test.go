package detector

import (
	"math/rand/v2"
	"testing"
	"unicode/utf16"
)

// wide is text in UTF-16, its low bytes first.
func wide(text string) []byte {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = append(b, byte(unit), byte(unit>>8))
	}
	return b
}

// TestMayMention: whatever makes Mentions true shows in a few bytes in a row, all of them of
// a kind, so that a text can be looked at in parts.
func TestMayMention(t *testing.T) {
	t.Parallel()
	for _, spelling := range []string{"codecov", "CODECOV", "CodeCov", "code_cov", "Code-Cov"} {
		for _, text := range [][]byte{[]byte(spelling), wide(spelling)[:2*len(spelling)-1]} {
			if !MayMention(text) {
				t.Errorf("%q is not seen", text)
			}
			if len(text) > LongestMention {
				t.Errorf("%q has more than %d bytes", text, LongestMention)
			}
			for _, b := range text {
				if !MentionBytes[b] {
					t.Errorf("%q has a byte %q that is not listed", text, b)
				}
			}
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	parts := []string{"c", "o", "d", "e", "cov", "code", "codec", "ov", "_", "-", "x", " ", "er", "codecov", "C\x00O\x00D\x00E\x00", "c\x00o\x00v\x00", "\x00", "é"}
	for range 50_000 {
		var text []byte
		for range random.IntN(12) {
			text = append(text, parts[random.IntN(len(parts))]...)
		}
		seen := MayMention(text)
		if Mentions(Input{Text: text}) && !seen {
			t.Fatalf("%q mentions Codecov", text)
		}
		if in := inWindow(text); in != seen {
			t.Fatalf("%q: as a whole %v, in its parts %v", text, seen, in)
		}
	}
}

// inWindow looks at each part of a text that may hold the letters.
func inWindow(text []byte) bool {
	for from := range text {
		to := from
		for to < len(text) && to-from < LongestMention && MentionBytes[text[to]] {
			to++
		}
		if MayMention(text[from:to]) {
			return true
		}
	}
	return false
}
