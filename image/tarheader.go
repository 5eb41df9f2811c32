package image

import (
	"bytes"
	"strconv"
)

// isTarHeader reports whether a block's checksum is that of a tar header. Some old
// programs took the bytes for signed numbers.
func isTarHeader(block []byte) bool {
	if len(block) < tarBlock {
		return false
	}
	want, ok := tarNumber(block[148:156])
	if !ok {
		return false
	}
	unsigned, signed := int64(0), int64(0)
	for i, b := range block[:tarBlock] {
		if 148 <= i && i < 156 {
			b = ' '
		}
		unsigned += int64(b)
		signed += int64(int8(b))
	}
	return want == unsigned || want == signed
}

// tarNumber reads a number of a header: octal digits, or binary where the first bit is
// set.
func tarNumber(field []byte) (int64, bool) {
	if field[0]&0x80 != 0 {
		if field[0]&0x40 != 0 {
			return 0, false // below zero: no size is
		}
		n := int64(field[0] & 0x3f)
		for _, b := range field[1:] {
			if n > 1<<54 {
				return 0, false
			}
			n = n<<8 | int64(b)
		}
		return n, true
	}
	digits := bytes.Trim(field, " \x00")
	if i := bytes.IndexByte(digits, 0); i >= 0 {
		digits = digits[:i]
	}
	if len(digits) == 0 {
		return 0, true
	}
	n, err := strconv.ParseUint(string(digits), 8, 63)
	return int64(n), err == nil
}

// cString is a text up to its zero byte.
func cString(text []byte) string {
	if i := bytes.IndexByte(text, 0); i >= 0 {
		text = text[:i]
	}
	return string(text)
}

// paxRecords reads the records of a pax header: "LENGTH KEY=VALUE\n", the length that of
// the whole record.
func paxRecords(text []byte, e *tarEntry, size *int64) error {
	for len(text) > 0 {
		space := bytes.IndexByte(text, ' ')
		if space < 0 {
			return errTarHeader
		}
		length, err := strconv.ParseUint(string(text[:space]), 10, 32)
		if err != nil || length <= uint64(space)+1 || length > uint64(len(text)) || text[length-1] != '\n' {
			return errTarHeader
		}
		key, value, ok := bytes.Cut(text[space+1:length-1], []byte("="))
		if !ok {
			return errTarHeader
		}
		text = text[length:]
		switch string(key) {
		case "path":
			e.name = string(value)
		case "GNU.sparse.name": // the file's own; path is then a made-up one
			e.name = string(value)
		case "linkpath":
			e.link = string(value)
		case "size":
			n, err := strconv.ParseUint(string(value), 10, 63)
			if err != nil {
				return errTarHeader
			}
			*size = int64(n)
		}
	}
	return nil
}
