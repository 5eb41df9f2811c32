package detector

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestBoundaries: a value counts when it stands for itself, whatever its form.
// %s is where it stands.
func TestBoundaries(t *testing.T) {
	table := []struct {
		text string
		want bool
	}{
		{"%s", true},
		{" %s ", true},
		{"\t%s\n", true},
		{"\x00%s\x00", true},
		{"(%s)", true},
		{"[%s]", true},
		{"{%s}", true},
		{"<%s>", true},
		{`"%s"`, true},
		{"'%s'", true},
		{"`%s`", true},
		{"=%s&", true},
		{":%s,", true},
		{"/%s/", true},
		{"|%s|", true},
		{"%s.", true},
		{".%s", true},
		{"%s...", true},
		{"%s;", true},
		{"$%s", true},
		{"@%s", true},
		{"é%sé", true},
		{"“%s”", true},
		{"%s-", true},
		{"%s--", true},
		{"-%s", true},
		{"--%s", true},
		{" -t%s ", true},
		{`"-t%s"`, true},
		{"-t%s", true},
		{`\n%s\n`, true},
		{`\t%s`, true},
		{`\r%s`, true},
		{"%%3D%s%%26", true},
		{"%%22%s%%22", true},
		{`\x22%s\x22`, true},
		{`\u0022%s\u0022`, true},
		{"${CODECOV_TOKEN:-%s}", true},
		{"${CODECOV_TOKEN-%s}", true},
		{"urn:uuid:%s", true},

		{"%sa", false},
		{"%sz", false},
		{"%s0", false},
		{"%s_", false},
		{"%s_x", false},
		{"%s-x", false},
		{"%s-0", false},
		{"a%s", false},
		{"z%s", false},
		{"0%s", false},
		{"_%s", false},
		{"x_%s", false},
		{"x-%s", false},
		{"0-%s", false},
		{"x-t%s", false},
		{"--t%s", false},
		{`\\a%s`, false},
		{"{NAME-%s}", false},
		{"$NAME-%s", false},
		{"%%zz%s", false},
	}
	values := map[form]string{
		formUUID:  randomUUID(t),
		formHex32: strings.ReplaceAll(randomUUID(t), "-", ""),
		formHex40: randomHex40(t),
	}
	for f, value := range values {
		for _, tt := range table {
			text := fmt.Sprintf(tt.text, value)
			got := slices.Collect(candidates([]byte(text)))
			if !tt.want {
				if len(got) > 0 {
					t.Errorf("form %d in %q counts", f, tt.text)
				}
				continue
			}
			at := strings.Index(text, value)
			if want := (candidate{start: at, end: at + len(value), form: f}); len(got) != 1 || got[0] != want {
				t.Errorf("form %d in %q: got %v, want %v", f, tt.text, got, want)
			}
		}
	}
}

// TestForms: only what has exactly the shape of a key is a candidate.
func TestForms(t *testing.T) {
	key, hex40, badge := randomUUID(t), randomHex40(t), randomBadge(t)
	bare := strings.ReplaceAll(key, "-", "")
	for _, tt := range []struct {
		name, text string
		want       []form
	}{
		{"a UUID", key, []form{formUUID}},
		{"upper case", strings.ToUpper(key), []form{formUUID}},
		{"mixed case", strings.ToUpper(key[:10]) + key[10:], []form{formUUID}},
		{"two", key + " " + key, []form{formUUID, formUUID}},
		{"two, joined by a comma", key + "," + bare, []form{formUUID, formHex32}},
		{"32 digits", bare, []form{formHex32}},
		{"32 digits in upper case", strings.ToUpper(bare), []form{formHex32}},
		{"40 digits", hex40, []form{formHex40}},
		{"40 digits in upper case", strings.ToUpper("a" + hex40[1:]), nil},
		{"64 digits", hex40 + hex40[:24], nil},
		{"31 digits", bare[1:], nil},
		{"33 digits", bare + "0", nil},
		{"two UUIDs with a hyphen between", key + "-" + key, nil},
		{"a group is short", key[:35], nil},
		{"a group is long", key + "0", nil},
		{"a digit is none", key[:20] + "g" + key[21:], nil},
		{"other hyphens", strings.ReplaceAll(key, "-", "_"), nil},
		{"a hyphen moved", key[:7] + "-" + key[7:8] + key[9:], nil},
		{"the end of the text", key[:30], nil},
		{"a badge token", "x?token=" + badge, []form{formBadge}},
		{"a second argument", "x?a=b&token=" + badge + "&c=d", []form{formBadge}},
		{"escaped for HTML", "x?a=b&amp;token=" + badge, []form{formBadge}},
		{"nine characters", "x?token=" + badge[1:], nil},
		{"eleven characters", "x?token=0" + badge, nil},
		{"another argument", "x?mytoken=" + badge, nil},
		{"no argument", "token=" + badge, nil},
	} {
		var got []form
		for c := range candidates([]byte(tt.text)) {
			got = append(got, c.form)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

// sample4 is a UUID of version 4 that everybody shows.
const sample4 = "f47ac10b-58cc-4372-a567-0e02b2c3d479"

func TestIsV4(t *testing.T) {
	for _, tt := range []struct {
		text string
		want bool
	}{
		{sample4, true},
		{strings.ToUpper(strings.Replace(sample4, "-a567", "-b567", 1)), true},
		{strings.ReplaceAll(sample4, "-", ""), false}, // a map of its digits, below
		{"123e4567-e89b-12d3-a456-426614174000", false},
		{strings.Replace(sample4, "-a567", "-c567", 1), false},
	} {
		text := []byte(tt.text)
		for c := range candidates(text) {
			want := tt.want || c.form == formHex32
			if got := c.isV4(text); got != want {
				t.Errorf("%s: %v, want %v", tt.text, got, want)
			}
		}
	}
}
