package detector

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sample is one row of the tables of evidence: a short text that looks like what
// people write, with placeholders for the values, and what must be found in it.
type sample struct {
	path, text string
	want       Kind   // none: nothing may be found
	reason     string // must be part of the finding's reason
}

// none is the kind of a text in which nothing may be found.
const none Kind = ""

// allSamples is every row of every table of evidence, for the laws that hold for
// any text: encodings, masking, the seeds of the fuzz test.
func allSamples() []sample {
	return slices.Concat(urlSamples, headerSamples, commandSamples, nameSamples, configSamples, codeSamples,
		noNameSamples, pairSamples, structureSamples, elementSamples, sectionSamples, stepSamples, filenameSamples,
		treeSamples, callSamples, recipientSamples, nearbySamples, bindingSamples, disguiseSamples)
}

// placeholders are the words that fill replaces by fresh random values. Those of
// one UUID's spellings get the same key, so that a text may hold it in two.
var placeholders = regexp.MustCompile(`(\b|-t|%3D|%22|\\u0022|\\u003d|\\[nrt])(KEYUPPER|KEYBRACES|KEYURN|KEYBASE64|KEYHEAD|KEYTAIL|KEY32|KEY|OTHER32|OTHER|OPAQUE|HEX40|BADGE)\b`)

// filled is a sample's text with values in it.
type filled struct {
	text   string
	values []string // every value that stands in the text, as it stands there
	want   Fingerprint
}

// fill puts values into a text. OTHER stands for a second UUID that is no key.
func fill(t testing.TB, text string) filled {
	t.Helper()
	key, hex40, badge := randomUUID(t), randomHex40(t), randomBadge(t)
	values := map[string]string{
		"KEY":       key,
		"KEY32":     strings.ReplaceAll(key, "-", ""),
		"KEYUPPER":  strings.ToUpper(key),
		"KEYBRACES": "{" + key + "}",
		"KEYURN":    "urn:uuid:" + key,
		"KEYBASE64": base64.StdEncoding.EncodeToString([]byte(key)),
		"KEYHEAD":   key[:19],
		"KEYTAIL":   key[19:],
		"OTHER":     randomUUID(t),
		"OTHER32":   strings.ReplaceAll(randomUUID(t), "-", ""),
		"OPAQUE":    randomOpaque(t),
		"HEX40":     hex40,
		"BADGE":     badge,
	}
	f := filled{want: fingerprint([]byte(key))}
	f.text = placeholders.ReplaceAllStringFunc(text, func(found string) string {
		at := placeholders.FindStringSubmatchIndex(found)
		word := found[at[4]:at[5]]
		switch word {
		case "HEX40", "BADGE", "OPAQUE":
			if !strings.Contains(text, "KEY") { // beside a key it is something else
				f.want = fingerprint([]byte(values[word]))
			}
		}
		value := strings.Trim(strings.TrimPrefix(values[word], "urn:uuid:"), "{}")
		f.values = append(f.values, value)
		return found[:at[4]] + values[word]
	})
	return f
}

// randomUUID is what Codecov generates: a UUID of version 4.
func randomUUID(t testing.TB) string {
	t.Helper()
	for {
		var b [16]byte
		rand.Read(b[:]) // never fails
		b[6] = b[6]&0x0f | 0x40
		b[8] = b[8]&0x3f | 0x80
		s := fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
		if !(candidate{start: 0, end: len(s), form: formUUID}).isPlaceholder([]byte(s)) {
			return s
		}
	}
}

func randomHex40(t testing.TB) string {
	t.Helper()
	for {
		var b [20]byte
		rand.Read(b[:])
		s := hex.EncodeToString(b[:])
		if !(candidate{start: 0, end: len(s), form: formHex40}).isPlaceholder([]byte(s)) {
			return s
		}
	}
}

func randomBadge(t testing.TB) string {
	t.Helper()
	for {
		b := randomText(badgeLen)
		if !(candidate{start: 0, end: badgeLen, form: formBadge}).isPlaceholder(b) {
			return string(b)
		}
	}
}

// randomOpaque is what the operator of a self-hosted Codecov may have chosen for
// a global upload token.
func randomOpaque(t testing.TB) string {
	t.Helper()
	const length = 24
	for {
		if b := randomText(length); looksRandom(b) {
			return string(b)
		}
	}
}

func randomText(length int) []byte {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	b := make([]byte, length)
	rand.Read(b)
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return b
}

// runSamples checks a table: each text has its one key, or none.
func runSamples(t *testing.T, table []sample) {
	t.Helper()
	for i, s := range table {
		t.Run(fmt.Sprintf("%03d", i), func(t *testing.T) {
			t.Parallel()
			f := fill(t, s.text)
			in := Input{Path: s.path, Text: []byte(f.text)}
			got := Scan(in, Options{})
			if problem := s.judge(got, f); problem != "" {
				t.Errorf("%s\npath %q, text (values left out):\n%s", problem, s.path, s.text)
			}
			checkLaws(t, in, got)
			checkValuesHidden(t, got, f.values)
		})
	}
}

// judge compares what was found with what the row expects; empty when it fits.
func (s sample) judge(got []Finding, f filled) string {
	if s.want == none {
		if len(got) > 0 {
			return fmt.Sprintf("found %s (%s) at %d:%d, want nothing", got[0].Kind, got[0].Reason, got[0].Line, got[0].Column)
		}
		return ""
	}
	switch {
	case len(got) == 0:
		return fmt.Sprintf("found nothing, want %s", s.want)
	case len(got) > 1:
		return fmt.Sprintf("found %d keys, want one; the second is %s (%s)", len(got), got[1].Kind, got[1].Reason)
	case got[0].Kind != s.want:
		return fmt.Sprintf("found %s (%s), want %s", got[0].Kind, got[0].Reason, s.want)
	case got[0].Severity != s.want.Severity():
		return fmt.Sprintf("severity %s, want %s", got[0].Severity, s.want.Severity())
	case got[0].Fingerprint != f.want:
		return "the fingerprint is another value's"
	case !strings.Contains(got[0].Reason, s.reason):
		return fmt.Sprintf("reason %q, want %q in it", got[0].Reason, s.reason)
	case got[0].Allowed:
		return "allowed without an annotation"
	}
	return ""
}

// checkValuesHidden: nothing in a finding holds a value that stands in the text,
// its own or another's.
func checkValuesHidden(t *testing.T, found []Finding, values []string) {
	t.Helper()
	for _, f := range found {
		for field, text := range printed(f) {
			for _, v := range values {
				// A badge token is masked where it stands as one, and not where its
				// ten characters happen to be a word of their own.
				if strings.Contains(strings.ToLower(text), strings.ToLower(v)) {
					t.Errorf("%s of the finding at %d:%d shows a value", field, f.Line, f.Column)
				}
			}
		}
	}
}

// printed is every text of a finding that a report may print.
func printed(f Finding) map[string]string {
	return map[string]string{"Match": f.Match, "Excerpt": f.Excerpt, "Reason": f.Reason, "Fix": f.Fix,
		"AllowHint": f.AllowHint, "AllowReason": f.AllowReason}
}
