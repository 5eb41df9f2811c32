package config

import (
	"strings"

	"github.com/covkey/covkey/detector"
)

// Key is one key of the file: what validation knows and docs/configuration.md tells.
type Key struct {
	Name string
	// Form is what its value looks like, Default what counts without it.
	Form, Default string
	Required      bool
	Meaning       string
	// Example is the key as it may stand in the file.
	Example string
	// Entries are the keys of each entry, where the value is a list of mappings.
	Entries []Key
}

// Keys lists the keys that the file may have.
func Keys() []Key {
	return []Key{
		{Name: "version", Form: "1", Default: "1", Example: "version: 1",
			Meaning: "The version of the file's form."},
		{Name: "allow", Form: "list", Default: "empty", Entries: allowKeys(),
			Example: "allow:\n  - fingerprint: sha256:" + strings.Repeat("0", 64) + "\n    reason: a public demo repository\n    expires: 2099-06-30",
			Meaning: "Values that may be in git, each by its fingerprint. `covkey allow` writes entries; a report with `--verbose` or `--format json` has the fingerprint."},
		{Name: "exclude", Form: "list", Default: "empty", Entries: excludeKeys(),
			Example: "exclude:\n  - path: /testdata/**\n    reason: made-up keys\n  - path: \"!/testdata/real.yml\"\n    reason: this one counts",
			Meaning: "Files that are not looked at. The last pattern that matches decides, as in a `.gitignore`."},
		{Name: "require_reason", Form: "true or false", Default: "false", Example: "require_reason: true",
			Meaning: "Whether an annotation (`covkey:allow`) without a reason does not count."},
		{Name: "honor", Form: "list of " + strings.Join(detector.Honorable(), ", "), Default: "empty", Example: "honor:\n  - gitleaks:allow",
			Meaning: "Annotations of other tools that count as covkey's own."},
		{Name: "severity", Form: "low, high or critical", Default: "high", Example: "severity: critical",
			Meaning: "The lowest severity that blocks."},
	}
}

func allowKeys() []Key {
	return []Key{
		{Name: "fingerprint", Form: "sha256:…", Required: true, Meaning: "The value's fingerprint."},
		{Name: "reason", Form: "text", Required: true, Meaning: "Why the value may be in git."},
		{Name: "expires", Form: "a date like 2027-01-31", Default: "never", Meaning: "The last day on which the entry counts. From the next day on it is an error, so that it is looked at again."},
	}
}

func excludeKeys() []Key {
	return []Key{
		{Name: "path", Form: "a pattern in gitignore syntax", Required: true, Meaning: "Which files, from the repository's root. A pattern that begins with `!` takes files back."},
		{Name: "reason", Form: "text", Required: true, Meaning: "Why they are left out."},
	}
}

// known refuses a key that is not in the list; where says what it stands in.
func (p *reader) known(f field, where string, keys []Key) error {
	var names []string
	for _, k := range keys {
		if k.Name == f.key {
			return nil
		}
		names = append(names, k.Name)
	}
	last := len(names) - 1
	return p.fault(f.at, "unknown key %q%s: want %s or %s", detector.Mask(f.key), where, strings.Join(names[:last], ", "), names[last])
}

// unread is a key that the list has and nothing reads.
func (p *reader) unread(f field) error { return p.fault(f.at, "%s is not read", f.key) }
