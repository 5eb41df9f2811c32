package detector

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMask(t *testing.T) {
	key, hex40, badge := randomUUID(t), randomHex40(t), randomBadge(t)
	bare := strings.ReplaceAll(key, "-", "")
	masked := redact([]byte(key))
	maskedBare := bare[:4] + strings.Repeat("*", 28)
	for i, tt := range []struct{ in, want string }{
		{"", ""},
		{"nothing", "nothing"},
		{key, masked},
		{"a " + key + " b", "a " + masked + " b"},
		{key + " " + key, masked + " " + masked},
		{strings.ToUpper(key), strings.ToUpper(masked)},
		{bare, maskedBare},
		{"{" + key + "}", "{" + masked + "}"},
		{"commit " + hex40, "commit " + hex40},
		{"?token=" + badge, "?token=" + badge[:2] + "********"},
		{"00000000-0000-0000-0000-000000000000", "0000****-****-****-****-************"},
		{key + "\xff", masked + "\xff"},
	} {
		if got := Mask(tt.in); got != tt.want {
			t.Errorf("case %d: got %d characters, not as wanted", i, len(got))
		}
	}
}

// TestMaskKnown: a known value is masked wherever it stands, and nothing else is.
func TestMaskKnown(t *testing.T) {
	key, other, hex40 := randomUUID(t), randomUUID(t), randomHex40(t)
	known := map[Fingerprint]bool{fingerprint([]byte(key)): true, fingerprint([]byte(hex40)): true}
	for _, frame := range []string{"%s", "a%sb", "0%s0", "x-%s-x", "_%s_", "dir/%s.txt", "%[1]s%[1]s", "%[1]s-%[1]s"} {
		for _, spelling := range append(spellings(key), hex40) {
			got := MaskKnown(fmt.Sprintf(frame, spelling), known)
			lowered := strings.ToLower(got)
			if strings.Contains(lowered, key) || strings.Contains(lowered, strings.ReplaceAll(key, "-", "")) || strings.Contains(got, hex40) {
				t.Errorf("in %q a known value of %d characters is shown", frame, len(spelling))
			}
			if len(got) != len(fmt.Sprintf(frame, spelling)) {
				t.Errorf("in %q the length changed", frame)
			}
		}
		if text := fmt.Sprintf(frame, other); MaskKnown(text, known) != text {
			t.Errorf("in %q another value is masked", frame)
		}
	}
	if MaskKnown(key, nil) != key {
		t.Error("a value is masked though none is known")
	}
}

// TestExcerptAtTheEdges puts two keys on one line, at every distance from each
// other and from the ends that the excerpt's window could cut, and asks of both
// findings that neither key is shown and that the caret is right.
func TestExcerptAtTheEdges(t *testing.T) {
	const shown, margin = 60, hex40Len + 2*uuidLen
	first, second, hex40 := randomUUID(t), randomUUID(t), randomHex40(t)
	for _, filler := range []string{"x", "é", "→", "😀", "\x80", "-", "a", "0"} {
		for gap := range shown + margin + 2*uuidLen {
			between := " " + strings.Repeat(filler, gap) + " "
			line := "CODECOV_TOKEN=" + first + between + "CODECOV_TOKEN=" + second + between + "CODECOV_STATIC_TOKEN=" + hex40
			in := Input{Path: "ci.sh", Text: []byte(line)}
			found := Scan(in, Options{})
			if len(found) != 3 {
				t.Fatalf("filler %q, gap %d: %d findings, want 3", filler, gap, len(found))
			}
			checkLaws(t, in, found)
			checkValuesHidden(t, found, []string{first, second, hex40})
			for _, f := range found {
				if strings.Contains(f.Excerpt, "\n") || utf8.Valid(in.Text) && !utf8.ValidString(f.Excerpt) {
					t.Errorf("filler %q, gap %d: the excerpt is cut through a character", filler, gap)
				}
			}
			if t.Failed() {
				return
			}
		}
	}
}

