package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/covkey/covkey/detector"
)

// Bounds of a report that is read, so that memory has one.
const (
	// MaxSize is the most bytes that a report may have.
	MaxSize = 64 << 20
	// mostRead is how many findings, and keys, a report may have.
	mostRead = 200_000
	// longestText is how long a text in it may be.
	longestText = 64 << 10
)

// Read takes back a report of covkey's own, in JSON or SARIF; name is used in errors. What
// a report says comes from outside: what is not in the form that covkey writes is an
// error that says where, and what looks like a key in it is masked.
func Read(name string, r io.Reader) (Report, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return Report{}, fmt.Errorf("%s: %w", name, err)
	}
	report, err := parse(data)
	if err != nil {
		return Report{}, fmt.Errorf("%s: %w", name, err)
	}
	return report, nil
}

func parse(data []byte) (Report, error) {
	switch {
	case len(data) > MaxSize:
		return Report{}, fmt.Errorf("larger than %d MiB", MaxSize>>20)
	case len(bytes.TrimSpace(data)) == 0:
		return Report{}, errors.New("empty: a report was begun and not written, or nothing was sent")
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return Report{}, errors.New("UTF-16, not UTF-8: PowerShell's > writes that; use --output FILE instead")
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if at := invalidAt(data); at >= 0 {
		return Report{}, fmt.Errorf("%s: not UTF-8", position(data, at))
	}
	var head struct {
		Version any             `json:"version"`
		Runs    json.RawMessage `json:"runs"`
	}
	if err := decode(data, &head); err != nil {
		return Report{}, err
	}
	switch v := head.Version.(type) {
	case string:
		if v == sarifVersion && head.Runs != nil {
			return parseSARIF(data)
		}
	case float64:
		if v == jsonVersion {
			return parseJSON(data)
		}
	case nil:
		return Report{}, errors.New("no report of covkey's: it has no version")
	}
	return Report{}, fmt.Errorf("version %s: want a report of covkey's, version %d, or SARIF %s", cut(Visible(detector.Mask(fmt.Sprintf("%v", head.Version))), 40), jsonVersion, sarifVersion)
}

func invalidAt(data []byte) int {
	for at := 0; at < len(data); {
		r, n := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && n == 1 {
			return at
		}
		at += n
	}
	return -1
}

// decode reads one document and nothing behind it.
func decode(data []byte, into any) error {
	err := json.Unmarshal(data, into)
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax) && strings.Contains(syntax.Error(), "unexpected end"):
		return fmt.Errorf("%s: it ends in the middle: it was cut short", position(data, len(data)))
	case errors.As(err, &syntax):
		return fmt.Errorf("%s: not JSON", position(data, int(syntax.Offset)-1))
	case errors.As(err, &kind):
		return fmt.Errorf("%s: %s has a value of the wrong kind", position(data, int(kind.Offset)), cut(Visible(detector.Mask(kind.Field)), 100))
	case err != nil:
		return errors.New("not JSON")
	}
	return nil
}

// position says where a byte stands.
func position(data []byte, at int) string {
	at = min(max(at, 0), len(data))
	before := data[:at]
	line := 1 + bytes.Count(before, []byte{'\n'})
	return fmt.Sprintf("line %d, column %d", line, at-bytes.LastIndexByte(before, '\n'))
}

func parseJSON(data []byte) (Report, error) {
	// What every report of version 1 has.
	var must map[string]json.RawMessage
	if err := decode(data, &must); err != nil {
		return Report{}, err
	}
	for _, name := range []string{"findings", "allowed", "scanned", "errors", "notes"} {
		if v, ok := must[name]; !ok || string(v) == "null" {
			return Report{}, fmt.Errorf("%s is missing: no report of covkey's, or a part of one", name)
		}
	}
	var in jsonReport
	if err := decode(data, &in); err != nil {
		return Report{}, err
	}
	r := Report{Operation: Scan, Allowed: in.Allowed, Commits: in.Scanned.Commits, Blobs: in.Scanned.Blobs, Bytes: in.Scanned.Bytes}
	if min(int64(r.Allowed), int64(r.Commits), int64(r.Blobs), r.Bytes) < 0 {
		return Report{}, errors.New("a count is below 0")
	}
	if n := max(len(in.Findings), len(in.Keys), len(in.Errors), len(in.Notes), len(in.Until)); n > mostRead {
		return Report{}, fmt.Errorf("%d entries: no more than %d are read", n, mostRead)
	}
	for i, f := range in.Findings {
		finding, err := f.read()
		if err != nil {
			return Report{}, fmt.Errorf("findings[%d]: %w", i, err)
		}
		r.Findings = append(r.Findings, finding)
	}
	for i, k := range in.Keys {
		key, err := k.read()
		if err != nil {
			return Report{}, fmt.Errorf("keys[%d]: %w", i, err)
		}
		r.Keys = append(r.Keys, key)
	}
	for i, s := range in.Until {
		if err := s.check(); err != nil {
			return Report{}, fmt.Errorf("until[%d]: %w", i, err)
		}
		r.Until = append(r.Until, State(s))
	}
	for _, e := range in.Errors {
		r.Errors = append(r.Errors, outside(e))
	}
	for _, n := range in.Notes {
		r.Notes = append(r.Notes, outside(n))
	}
	return r.masked(), nil
}

// outside is a sentence of a report that is read.
func outside(s string) string { return cut(detector.Mask(s), longestText) }

