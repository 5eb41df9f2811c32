package detector

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// checkLaws checks what holds for the findings of any text.
func checkLaws(t *testing.T, in Input, found []Finding) {
	t.Helper()
	text := decode(in.Text)
	lines := bytes.Split(text, []byte{'\n'})
	held := heldOf(in, found)
	before := -1
	for _, f := range found {
		if f.start <= before {
			t.Errorf("findings are out of order or overlap: %d after %d", f.start, before)
		}
		before = f.end - 1
		if f.Line < 1 || f.Line > len(lines) || f.Column < 1 || f.Column > len(lines[f.Line-1]) {
			t.Fatalf("position %d:%d is outside the text", f.Line, f.Column)
		}
		checkValue(t, text, lines, f)
		checkExcerpt(t, f)
		if held[f.Fingerprint] == 0 {
			t.Errorf("%d:%d: Held does not see a value that Scan finds", f.Line, f.Column)
		}
	}
}

// heldOf counts what Held sees of the found values, annotations aside.
func heldOf(in Input, found []Finding) map[Fingerprint]int {
	want := map[Fingerprint]bool{}
	for _, f := range found {
		want[f.Fingerprint] = true
	}
	in.Text = bytes.ReplaceAll(decode(in.Text), []byte("covkey:"), []byte("covkey;"))
	held := map[Fingerprint]int{}
	for _, o := range Held(in, want, Options{}) {
		held[o.Fingerprint]++
	}
	return held
}

// checkValue: the text at the position is the value that was fingerprinted, and
// no text of the finding holds it in any spelling.
func checkValue(t *testing.T, text []byte, lines [][]byte, f Finding) {
	t.Helper()
	value := text[f.start:f.end]
	first, _, _ := bytes.Cut(value, []byte("\n")) // of what is joined over lines
	if !bytes.HasPrefix(lines[f.Line-1][f.Column-1:], first) {
		t.Errorf("%d:%d is not where the value stands", f.Line, f.Column)
	}
	c, ok := candidateAt(text, f.start)
	if !ok || c.end != f.end {
		t.Fatalf("%d:%d: no candidate stands there", f.Line, f.Column)
	}
	canonical := c.canonical(text)
	if fingerprint(canonical) != f.Fingerprint {
		t.Errorf("%d:%d: the value there has another fingerprint", f.Line, f.Column)
	}
	if f.Match != redact(canonical) || strings.Count(f.Match, "*") < 6 {
		t.Errorf("%d:%d: match is %q", f.Line, f.Column, f.Match)
	}
	for field, s := range printed(f) {
		if c.form == formBadge || c.form == formOpaque || c.spelling != plain {
			if strings.Contains(s, string(value)) {
				t.Errorf("%d:%d: %s shows the value", f.Line, f.Column, field)
			}
			continue
		}
		s, v := strings.ToLower(s), string(canonical)
		if strings.Contains(s, v) || strings.Contains(s, strings.ReplaceAll(v, "-", "")) {
			t.Errorf("%d:%d: %s shows the value", f.Line, f.Column, field)
		}
	}
}

// candidateAt is the candidate that begins at an offset.
func candidateAt(text []byte, at int) (candidate, bool) {
	for c := range candidates(text) {
		if c.start == at {
			return c, true
		}
	}
	return candidate{}, false
}

// checkExcerpt: the caret is under the masked key.
func checkExcerpt(t *testing.T, f Finding) {
	t.Helper()
	if f.Caret < 0 || f.CaretLen < 1 || f.CaretLen > f.end-f.start || f.Caret+f.CaretLen > len(f.Excerpt) {
		t.Fatalf("%d:%d: caret %d+%d is outside the excerpt of %d bytes", f.Line, f.Column, f.Caret, f.CaretLen, len(f.Excerpt))
	}
	if under := f.Excerpt[f.Caret : f.Caret+f.CaretLen]; strings.Count(under, "*") < 6 {
		t.Errorf("%d:%d: under the caret stands %q", f.Line, f.Column, under)
	}
	if f.Reason == "" || f.Fix == "" || f.AllowHint == "" || f.Kind == "" {
		t.Errorf("%d:%d: a finding without words: %+v", f.Line, f.Column, f)
	}
}

// checkShift: blank lines before the text move the findings and change nothing
// else, unless the first line says what kind of file it is.
func checkShift(t *testing.T, in Input, found []Finding) {
	t.Helper()
	const blank = 3
	text := decode(in.Text)
	if bytes.HasPrefix(text, []byte("#!")) {
		return
	}
	moved := Input{Path: in.Path, Text: append(bytes.Repeat([]byte{'\n'}, blank), text...)}
	if !bytes.Equal(decode(moved.Text), moved.Text) {
		return // what follows the marks of an encoding looks like another one
	}
	got := Scan(moved, Options{})
	if len(got) != len(found) {
		t.Fatalf("%d findings behind blank lines, %d without", len(got), len(found))
	}
	for i, g := range got {
		g.Line, g.start, g.end = g.Line-blank, g.start-blank, g.end-blank
		if !reflect.DeepEqual(g, found[i]) {
			t.Errorf("blank lines before the text change a finding:\n%+v\n%+v", g, found[i])
		}
	}
}

// checkPrefilter: the first look never loses a finding.
func checkPrefilter(t *testing.T, in Input, found []Finding) {
	t.Helper()
	if got := whole(in.Text).findings(in.Path, Options{}); !reflect.DeepEqual(got, found) {
		t.Errorf("with the first look %d findings, without it %d", len(found), len(got))
	}
}
