package detector

import (
	"bytes"
	"encoding/binary"
)

// The word that all evidence has in common, in lower case, and where its second
// half begins: people also write code_cov and code-cov.
const (
	word     = "codecov"
	wordHalf = len("code")
)

// hasWord reports whether text holds "codecov" in any mix of case, in a one-byte
// encoding or in UTF-16. "code coverage" in one word is not Codecov.
func hasWord(text []byte) bool { return hasLetters(text, true) }

// hasLetters is hasWord; where a whole word is not asked for, one that goes on as in
// "coverage" counts as well.
func hasLetters(text []byte, whole bool) bool {
	if lettersEnd(text, 0, whole) >= 0 {
		return true
	}
	zero := bytes.IndexByte(text, 0) // UTF-16 has one behind the first letter
	return zero >= 0 && hasWideLetters(text[max(0, zero-1):], whole)
}

// MayMention reports whether a part of a text, as it is stored, may be what makes Mentions
// true for the text: it has the letters of the word, in a row of at most LongestMention
// bytes that are all MentionBytes.
func MayMention(text []byte) bool { return hasLetters(text, false) }

// LongestMention is the length of the letters in UTF-16, with a mark between.
const LongestMention = 2*len(word) + 1

// MentionBytes tells of which bytes the letters are made.
var MentionBytes = [256]bool{
	'c': true, 'o': true, 'd': true, 'e': true, 'v': true, 'C': true, 'O': true, 'D': true, 'E': true, 'V': true,
	'_': true, '-': true, 0: true,
}

// mentionsCodecov is hasWord for a piece of decoded text.
func mentionsCodecov(b []byte) bool { return wordEnd(b, 0) >= 0 }

// The pairs of letters that stand beside each other in the word, a bit for each.
const (
	pairCO = 1 << iota
	pairOD
	pairDE
	pairEC
	pairOV
	pairEMark // code_cov, code-cov
	pairMarkC
)

// firstOf and secondOf tell in which pairs a byte is the first, the second.
var (
	firstOf = [256]uint8{
		'c': pairCO, 'o': pairOD | pairOV, 'd': pairDE, 'e': pairEC | pairEMark, '_': pairMarkC, '-': pairMarkC,
		'C': pairCO, 'O': pairOD | pairOV, 'D': pairDE, 'E': pairEC | pairEMark,
	}
	secondOf = [256]uint8{
		'o': pairCO, 'd': pairOD, 'e': pairDE, 'c': pairEC | pairMarkC, 'v': pairOV, '_': pairEMark, '-': pairEMark,
		'O': pairCO, 'D': pairOD, 'E': pairDE, 'C': pairEC | pairMarkC, 'V': pairOV,
	}
)

// wordEnd is the offset behind the first word whose last letter stands at from or
// behind it; -1 when there is none.
//
// A word has at least six pairs of letters, so one of them begins at any offset
// that is counted in sixes: only these are looked at, four at a time. Whichever of
// the pairs it is, the word then ends within its own length.
func wordEnd(text []byte, from int) int { return lettersEnd(text, from, true) }

func lettersEnd(text []byte, from int, whole bool) int {
	const step = len(word) - 1
	i := max(0, from-len(word))
	for ; i+5*step <= len(text); i += 4 * step {
		b := (*[5 * step]byte)(text[i:])
		pairs := [...]uint8{
			firstOf[b[0]] & secondOf[b[1]],
			firstOf[b[step]] & secondOf[b[step+1]],
			firstOf[b[2*step]] & secondOf[b[2*step+1]],
			firstOf[b[3*step]] & secondOf[b[3*step+1]],
		}
		if pairs[0]|pairs[1]|pairs[2]|pairs[3] == 0 {
			continue
		}
		for k, pair := range pairs {
			if at := i + k*step; pair != 0 {
				if end := wordEndWithin(text, max(from, at+1), at+len(word)+1, 1, whole); end >= 0 {
					return end
				}
			}
		}
	}
	return wordEndWithin(text, max(from, i), len(text), 1, whole)
}

// hasWideLetters looks for the word in UTF-16, in which its pairs are two bytes apart
// and begin at even or at odd offsets: one of them at an offset that is counted in
// twelves, or behind one.
func hasWideLetters(text []byte, whole bool) bool {
	const step = 2 * (len(word) - 1)
	i := 0
	for ; i+3*step <= len(text); i += 2 * step {
		b := (*[3 * step]byte)(text[i:])
		pairs := firstOf[b[0]]&secondOf[b[2]] | firstOf[b[1]]&secondOf[b[3]] |
			firstOf[b[step]]&secondOf[b[step+2]] | firstOf[b[step+1]]&secondOf[b[step+3]]
		if pairs != 0 && wordEndWithin(text, i+2, i+step+2*len(word)+2, 2, whole) >= 0 {
			return true
		}
	}
	return wordEndWithin(text, i, len(text), 2, whole) >= 0
}

// wordEndWithin is the offset behind the first word whose last letter stands at from
// or behind it and before to, its letters step bytes apart; -1 when there is none.
func wordEndWithin(text []byte, from, to, step int, whole bool) int {
	to = min(to, len(text))
	for i := max(from, step*(len(word)-1)); i < to; i++ {
		if text[i]|0x20 == 'v' && text[i-step]|0x20 == 'o' && endsWord(text, i, step, whole) {
			return i + 1
		}
	}
	return -1
}

// endsWord reports whether the word ends at i, its letters step bytes apart:
// 1 for one-byte encodings, 2 for UTF-16, whose other byte is zero.
func endsWord(text []byte, i, step int, whole bool) bool {
	if step == 1 && i >= len(word) {
		// Nearly always: eight bytes at once, their letters made small by one bit.
		const bit = 0x2020202020202020
		letters := binary.LittleEndian.Uint64(text[i-len(word):]) | bit
		if letters>>8 != wordLetters && (letters&^markBits != markedLetters || text[i-len("cov")] != '_' && text[i-len("cov")] != '-') {
			return false
		}
		return !whole || !coverage(text, i, step)
	}
	at := i
	for k := len(word) - 1; k >= 0; k-- {
		if at < 0 || lower(text[at]) != word[k] {
			return false
		}
		if k == 0 {
			break
		}
		if at -= step; step == 2 && (at < 0 || text[at+1] != 0) {
			return false
		}
		if k == wordHalf && at >= step && (text[at] == '_' || text[at] == '-') {
			if at -= step; step == 2 && text[at+1] != 0 {
				return false
			}
		}
	}
	return !whole || !coverage(text, i, step)
}

const (
	wordLetters   = 'c' | 'o'<<8 | 'd'<<16 | 'e'<<24 | 'c'<<32 | 'o'<<40 | 'v'<<48
	markedLetters = 'c' | 'o'<<8 | 'd'<<16 | 'e'<<24 | 'c'<<40 | 'o'<<48 | 'v'<<56
	markBits      = 0xff << 32
)

// coverage reports whether the word that ends at i goes on as in "coverage" or
// "covered".
func coverage(text []byte, i, step int) bool {
	const rest = "er"
	for k := range rest {
		at := i + (k+1)*step
		if at >= len(text) || lower(text[at]) != rest[k] || step == 2 && text[at-1] != 0 {
			return false
		}
	}
	return true
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
