package scan

import (
	"fmt"
	"slices"
	"sort"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
)

// Names under which messages are reported.
const (
	CommitMessage = "COMMIT_MSG"
	TagMessage    = "TAG_MSG"
	// UnnamedBlob begins the path of a content that no tree names; its id follows.
	UnnamedBlob = "BLOB/"
)

// Policy is what the repository's owners and the caller decided.
type Policy struct {
	// Allowed tells whether a value is on the allow list.
	Allowed func(detector.Fingerprint) bool
	// Excluded tells whether a path is left out.
	Excluded func(path string) bool
	// Report is the lowest severity that is reported, Blocks the lowest that fails the run.
	Report, Blocks detector.Severity
	// Detector is handed on.
	Detector detector.Options
	// Progress is told how far a scan is; nil for nobody.
	Progress Progress
}

// Progress is what shows how far a scan is. Its methods are called from several
// goroutines and are to cost no more than adding to a counter.
type Progress interface {
	// Begin starts a stage of so many units, which are called like that ("commits").
	Begin(unit string, total int)
	// Step tells that one more of them is done.
	Step()
	// Content tells that one more content was looked at, Read that so many bytes were.
	Content()
	Read(bytes int)
}

// unwatched is a Progress that nobody looks at.
type unwatched struct{}

func (unwatched) Begin(string, int) {}
func (unwatched) Step()             {}
func (unwatched) Content()          {}
func (unwatched) Read(int)          {}

// progress is what to tell, never nil.
func (p Policy) progress() Progress {
	if p.Progress == nil {
		return unwatched{}
	}
	return p.Progress
}

// Finding is a new key at a place.
type Finding struct {
	detector.Finding
	// Path is the file's name in the repository or on disk, CommitMessage or
	// TagMessage; any bytes. A key in a path is masked.
	Path string
	// Commit is the full id of the commit, of the tag for a TagMessage; empty for
	// what is staged and for files.
	Commit string
	// Subject is the commit's first line, keys in it masked.
	Subject string
	// Origin is the part of an image that it is in, nil for all else.
	Origin *Origin
	// Blocks tells that the finding alone fails the run.
	Blocks bool
}

// Scanned counts what was looked at.
type Scanned struct {
	Commits, Blobs int
	Bytes          int64
}

// Lifted is a new key that is no finding because an annotation covers it, or the
// allow list has it, or both.
type Lifted struct {
	Fingerprint detector.Fingerprint
	// Annotation and Reason are as AllowedBy and AllowReason of a detector.Finding.
	Annotation, Reason string
	Listed             bool
}

// Result is the outcome of a scan. With Errors it is incomplete: something could
// not be read, and an empty list of findings says nothing.
type Result struct {
	Findings []Finding
	// Allowed counts the keys that would be findings but for an annotation or the
	// allow list; Lifted lists them.
	Allowed int
	Lifted  []Lifted
	// Excluded lists the paths that changed and were left out, each once.
	Excluded []string
	// Unreported counts the new keys below the lowest severity that is reported.
	Unreported map[detector.Severity]int
	Scanned    Scanned
	// Basis tells what was compared with what.
	Basis  Basis
	Errors []error
	// Notes say what a person must know beside the verdict, like what was assumed.
	Notes []string
	// Keys is what history says of the keys that were found, and Tips what a scan of
	// history was about: the objects that refs hold and the newest commits. Other scans
	// leave both empty.
	Keys []Key
	Tips []gitrepo.ID

	left map[string]bool // what Excluded lists
}

// Clean tells that nothing was found and nothing was let pass or left out either.
func (r *Result) Clean() bool {
	return len(r.Findings)+len(r.Lifted)+len(r.Excluded)+len(r.Unreported) == 0
}

// Join takes over the result of another scan of the same repository, of which a part may
// be the same. A finding of either is one of both, and blocks if it does in either.
func (r *Result) Join(other *Result) {
	at := map[string]int{}
	for i, f := range r.Findings {
		at[f.where()] = i
	}
	for _, f := range other.Findings {
		if i, known := at[f.where()]; known {
			r.Findings[i].Blocks = r.Findings[i].Blocks || f.Blocks
			continue
		}
		r.Findings = append(r.Findings, f)
	}
	for _, path := range other.Excluded {
		if !slices.Contains(r.Excluded, path) {
			r.Excluded = append(r.Excluded, path)
		}
	}
	for severity, n := range other.Unreported {
		if r.Unreported == nil {
			r.Unreported = map[detector.Severity]int{}
		}
		r.Unreported[severity] += n
	}
	for _, text := range other.Notes {
		r.note(text)
	}
	r.Basis.After = append(r.Basis.After, other.Basis.After...)
	r.Allowed += other.Allowed
	r.Lifted = append(r.Lifted, other.Lifted...)
	r.Errors = append(r.Errors, other.Errors...)
	r.Scanned.Commits += other.Scanned.Commits
	r.Scanned.Blobs += other.Scanned.Blobs
	r.Scanned.Bytes += other.Scanned.Bytes
}

// where tells findings apart.
func (f Finding) where() string {
	return fmt.Sprintf("%s %s:%d:%d %s", f.Commit, f.Path, f.Line, f.Column, f.Fingerprint)
}

// note adds a note, once.
func (r *Result) note(text string) {
	if !slices.Contains(r.Notes, text) {
		r.Notes = append(r.Notes, text)
	}
}

// sortFindings puts findings of the same commit in the order of path and place;
// the order of the commits stays.
func sortFindings(fs []Finding) {
	sort.SliceStable(fs, func(i, j int) bool {
		a, b := fs[i], fs[j]
		switch {
		case a.Path != b.Path:
			return a.Path < b.Path
		case a.Line != b.Line:
			return a.Line < b.Line
		}
		return a.Column < b.Column
	})
}

// add takes findings over: those below the reported severity are dropped, the
// allowed ones counted.
func (r *Result) add(p Policy, path, commit, subject string, found []detector.Finding) {
	known := map[detector.Fingerprint]bool{}
	for _, f := range found {
		known[f.Fingerprint] = true
	}
	for _, f := range found {
		switch {
		case f.Severity < p.Report:
			if f.Allowed || p.allows(f.Fingerprint) {
				continue
			}
			if r.Unreported == nil {
				r.Unreported = map[detector.Severity]int{}
			}
			r.Unreported[f.Severity]++
		case f.Allowed || p.allows(f.Fingerprint):
			r.Allowed++
			r.Lifted = append(r.Lifted, Lifted{f.Fingerprint, f.AllowedBy, f.AllowReason, p.allows(f.Fingerprint)})
		default:
			r.Findings = append(r.Findings, Finding{
				Finding: f,
				Path:    detector.MaskKnown(path, known),
				Commit:  commit,
				Subject: detector.Mask(detector.MaskKnown(subject, known)),
				Blocks:  f.Severity >= p.Blocks,
			})
		}
	}
}

// excludes reports whether a path is left out, and notes it.
func (r *Result) excludes(p Policy, path string) bool {
	if !p.excludes(path) {
		return false
	}
	if !r.left[path] {
		if r.left == nil {
			r.left = map[string]bool{}
		}
		r.left[path] = true
		r.Excluded = append(r.Excluded, path)
	}
	return true
}

func (p Policy) allows(fp detector.Fingerprint) bool {
	return p.Allowed != nil && p.Allowed(fp)
}

func (p Policy) excludes(path string) bool {
	return p.Excluded != nil && p.Excluded(path)
}
