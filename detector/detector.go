// Package detector finds Codecov keys in text: bytes in, findings out.
//
// A finding is a candidate value (a UUID in a spelling that Codecov's server
// accepts, 40 hex digits, an image token) together with evidence that the value
// is Codecov's: a name, a command, a URL, the structure around it. A value
// without evidence is not a finding, and neither is evidence whose value is a
// placeholder.
//
// The package is pure. It must never open a file, start a program, read the
// clock or the environment, and it must never return or keep a key: a Finding
// holds the fingerprint and the masked form, so there is nothing to leak. Only who
// sets Options.Reveal is handed one.
//
// Limitations: a value is judged by the text of its own file only; a key that is
// assembled at run time (but for string literals beside each other) or encrypted
// is not seen; an operator's own token, which has no form, only under a name that
// says what it is.
package detector

import (
	"bytes"
	"slices"
)

// Input is one text to look at.
type Input struct {
	// Path is the slash-separated name the text goes by. It is evidence (a
	// codecov.yml is about Codecov) and picks the syntax of the advice; it is
	// never opened. It may be empty.
	Path string
	// Text is the content as it is stored, in UTF-8 or UTF-16. Scan does not
	// keep or change it.
	Text []byte
}

// Options changes what counts.
type Options struct {
	// RequireReason makes an allow annotation without a reason count for
	// nothing (require_reason in .covkey.yaml).
	RequireReason bool
	// Honor names the annotations of other tools that count as well, as Honorable
	// lists them (honor in .covkey.yaml).
	Honor []string
	// IgnoreAnnotations makes no annotation allow anything: whoever wrote the text is not
	// to decide. AllowedBy then tells of the one that would have.
	IgnoreAnnotations bool
	// Reveal, where somebody has to ask Codecov about a key (package verify), is called
	// with each finding and its value in canonical form, which is the caller's to copy
	// and to wipe; before is what stands in front of it in a URL, for a badge token
	// alone. Nil in every other run. It is called from several goroutines at once.
	Reveal func(f Finding, value []byte, before string)
}

// Finding is one key at one place. It never holds the key itself.
type Finding struct {
	Kind     Kind
	Severity Severity
	// Confidence tells how much the evidence alone says; it decides nothing.
	Confidence Confidence
	// Line and Column are 1-based; Column counts bytes of the text after it was
	// decoded to UTF-8.
	Line, Column int
	// Column16 is the column in UTF-16 code units, as editors and SARIF count; 0 where
	// the beginning of the line is not at hand.
	Column16 int
	// Match is the key with all but its first characters masked.
	Match string
	// Excerpt is the line around the key, every candidate value in it masked.
	// Caret and CaretLen are the byte range of the key within Excerpt.
	Excerpt         string
	Caret, CaretLen int
	Fingerprint     Fingerprint
	// Reason names the evidence, in words.
	Reason string
	// Fix says what to write instead, in the file's own syntax.
	Fix string
	// Variable is the environment variable that Fix names, and Reference what Fix says
	// to write, without what it explains; empty where a person has to decide.
	Variable, Reference string
	// AllowHint is the text that would allow this value here.
	AllowHint string
	// Allowed tells that an allow annotation covers the key. AllowedBy is its words
	// (covkey:allow, or another tool's as Honorable lists them), AllowReason the
	// reason that it gives, if any.
	Allowed     bool
	AllowedBy   string
	AllowReason string

	// start and end are the value's byte range in the decoded text.
	start, end int
	// Context identifies the line's text without its surrounding space, so
	// that a line that was only moved or re-indented is recognised.
	Context uint64
}

// Scan returns the keys in one text, in the order of their position. The result
// is the same for the same input, and nil when there is nothing. Scan is safe
// for concurrent use. A text too long to be held in memory is cut: see Cut.
func Scan(in Input, opt Options) []Finding { return whole(in.Text).Scan(in.Path, opt) }

// claimsOf judges a decoded text and what is wrapped in it, in the order of position;
// doc is nil when there is nothing. Of a binary file only strong evidence counts:
// text that a program or an archive carries is there in pieces, and what stands
// nearby is nearby by chance.
func claimsOf(path string, text []byte, binary bool) (*document, []claim) {
	doc, claims, open, left := claimsIn(path, text)
	if left {
		for _, l := range layersOf(doc) {
			claims = append(claims, l.claims()...)
		}
	}
	if binary {
		claims = slices.DeleteFunc(claims, func(c claim) bool { return c.confidence < Certain })
	} else {
		claims = append(claims, doc.leftovers(open)...)
	}
	slices.SortStableFunc(claims, func(a, b claim) int { return a.start - b.start })
	return doc, claims
}

// claim is a candidate that some evidence takes for a key.
type claim struct {
	candidate
	verdict
}

