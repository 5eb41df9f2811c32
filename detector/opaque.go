package detector

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	// Self-hosted Codecov takes any text as a global upload token. Shorter ones,
	// and what is longer than any that people make up, are not looked at.
	shortestOpaque = 16
	longestOpaque  = 80
)

// globalToken are the spellings of the setting of a self-hosted Codecov that has
// an operator's own token, without the word.
var globalToken = [...][]byte{[]byte("global_upload_token"), []byte("GLOBAL_UPLOAD_TOKEN"), []byte("globalUploadToken")}

// opaqueFinder finds random-looking values of any form that are assigned to a name
// which says that it is Codecov's token.
type opaqueFinder struct {
	next [1 + len(globalToken)]struct {
		end   int // of the next such word, -1 for none
		asked bool
	}
}

func (f *opaqueFinder) find(text []byte, from int) (candidate, bool) {
	for at := from; ; {
		end := f.nextWord(text, at)
		if end < 0 {
			return candidate{}, false
		}
		at = end
		start := end - 1
		for start > 0 && end-start < longestName && isNameByte(text[start-1]) {
			start--
		}
		for end < len(text) && end-start < longestName && isNameByte(text[end]) {
			end++
		}
		if !isStrong(text[start:end]) {
			continue
		}
		c, ok := opaqueValue(text, end)
		if ok && c.start >= from {
			return c, true
		}
	}
}

// nextWord is where the next word ends that a strong name contains; -1 when there
// is none. What each search found is kept, so that a text is searched once.
func (f *opaqueFinder) nextWord(text []byte, from int) int {
	first := -1
	for i := range f.next {
		n := &f.next[i]
		if !n.asked || n.end >= 0 && n.end <= from {
			n.asked = true
			if i == 0 {
				n.end = wordEnd(text, from)
			} else if n.end = bytes.Index(text[from:], globalToken[i-1]); n.end >= 0 {
				n.end += from + len(globalToken[i-1])
			}
		}
		if n.end >= 0 && (first < 0 || n.end < first) {
			first = n.end
		}
	}
	return first
}

// isStrong reports whether a name alone says that its value is a token of
// Codecov's.
func isStrong(text []byte) bool {
	if end := bytes.TrimRightFunc(text, isMark); isASCII(text) && !hasSuffixFold(end, "token") {
		return false // nearly all, without taking it apart
	}
	words := parts(text)
	if len(words) == 0 {
		return false
	}
	if !strings.HasSuffix(words[len(words)-1], "token") {
		return false
	}
	return name{text: text}.role() == codecovToken ||
		slices.ContainsFunc(globalToken[:], func(w []byte) bool { return bytes.HasSuffix(text, w) })
}

func isMark(r rune) bool { return r < utf8.RuneSelf && !isAlnum(byte(r)) }

// opaqueValue is the value that is assigned at i, right behind a name.
func opaqueValue(text []byte, i int) (candidate, bool) {
	assigned := false
	const most = 12
	end := min(len(text), i+most)
	for ; i < end; i++ {
		b := text[i]
		if b == '=' || b == ':' {
			assigned = true
			continue
		}
		if !isQuote(b) && b != ' ' && b != '\t' && b != '>' && b != ']' && b != ')' {
			break
		}
	}
	c := candidate{start: i, end: i, form: formOpaque}
	for c.end < len(text) && c.end-c.start <= longestOpaque && isOpaqueByte(text[c.end]) {
		c.end++
	}
	length := c.end - c.start
	if !assigned || length < shortestOpaque || length > longestOpaque || !endsOpaque(text, c) {
		return c, false
	}
	value := text[c.start:c.end]
	if hidesValue(value) || decodedValue(value) != nil || len(bytes.Trim(value, "0123456789abcdefABCDEF-")) == 0 && bytes.IndexByte(value, '-') > 0 {
		return c, false // it has, or contains, or is a piece of, a shape that is found as such
	}
	if plain, ok := readable(value); ok {
		value = plain
	}
	return c, looksRandom(value)
}

