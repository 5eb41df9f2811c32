package detector

import (
	"bytes"
	"strings"
	"sync"
)

// wordSet is a list of words, given with space between. The set is made when it is
// first asked for: nearly every run ends before that, and a hook's start is paid at
// every commit.
type wordSet struct {
	list string
	once sync.Once
	set  map[string]bool
}

// hasLower tells whether a word is in the list, in lower case.
func (s *wordSet) hasLower(word []byte) bool {
	var buf shortWord
	return s.has(string(buf.lower(word)))
}

// shortWord is room for a word in lower case, so that looking at one costs no memory.
type shortWord [32]byte

// lower is bytes.ToLower, in that room where the word fits.
func (s *shortWord) lower(word []byte) []byte {
	if len(word) > len(s) || !isASCII(word) {
		return bytes.ToLower(word)
	}
	for i, b := range word {
		s[i] = lower(b)
	}
	return s[:len(word)]
}

// has tells whether a word is in the list.
func (s *wordSet) has(word string) bool {
	s.once.Do(func() {
		s.set = map[string]bool{}
		for _, w := range strings.Fields(s.list) {
			s.set[w] = true
		}
	})
	return s.set[word]
}
