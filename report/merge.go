package report

import (
	"fmt"
	"slices"
	"strconv"
)

// Merger makes one report of many. The same finding in several reports is one; what was
// scanned is added up.
type Merger struct {
	report  Report
	seen    map[string]bool
	keys    map[keyID]int // index into report.Keys
	skipped int
}

// mostMerged is how many findings a merged report may have, so that memory has a bound.
const mostMerged = 500_000

// NewMerger has merged nothing yet.
func NewMerger() *Merger {
	return &Merger{report: Report{Operation: Scan}, seen: map[string]bool{}, keys: map[keyID]int{}}
}

// Add takes a report in. Where repository is not empty, what in it names none is of that
// one.
func (m *Merger) Add(repository string, r Report) error {
	into := &m.report
	for _, f := range r.Findings {
		if f.Repository == "" {
			f.Repository = repository
		}
		// The path as JSON has it, so that a report that was read is the same.
		id := stableID(f.Repository, string(f.Fingerprint), escapeInvalid(f.Path), strconv.Itoa(f.Line), strconv.Itoa(f.Column), f.Commit, f.Image.layerID())
		if m.seen[id] {
			m.skipped++
			continue
		}
		if len(into.Findings) >= mostMerged {
			return fmt.Errorf("more than %d findings: merge fewer reports at once", mostMerged)
		}
		m.seen[id] = true
		into.Findings = append(into.Findings, f)
	}
	for _, k := range r.Keys {
		if k.Repository == "" {
			k.Repository = repository
		}
		m.key(k)
	}
	into.Allowed += r.Allowed
	into.Commits += r.Commits
	into.Blobs += r.Blobs
	into.Bytes += r.Bytes
	for _, e := range r.Errors {
		into.Errors = append(into.Errors, within(repository, e))
	}
	for _, n := range r.Notes {
		if n = within(repository, n); !slices.Contains(into.Notes, n) {
			into.Notes = append(into.Notes, n)
		}
	}
	for _, s := range r.Until {
		if s.Repository == "" {
			s.Repository = repository
		}
		into.Until = append(into.Until, s)
	}
	return nil
}

func within(repository, text string) string {
	if repository == "" {
		return text
	}
	return repository + ": " + text
}

// key joins what two reports say of a key. The later report of the same repository is
// the one that knows what is in tips now, so it counts; only where it began later does
// the earlier one's beginning stay.
func (m *Merger) key(k Key) {
	at, ok := m.keys[k.id()]
	if !ok {
		m.keys[k.id()] = len(m.report.Keys)
		m.report.Keys = append(m.report.Keys, k)
		return
	}
	before := m.report.Keys[at]
	if b := before.First; b.Commit != "" && (k.First.Commit == "" || b.Authored.Before(k.First.Authored)) {
		k.First = b
	}
	m.report.Keys[at] = k
}

// Report is what was merged.
func (m *Merger) Report() Report { return m.report }

// Same is how many findings were in more than one report.
func (m *Merger) Same() int { return m.skipped }
