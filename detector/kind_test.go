package detector

import (
	"strings"
	"testing"
)

// TestKinds: every kind has all of its facts, and the list goes from the most
// harmful to the least.
func TestKinds(t *testing.T) {
	all := Kinds()
	if len(all) != len(kinds()) {
		t.Errorf("Kinds lists %d of %d", len(all), len(kinds()))
	}
	accepted := map[form]bool{}
	for i, k := range all {
		facts, ok := kinds()[k]
		if !ok {
			t.Errorf("%s has no facts", k)
		}
		if i > 0 && k.Severity() > all[i-1].Severity() {
			t.Errorf("%s is more harmful than %s, which stands before it", k, all[i-1])
		}
		if !strings.HasPrefix(string(k), "codecov-") || !strings.HasPrefix(k.Title(), "Codecov ") || !strings.HasPrefix(k.RotatePage(), "https://app.codecov.io/") {
			t.Errorf("%s: title %q, page %q", k, k.Title(), k.RotatePage())
		}
		if (facts.variable == "") != (k == BadgeToken) {
			t.Errorf("%s: variable %q", k, facts.variable)
		}
		for _, f := range facts.forms {
			accepted[f] = true
			if !k.accepts(f) {
				t.Errorf("%s does not accept form %d", k, f)
			}
		}
	}
	for _, f := range []form{formUUID, formHex32, formHex40, formBadge} {
		if !accepted[f] {
			t.Errorf("no kind accepts form %d", f)
		}
	}
	if none.Severity() != Low || none.accepts(formUUID) || none.Title() != "" {
		t.Error("a kind that does not exist has facts")
	}
}

func TestSeverities(t *testing.T) {
	for _, tt := range []struct {
		severity Severity
		name     string
	}{{Low, "low"}, {High, "high"}, {Critical, "critical"}} {
		if got := tt.severity.String(); got != tt.name {
			t.Errorf("%d is called %q, want %q", tt.severity, got, tt.name)
		}
		if got, err := ParseSeverity(tt.name); err != nil || got != tt.severity {
			t.Errorf("%q is parsed as %v, %v", tt.name, got, err)
		}
	}
	if !(Low < High && High < Critical) {
		t.Error("severities are out of order")
	}
	for _, name := range []string{"", "Low", "HIGH", "medium", "high ", "severity(1)"} {
		if _, err := ParseSeverity(name); err == nil || !strings.Contains(err.Error(), "want low, high or critical") {
			t.Errorf("%q: error %v", name, err)
		}
	}
	if got := Severity(7).String(); got != "severity(7)" {
		t.Errorf("an unknown severity is called %q", got)
	}
	for k, want := range map[Kind]Severity{UploadToken: High, APIToken: Critical, RepositoryToken: High, BadgeToken: Low} {
		if k.Severity() != want {
			t.Errorf("%s is %s, want %s", k, k.Severity(), want)
		}
	}
}
