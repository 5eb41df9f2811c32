package report

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonVersion is the version of the document's form.
const jsonVersion = 1

type jsonPrinter struct{}

type jsonReport struct {
	Version  int           `json:"version"`
	Findings []jsonFinding `json:"findings"`
	Allowed  int           `json:"allowed"`
	Scanned  jsonScanned   `json:"scanned"`
	Errors   []string      `json:"errors"`
	Notes    []string      `json:"notes"`
	Keys     []jsonKey     `json:"keys,omitempty"`
	Until    []jsonState   `json:"until,omitempty"`
}

type jsonFinding struct {
	Kind        string `json:"kind"`
	Severity    string `json:"severity"`
	Path        string `json:"path"`
	Line        int    `json:"line"`
	Column      int    `json:"column"`
	Commit      string `json:"commit"`
	Match       string `json:"match"`
	Fingerprint string `json:"fingerprint"`
	Reason      string `json:"reason"`
	Fix         string `json:"fix"`
	Confidence  string `json:"confidence"`
	Repository  string `json:"repository,omitempty"`
	// What a finding has only in an image.
	Image *jsonImage `json:"image,omitempty"`
	// What it has only when Codecov was asked.
	Verified *jsonVerified `json:"verified,omitempty"`
}

type jsonImage struct {
	Names       []string `json:"names"`
	Layer       string   `json:"layer,omitempty"`
	Number      int      `json:"number,omitempty"`
	Layers      int      `json:"layers,omitempty"`
	Instruction string   `json:"instruction,omitempty"`
	State       string   `json:"state,omitempty"`
	HiddenBy    int      `json:"hidden_by,omitempty"`
}

func jsonImageOf(i *Image) *jsonImage {
	if i == nil {
		return nil
	}
	names := []string{}
	for _, n := range i.Names {
		names = append(names, escapeInvalid(n))
	}
	return &jsonImage{names, escapeInvalid(i.Layer), i.Number, i.Layers, escapeInvalid(i.Instruction), i.State, i.HiddenBy}
}

// jsonKey is what history says of a key.
type jsonKey struct {
	Repository  string     `json:"repository,omitempty"`
	Fingerprint string     `json:"fingerprint"`
	First       *jsonEvent `json:"first,omitempty"`
	Removed     *jsonEvent `json:"removed,omitempty"`
	Commits     int        `json:"commits"`
	Refs        []string   `json:"refs"`
	InTip       bool       `json:"in_tip"`
	Tips        []jsonTip  `json:"tips"`
	Partly      bool       `json:"partly,omitempty"`
}

type jsonEvent struct {
	Commit   string `json:"commit"`
	Authored string `json:"authored,omitempty"`
}

type jsonTip struct {
	Path string   `json:"path"`
	Line int      `json:"line"`
	Refs []string `json:"refs"`
}

type jsonState struct {
	Repository string   `json:"repository,omitempty"`
	Tips       []string `json:"tips"`
	Settings   string   `json:"settings"`
}

type jsonScanned struct {
	Commits int   `json:"commits"`
	Blobs   int   `json:"blobs"`
	Bytes   int64 `json:"bytes"`
}

func (jsonPrinter) Print(w io.Writer, r Report) error {
	out := jsonReport{
		Version:  jsonVersion,
		Findings: []jsonFinding{},
		Allowed:  r.Allowed,
		Scanned:  jsonScanned{r.Commits, r.Blobs, r.Bytes},
		Errors:   []string{},
		Notes:    []string{},
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, jsonFinding{
			Kind:        string(f.Kind),
			Severity:    f.Severity.String(),
			Confidence:  f.Confidence.String(),
			Path:        escapeInvalid(f.Path),
			Line:        f.Line,
			Column:      f.Column,
			Commit:      f.Commit,
			Match:       escapeInvalid(f.Match),
			Fingerprint: string(f.Fingerprint),
			Reason:      escapeInvalid(f.Reason),
			Fix:         escapeInvalid(f.Fix),
			Image:       jsonImageOf(f.Image),
			Repository:  escapeInvalid(f.Repository),
			Verified:    jsonVerifiedOf(f.Verified),
		})
	}
	for _, e := range r.Errors {
		out.Errors = append(out.Errors, escapeInvalid(e))
	}
	for _, n := range r.Notes {
		out.Notes = append(out.Notes, escapeInvalid(n))
	}
	for _, k := range r.Keys {
		out.Keys = append(out.Keys, jsonKeyOf(k))
	}
	for _, s := range r.Until {
		out.Until = append(out.Until, jsonState{escapeInvalid(s.Repository), nonNil(s.Tips), s.Settings})
	}
	return writeJSON(w, out)
}

func jsonKeyOf(k Key) jsonKey {
	out := jsonKey{
		Repository: escapeInvalid(k.Repository), Fingerprint: string(k.Fingerprint),
		First: jsonEventOf(k.First), Removed: jsonEventOf(k.Removed), Commits: k.Commits,
		Refs: escapedNames(k.Refs), InTip: len(k.Tips) > 0, Tips: []jsonTip{}, Partly: k.Partly,
	}
	for _, t := range k.Tips {
		out.Tips = append(out.Tips, jsonTip{escapeInvalid(t.Path), t.Line, escapedNames(t.Refs)})
	}
	return out
}

func jsonEventOf(e Event) *jsonEvent {
	if e.Commit == "" {
		return nil
	}
	out := &jsonEvent{Commit: e.Commit}
	if !e.Authored.IsZero() {
		out.Authored = e.Authored.Format(time.RFC3339)
	}
	return out
}

func escapedNames(names []string) []string {
	out := make([]string, 0, len(names))
	for _, n := range names {
		out = append(out, escapeInvalid(n))
	}
	return out
}

func nonNil(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// writeJSON writes a document on one line, fit for a terminal.
func writeJSON(w io.Writer, document any) error {
	var text strings.Builder
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(document); err != nil {
		return err
	}
	_, err := io.WriteString(w, escapeUnprintable(text.String()))
	return err
}

// escapeUnprintable writes what a terminal might obey, and the encoder lets pass
// (DEL, the control characters behind ASCII, marks of direction), as JSON's own
// escapes. The document says the same: such characters stand in strings only, and
// the line break is the one behind it.
func escapeUnprintable(document string) string {
	var b strings.Builder
	b.Grow(len(document))
	done := 0 // what is written
	for i, r := range document {
		if ' ' <= r && r <= '~' || r == '\n' || r > '~' && unicode.IsPrint(r) {
			continue
		}
		b.WriteString(document[done:i])
		done = i + utf8.RuneLen(r)
		if r <= 0xffff {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		}
	}
	b.WriteString(document[done:])
	return b.String()
}

// escapeInvalid writes bytes that are not UTF-8 as \xNN, so that a path of any
// bytes has one spelling.
func escapeInvalid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, `\x%02x`, s[0])
		} else {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}
