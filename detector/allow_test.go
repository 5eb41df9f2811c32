package detector

import (
	"slices"
	"strings"
	"testing"
)

func TestAnnotations(t *testing.T) {
	for _, tt := range []struct {
		text    string // one key, at KEY
		allowed bool
		reason  string
	}{
		// On the key's own line, in every kind of comment.
		{"CODECOV_TOKEN=KEY # covkey:allow", true, ""},
		{"CODECOV_TOKEN=KEY # covkey:allow a revoked key", true, "a revoked key"},
		{"CODECOV_TOKEN=KEY # covkey:allow: a revoked key.", true, "a revoked key"},
		{"CODECOV_TOKEN=KEY #covkey:allow", true, ""},
		{"CODECOV_TOKEN=KEY # see #12, covkey:allow test", true, "test"},
		{"CODECOV_TOKEN=KEY # covkey:allow.", true, ""},
		{"CODECOV_TOKEN=KEY # covkey:allow, covkey:allow test", true, "covkey:allow test"},
		{"# covkey:allow test\rCODECOV_TOKEN=KEY", true, "test\rCODECOV_TOKEN=****"},
		{"codecovToken = 'KEY'; // covkey:allow test", true, "test"},
		{"codecovToken = 'KEY'; /* covkey:allow test */ foo()", true, "test"},
		{"/* covkey:allow test */ codecovToken = 'KEY'", true, "test"},
		{"<codecovToken>KEY</codecovToken> <!-- covkey:allow test -->", true, "test"},
		{"<codecovToken>KEY</codecovToken> <!-- covkey:allow -->", true, ""},
		{"codecov_token: KEY {# covkey:allow test #}", true, "test"},
		{"codecov_token: KEY {{/* covkey:allow test */}}", true, "test"},
		{"codecov_token: KEY <%# covkey:allow test %>", true, "test"},
		{"codecovToken = \"KEY\" -- covkey:allow test", true, "test"},
		{"codecovToken = \"KEY\" (* covkey:allow test *)", true, "test"},
		{"codecovToken = \"KEY\" {- covkey:allow test -}", true, "test"},
		{"codecovToken = \"KEY\" ; covkey:allow test", true, "test"},
		{"set CODECOV_TOKEN=KEY & REM covkey:allow test", true, "test"},
		{"run('CODECOV_TOKEN=KEY # covkey:allow test')", true, "test"},
		{"CODECOV_TOKEN=KEY # covkey:allow é→", true, "é→"},
		{"CODECOV_TOKEN=KEY # covkey:allow <why>", true, ""},

		// On the line before.
		{"# covkey:allow-next-line\nCODECOV_TOKEN=KEY", true, ""},
		{"# covkey:allow-next-line a test\nCODECOV_TOKEN=KEY", true, "a test"},
		{"# covkey:allow-next-line a test\r\nCODECOV_TOKEN=KEY\r\n", true, "a test"},
		{"  // covkey:allow-next-line a test\n  codecovToken = 'KEY'", true, "a test"},
		{"<!-- covkey:allow-next-line a test -->\nCODECOV_TOKEN=KEY", true, "a test"},
		{"REM covkey:allow-next-line <why>\nset CODECOV_TOKEN=KEY", true, ""},

		// In every other kind of comment.
		{"codecovToken = 'KEY' --covkey:allow test", true, "test"},
		{"codecovToken = 'KEY' % covkey:allow test", true, "test"},
		{"codecovToken = \"KEY\" ' covkey:allow test", true, "test"},
		{"<# covkey:allow test #> $codecovToken = 'KEY'", true, "test #>"},

		// On wrapped lines: a command that goes on, a folded value, a long comment.
		{"codecov \\\n  -t KEY \\\n  -f a.xml # covkey:allow test", true, "test"},
		{"# covkey:allow-next-line test\ncodecov \\\n  -t KEY \\\n  -f a.xml", true, "test"},
		{"codecov ^\r\n  -t KEY ^\r\n  -f a.xml & REM covkey:allow test\r\n", true, "test"},
		{"codecov:\n  token: >- # covkey:allow test\n    KEY\n", true, "test"},
		{"codecov:\n  # covkey:allow-next-line test\n  token: |\n    KEY\n", true, "test"},
		{"# covkey:allow-next-line test\n# of a key that was revoked\nCODECOV_TOKEN=KEY", true, "test"},
		{"// covkey:allow-next-line\n// of a key that was revoked\ncodecovToken = 'KEY'", true, ""},
		{"<!-- covkey:allow-next-line test\n-->\nCODECOV_TOKEN=KEY", true, "test"},

		// Not here.
		{"codecov:\n  flags: >- # covkey:allow test\n    a\n  token: KEY\n", false, ""},
		{"codecov:\n  token: >-\n    KEY\n  # covkey:allow test\n", false, ""},
		{"\"//\": \"covkey:allow-next-line test\",\n\"a\": 1,\n\"CODECOV_TOKEN\": \"KEY\"", false, ""},
		{"# covkey:allow-next-line test\n// another comment\nCODECOV_TOKEN=KEY", false, ""},
		{"<!-- covkey:allow-next-line test -->\ntext\nCODECOV_TOKEN=KEY", false, ""},
		{"<!-- covkey:allow-next-line test\n--> text\nCODECOV_TOKEN=KEY", false, ""},
		{"codecov -f a.xml \\\n  -v\ncodecov -t KEY # not covkey_allow\n# covkey:allow test", false, ""},
		{"# covkey:allow\nCODECOV_TOKEN=KEY", false, ""},
		{"CODECOV_TOKEN=KEY\n# covkey:allow", false, ""},
		{"CODECOV_TOKEN=KEY # covkey:allow-next-line", false, ""},
		{"CODECOV_TOKEN=KEY\n# covkey:allow-next-line", false, ""},
		{"# covkey:allow-next-line\n\nCODECOV_TOKEN=KEY", false, ""},
		{"# covkey:allow-next-line\nA=b\nCODECOV_TOKEN=KEY", false, ""},

		// Not the word.
		{"CODECOV_TOKEN=KEY # covkey:allowed", false, ""},
		{"CODECOV_TOKEN=KEY # covkey:allow_list", false, ""},
		{"CODECOV_TOKEN=KEY # covkey:allow-", false, ""},
		{"CODECOV_TOKEN=KEY # covkey:allow.list", false, ""},
		{"CODECOV_TOKEN=KEY # notcovkey:allow", false, ""},
		{"CODECOV_TOKEN=KEY # my-covkey:allow", false, ""},
		{"CODECOV_TOKEN=KEY # covkey:disallow", false, ""},
		{"CODECOV_TOKEN=KEY # covkey: allow", false, ""},
		{"CODECOV_TOKEN=KEY # COVKEY:ALLOW", false, ""},
		{"CODECOV_TOKEN=KEY # allow", false, ""},
		{"CODECOV_TOKEN=KEY # gitleaks:allow", false, ""},
		{"# covkey:allow-next-lines\nCODECOV_TOKEN=KEY", false, ""},
		{"# xcovkey:allow-next-line\nCODECOV_TOKEN=KEY", false, ""},
	} {
		f := fill(t, tt.text)
		for _, require := range []bool{false, true} {
			got := Scan(Input{Path: "a", Text: []byte(f.text)}, Options{RequireReason: require})
			if len(got) != 1 {
				t.Fatalf("%q: %d findings", tt.text, len(got))
			}
			want, reason := tt.allowed && (!require || tt.reason != ""), tt.reason
			if !want {
				reason = ""
			}
			reason, _, _ = strings.Cut(reason, "****")
			if got[0].Allowed != want || !strings.HasPrefix(got[0].AllowReason, reason) || len(reason) == 0 && got[0].AllowReason != "" {
				t.Errorf("%q, reason required %v: allowed %v with %q, want %v with %q",
					tt.text, require, got[0].Allowed, got[0].AllowReason, want, reason)
			}
			checkValuesHidden(t, got, f.values)
		}
	}
}