// masked masks the keys that a report is about in the names that it has.
func (r Report) masked() Report {
	known := map[detector.Fingerprint]bool{}
	for _, f := range r.Findings {
		known[f.Fingerprint] = true
	}
	for _, k := range r.Keys {
		known[k.Fingerprint] = true
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Image.masked(known)
		f.Path, f.Repository = detector.MaskKnown(f.Path, known), detector.MaskKnown(f.Repository, known)
	}
	for i := range r.Keys {
		k := &r.Keys[i]
		k.Repository = detector.MaskKnown(k.Repository, known)
		maskAll(k.Refs, known)
		for j := range k.Tips {
			k.Tips[j].Path = detector.MaskKnown(k.Tips[j].Path, known)
			maskAll(k.Tips[j].Refs, known)
		}
	}
	for i := range r.Until {
		r.Until[i].Repository = detector.MaskKnown(r.Until[i].Repository, known)
	}
	return r
}

func maskAll(names []string, known map[detector.Fingerprint]bool) {
	for i := range names {
		names[i] = detector.MaskKnown(names[i], known)
	}
}

func (in jsonFinding) read() (Finding, error) {
	f := Finding{Repository: in.Repository, Path: in.Path, Commit: in.Commit}
	f.Line, f.Column, f.Kind = in.Line, in.Column, detector.Kind(in.Kind)
	var err error
	if f.Fingerprint, err = detector.ParseFingerprint(in.Fingerprint); err != nil {
		return f, fmt.Errorf("fingerprint: %w", err)
	}
	if f.Severity, err = detector.ParseSeverity(in.Severity); err != nil {
		return f, errors.New("severity: want low, high or critical")
	}
	switch in.Confidence {
	case detector.Medium.String():
		f.Confidence = detector.Medium
	case detector.Certain.String():
		f.Confidence = detector.Certain
	default:
		return f, errors.New("confidence: want medium or high")
	}
	f.Match, f.Reason, f.Fix = in.Match, outside(in.Reason), outside(in.Fix)
	if f.Image, err = in.Image.read(); err != nil {
		return f, err
	}
	if f.Verified, err = in.Verified.read(); err != nil {
		return f, err
	}
	return f, f.complete()
}

// isID reports whether a text is the full id of an object.
func isID(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}

// isMasked reports whether a key is masked as covkey does it: at most the first four of
// its letters and digits are shown.
func isMasked(match string) bool {
	shown := 0
	for _, c := range []byte(match) {
		if c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' {
			shown++
		}
	}
	first := strings.IndexByte(match, '*')
	return first >= 0 && shown <= 4 && strings.Trim(match[first:], "*+-/=_.:{} ") == ""
}

// complete checks what was read and fills in what follows from it.
func (f *Finding) complete() error {
	switch {
	case f.Kind.Title() == "":
		return errors.New("kind: not one that this covkey knows; a newer one may have written the report")
	case f.Path == "" || len(f.Path) > longestText:
		return errors.New("path: missing or too long")
	case len(f.Repository) > longestText:
		return errors.New("repository: too long")
	case f.Line < 1 || f.Column < 1:
		return errors.New("line and column begin with 1")
	case f.Commit != "" && !isID(f.Commit):
		return errors.New("commit: no id")
	case len(f.Match) > longestText || !isMasked(f.Match):
		return errors.New("match: not masked as covkey does it")
	case f.Reason == "" || f.Fix == "":
		return errors.New("reason or fix is missing")
	}
	f.Excerpt, f.CaretLen = f.Match, len(f.Match)
	f.Blocks = f.Severity >= detector.High
	f.AllowHint = fmt.Sprintf("covkey allow %s --reason \"<why>\"", f.Fingerprint)
	return nil
}

func (in jsonKey) read() (Key, error) {
	k := Key{Repository: in.Repository, Commits: in.Commits, Refs: in.Refs, Partly: in.Partly}
	var err error
	if k.Fingerprint, err = detector.ParseFingerprint(in.Fingerprint); err != nil {
		return k, fmt.Errorf("fingerprint: %w", err)
	}
	if k.First, err = in.First.read(); err != nil {
		return k, fmt.Errorf("first: %w", err)
	}
	if k.Removed, err = in.Removed.read(); err != nil {
		return k, fmt.Errorf("removed: %w", err)
	}
	if in.Commits < 0 {
		return k, errors.New("commits: below 0")
	}
	for _, t := range in.Tips {
		if t.Path == "" || t.Line < 1 || len(t.Refs) == 0 {
			return k, errors.New("tips: want path, line and refs")
		}
		k.Tips = append(k.Tips, Tip(t))
	}
	if in.InTip != (len(k.Tips) > 0) {
		return k, errors.New("in_tip and tips contradict each other")
	}
	return k, nil
}

func (in *jsonEvent) read() (Event, error) {
	if in == nil {
		return Event{}, nil
	}
	e := Event{Commit: in.Commit}
	if !isID(e.Commit) {
		return e, errors.New("commit: no id")
	}
	if in.Authored != "" {
		var err error
		if e.Authored, err = time.Parse(time.RFC3339, in.Authored); err != nil {
			return e, errors.New("authored: want a time like 2026-01-31T12:00:00Z")
		}
	}
	return e, nil
}

func (in jsonState) check() error {
	for _, id := range in.Tips {
		if !isID(id) {
			return errors.New("tips: no id of an object")
		}
	}
	if _, err := detector.ParseFingerprint(in.Settings); err != nil {
		return errors.New("settings: no hash")
	}
	return nil
}
