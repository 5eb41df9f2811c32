package detector

import (
	"bytes"
	"strings"
	"testing"
)

// TestReveal: who asks for the values gets them, one call for each finding, and those
// that a text holds without a finding stay where they are.
func TestReveal(t *testing.T) {
	t.Parallel()
	key, badge := randomUUID(t), "q7W2"+"e9R4t1"
	text := "CODECOV_TOKEN=" + strings.ToUpper(strings.ReplaceAll(key, "-", "")) + "\nother = " + randomUUID(t) +
		"\n![c](https://codecov.io/gh/acme/widget/graph/badge.svg?token=" + badge + ")\n"
	values := map[Kind]string{}
	before := ""
	found := Scan(Input{Path: "notes.txt", Text: []byte(text)}, Options{Reveal: func(f Finding, value []byte, url string) {
		if fingerprint(value) != f.Fingerprint {
			t.Errorf("%s: the value is another finding's", f.Kind)
		}
		values[f.Kind], before = string(bytes.Clone(value)), before+url
	}})
	if len(found) != 2 || values[UploadToken] != key || values[BadgeToken] != badge {
		t.Errorf("%d findings, %d values, want those two", len(found), len(values))
	}
	if before != "https://codecov.io/gh/acme/widget/graph/badge.svg?token=" {
		t.Errorf("before the badge token stands %q", before)
	}
}
