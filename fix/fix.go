// Package fix writes references where keys stand: the text of a file in, the text
// with references out, in the syntax of that file.
//
// What to write is the detector's advice; this package knows where and in which
// quotes. A place that cannot be rewritten without knowing more than the file says is
// left as it is, with the reason, and so is one after whose rewriting the file would
// no longer be parsed.
//
// The package is pure: it must never open a file or start a program, and what it
// gives out for people to read (reasons, diffs) must never hold a key.
package fix

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/covkey/covkey/detector"
)

// LongestText is how long a file may be to be rewritten, in bytes: it is judged in
// one piece.
const LongestText = detector.LongestWhole

// Place is one key and what becomes of it.
type Place struct {
	detector.Finding
	// Why says why the key stays, empty when it was replaced.
	Why string
}

// Result is a file with references in the place of keys.
type Result struct {
	// Old and New are the text before and after, in UTF-8; Before and Stored are the
	// same in the form that the file is stored in. They are equal when nothing was done.
	Old, New, Before, Stored []byte
	Places                   []Place
}

// Fixed counts the keys that were replaced.
func (r Result) Fixed() int {
	n := 0
	for _, p := range r.Places {
		if p.Why == "" {
			n++
		}
	}
	return n
}

// edit replaces a part of the text.
type edit struct {
	start, end int
	text       string
}

// refusal is why a key is not replaced.
type refusal struct{ why string }

func (r *refusal) Error() string { return r.why }

func refuse(format string, args ...any) error { return &refusal{fmt.Sprintf(format, args...)} }

// job is one key to be replaced in one file.
type job struct {
	path, base string
	text       []byte
	// start and end are where the key stands, with what belongs to it (braces).
	start, end          int
	variable, reference string
	advice              string
}

func (j *job) key() string { return string(j.text[j.start:j.end]) }

// replace is the edit that puts text in the place of the key alone.
func (j *job) replace(text string) []edit { return []edit{{j.start, j.end, text}} }

// Rewrite replaces the keys that chosen picks of those that the detector finds in a
// stored text. An error is a text that cannot be rewritten at all.
func Rewrite(path string, stored []byte, opt detector.Options, chosen func(detector.Finding) bool) (Result, error) {
	if len(stored) > LongestText {
		return Result{}, errors.New("the file is too long to be rewritten: take the key out by hand")
	}
	text, encode, ok := detector.Decoded(stored)
	r := Result{Old: text, New: text, Before: stored, Stored: stored}
	found := detector.Scan(detector.Input{Path: path, Text: stored}, opt)
	var all []edit
	for _, f := range found {
		if !chosen(f) {
			continue
		}
		p := Place{Finding: f}
		var edits []edit
		var err error
		switch {
		case !ok:
			err = refuse("the file's encoding cannot be written back as it is")
		case slices.Contains(text[:min(len(text), 8000)], 0):
			err = refuse("the file is binary")
		default:
			edits, err = rewriteOne(path, text, f)
		}
		if err == nil {
			all, err = merge(all, edits)
		}
		if err != nil {
			p.Why = err.Error()
		}
		r.Places = append(r.Places, p)
	}
	if len(all) == 0 {
		return r, nil
	}
	changed := apply(text, all)
	after := encode(changed)
	if why := r.wrong(path, found, changed, after, opt); why != "" {
		for i := range r.Places {
			if r.Places[i].Why == "" {
				r.Places[i].Why = why
			}
		}
		return r, nil
	}
	r.New, r.Stored = changed, after
	return r, nil
}

// wrong says what is wrong with a rewritten text, if anything: it must be parsed when
// the old one was, and hold as many keys less as were replaced.
func (r Result) wrong(path string, found []detector.Finding, changed, stored []byte, opt detector.Options) string {
	if why := broken(path, r.Old, changed); why != "" {
		return why
	}
	left := map[detector.Fingerprint]int{}
	for _, f := range found {
		left[f.Fingerprint]++
	}
	for _, p := range r.Places {
		if p.Why == "" {
			left[p.Fingerprint]--
		}
	}
	for _, f := range detector.Scan(detector.Input{Path: path, Text: stored}, opt) {
		if left[f.Fingerprint]--; left[f.Fingerprint] < 0 {
			return "a key would still be found in what it would be rewritten to"
		}
	}
	return ""
}

func rewriteOne(path string, text []byte, f detector.Finding) ([]edit, error) {
	start, end := f.Span()
	j := &job{
		path: path, base: strings.ToLower(path[strings.LastIndexByte(path, '/')+1:]), text: text,
		start: start, end: end, variable: f.Variable, reference: f.Reference, advice: f.Fix,
	}
	switch {
	case start < 0 || end > len(text) || start >= end:
		return nil, refuse("the key does not stand in one place")
	case f.Reference == "":
		return nil, refuse("%s", f.Fix)
	case !isName(f.Variable):
		return nil, refuse("the variable's name is not one that can be referred to: %s", f.Fix)
	case strings.ContainsAny(j.key(), "\"'`\n+ "):
		return nil, refuse("the key is put together of several pieces: %s", f.Fix)
	}
	j.widen()
	return j.rewrite()
}

// widen takes in what may stand around a UUID and is no part of a reference: braces
// and urn:uuid:.
func (j *job) widen() {
	const urn = "urn:uuid:"
	if start := j.start - len(urn); start >= 0 && strings.EqualFold(string(j.text[start:j.start]), urn) {
		j.start = start
	}
	if j.start > 0 && j.end < len(j.text) && j.text[j.start-1] == '{' && j.text[j.end] == '}' {
		j.start, j.end = j.start-1, j.end+1
	}
}

// isName reports whether s is the name of an environment variable.
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c != '_' && (c|0x20 < 'a' || c|0x20 > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// merge adds edits to those that there are: the same edit counts once, and two that
// touch the same text are refused.
func merge(all, more []edit) ([]edit, error) {
	merged := slices.Clone(all)
	for _, e := range more {
		if slices.Contains(merged, e) {
			continue
		}
		for _, o := range merged {
			if e.start < o.end && o.start < e.end || e.start == o.start && e.end > e.start && o.end > o.start {
				return nil, refuse("another key stands in the same place")
			}
		}
		merged = append(merged, e)
	}
	return merged, nil
}

// apply makes the new text.
func apply(text []byte, edits []edit) []byte {
	sorted := slices.Clone(edits)
	sort.SliceStable(sorted, func(i, j int) bool {
		if sorted[i].start != sorted[j].start {
			return sorted[i].start < sorted[j].start
		}
		return sorted[i].end < sorted[j].end
	})
	var out []byte
	at := 0
	for _, e := range sorted {
		out = append(append(out, text[at:e.start]...), e.text...)
		at = e.end
	}
	return append(out, text[at:]...)
}
