package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
)

// finding is made by the detector from a value made up here, as in a real run.
func finding(t *testing.T, path, text string) Finding {
	t.Helper()
	key := "0b5c8f1e-93d7-" + "4a26-b1f4-6d2e7c90a835"
	fs := detector.Scan(detector.Input{Path: path, Text: []byte(strings.ReplaceAll(text, "KEY", key))}, detector.Options{})
	if len(fs) != 1 {
		t.Fatalf("%d findings in %q", len(fs), text)
	}
	return Finding{Finding: fs[0], Path: path, Blocks: true}
}

func print(t *testing.T, r Report, format string, color, verbose bool) string {
	t.Helper()
	p, err := For(format, Options{Color: color, Verbose: verbose})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.Print(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTextCommit(t *testing.T) {
	t.Parallel()
	f := finding(t, "ci/upload.sh", "#!/bin/sh\n\tcodecov -t KEY -f a.xml  \n")
	got := print(t, Report{Operation: Commit, Findings: []Finding{f}}, "text", false, false)
	want := `covkey: commit blocked: 1 Codecov key staged

ci/upload.sh:2:13  Codecov upload token (high)
    2 | codecov -t 0b5c****-****-****-****-************ -f a.xml
      |            ^ -t of the Codecov uploader
  instead  "$CODECOV_TOKEN" (set it in the environment)
  allow    # covkey:allow <why>   (at the end of the line)

A Codecov upload token that was ever pushed must be rotated: https://app.codecov.io/gh/OWNER/REPO/config/general
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTextPush(t *testing.T) {
	t.Parallel()
	f := finding(t, "it's here.py", `token = {"CODECOV_TOKEN": "KEY"}`)
	f.Commit, f.Subject = strings.Repeat("ab", 20), "add \x1b[31mcoverage"
	r := Report{Operation: Push, Findings: []Finding{f}, Head: f.Commit}
	got := print(t, r, "text", false, false)
	for _, want := range []string{
		"covkey: push blocked: 1 Codecov key in what is about to be pushed\n",
		"  commit   abababa add \\x1b[31mcoverage\n",
		`  take out edit it's here.py, then: git commit --amend -- 'it'\''s here.py'` + "\n",
		`  instead  os.environ["CODECOV_TOKEN"]` + "\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if n := strings.Count(got, "\n"); n > 12 {
		t.Errorf("%d lines for one finding", n)
	}
	r.Head = strings.Repeat("cd", 20)
	if got := print(t, r, "text", false, false); !strings.Contains(got, "take out git rebase -i abababa^") {
		t.Errorf("an older commit:\n%s", got)
	}
}

// TestAdviceIsOneWord: names that a stranger chose stay names where the advice is
// pasted into a shell.
func TestAdviceIsOneWord(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"v1.2":        "git tag -f -a v1.2   (",
		"x; rm -rf ~": "git tag -f -a 'x; rm -rf ~'   (",
		"$(id)'":      `git tag -f -a '$(id)'\'''   (`,
		"--exec=x":    "git tag -f -a -- --exec=x   (",
		"a\nb":        `git tag -f -a 'a\nb'   (`,
		"":            "git tag -f -a ''   (",
	} {
		f := finding(t, "TAG_MSG", "CODECOV_TOKEN=KEY")
		f.Commit, f.Subject = strings.Repeat("ab", 20), "tag "+name
		if got := print(t, Report{Operation: Push, Findings: []Finding{f}}, "text", false, false); !strings.Contains(got, want) {
			t.Errorf("%q: %q is missing in\n%s", name, want, got)
		}
	}
	f := finding(t, "$(id);x.sh", "CODECOV_TOKEN=KEY")
	f.Commit = strings.Repeat("ab", 20)
	if got := print(t, Report{Operation: Push, Findings: []Finding{f}, Head: f.Commit}, "text", false, false); !strings.Contains(got, "-- '$(id);x.sh'\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestTextQuietWhenClean(t *testing.T) {
	t.Parallel()
	if got := print(t, Report{Operation: Commit, Blobs: 3}, "text", false, false); got != "" {
		t.Errorf("a clean commit says %q", got)
	}
	if got := print(t, Report{Operation: Commit, Allowed: 2}, "text", false, false); !strings.Contains(got, "2 keys allowed") {
		t.Errorf("allowed keys are not counted: %q", got)
	}
	got := print(t, Report{Operation: Scan, Commits: 1, Blobs: 2, Bytes: 2500}, "text", false, false)
	if got != "covkey: no Codecov key in 1 commit, 2 files (2.5 kB)\n" {
		t.Errorf("a clean scan says %q", got)
	}
	// A scan that failed does not say that it found nothing.
	if got := print(t, Report{Operation: Scan, Errors: []string{"x"}}, "text", false, false); strings.Contains(got, "no Codecov key") {
		t.Errorf("a failed scan says %q", got)
	}
}

func TestTextColor(t *testing.T) {
	t.Parallel()
	r := Report{Operation: Commit, Findings: []Finding{finding(t, "a.sh", "CODECOV_TOKEN=KEY")}}
	plain, colored := print(t, r, "text", false, true), print(t, r, "text", true, true)
	if strings.Contains(plain, "\x1b") || !strings.Contains(colored, "\x1b[31;1m") {
		t.Error("colour is not where it was asked for")
	}
	if !strings.Contains(plain, "value    sha256:") {
		t.Error("--verbose does not show the fingerprint")
	}
}

func TestVisible(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"plain":            "plain",
		"ключ 鍵 é":         "ключ 鍵 é",
		"\x1b[2J":          `\x1b[2J`,
		"a\nb\rc":          `a\nb\rc`,
		"a\tb":             "a b",
		"caf\xe9":          `caf\xe9`,
		"\u202eevil\u2066": `\u202eevil\u2066`,
		"\u0085\u200b":     `\u0085\u200b`,
		"\U000e0041":       `\U000e0041`,
		"\ufffd":           "\ufffd",
	} {
		if got := Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzVisible(f *testing.F) {
	f.Add("a\x1b]8;;http://x\x07b\xff")
	f.Fuzz(func(t *testing.T, s string) {
		got := Visible(s)
		for _, r := range got {
			if r < 0x20 || r == 0x7f || 0x80 <= r && r < 0xa0 {
				t.Fatalf("Visible(%q) lets %U through", s, r)
			}
		}
		if Visible(got) != got {
			t.Fatalf("Visible(%q) is not stable", s)
		}
	})
}

func TestJSON(t *testing.T) {
	t.Parallel()
	f := finding(t, "caf\xe9<&>.sh", "CODECOV_TOKEN=KEY")
	out := print(t, Report{Findings: []Finding{f}, Allowed: 1, Commits: 2, Blobs: 3, Bytes: 4, Errors: []string{"e"}}, "json", false, false)
	if strings.Count(out, "\n") != 1 || !strings.Contains(out, `caf\\xe9<&>.sh`) {
		t.Errorf("got %s", out)
	}
	var doc map[string]any
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"version", "findings", "allowed", "scanned", "errors", "notes"} {
		if _, ok := doc[name]; !ok || len(doc) != 6 {
			t.Errorf("%s is missing, or there is something else: %v", name, doc)
		}
	}
	empty := print(t, Report{}, "json", false, false)
	if want := `{"version":1,"findings":[],"allowed":0,"scanned":{"commits":0,"blobs":0,"bytes":0},"errors":[],"notes":[]}` + "\n"; empty != want {
		t.Errorf("got %s", empty)
	}
}

// TestJSONForTerminals: the document holds no character that a terminal would obey,
// and says the same.
func TestJSONForTerminals(t *testing.T) {
	t.Parallel()
	const evil = "\x1b\a\r\x7f\u0085\u009b31m\u202e\u2028\U000e0041é鍵"
	f := finding(t, evil+".sh", "CODECOV_TOKEN=KEY")
	out := print(t, Report{Findings: []Finding{f}, Errors: []string{evil}, Notes: []string{evil}}, "json", false, false)
	if Visible(strings.TrimSuffix(out, "\n")) != strings.TrimSuffix(out, "\n") {
		t.Errorf("unprintable: %q", out)
	}
	var doc struct {
		Findings []struct{ Path string }
		Errors   []string
		Notes    []string
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Findings[0].Path != evil+".sh" || doc.Errors[0] != evil || doc.Notes[0] != evil {
		t.Errorf("got %q", doc)
	}
}

// TestNotes: a note stands beside every verdict, on one line.
func TestNotes(t *testing.T) {
	t.Parallel()
	notes := []string{"2 files left out", "a\nb\x1b[2J"}
	const want = "covkey: note: 2 files left out\ncovkey: note: a\\nb\\x1b[2J\n"
	for _, r := range []Report{
		{Operation: Commit, Notes: notes},
		{Operation: Push, Notes: notes, Errors: []string{"x"}},
		{Operation: Scan, Notes: notes},
		{Operation: Commit, Notes: notes, Findings: []Finding{finding(t, "a.sh", "CODECOV_TOKEN=KEY")}},
	} {
		if got := print(t, r, "text", false, false); !strings.HasSuffix(got, want) {
			t.Errorf("%s: got\n%s", r.Operation, got)
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	t.Parallel()
	if _, err := For("yaml", Options{}); err == nil {
		t.Error("no error")
	}
}
