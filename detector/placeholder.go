package detector

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// documented are the UUIDs that specifications and encyclopedias show as examples
// and that everybody copies. They look random, so no rule tells them from a key.
var documented = wordSet{list: `
	1b4e28ba-2fa1-11d2-883f-0016d3cca427
	123e4567-e89b-12d3-a456-426614174000
	123e4567-e89b-12d3-a456-426655440000
	550e8400-e29b-41d4-a716-446655440000
	6ba7b810-9dad-11d1-80b4-00c04fd430c8
	919108f7-52d1-4320-9bac-f847db4148a8
	f47ac10b-58cc-4372-a567-0e02b2c3d479
	f81d4fae-7dec-11d0-a765-00a0c91e6bf6
`}

// isPlaceholder reports whether the value was visibly made up: a key is drawn
// from a random source, and the patterns below practically never come out of
// one. The rules speak of digits; only what no rule can tell is listed.
func (c candidate) isPlaceholder(text []byte) bool {
	if c.isPin(text) {
		return true
	}
	switch c.form {
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
	switch {
	case distinctDigits(d) <= fewDigits, counts(d), repeats(d), c.form == formUUID && dullGroups(c.value(text)) >= 3:
		return true
	case c.form == formHex40:
		return false // none that is known
	}
	var canonical [uuidLen]byte
	return documented.has(string(c.appendCanonical(canonical[:0], text)))
}

// isPin reports whether the value is the commit that an action or a package is pinned
// to.
func (c candidate) isPin(text []byte) bool {
	return c.form == formHex40 && c.start > 0 && text[c.start-1] == '@'
}

// fewDigits: 32 random hex digits show 14 of the 16 on average; seven or fewer
// come up about once in 10^8 keys.
const fewDigits = 7

func distinctDigits(d []byte) int {
	seen := uint16(0)
	for _, b := range d {
		seen |= 1 << b
	}
	return bits.OnesCount16(seen)
}

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
	for _, group := range [...][]byte{uuid[:8], uuid[9:13], uuid[14:18], uuid[19:23], uuid[24:]} {
		if bytes.Count(group, group[:1]) == len(group) {
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
		misses, most := 0, (len(d)-2*stride)/2 // the others are half of all
		for i := stride; i < len(d) && misses <= most; i++ {
			misses += 1 - step(d[i-stride], d[i])
		}
		if misses <= most {
			return true
		}
	}
	return countsMixed(d)
}

// countsMixed catches the favourite of made-up examples, which changes its
// stride on the way (a1b2c3d4-e5f6-7890-abcd-ef1234567890): nearly every digit
// follows from one of the two before it.
func countsMixed(d []byte) bool {
	misses, most := 0, (len(d)-2*4)/4 // the others are three quarters of all
	for i := 2; i < len(d) && misses <= most; i++ {
		misses += 1 - (step(d[i-1], d[i]) | step(d[i-2], d[i]))
	}
	return misses <= most
}

// step is 1 when b comes after a in counting up, in tens (9 to 0) or in sixteens, or
// down, and else 0.
func step(a, b byte) int { return int(steps[a&15] >> b & 1) }

// steps has for each digit a bit for each of those that are a step away.
var steps = [16]uint16{
	1<<1 | 1<<9 | 1<<15, 1<<0 | 1<<2, 1<<1 | 1<<3, 1<<2 | 1<<4, 1<<3 | 1<<5, 1<<4 | 1<<6, 1<<5 | 1<<7, 1<<6 | 1<<8,
	1<<7 | 1<<9, 1<<0 | 1<<8 | 1<<10, 1<<9 | 1<<11, 1<<10 | 1<<12, 1<<11 | 1<<13, 1<<12 | 1<<14, 1<<13 | 1<<15, 1<<0 | 1<<14,
}

// repeats reports whether the digits, or other ASCII, are one short piece over and over.
func repeats(d []byte) bool {
	const longest = 8
	for period := 1; period <= longest; period++ {
		misses, most := 0, (len(d)-period)/4
		i := period
		for ; i+8 <= len(d) && misses <= most; i += 8 { // of eight at once, those that differ
			differ := binary.LittleEndian.Uint64(d[i:]) ^ binary.LittleEndian.Uint64(d[i-period:])
			misses += bits.OnesCount64((differ + 0x7f7f7f7f7f7f7f7f) & 0x8080808080808080)
		}
		for ; i < len(d) && misses <= most; i++ {
			if d[i] != d[i-period] {
				misses++
			}
		}
		if misses <= most {
			return true
		}
	}
	return false
}

// hexValue is the value of a hex digit, found without a branch: no digit tells the next.
func hexValue(b byte) byte { return b&15 + 9*(b>>6) }
