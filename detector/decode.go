package detector

import (
	"bytes"
	"encoding/binary"
	"io"
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
	order, mark := encodingOf(text)
	if text = text[mark:]; order == nil {
		return text
	}
	out, rest := appendUTF16(make([]byte, 0, len(text)/2+utf8.UTFMax), text, order)
	if len(rest) >= 2 { // half of a pair
		out = utf8.AppendRune(out, utf8.RuneError)
	}
	return out
}

// encodingOf tells from the beginning of a text the byte order of its UTF-16, nil for
// what is read as it is, and the length of its byte-order mark.
func encodingOf(text []byte) (order binary.ByteOrder, mark int) {
	switch {
	case bytes.HasPrefix(text, bomUTF8):
		return nil, len(bomUTF8)
	case bytes.HasPrefix(text, bomUTF16LE):
		return binary.LittleEndian, len(bomUTF16LE)
	case bytes.HasPrefix(text, bomUTF16BE):
		return binary.BigEndian, len(bomUTF16BE)
	}
	switch zeros(text) {
	case oddZero:
		return binary.LittleEndian, 0
	case evenZero:
		return binary.BigEndian, 0
	}
	return nil, 0
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

// appendUTF16 appends text in UTF-8 and returns what is left of it: less than a
// character, which may go on behind.
func appendUTF16(out, text []byte, order binary.ByteOrder) (appended, rest []byte) {
	for len(text) >= 2 {
		r := rune(order.Uint16(text))
		if utf16.IsSurrogate(r) {
			if len(text) < 4 {
				break
			}
			if full := utf16.DecodeRune(r, rune(order.Uint16(text[2:]))); full != utf8.RuneError {
				r, text = full, text[2:]
			}
		}
		text = text[2:]
		out = utf8.AppendRune(out, r)
	}
	return out, text
}

// utf16Reader decodes while it reads.
type utf16Reader struct {
	in    io.Reader
	order binary.ByteOrder
	raw   [4096]byte
	left  int    // bytes at the start of raw that wait for the rest of their character
	ready []byte // decoded, not yet given
	text  []byte
	err   error
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.ready) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		var n int
		n, u.err = u.in.Read(u.raw[u.left:])
		var rest []byte
		u.text, rest = appendUTF16(u.text[:0], u.raw[:u.left+n], u.order)
		u.left = copy(u.raw[:], rest)
		if u.err == io.EOF && u.left >= 2 {
			u.text = utf8.AppendRune(u.text, utf8.RuneError)
		}
		u.ready = u.text
	}
	n := copy(p, u.ready)
	u.ready = u.ready[n:]
	return n, nil
}
