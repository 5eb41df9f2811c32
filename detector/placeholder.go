package detector

import "bytes"

// documented are the UUIDs that specifications and encyclopedias show as examples
// and that everybody copies. They look random, so no rule tells them from a key.
var documented = oneOf(`
	1b4e28ba-2fa1-11d2-883f-0016d3cca427
	123e4567-e89b-12d3-a456-426614174000
	123e4567-e89b-12d3-a456-426655440000
	550e8400-e29b-41d4-a716-446655440000
	6ba7b810-9dad-11d1-80b4-00c04fd430c8
	919108f7-52d1-4320-9bac-f847db4148a8
	f47ac10b-58cc-4372-a567-0e02b2c3d479
	f81d4fae-7dec-11d0-a765-00a0c91e6bf6
`)

// isPlaceholder reports whether the value was visibly made up: a key is drawn
// from a random source, and the patterns below practically never come out of
// one. The rules speak of digits; only what no rule can tell is listed.
func (c candidate) isPlaceholder(text []byte) bool {
	switch c.form {
	case formHex40:
		if c.start > 0 && text[c.start-1] == '@' {
			return true // a commit that an action or a package is pinned to
		}
	case formBadge:
		return distinct(text[c.start:c.end]) <= 3
	case formOpaque:
		return false // only what looks random is one
	}
	var digits [hex40Len]byte
	n := 0
	for _, b := range c.value(text) {
		if b != '-' {
			digits[n] = hexValue(b)
			n++
		}
	}
	d := digits[:n]
	return distinct(d) <= fewDigits || counts(d) || repeats(d) || c.form == formUUID && dullGroups(c.value(text)) >= 3 || documented(string(c.canonical(text)))
}

// fewDigits: 32 random hex digits show 14 of the 16 on average; seven or fewer
// come up about once in 10^8 keys.
const fewDigits = 7

func distinct(d []byte) int {
	var seen [256]bool
	n := 0
	for _, b := range d {
		if !seen[b] {
			seen[b] = true
			n++
		}
	}
	return n
}

// dullGroups is how many of a UUID's groups are one digit over and over. One comes
// up in a thousand keys.
func dullGroups(uuid []byte) int {
	n := 0
	for group := range bytes.SplitSeq(uuid, []byte{'-'}) {
		if distinct(group) == 1 {
			n++
		}
	}
	return n
}

// counts reports whether most digits are one more or one less than a neighbour,
// the next (12345678…) or the next but one (a1b2c3d4…). Random digits do that in
// one place of eight.
func counts(d []byte) bool {
	for stride := 1; stride <= 2; stride++ {
		steps := 0
		for i := stride; i < len(d); i++ {
			if isStep(d[i-stride], d[i]) {
				steps++
			}
		}
		if steps*2 >= len(d) {
			return true
		}
	}
	return countsMixed(d)
}

// countsMixed catches the favourite of made-up examples, which changes its
// stride on the way (a1b2c3d4-e5f6-7890-abcd-ef1234567890): nearly every digit
// follows from one of the two before it.
func countsMixed(d []byte) bool {
	steps := 0
	for i := 2; i < len(d); i++ {
		if isStep(d[i-1], d[i]) || isStep(d[i-2], d[i]) {
			steps++
		}
	}
	return steps*4 >= len(d)*3
}

// isStep reports whether b comes after a in counting up, in tens (9 to 0) or in
// sixteens, or down.
func isStep(a, b byte) bool {
	return b == (a+1)&15 || a == (b+1)&15 || a == 9 && b == 0 || a == 0 && b == 9
}

// repeats reports whether the digits are one short piece over and over.
func repeats(d []byte) bool {
	const longest = 8
	for period := 1; period <= longest; period++ {
		same := 0
		for i := period; i < len(d); i++ {
			if d[i] == d[i-period] {
				same++
			}
		}
		if same*4 >= (len(d)-period)*3 {
			return true
		}
	}
	return false
}

func hexValue(b byte) byte {
	switch {
	case b <= '9':
		return b - '0'
	case b <= 'F':
		return b - 'A' + 10
	}
	return b - 'a' + 10
}
