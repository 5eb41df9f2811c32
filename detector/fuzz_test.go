package detector

import (
	"testing"
	"time"
)

// TestLaws: what holds for any text holds for every row of every table.
func TestLaws(t *testing.T) {
	t.Parallel()
	for _, s := range allSamples() {
		in := Input{Path: s.path, Text: []byte(fill(t, s.text).text)}
		found := Scan(in, Options{})
		checkLaws(t, in, found)
		checkShift(t, in, found)
		checkPrefilter(t, in, found)
		if t.Failed() {
			t.Fatalf("path %q, text (values left out):\n%s", s.path, s.text)
		}
	}
}

// FuzzScan: no panic, positions are right, values are never shown, blank lines
// before the text only move the findings, the first look loses nothing, and it
// comes to an end.
func FuzzScan(f *testing.F) {
	for i, s := range allSamples() {
		if i%3 == 0 {
			f.Add(s.path, []byte(fill(f, s.text).text))
		}
	}
	f.Fuzz(func(t *testing.T, path string, text []byte) {
		const patience = 20 * time.Second
		late := time.AfterFunc(patience, func() { panic("a scan does not come to an end") })
		defer late.Stop()
		in := Input{Path: path, Text: text}
		found := Scan(in, Options{})
		checkLaws(t, in, found)
		checkShift(t, in, found)
		checkPrefilter(t, in, found)
	})
}