// TestWrappedAnnotationCoversOneKey: an annotation for the next line does not reach
// over another key.
func TestWrappedAnnotationCoversOneKey(t *testing.T) {
	f := fill(t, "# covkey:allow-next-line test\n# CODECOV_TOKEN=KEY\nCODECOV_TOKEN=OTHER\n")
	got := Scan(Input{Text: []byte(f.text)}, Options{})
	if len(got) != 2 || !got[0].Allowed || got[1].Allowed {
		t.Errorf("%d findings, want the first allowed and the second not", len(got))
	}
}

// TestAnnotationsOfOthers: those of other tools count when they are asked for.
func TestAnnotationsOfOthers(t *testing.T) {
	for _, tt := range []struct{ honor, text, reason string }{
		{"gitleaks:allow", "CODECOV_TOKEN=KEY # gitleaks:allow", ""},
		{"gitleaks:allow", "CODECOV_TOKEN=KEY # gitleaks:allow revoked", "revoked"},
		{"pragma: allowlist secret", "CODECOV_TOKEN=KEY # pragma: allowlist secret", ""},
		{"pragma: allowlist secret", "# pragma: allowlist nextline secret\nCODECOV_TOKEN=KEY", ""},
		{"ggignore", "CODECOV_TOKEN=KEY # ggignore", ""},
		{"trufflehog:ignore", "CODECOV_TOKEN=KEY # trufflehog:ignore", ""},
		{"nosemgrep", "CODECOV_TOKEN=KEY # nosemgrep: generic.secrets", "generic.secrets"},
		{"nosemgrep", "# nosemgrep\nCODECOV_TOKEN=KEY", ""},
	} {
		f := fill(t, tt.text)
		in := Input{Path: "a", Text: []byte(f.text)}
		for _, opt := range []Options{{}, {Honor: []string{"another"}}, {Honor: []string{tt.honor}}, {Honor: []string{tt.honor}, RequireReason: true}} {
			got := Scan(in, opt)
			want := slices.Contains(opt.Honor, tt.honor) && (!opt.RequireReason || tt.reason != "")
			if len(got) != 1 || got[0].Allowed != want || want && (got[0].AllowReason != tt.reason || got[0].AllowedBy != tt.honor) {
				t.Errorf("%q with %+v: %+v", tt.text, opt, got)
			}
		}
		if !slices.Contains(Honorable(), tt.honor) {
			t.Errorf("%s is not among those that can be asked for", tt.honor)
		}
	}
}

