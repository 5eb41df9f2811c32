package detector

import (
	"bytes"
	"iter"
)

// form is the shape of a candidate value.
type form int

const (
	formUUID   form = iota // 8-4-4-4-12 hex digits
	formHex32              // the same without hyphens
	formHex40              // 40 lower-case hex digits
	formBadge              // 10 letters and digits, only as ?token= of a Codecov URL
	formOpaque             // any random-looking text, only under a name that is strong enough
)

// candidate is a value with the shape of a key: a byte range of the decoded
// text. Braces and urn:uuid: around a UUID are not part of the range.
type candidate struct {
	start, end int
	form       form
	spelling   spelling
}

// spelling is how the value is written down.
type spelling int

const (
	plain   spelling = iota
	encoded          // in base64, as a Kubernetes Secret holds it
	joined           // in several string literals: "1234" + "5678"
	use              // not at all: by a name that was bound to it
)

const (
	uuidLen  = 36
	hex32Len = 32
	hex40Len = 40
	badgeLen = 10
)

// candidates yields the values with the shape of a key, in order and without
// overlap. Cost is linear: every byte is looked at a bounded number of times.
func candidates(text []byte) iter.Seq[candidate] {
	return func(yield func(candidate) bool) {
		sources := [...]source{{next: nextHex}, {next: nextBadge}, {next: nextEncoded}, {next: new(opaqueFinder).find}}
		for at := 0; ; {
			first := -1
			for i := range sources {
				s := &sources[i]
				for s.found.start < at || !s.asked {
					s.found, s.ok = s.next(text, max(at, s.found.end))
					s.asked = true
					if !s.ok {
						s.found.start = len(text) + 1
					}
				}
				if s.ok && (first < 0 || s.found.start < sources[first].found.start) {
					first = i
				}
			}
			if first < 0 || !yield(sources[first].found) {
				return
			}
			at = sources[first].found.end
		}
	}
}

// source yields the candidates of one shape: next is the first that begins at from
// or behind it.
type source struct {
	next  func(text []byte, from int) (candidate, bool)
	found candidate
	ok    bool
	asked bool
}

// nextHex finds what is written in hex digits. The first run of digits in each of
// the forms has at least eight, so one byte of eight is looked at.
func nextHex(text []byte, from int) (candidate, bool) {
	const shortest = 8
	for i := from + shortest - 1; i < len(text); {
		digit := chars[text[i]] & hexChar
		if i+1 < len(text) && digit&(chars[text[i-1]]|chars[text[i+1]]) == 0 && chars[text[i-1]]&quoteChar == 0 {
			i += shortest + int(digit) // a single digit, or none
			continue
		}
		if digit == 0 {
			i += shortest
			continue
		}
		start, end := i, i+1
		for start > from && isHex(text[start-1]) {
			start--
		}
		for end < len(text) && isHex(text[end]) {
			end++
		}
		i = end + shortest
		if end-start < shortest && (start == 0 || !isQuote(text[start-1])) {
			continue // nearly all
		}
		start += escapedDigits(text, start)
		if c, ok := hexCandidate(text, start, end); ok {
			return c, true
		}
	}
	return candidate{}, false
}

// hexCandidate looks at the run of hex digits from i to end, behind a byte that is
// none or an escape.
func hexCandidate(text []byte, i, end int) (candidate, bool) {
	switch end - i {
	case 8:
		if isUUID(text[i:]) {
			c := candidate{start: i, end: i + uuidLen, form: formUUID}
			return c, boundary(text, c)
		}
	case hex32Len:
		c := candidate{start: i, end: end, form: formHex32}
		return c, boundary(text, c)
	case hex40Len:
		c := candidate{start: i, end: end, form: formHex40}
		// Django's generator (binascii.hexlify) writes lower case only.
		return c, boundary(text, c) && isLowerHex(text[i:end])
	}
	if i > 0 && isQuote(text[i-1]) {
		return joinedCandidate(text, i)
	}
	return candidate{}, false
}

func isLowerHex(digits []byte) bool {
	for _, b := range digits {
		if b >= 'A' && b <= 'F' {
			return false
		}
	}
	return true
}

// isUUID reports whether text starts with 8-4-4-4-12 hex digits and the last
// group ends there.
func isUUID(text []byte) bool {
	if len(text) < uuidLen {
		return false
	}
	if text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' ||
		!areHex(text[:8]) || !areHex(text[9:13]) || !areHex(text[14:18]) || !areHex(text[19:23]) || !areHex(text[24:uuidLen]) {
		return false
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

// nextBadge finds a ten-character token= argument of a URL. Whether the URL is
// Codecov's is for the evidence to say.
func nextBadge(text []byte, from int) (candidate, bool) {
	const argument = "token="
	for at := from; ; {
		i := bytes.IndexByte(text[at:], '=') // rarer than the whole is quick to find
		if i < 0 {
			return candidate{}, false
		}
		at += i + 1
		if !bytes.HasSuffix(text[from:at], []byte(argument)) {
			continue
		}
		end := at
		for end < len(text) && isAlnum(text[end]) {
			end++
		}
		if end-at == badgeLen && beginsArgument(text[:at-len(argument)]) {
			return candidate{start: at, end: end, form: formBadge}, true
		}
	}
}

// beginsArgument reports whether the next argument of a URL begins behind text.
func beginsArgument(text []byte) bool {
	return bytes.HasSuffix(text, []byte("?")) || bytes.HasSuffix(text, []byte("&")) || bytes.HasSuffix(text, []byte("&amp;"))
}

// value is the value as Codecov would be given it.
func (c candidate) value(text []byte) []byte {
	switch c.spelling {
	case encoded:
		return decodedValue(text[c.start:c.end])
	case joined:
		return joinedValue(text[c.start:c.end])
	}
	return text[c.start:c.end]
}

// canonical is the value in the spelling that is hashed: for a UUID lower case
// with hyphens, whichever of the accepted spellings stands in the text.
func (c candidate) canonical(text []byte) []byte {
	return c.appendCanonical(make([]byte, 0, hex40Len), text)
}

func (c candidate) appendCanonical(out, text []byte) []byte {
	value := c.value(text)
	if c.form != formUUID && c.form != formHex32 {
		return append(out, value...)
	}
	for i, b := range value {
		if c.form == formHex32 {
			switch i {
			case 8, 12, 16, 20:
				out = append(out, '-')
			}
		}
		out = append(out, lower(b))
	}
	return out
}

// isV4 reports whether the value is a random UUID (RFC 9562 version 4), the
// only kind that Codecov generates.
func (c candidate) isV4(text []byte) bool {
	if c.spelling == use || c.form != formUUID && c.form != formHex32 {
		return false
	}
	version, variant := 14, 19 // where they stand in a UUID
	if c.form == formHex32 {
		version, variant = version-2, variant-3
	}
	v := c.value(text)
	switch v[variant] {
	case '8', '9', 'a', 'b', 'A', 'B':
		return v[version] == '4'
	}
	return false
}
