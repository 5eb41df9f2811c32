package detector

import (
	"bytes"
	"encoding/base64"
)

// nextEncoded finds a value in base64: a word of letters and digits that decodes
// to one, with or without a line break behind it. Hex digits and hyphens never
// encode to + or /, so the word has neither.
func nextEncoded(text []byte, from int) (candidate, bool) {
	const shortest = 42 // the letters and digits of 32 bytes, without padding
	for i := from + shortest - 1; i < len(text); {
		// Half of such a word stands on one side: four letters a little way off tell
		// that nearly all are shorter.
		if i+12 < len(text) && chars[text[i-4]]&chars[text[i-8]]&chars[text[i-12]]&alnumChar == 0 &&
			chars[text[i+4]]&chars[text[i+8]]&chars[text[i+12]]&alnumChar == 0 || !isAlnum(text[i]) {
			i += shortest
			continue
		}
		start, end := i, i
		for start > from && isAlnum(text[start-1]) {
			start--
		}
		for end < len(text) && isAlnum(text[end]) {
			end++
		}
		i = end + shortest
		if end-start < shortest {
			continue // nearly all
		}
		for end < len(text) && text[end] == '=' && end-start < longestEncoded {
			end++
		}
		if end-start <= longestEncoded && encodedBoundary(text, start, end) {
			if value := decodedValue(text[start:end]); value != nil {
				return candidate{start: start, end: end, form: formOf(value), spelling: encoded}, true
			}
		}
	}
	return candidate{}, false
}

// longestEncoded is the length in base64 of the longest value and a line break.
const longestEncoded = (hex40Len + len("\r\n") + 2) / 3 * 4

func encodedBoundary(text []byte, start, end int) bool {
	inner := func(b byte) bool { return b == '+' || b == '/' || b == '_' || b == '-' }
	return (start == 0 || !inner(text[start-1])) && (end == len(text) || !inner(text[end]) && text[end] != '=')
}

// decodedValue is the value that a word in base64 stands for; nil when it stands
// for anything else.
func decodedValue(word []byte) []byte {
	word = bytes.TrimRight(word, "=")
	var first [3]byte
	if _, err := base64.RawStdEncoding.Decode(first[:], word[:min(len(word), 4)]); err != nil || !areHex(first[:]) {
		return nil
	}
	value := make([]byte, base64.RawStdEncoding.DecodedLen(len(word)))
	n, err := base64.RawStdEncoding.Decode(value, word)
	if err != nil {
		return nil
	}
	value = bytes.TrimRight(value[:n], "\r\n")
	switch {
	case len(value) == uuidLen && isUUID(value),
		len(value) == hex32Len && areHex(value),
		len(value) == hex40Len && areHex(value) && isLowerHex(value):
		return value
	}
	return nil
}

// formOf is the form of a value of which nothing else is known.
func formOf(value []byte) form {
	switch len(value) {
	case uuidLen:
		return formUUID
	case hex32Len:
		return formHex32
	}
	return formHex40
}

// longestJoined bounds what stands between and within the pieces of a value that
// is put together from several literals.
const longestJoined = 200

// joinedCandidate looks for a value in several string literals, of which the first
// begins at i: "1234" + "5678", also over two lines.
func joinedCandidate(text []byte, i int) (candidate, bool) {
	c := candidate{start: i, end: i, spelling: joined}
	digits, pieces := 0, 0
	for at := i; ; {
		end, n := hexRun(text, at)
		if end == at || end-i > longestJoined {
			return c, false
		}
		digits += n
		pieces++
		c.end = end
		next, ok := nextLiteral(text, end)
		if !ok || digits >= hex40Len {
			break
		}
		at = next
	}
	if pieces < 2 || c.end == len(text) || !isQuote(text[c.end]) {
		return c, false
	}
	value := joinedValue(text[c.start:c.end])
	switch {
	case len(value) == uuidLen && isUUID(value), len(value) == hex32Len && areHex(value), len(value) == hex40Len && areHex(value):
		c.form = formOf(value)
		return c, true
	}
	return c, false
}

// nextLiteral is where the text of the literal begins that is joined to the one
// which ends at i: by +, a dot, .., &, ~, a backslash at the end of the line, or
// by nothing but space.
func nextLiteral(text []byte, i int) (int, bool) {
	if i >= len(text) || !isQuote(text[i]) {
		return 0, false
	}
	quote := text[i]
	const longest = 60
	for j := i + 1; j < min(len(text), i+longest); j++ {
		switch b := text[j]; b {
		case ' ', '\t', '\r', '\n', '+', '.', '&', '~', '\\', '(', ')':
		default:
			return j + 1, b == quote || isQuote(b) && quote != '`'
		}
	}
	return 0, false
}

// joinedValue is what the literals in text amount to.
func joinedValue(text []byte) []byte {
	out := make([]byte, 0, uuidLen)
	inside := true
	for _, b := range text {
		switch {
		case isQuote(b):
			inside = !inside
		case inside:
			out = append(out, b)
		}
	}
	return out
}