// TestAnnotationOfLine: an annotation covers every key of its line and no other.
func TestAnnotationOfLine(t *testing.T) {
	f := fill(t, "CODECOV_TOKEN=KEY CODECOV_TOKEN=OTHER # covkey:allow\nCODECOV_TOKEN=KEY\n")
	got := Scan(Input{Text: []byte(f.text)}, Options{})
	if len(got) != 3 || !got[0].Allowed || !got[1].Allowed || got[2].Allowed {
		t.Errorf("%d findings, want the two of the first line allowed", len(got))
	}
}

// TestHintAllows: what the hint says does what it promises, in every syntax.
func TestHintAllows(t *testing.T) {
	for _, tt := range syntaxCases {
		line := "CODECOV_TOKEN=" + randomUUID(t)
		hint := Scan(Input{Path: tt.path, Text: []byte(line)}, Options{})[0].AllowHint
		annotation, place, _ := strings.Cut(hint, "   (")
		annotation = strings.Replace(annotation, hinted, "a test", 1)
		switch place {
		case "on the line before)":
			line = annotation + "\n" + line
		case "at the end of the line)":
			line += " " + annotation
		default:
			continue // the command that records the fingerprint
		}
		got := Scan(Input{Path: tt.path, Text: []byte(line)}, Options{RequireReason: true})
		if len(got) != 1 || !got[0].Allowed || got[0].AllowReason != "a test" {
			t.Errorf("%s: %q allows nothing", tt.path, hint)
		}
	}
}
