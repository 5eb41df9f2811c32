package detector

import (
	"strings"
	"sync"
)

// oneOf tells whether a word is in a list, given with space between. The set is made
// when it is first asked for: nearly every run ends before that, and a hook's start is
// paid at every commit.
func oneOf(list string) func(word string) bool {
	set := sync.OnceValue(func() map[string]bool {
		words := map[string]bool{}
		for _, w := range strings.Fields(list) {
			words[w] = true
		}
		return words
	})
	return func(word string) bool { return set()[word] }
}
