package fix

import (
	"fmt"
	"strings"

	"github.com/covkey/covkey/detector"
)

// Line is one line of a diff.
type Line struct {
	// Mark is ' ', '-', '+' or '@'; a line with '@' is the head of a part.
	Mark byte
	Text string
}

// Diff is what a rewriting changes, in the parts of a unified diff, every key in it
// masked.
func (r Result) Diff() []Line {
	known := map[detector.Fingerprint]bool{}
	for _, p := range r.Places {
		known[p.Fingerprint] = true
	}
	old, fresh := splitKeep(string(r.Old)), splitKeep(string(r.New))
	var out []Line
	for _, h := range hunks(old, fresh) {
		out = append(out, Line{'@', fmt.Sprintf("@@ -%s +%s @@", span(h.oldFrom, h.oldTo), span(h.newFrom, h.newTo))})
		for _, l := range h.lines {
			l.Text = r.masked(l.Text, known)
			out = append(out, l)
		}
	}
	return out
}

// masked hides every key in a line, those too that have no form.
func (r Result) masked(line string, known map[detector.Fingerprint]bool) string {
	for _, p := range r.Places {
		if start, end := p.Span(); start >= 0 && start < end && end <= len(r.Old) {
			line = strings.ReplaceAll(line, string(r.Old[start:end]), p.Match)
		}
	}
	return strings.TrimRight(detector.Mask(detector.MaskKnown(line, known)), "\r\n")
}

func splitKeep(s string) []string {
	lines := strings.SplitAfter(s, "\n")
	if lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

func span(from, to int) string {
	if to-from == 1 {
		return fmt.Sprint(from + 1)
	}
	if to == from {
		return fmt.Sprintf("%d,0", from)
	}
	return fmt.Sprintf("%d,%d", from+1, to-from)
}

type hunk struct {
	oldFrom, oldTo, newFrom, newTo int
	lines                          []Line
}

// hunks compares two texts that differ in few lines: after a difference the next line
// that both have is looked for nearby.
func hunks(old, fresh []string) []hunk {
	const around = 3
	var all []hunk
	i, j := 0, 0
	for i < len(old) || j < len(fresh) {
		if i < len(old) && j < len(fresh) && old[i] == fresh[j] {
			i, j = i+1, j+1
			continue
		}
		di, dj := resync(old[i:], fresh[j:])
		if n := len(all); n > 0 && i-all[n-1].oldTo <= 2*around {
			h := &all[n-1]
			h.context(old, i)
			h.change(old[i:i+di], fresh[j:j+dj])
		} else {
			if n > 0 {
				all[n-1].context(old, min(len(old), all[n-1].oldTo+around))
			}
			c := min(i, around)
			h := hunk{oldFrom: i - c, oldTo: i - c, newFrom: j - c, newTo: j - c}
			h.context(old, i)
			h.change(old[i:i+di], fresh[j:j+dj])
			all = append(all, h)
		}
		i, j = i+di, j+dj
	}
	if n := len(all); n > 0 {
		all[n-1].context(old, min(len(old), all[n-1].oldTo+around))
	}
	return all
}

func (h *hunk) context(old []string, to int) {
	for _, l := range old[h.oldTo:to] {
		h.lines = append(h.lines, Line{' ', l})
		h.newTo++
	}
	h.oldTo = max(h.oldTo, to)
}

func (h *hunk) change(gone, come []string) {
	for _, l := range gone {
		h.lines = append(h.lines, Line{'-', l})
	}
	for _, l := range come {
		h.lines = append(h.lines, Line{'+', l})
	}
	h.oldTo, h.newTo = h.oldTo+len(gone), h.newTo+len(come)
}

// resync is how many lines of each side differ from here on.
func resync(old, fresh []string) (int, int) {
	for n := 1; n <= len(old)+len(fresh); n++ {
		for di := max(0, n-len(fresh)); di <= min(n, len(old)); di++ {
			dj := n - di
			if di == len(old) && dj == len(fresh) || di < len(old) && dj < len(fresh) && old[di] == fresh[dj] {
				return di, dj
			}
		}
	}
	return len(old), len(fresh)
}