// claimsIn judges the candidates of one text. open are those of which nothing says
// whose they are, left tells that some were not claimed; doc is nil when there are no
// candidates at all. Whether a value was made up is asked last: of most of them it
// does not matter.
func claimsIn(name string, text []byte) (doc *document, claims []claim, open []candidate, left bool) {
	var silent []candidate
	accept := func(c candidate, v verdict) {
		if !c.isPlaceholder(text) {
			claims = append(claims, claim{c, v})
		}
	}
	for c := range candidates(text) {
		if c.isPin(text) {
			continue
		}
		if doc == nil {
			doc = newDocument(name, text) // most files have no candidate
			if !doc.mention() {
				return nil, nil, nil, false
			}
		}
		switch v, says := judge(doc, c, evidences...); says {
		case codecovs:
			accept(c, v)
		case nothing:
			if v, ok := doc.inFormat(c); ok {
				accept(c, v)
				continue
			}
			doc.bind(c)
			silent = append(silent, c)
		case anothers:
			left = left || !c.isPlaceholder(text)
		}
	}
	if doc == nil {
		return nil, nil, nil, false
	}
	uses := doc.used(accept)
	open = silent[:0]
	for _, c := range silent {
		used := uses[c.start]
		left = left || used != codecovs && !c.isPlaceholder(text)
		if used == nothing || used == unclear && doc.aboutCodecov() {
			open = append(open, c)
		}
	}
	return doc, claims, open, left
}

// leftovers asks the last kind of evidence about the candidates of which nothing else
// says whose they are.
func (d *document) leftovers(open []candidate) []claim {
	if len(open) == 0 {
		return nil
	}
	d.nesting = nesting{} // from the beginning again
	var claims []claim
	for _, c := range open {
		if v, says := judge(d, c, lastEvidence); says == codecovs && !c.isPlaceholder(d.text) {
			claims = append(claims, claim{c, v})
		}
	}
	return claims
}

// Mentions reports whether the text or its path has the word that every kind of
// evidence contains. It is the cheap first look that ends the scan of almost
// every file: all evidence names Codecov, in the text or in the file's name, so
// a text for which Mentions is false has no finding.
func Mentions(in Input) bool {
	if hasWord(in.Text) {
		return true
	}
	var path [256]byte // nearly every path fits, and then costs no memory
	return hasWord(append(path[:0], in.Path...))
}

// judge asks each kind of evidence in turn; the first that speaks decides.
func judge(doc *document, c candidate, evidences ...evidence) (verdict, says) {
	for _, e := range evidences {
		v, ok := e.find(doc, c)
		switch {
		case ok && v.kind == "":
			return v, anothers
		case ok && v.kind.accepts(c.form):
			if v.confidence == 0 {
				v.confidence = e.confidence
			}
			return v, codecovs
		}
	}
	return verdict{}, nothing
}

// finding turns a judged candidate into plain data without the value.
func (d *document) finding(c candidate, v verdict, opt Options) Finding {
	line, col := d.position(c.start)
	value := c.canonical(d.text)
	f := Finding{
		Kind:        v.kind,
		Severity:    v.kind.Severity(),
		Confidence:  v.confidence,
		Line:        line,
		Column:      col,
		Column16:    d.column16(line, c.start),
		Match:       redact(value),
		Fingerprint: fingerprint(value),
		Reason:      v.reason,
		Fix:         d.syntax().fix(d, c, v),
		start:       c.start,
		end:         c.end,
	}
	f.Variable, f.Reference = d.syntax().refer(c, v)
	facts := d.facts(line, opt)
	f.Context, f.AllowedBy, f.AllowReason = facts.context, facts.allowed.words, facts.allowed.reason
	f.Allowed = f.AllowedBy != "" && !opt.IgnoreAnnotations
	f.Excerpt, f.Caret, f.CaretLen = d.excerpt(c, line)
	f.AllowHint = d.syntax().allowHint(f.Fingerprint, d.line(line-1), d.line(line))
	if opt.Reveal != nil {
		opt.Reveal(f, value, d.urlBefore(c))
	}
	return f
}

// Occurrence is one place at which a text holds a known value, with or without
// evidence. See Held.
type Occurrence struct {
	Fingerprint Fingerprint
	Context     uint64 // as in Finding
}

// Held lists where the text holds the values with the wanted fingerprints, in
// order, leaving out the places that an allow annotation covers. Evidence plays
// no part: it answers "was this value already here", for which a value that
// only now got its Codecov name counts as well.
func Held(in Input, want map[Fingerprint]bool, opt Options) []Occurrence {
	return whole(in.Text).Held(in.Path, want, opt)
}

// Mask returns s with every value that has a key's shape masked, but for 40 hex
// digits, which are commit ids far more often than keys. Use it for text that is
// printed beside a finding: a commit's subject, an error message.
func Mask(s string) string {
	text := []byte(s)
	var out []byte
	for c := range candidates(text) {
		if c.form == formHex40 {
			continue
		}
		if out == nil {
			out = bytes.Clone(text)
		}
		maskRange(out, c.start, c.end)
	}
	if out == nil {
		return s
	}
	return string(out)
}

// MaskKnown masks only the values whose fingerprint is in known, wherever they
// stand, also as part of a longer word. Use it for a path, by which the file must
// still be found.
func MaskKnown(s string, known map[Fingerprint]bool) string {
	if len(known) == 0 {
		return s
	}
	text := []byte(s)
	for i := range text {
		for _, f := range []form{formUUID, formHex32, formHex40} {
			c := candidate{start: i, end: i + f.length(), form: f}
			if c.end <= len(text) && hasForm(text[i:c.end], f) && known[fingerprint(c.canonical(text))] {
				maskRange(text, c.start, c.end)
			}
		}
	}
	return string(text)
}

// length is how many characters a value of that form has.
func (f form) length() int {
	switch f {
	case formUUID:
		return uuidLen
	case formHex32:
		return hex32Len
	}
	return hex40Len
}

// hasForm reports whether a value alone has that form.
func hasForm(value []byte, f form) bool {
	if f == formUUID {
		return isUUID(value)
	}
	return areHex(value)
}
