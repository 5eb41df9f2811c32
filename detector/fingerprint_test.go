package detector

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// spellings are the ways to write a UUID that Codecov's server accepts.
func spellings(key string) []string {
	bare := strings.ReplaceAll(key, "-", "")
	return []string{
		key, strings.ToUpper(key), strings.ToUpper(key[:18]) + key[18:],
		bare, strings.ToUpper(bare),
		"{" + key + "}", "{" + bare + "}", "urn:uuid:" + key, "URN:UUID:" + strings.ToUpper(key), "urn:uuid:" + bare,
	}
}

// TestFingerprintOfEverySpelling: it is that of the canonical key, and so is what
// is printed of it.
func TestFingerprintOfEverySpelling(t *testing.T) {
	key := randomUUID(t)
	sum := sha256.Sum256([]byte(key))
	want := Fingerprint("sha256:" + hex.EncodeToString(sum[:]))
	match := key[:4] + "****-****-****-****-************"
	for i, spelling := range spellings(key) {
		got := Scan(Input{Path: "ci.sh", Text: []byte("CODECOV_TOKEN=" + spelling)}, Options{})
		if len(got) != 1 {
			t.Errorf("spelling %d: %d findings", i, len(got))
			continue
		}
		if got[0].Fingerprint != want || got[0].Match != match {
			t.Errorf("spelling %d: fingerprint or match (%s) is another", i, got[0].Match)
		}
	}
}

func TestFingerprintOfOtherForms(t *testing.T) {
	hex40, badge := randomHex40(t), randomBadge(t)
	for text, value := range map[string]string{
		"CODECOV_STATIC_TOKEN=" + hex40:               hex40,
		"https://codecov.io/badge.svg?token=" + badge: badge,
	} {
		sum := sha256.Sum256([]byte(value))
		got := Scan(Input{Text: []byte(text)}, Options{})
		if len(got) != 1 || got[0].Fingerprint != Fingerprint("sha256:"+hex.EncodeToString(sum[:])) {
			t.Errorf("%d characters: another fingerprint", len(value))
		}
	}
}

func TestParseFingerprint(t *testing.T) {
	key := randomUUID(t)
	good := string(fingerprint([]byte(key)))
	for _, tt := range []struct {
		in string
		ok bool
	}{
		{good, true},
		{"sha256:" + strings.ToUpper(good[7:]), true},
		{"", false},
		{"sha256:", false},
		{good[7:], false},
		{"SHA256:" + good[7:], false},
		{good + "0", false},
		{good[:len(good)-1], false},
		{good[:len(good)-1] + "g", false},
		{" " + good, false},
		{"sha1:" + good[7:], false},
		{key, false},
	} {
		got, err := ParseFingerprint(tt.in)
		if tt.ok != (err == nil) || tt.ok && string(got) != good {
			t.Errorf("a fingerprint of %d characters: got %q, %v", len(tt.in), got, err)
		}
		if err != nil && len(tt.in) > 8 && strings.Contains(err.Error(), tt.in[7:]) {
			t.Error("the error repeats what may be a key")
		}
	}
}

func TestRedact(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"f47ac10b-58cc-4372-a567-0e02b2c3d479", "f47a****-****-****-****-************"},
		{strings.Repeat("a1", 20), "a1a1" + strings.Repeat("*", 36)},
		{"abcdefghij", "ab********"},
	} {
		if got := redact([]byte(tt.in)); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

// TestHeld: it sees a value wherever it stands and however it is spelled, with or
// without evidence, but for the places that an annotation covers.
func TestHeld(t *testing.T) {
	key, other := randomUUID(t), randomUUID(t)
	want := map[Fingerprint]bool{fingerprint([]byte(key)): true}
	for i, spelling := range spellings(key) {
		text := fmt.Sprintf("id: %s\n# covkey:allow-next-line\nx: %s\ny: %s # covkey:allow\nz: %s, %s\n",
			spelling, spelling, spelling, other, spelling)
		got := Held(Input{Text: []byte(text)}, want, Options{})
		if len(got) != 2 || got[0].Fingerprint != fingerprint([]byte(key)) || got[0].Context == got[1].Context {
			t.Errorf("spelling %d: held %d times, want 2 on different lines", i, len(got))
		}
		if got := Held(Input{Text: []byte(text)}, want, Options{RequireReason: true}); len(got) != 4 {
			t.Errorf("spelling %d: held %d times when annotations need a reason, want 4", i, len(got))
		}
	}
	if got := Held(Input{Text: []byte(other)}, want, Options{}); got != nil {
		t.Error("another value counts as held")
	}
}

// TestContext: a line that is only moved or re-indented keeps its context.
func TestContext(t *testing.T) {
	key := randomUUID(t)
	context := func(text string) uint64 {
		t.Helper()
		got := Scan(Input{Text: []byte(text)}, Options{})
		if len(got) != 1 {
			t.Fatalf("%d findings", len(got))
		}
		return got[0].Context
	}
	line := "CODECOV_TOKEN: " + key
	want := context(line)
	for _, same := range []string{"\n\n" + line, "    " + line + "\n", line + "\r\n", "\t" + line + "  \nmore"} {
		if context(same) != want {
			t.Error("space around a line changes its context")
		}
	}
	if context(line+" # note") == want {
		t.Error("another line has the same context")
	}
}
