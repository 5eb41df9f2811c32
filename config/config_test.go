package config

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/covkey/covkey/detector"
)

var (
	now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	fp1 = "sha256:" + strings.Repeat("1", 64)
	fp2 = "sha256:" + strings.Repeat("2", 64)
)

func TestParse(t *testing.T) {
	t.Parallel()
	c, err := Parse(Name, []byte(`# the team's decisions
version: 1
allow:
  - fingerprint: `+fp1+`
    reason: a public demo # with a comment
    expires: 2026-11-23
  - {fingerprint: "`+fp2+`", reason: 'flow style'}
exclude:
  - path: /testdata/**
    reason: made-up keys
  - path: "!/testdata/real.yml"
    reason: this one counts
require_reason: true
severity: critical
`), now)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Allow) != 2 || c.Allow[0].Reason != "a public demo" || c.Allow[0].Line != 4 || c.Allow[1].Line != 7 {
		t.Errorf("allow: %+v", c.Allow)
	}
	if !c.Allowed(detector.Fingerprint(fp2)) || c.Allowed("sha256:3") {
		t.Error("Allowed is wrong")
	}
	if !c.RequireReason || c.Severity != detector.Critical {
		t.Errorf("require_reason %v, severity %v", c.RequireReason, c.Severity)
	}
	excluded := c.Excluder()
	for path, want := range map[string]bool{
		"testdata/a.yml": true, "testdata/deep/b.yml": true, "testdata/real.yml": false,
		"src/testdata/a.yml": false, "main.go": false,
	} {
		if excluded(path) != want {
			t.Errorf("excluded(%q) = %v", path, !want)
		}
	}
}

func TestParseNothing(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "\n", "# only a comment\n", "version: 1\n", "allow:\nexclude:\n"} {
		c, err := Parse(Name, []byte(text), now)
		if err != nil || len(c.Allow) != 0 || c.Severity != detector.High || c.Excluder() != nil {
			t.Errorf("%q: %+v, %v", text, c, err)
		}
	}
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	key := "0b5c8f1e-93d7-" + "4a26-b1f4-6d2e7c90a835" // a value that is no fingerprint must not be repeated
	for _, tt := range []struct{ name, text, want string }{
		{"unknown key", "version: 1\nallows:\n", ":2: unknown key"},
		{"unknown key that is a value", key + ": 1\n", ":1: unknown key"},
		{"version", "version: 2\n", ":1: version must be 1"},
		{"version empty", "version:\n", ":1: version must be 1"},
		{"severity", "severity: medium\n", ":1: severity must be"},
		{"severity number", "severity: 3\n", ":1: severity must be"},
		{"severity list", "severity: [high]\n", ":1: severity must be text"},
		{"require_reason", "require_reason: yes please\n", ":1: require_reason must be true or false"},
		{"twice", "version: 1\nversion: 1\n", ":2: "},
		{"allow is no list", "allow:\n  fingerprint: x\n", ":1: allow must be a list"},
		{"entry is no mapping", "allow:\n  - word\n", ":2: an entry of allow must be a mapping"},
		{"fingerprint", "allow:\n  - fingerprint: " + key + "\n    reason: x\n", ":2: fingerprint: not a fingerprint"},
		{"fingerprint missing", "allow:\n  - reason: x\n", ":2: an entry of allow needs a fingerprint"},
		{"reason missing", "allow:\n  - fingerprint: " + fp1 + "\n", ":2: an entry of allow needs a reason"},
		{"reason empty", "allow:\n  - fingerprint: " + fp1 + "\n    reason: ''\n", ":2: an entry of allow needs a reason"},
		{"expires", "allow:\n  - fingerprint: " + fp1 + "\n    reason: x\n    expires: soon\n", ":4: expires must be a date"},
		{"expired yesterday", "allow:\n  - fingerprint: " + fp1 + "\n    reason: x\n    expires: 2026-11-22\n", ":4: this entry expired on 2026-11-22"},
		{"unknown key of allow", "allow:\n  - fingerprint: " + fp1 + "\n    because: x\n", ":3: unknown key"},
		{"unknown annotation", "honor: [gitleaks:allow, noqa]\n", ":1: honor: want the annotations"},
		{"no annotation", "honor:\n  - a: [b]\n", ":2: "},
		{"honor without a list", "honor: gitleaks:allow\n", ":1: honor must be a list"},
		{"a key as an annotation", "honor: [" + key + "]\n", ":1: honor: want"},
		{"unknown key of exclude", "exclude:\n  - glob: a\n    reason: x\n", ":2: unknown key"},
		{"exclude without reason", "exclude:\n  - path: a\n", ":2: an entry of exclude needs a reason"},
		{"exclude without path", "exclude:\n  - reason: a\n", ":2: an entry of exclude needs a path"},
		{"top is a list", "- version: 1\n", ":1: the file must be a mapping"},
		{"top is a word", "nonsense\n", ":1: the file must be a mapping"},
		{"two documents", "version: 1\n---\nversion: 1\n", "more than one YAML document"},
		{"broken", "allow: [\n", "not valid YAML"},
		{"tab", "allow:\n\t- x\n", "not valid YAML"},
	} {
		_, err := Parse(Name, []byte(tt.text), now)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), Name) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), key) {
			t.Errorf("%s: the error repeats the value", tt.name)
		}
	}
}

