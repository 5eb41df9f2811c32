package detector

import "bytes"

// The word that all evidence has in common, in lower case, and where its second
// half begins: people also write code_cov and code-cov.
const (
	word     = "codecov"
	wordHalf = len("code")
)

// hasWord reports whether text holds "codecov" in any mix of case, in a one-byte
// encoding or in UTF-16. "code coverage" in one word is not Codecov.
//
// It looks for the last letter, the rarest of the word, with bytes.IndexByte
// and only then at the letters before it. Every occurrence of the word ends in
// 'v' or 'V', and every such byte is looked at, so no occurrence is lost.
func hasWord(text []byte) bool {
	return hasWordEnding(text, 'v', 2) || hasWordEnding(text, 'V', 2)
}

// mentionsCodecov is hasWord for a piece of decoded text.
func mentionsCodecov(b []byte) bool {
	return hasWordEnding(b, 'v', 1) || hasWordEnding(b, 'V', 1)
}

// hasWordEnding looks for the word with that last letter, its letters at most
// widest bytes apart.
func hasWordEnding(text []byte, last byte, widest int) bool {
	return wordEnd(text, 0, last, widest) >= 0
}

// wordEnd is the offset behind the first word that ends behind from in that last
// letter, its letters at most widest bytes apart; -1 when there is none.
func wordEnd(text []byte, from int, last byte, widest int) int {
	for i := from; ; i++ {
		n := bytes.IndexByte(text[i:], last)
		if n < 0 {
			return -1
		}
		i += n
		if endsWord(text, i, 1) || widest > 1 && endsWord(text, i, 2) {
			return i + 1
		}
	}
}

// endsWord reports whether the word ends at i, its letters step bytes apart:
// 1 for one-byte encodings, 2 for UTF-16, whose other byte is zero.
func endsWord(text []byte, i, step int) bool {
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
	return !coverage(text, i, step)
}

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