// readable is the text that a value in base64 stands for, if it is text.
func readable(value []byte) ([]byte, bool) {
	value = bytes.TrimRight(value, "=")
	plain := make([]byte, base64.RawStdEncoding.DecodedLen(len(value)))
	n, err := base64.RawStdEncoding.Decode(plain, value)
	if err != nil {
		return nil, false
	}
	for _, b := range plain[:n] {
		if b < ' ' || b > '~' {
			return nil, false
		}
	}
	return plain[:n], true
}

func isOpaqueByte(b byte) bool {
	return isAlnum(b) || b == '-' || b == '_' || b == '+' || b == '/' || b == '=' || b == '.' || b == '~'
}

// endsOpaque reports whether the value is all that is assigned: it begins behind a
// quote, a space or the operator, and what follows ends it.
func endsOpaque(text []byte, c candidate) bool {
	if c.end == len(text) {
		return true
	}
	switch b := text[c.end]; b {
	case ',', ';', '&', '|', '\\', ')', ']', '}', '<':
		return true
	default:
		return isSpace(b) || isQuote(b)
	}
}

// looksRandom reports whether a text came out of a random source rather than out
// of somebody's head: people write words, count, and repeat themselves.
func looksRandom(value []byte) bool {
	low := bytes.ToLower(value)
	for _, w := range spoken {
		if bytes.Contains(low, []byte(w)) {
			return false
		}
	}
	if distinct(low) < 8 || alphabetical(low) || repeats(low) || bytes.Count(value, []byte("/")) > 2 || bytes.Count(value, []byte(".")) > 1 {
		return false
	}
	var pairs, common, digits, letters int
	for i, b := range low {
		switch {
		case '0' <= b && b <= '9':
			digits++
		case 'a' <= b && b <= 'z':
			letters++
			if i > 0 && 'a' <= low[i-1] && low[i-1] <= 'z' {
				pairs++
				if isCommonPair(low[i-1], b) {
					common++
				}
			}
		}
	}
	if letters < 3 || digits == 0 && changes(value)*4 < len(value) {
		return false
	}
	if digits*4 >= len(value) && changes(value)*4 >= len(value) {
		return true
	}
	return common*3 <= pairs && changes(value)*6 >= len(value) || changes(value)*3 >= len(value) && wordlike(value) <= 1
}

// alphabetical reports whether most letters and digits come after the one before
// them, or the one before that: abcd1234, a1b2c3d4.
func alphabetical(low []byte) bool {
	for stride := 1; stride <= 2; stride++ {
		steps := 0
		for i := stride; i < len(low); i++ {
			if a, b := low[i-stride], low[i]; isAlnum(a) && isAlnum(b) && (b == a+1 || a == b+1 || a == '9' && b == '0') {
				steps++
			}
		}
		if steps*2 >= len(low)-stride {
			return true
		}
	}
	return false
}

// wordlike counts the runs of letters that could be words: four and more of one
// case, with or without a capital before them.
func wordlike(value []byte) int {
	const shortest = 4
	n, run := 0, 0
	for i, b := range value {
		switch {
		case class(b) > 1:
			run = 0
		case i > 0 && class(value[i-1]) == class(b), run == 1 && class(b) == 0:
			if run++; run == shortest {
				n++
			}
		default:
			run = 1
		}
	}
	return n
}

// spoken are words that people put into values which they make up.
var spoken = []string{"token", "secret", "codecov", "example", "placeholder", "sample", "dummy", "fake", "your", "here", "change", "test", "passw", "todo", "xxxx", "redacted", "credential", "github", "vault", "value", "undefined"}

// changes counts where the kind of character changes: small, capital, digit.
func changes(value []byte) int {
	n := 0
	for i := 1; i < len(value); i++ {
		if class(value[i]) != class(value[i-1]) {
			n++
		}
	}
	return n
}

func class(b byte) int {
	switch {
	case 'a' <= b && b <= 'z':
		return 0
	case 'A' <= b && b <= 'Z':
		return 1
	case '0' <= b && b <= '9':
		return 2
	}
	return 3
}

// commonPairs are the hundred commonest pairs of letters, half of written English;
// of random pairs they are one in seven.
const commonPairs = "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le " +
	"ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec " +
	"pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi"

func isCommonPair(a, b byte) bool {
	at := strings.Index(commonPairs, string([]byte{a, b}))
	return at >= 0
}
