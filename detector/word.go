package detector

import "bytes"

// The word that all evidence has in common, in lower case.
var word = [...]byte{'c', 'o', 'd', 'e', 'c', 'o', 'v'}

// hasWord reports whether text holds "codecov" in any mix of case, in a one-byte
// encoding or in UTF-16.
//
// It looks for the last letter, the rarest of the word, with bytes.IndexByte
// and only then at the letters before it. Every occurrence of the word ends in
// 'v' or 'V', and every such byte is looked at, so no occurrence is lost.
func hasWord(text []byte) bool {
	return hasWordEnding(text, 'v') || hasWordEnding(text, 'V')
}

func hasWordEnding(text []byte, last byte) bool {
	for i := 0; ; i++ {
		n := bytes.IndexByte(text[i:], last)
		if n < 0 {
			return false
		}
		i += n
		if endsWord(text, i, 1) || endsWord(text, i, 2) {
			return true
		}
	}
}

// endsWord reports whether the word ends at i, its letters step bytes apart:
// 1 for one-byte encodings, 2 for UTF-16, whose other byte is zero.
func endsWord(text []byte, i, step int) bool {
	start := i - (len(word)-1)*step
	if start < 0 {
		return false
	}
	for k, want := range word {
		at := start + k*step
		if lower(text[at]) != want {
			return false
		}
		if step == 2 && k > 0 && text[at-1] != 0 {
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

// mentionsCodecov is hasWord for a short piece of decoded text.
func mentionsCodecov(b []byte) bool { return hasWord(b) }
