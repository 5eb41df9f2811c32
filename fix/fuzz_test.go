package fix

import (
	"bytes"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
)

// FuzzRewrite: a rewriting ends, and what it does holds for every text: the keys that it says
// it replaced are gone, the others stay as often as they were, and with nothing replaced
// nothing is changed.
func FuzzRewrite(f *testing.F) {
	for _, c := range table() {
		f.Add(c.path, c.old)
	}
	f.Fuzz(func(t *testing.T, path, text string) {
		stored := []byte(strings.ReplaceAll(text, "KEY", fixedKey()))
		r, err := Rewrite(path, stored, detector.Options{}, func(detector.Finding) bool { return true })
		if err != nil {
			return
		}
		if r.Fixed() == 0 && !bytes.Equal(r.Stored, stored) {
			t.Error("nothing was replaced, and the text is another")
		}
		before := len(detector.Scan(detector.Input{Path: path, Text: stored}, detector.Options{}))
		after := len(detector.Scan(detector.Input{Path: path, Text: r.Stored}, detector.Options{}))
		if after > before-r.Fixed() {
			t.Errorf("%d keys, %d replaced, %d left", before, r.Fixed(), after)
		}
		for _, l := range r.Diff() {
			if strings.Contains(l.Text, fixedKey()) {
				t.Error("the diff holds a key")
			}
		}
		for _, p := range r.Places {
			if strings.Contains(p.Why, fixedKey()) {
				t.Error("a reason holds a key")
			}
		}
	})
}
