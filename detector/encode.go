package detector

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// Span is where the key of a finding stands: a byte range of the text in UTF-8, as
// Decoded gives it.
func (f Finding) Span() (start, end int) { return f.start, f.end }

// Decoded is a text in UTF-8 without its byte-order mark, and encode, which brings a
// text back into the form that this one is stored in. It is not ok for a text that
// would not come back byte for byte as it was.
func Decoded(stored []byte) (text []byte, encode func([]byte) []byte, ok bool) {
	order, mark := encodingOf(stored)
	head := stored[:mark]
	encode = func(text []byte) []byte {
		out := bytes.Clone(head)
		if order == nil {
			return append(out, text...)
		}
		return appendAsUTF16(out, text, order)
	}
	text = decode(stored)
	return text, encode, bytes.Equal(encode(text), stored)
}

func appendAsUTF16(out, text []byte, order binary.ByteOrder) []byte {
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		text = text[n:]
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			out = appendUnit(appendUnit(out, high, order), low, order)
			continue
		}
		out = appendUnit(out, r, order)
	}
	return out
}

func appendUnit(out []byte, unit rune, order binary.ByteOrder) []byte {
	var b [2]byte
	order.PutUint16(b[:], uint16(unit))
	return append(out, b[:]...)
}