// TestExcerptOfOtherSpellings: the excerpt of one key shows no other on its line,
// also where it is glued to another word and is no candidate.
func TestExcerptOfOtherSpellings(t *testing.T) {
	key := randomUUID(t)
	for i, spelling := range spellings(key) {
		for _, frame := range []string{" %s", " x%s", " %sx", " id_%s_", " 0%s", " %s-%[1]s", "%s"} {
			text := "CODECOV_TOKEN=" + key + ";" + fmt.Sprintf(frame, spelling)
			found := Scan(Input{Text: []byte(text)}, Options{})
			if len(found) == 0 {
				t.Fatal("nothing found")
			}
			for _, f := range found {
				lowered := strings.ToLower(f.Excerpt)
				if strings.Contains(lowered, key) || strings.Contains(lowered, strings.ReplaceAll(key, "-", "")) {
					t.Errorf("spelling %d in %q is shown", i, frame)
				}
			}
		}
	}
	badge := randomBadge(t)
	text := fmt.Sprintf("https://codecov.io/badge.svg?token=%s %s x%[1]sx", badge, badge)
	for _, f := range Scan(Input{Text: []byte(text)}, Options{}) {
		if strings.Contains(f.Excerpt, badge) {
			t.Error("a badge token is shown where it stands once more")
		}
	}
}

// TestLongLines: a line of any length gives a short excerpt and the right column.
func TestLongLines(t *testing.T) {
	key := randomUUID(t)
	for _, before := range []int{0, 1, 59, 60, 61, 1 << 10, 1 << 20} {
		for _, after := range []int{0, 1, 59, 60, 61, 1 << 20} {
			text := repeated("x ", before) + "CODECOV_TOKEN=" + key + repeated(" y", after)
			in := Input{Path: "a.txt", Text: []byte(text)}
			found := Scan(in, Options{})
			if len(found) != 1 {
				t.Fatalf("%d before, %d after: %d findings", before, after, len(found))
			}
			checkLaws(t, in, found)
			if f := found[0]; f.Column != strings.Index(text, key)+1 || len(f.Excerpt) > 2*60+uuidLen+2*len("…") {
				t.Errorf("%d before, %d after: column %d, excerpt of %d bytes", before, after, f.Column, len(f.Excerpt))
			}
		}
	}
}

// repeated is n bytes of s over and over.
func repeated(s string, n int) string {
	return string(bytes.Repeat([]byte(s), n/len(s)+1)[:n])
}

// TestNothingShowsAKey: names, options and reasons of annotations may hold a value,
// too.
func TestNothingShowsAKey(t *testing.T) {
	for _, text := range []string{
		"KEYx_CODECOV_TOKEN=KEY",
		"KEY-CODECOV_TOKEN=OTHER",
		"KEY32_CODECOV_TOKEN: KEY",
		"codecov_KEY32_token: OTHER",
		"CODECOV_TOKEN=KEY # covkey:allow it is KEY",
		"CODECOV_TOKEN=KEY # covkey:allow idxKEY32",
		"# covkey:allow-next-line KEY, KEYUPPER\nCODECOV_TOKEN=KEY",
		"[codecov KEY]\ntoken = KEY",
		"codecov-KEY:\n  token: KEY",
		"codecovKEY32({ token: 'KEY' })",
		"- uses: codecov/KEY\n  with:\n    token: KEY",
		"CODECOV_TOKEN=KEY,KEYUPPER,KEY32,KEYBRACES,KEYURN",
	} {
		// The placeholders are glued to other words here, which fill leaves alone.
		f := fill(t, "CODECOV_TOKEN=KEY KEY32 KEYUPPER OTHER")
		values := strings.NewReplacer("KEYUPPER", f.values[2], "KEYBRACES", "{"+f.values[0]+"}", "KEYURN", "urn:uuid:"+f.values[0],
			"KEY32", f.values[1], "KEY", f.values[0], "OTHER", f.values[3])
		in := Input{Text: []byte(values.Replace(text))}
		found := Scan(in, Options{})
		if len(found) == 0 {
			t.Errorf("nothing found in %s", text)
		}
		checkLaws(t, in, found)
		checkValuesHidden(t, found, f.values)
	}
}
