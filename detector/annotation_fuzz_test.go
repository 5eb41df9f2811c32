package detector

import (
	"bytes"
	"strings"
	"testing"
)

// FuzzAnnotated: of any line, in any form, the laws of an annotation hold.
func FuzzAnnotated(f *testing.F) {
	for _, line := range []string{
		"X=y # covkey:allow", "X=y # covkey:allow: a reason. ", "# covkey:allow-next-line <why>", "/* covkey:allow test */ foo()",
		"covkey:allowed covkey:allow", "--covkey:allow {# #} -->", "X=y # gitleaks:allow x", "nosemgrep: a.b", "# pragma: allowlist nextline secret",
		"covkey:allow\rX=y", "covkey:allow.", "covkey:allow-", "covkey:allow covkey:allow-next-line", "\xffcovkey:allow\xfe",
	} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		line, _, _ = bytes.Cut(line, []byte("\n"))
		for _, next := range []bool{false, true} {
			checkAnnotated(t, line, next)
		}
	})
}

func checkAnnotated(t *testing.T, line []byte, next bool) {
	t.Helper()
	words := annotation
	if next {
		words = annotationNext
	}
	plain := Options{}.annotated(line, next)
	strict := Options{RequireReason: true}.annotated(line, next)
	all := Options{Honor: Honorable()}.annotated(line, next)
	switch {
	case plain.words != "" && plain.words != words:
		t.Errorf("%q: annotated by %q", line, plain.words)
	case plain.words != "" && !bytes.Contains(line, []byte(words)):
		t.Errorf("%q: an annotation that is not there", line)
	case strict.words != "" && (strict.reason == "" || strict != plain):
		t.Errorf("%q: with a reason required %+v, else %+v", line, strict, plain)
	case plain.words != "" && plain.reason != "" && strict != plain:
		t.Errorf("%q: a reason is given (%+v), and it does not count when required", line, plain)
	case plain.words != "" && all != plain:
		t.Errorf("%q: other tools' annotations change covkey's: %+v, %+v", line, plain, all)
	case all.words != "" && strings.Contains(all.reason, hinted) && all.reason == hinted:
		t.Errorf("%q: the hint counts as a reason", line)
	}
	if plain.words == "" {
		return
	}
	// Anything in front that does not touch it changes nothing.
	if again := (Options{}).annotated(append([]byte("x = 'y' "), line...), next); again != plain {
		t.Errorf("%q: %+v, behind other text %+v", line, plain, again)
	}
	// A reason never shows a value.
	if Mask(plain.reason) != plain.reason {
		t.Errorf("%q: the reason is not masked: %q", line, plain.reason)
	}
	// A letter at its end makes it another word.
	at := bytes.LastIndex(line, []byte(words))
	glued := append(append(bytes.Clone(line[:at+len(words)]), 'x'), line[at+len(words):]...)
	if bytes.Count(line, []byte(words)) == 1 {
		if again := (Options{}).annotated(glued, next); again.words != "" {
			t.Errorf("%q: still annotated as %q", line, glued)
		}
	}
}
