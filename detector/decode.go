package detector

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

var (
	bomUTF8    = []byte{0xef, 0xbb, 0xbf}
	bomUTF16LE = []byte{0xff, 0xfe}
	bomUTF16BE = []byte{0xfe, 0xff}
)

// decode returns the text in UTF-8 without a byte-order mark. Text that is
// UTF-8 (or any encoding that keeps ASCII) is returned as it is, not copied.
func decode(text []byte) []byte {
	switch {
	case bytes.HasPrefix(text, bomUTF8):
		return text[len(bomUTF8):]
	case bytes.HasPrefix(text, bomUTF16LE):
		return decodeUTF16(text[2:], binary.LittleEndian)
	case bytes.HasPrefix(text, bomUTF16BE):
		return decodeUTF16(text[2:], binary.BigEndian)
	}
	switch zeros(text) {
	case oddZero:
		return decodeUTF16(text, binary.LittleEndian)
	case evenZero:
		return decodeUTF16(text, binary.BigEndian)
	}
	return text
}

type zeroPattern int

const (
	noPattern zeroPattern = iota
	oddZero               // the second byte of nearly every pair is zero
	evenZero              // the first is
)

// zeros recognises UTF-16 without a mark: ASCII text in it has a zero in one
// half of nearly every pair and none in the other.
func zeros(text []byte) zeroPattern {
	const sample, enough = 512, 8
	n := min(len(text), sample) &^ 1
	if n < enough {
		return noPattern
	}
	var zero [2]int
	for i, b := range text[:n] {
		if b == 0 {
			zero[i&1]++
		}
	}
	mostly := n / 2 * 7 / 10
	switch {
	case zero[1] >= mostly && zero[0] == 0:
		return oddZero
	case zero[0] >= mostly && zero[1] == 0:
		return evenZero
	}
	return noPattern
}

func decodeUTF16(text []byte, order binary.ByteOrder) []byte {
	out := make([]byte, 0, len(text)/2+utf8.UTFMax)
	for len(text) >= 2 {
		r := rune(order.Uint16(text))
		text = text[2:]
		if utf16.IsSurrogate(r) && len(text) >= 2 {
			if full := utf16.DecodeRune(r, rune(order.Uint16(text))); full != utf8.RuneError {
				r, text = full, text[2:]
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}
