package detector

import (
	"bytes"
	"iter"
)

// form is the shape of a candidate value.
type form int

const (
	formUUID  form = iota // 8-4-4-4-12 hex digits
	formHex32             // the same without hyphens
	formHex40             // 40 lower-case hex digits
	formBadge             // 10 letters and digits, only as ?token= of a Codecov URL
)

// candidate is a value with the shape of a key: a byte range of the decoded
// text. Braces and urn:uuid: around a UUID are not part of the range.
type candidate struct {
	start, end int
	form       form
}

const (
	uuidLen  = 36
	hex32Len = 32
	hex40Len = 40
	badgeLen = 10
)

// candidates yields the values with the shape of a key, in order. Cost is
// linear: every byte is looked at a bounded number of times.
func candidates(text []byte) iter.Seq[candidate] {
	return func(yield func(candidate) bool) {
		for i := 0; i < len(text); {
			if isHex(text[i]) {
				i += escapedDigits(text, i)
				c, next, ok := hexCandidate(text, i)
				if ok && !yield(c) {
					return
				}
				i = next
				continue
			}
			if text[i] == '=' {
				if c, ok := badgeCandidate(text, i); ok && !yield(c) {
					return
				}
			}
			i++
		}
	}
}

// hexCandidate looks at the run of hex digits that starts at i, behind a byte
// that is none or an escape, and returns where to go on.
func hexCandidate(text []byte, i int) (c candidate, next int, ok bool) {
	end := i
	for end < len(text) && isHex(text[end]) {
		end++
	}
	switch end - i {
	case 8:
		if isUUID(text[i:]) {
			c = candidate{i, i + uuidLen, formUUID}
			if !boundary(text, c) {
				return c, end, false
			}
			return c, c.end, true
		}
	case hex32Len:
		c = candidate{i, end, formHex32}
		return c, end, boundary(text, c)
	case hex40Len:
		c = candidate{i, end, formHex40}
		// Django's generator (binascii.hexlify) writes lower case only.
		return c, end, boundary(text, c) && bytes.Equal(text[i:end], bytes.ToLower(text[i:end]))
	}
	return c, end, false
}

// isUUID reports whether text starts with 8-4-4-4-12 hex digits and the last
// group ends there.
func isUUID(text []byte) bool {
	if len(text) < uuidLen {
		return false
	}
	for i, b := range text[:uuidLen] {
		switch i {
		case 8, 13, 18, 23:
			if b != '-' {
				return false
			}
		default:
			if !isHex(b) {
				return false
			}
		}
	}
	return len(text) == uuidLen || !isHex(text[uuidLen])
}

// boundary reports whether the value stands for itself: a longer word that
// contains it is some other id. A hyphen counts as part of the word only when
// the word goes on behind it ("${X:-<value>}" is a default, "a-<value>" a name),
// and a "-t" glued to its value is the option with its argument.
func boundary(text []byte, c candidate) bool {
	if c.end < len(text) {
		b := text[c.end]
		if isAlnum(b) || b == '_' {
			return false
		}
		if b == '-' && c.end+1 < len(text) && isAlnum(text[c.end+1]) {
			return false
		}
	}
	if c.start == 0 {
		return true
	}
	switch b := text[c.start-1]; {
	case isAlnum(b):
		return gluedToOption(text, c.start) || afterEscape(text, c.start)
	case b == '_':
		return false
	case b == '-' && c.start > 1:
		return !isAlnum(text[c.start-2]) || afterVariable(text, c.start-1)
	}
	return true
}

// afterVariable reports whether "${NAME" stands right before i, so that the
// hyphen at i begins the default of a shell's variable.
func afterVariable(text []byte, i int) bool {
	start := i
	for start > 0 && i-start < longestName && (isAlnum(text[start-1]) || text[start-1] == '_') {
		start--
	}
	return start > 1 && text[start-1] == '{' && text[start-2] == '$'
}

// gluedToOption reports whether "-t" (a word of its own) stands right before i.
func gluedToOption(text []byte, i int) bool {
	if i < 2 || text[i-1] != 't' || text[i-2] != '-' {
		return false
	}
	return i == 2 || isSpace(text[i-3]) || isQuote(text[i-3])
}

// badgeCandidate looks for a ten-character token= argument whose '=' is at i.
// Whether the URL is Codecov's is for the evidence to say.
func badgeCandidate(text []byte, i int) (candidate, bool) {
	if !bytes.HasSuffix(text[:i], []byte("?token")) && !bytes.HasSuffix(text[:i], []byte("&token")) &&
		!bytes.HasSuffix(text[:i], []byte("&amp;token")) {
		return candidate{}, false
	}
	end := i + 1
	for end < len(text) && isAlnum(text[end]) {
		end++
	}
	return candidate{i + 1, end, formBadge}, end-i-1 == badgeLen
}

// canonical is the value in the spelling that is hashed: for a UUID lower case
// with hyphens, whichever of the accepted spellings stands in the text.
func (c candidate) canonical(text []byte) []byte {
	value := text[c.start:c.end]
	switch c.form {
	case formUUID:
		return bytes.ToLower(value)
	case formHex32:
		v := bytes.ToLower(value)
		out := make([]byte, 0, uuidLen)
		for i, b := range v {
			switch i {
			case 8, 12, 16, 20:
				out = append(out, '-')
			}
			out = append(out, b)
		}
		return out
	}
	return bytes.Clone(value)
}

// isV4 reports whether the value is a random UUID (RFC 9562 version 4), the
// only kind that Codecov generates.
func (c candidate) isV4(text []byte) bool {
	if c.form != formUUID && c.form != formHex32 {
		return false
	}
	v := c.canonical(text)
	switch v[19] {
	case '8', '9', 'a', 'b':
		return v[14] == '4'
	}
	return false
}

func isHex(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'f' || 'A' <= b && b <= 'F'
}

func isAlnum(b byte) bool {
	return '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\r' || b == '\n' }

func isQuote(b byte) bool { return b == '"' || b == '\'' || b == '`' }