func TestAddAllow(t *testing.T) {
	t.Parallel()
	a := Allow{Fingerprint: detector.Fingerprint(fp2), Reason: "say \"why\": # here"}
	added := "  - fingerprint: " + fp2 + "\n    reason: \"say \\\"why\\\": # here\"\n"
	old := "  - fingerprint: " + fp1 + "\n    reason: x\n"
	for _, tt := range []struct{ name, before, after string }{
		{"no file", "", "version: 1\nallow:\n" + added},
		{"no list", "version: 1\n# end\n", "version: 1\n# end\nallow:\n" + added},
		{"no line break at the end", "version: 1", "version: 1\nallow:\n" + added},
		{"empty list", "allow:\nversion: 1\n", "allow:\n" + added + "version: 1\n"},
		{"one entry", "allow:\n" + old, "allow:\n" + old + added},
		{"in the middle", "allow:\n" + old + "\n# next\nseverity: high\n", "allow:\n" + old + added + "\n# next\nseverity: high\n"},
		{"not indented", "allow:\n- fingerprint: " + fp1 + "\n  reason: x\nversion: 1\n",
			"allow:\n- fingerprint: " + fp1 + "\n  reason: x\n- fingerprint: " + fp2 + "\n  reason: \"say \\\"why\\\": # here\"\nversion: 1\n"},
		{"folded reason", "allow:\n  - fingerprint: " + fp1 + "\n    reason: >-\n      a\n      b\n", "allow:\n  - fingerprint: " + fp1 + "\n    reason: >-\n      a\n      b\n" + added},
	} {
		out, err := AddAllow(Name, []byte(tt.before), a, now)
		if err != nil || string(out) != tt.after {
			t.Errorf("%s: %v\n%s\nwant\n%s", tt.name, err, out, tt.after)
		}
	}
	if _, err := AddAllow(Name, []byte("allow: [] # none\n"), a, now); err == nil {
		t.Error("a flow list was extended")
	}
	if _, err := AddAllow(Name, []byte("allow:\n"+added), a, now); !errors.Is(err, ErrAlreadyAllowed) {
		t.Errorf("twice: %v", err)
	}
	if _, err := AddAllow(Name, []byte("bad: 1\n"), a, now); err == nil {
		t.Error("a broken file was extended")
	}
}

// FuzzParse: no panic, every error names the file, and what parses can be extended
// without losing an entry, or is refused.
func FuzzParse(f *testing.F) {
	f.Add("version: 1\nallow:\n  - fingerprint: " + fp1 + "\n    reason: x\n    expires: 2027-01-01\n")
	f.Add("exclude:\n  - {path: a/**, reason: b}\nseverity: low\nrequire_reason: false\n")
	f.Add("allow: [\n")
	f.Add("? a\n: b\n")
	f.Add("allow:\n- &a {fingerprint: x}\n- *a\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := Parse(Name, []byte(text), now)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.File != Name {
				t.Fatalf("error without the file's name: %v", err)
			}
			return
		}
		a := Allow{Fingerprint: detector.Fingerprint(fp2), Reason: "fuzz"}
		out, err := AddAllow(Name, []byte(text), a, now)
		if err != nil {
			return
		}
		after, err := Parse(Name, out, now)
		if err != nil || len(after.Allow) != len(c.Allow)+1 {
			t.Fatalf("%q became %q: %v", text, out, err)
		}
	})
}
