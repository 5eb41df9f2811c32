package report

import (
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/covkey/covkey/detector"
)

// evilTexts are names and texts that mean something to a program that reads reports.
var evilTexts = []string{
	"a b.sh", `q"u'o\te.sh`, "new\nline.sh", "car\rriage.sh", "100%25.sh", "caf\xe9.sh", "\x00\x01\x1b[31m\x7f.sh",
	"\u202eevil\u2066.sh", "\u2028\u0085.sh", "\ufffe\uffff.sh", "\U000e0041.sh", "::error::x.sh", "a::stop-commands::b.sh",
	"a,line=1,title=x.sh", "##[error]x.sh", "##vso[task.complete]x.sh", "]]>.sh", "<!--&amp;<x a=\"1\">.sh", "../../etc/x.sh",
	"/absolute.sh", `C:\a\b.sh`, "?query#part.sh", "c:d.sh", "-", "{0}[x](http://evil).sh", "x\n::add-mask::y.sh", "鍵/\U0001f511.sh",
}

// hostileReports have them in every place that comes from outside.
func hostileReports(t *testing.T) map[string]Report {
	t.Helper()
	r := samples(t)["clean"]
	r.Operation = Push
	for i, text := range evilTexts {
		// The detector has seen all kinds of lines; here the line is evil as well.
		for _, f := range scanText(t, "a.sh", strings.ReplaceAll(text, "\n", " ")+" CODECOV_TOKEN=KEY "+text) {
			f.Path, f.Subject, f.Reason, f.Fix, f.AllowHint = text, text, text, text, text
			if i%2 == 0 {
				f.Commit = strings.Repeat("ab", 20)
			}
			if i%4 == 1 {
				f.Image = &Image{Names: []string{text, text}, Layer: text, Number: 1, Layers: 2, Instruction: text, State: "deleted", HiddenBy: 2}
			}
			f.Blocks = i%3 > 0
			r.Findings = append(r.Findings, f)
		}
		r.Errors = append(r.Errors, text)
		r.Notes = append(r.Notes, text)
	}
	only := samples(t)["clean"]
	only.Errors = evilTexts
	return map[string]Report{"hostile": r, "hostile errors": only, "hostile history": hostileHistory(r)}
}

// TestReportsHoldNoKey: not in any spelling, and covkey itself finds nothing in them.
func TestReportsHoldNoKey(t *testing.T) {
	t.Parallel()
	reports := samples(t)
	for name, r := range hostileReports(t) {
		reports[name] = r
	}
	for name, r := range reports {
		for _, format := range Formats {
			out := print(t, r, format, false, true)
			lowered := strings.ReplaceAll(strings.ToLower(out), "-", "")
			if strings.Contains(lowered, strings.ReplaceAll(made, "-", "")[5:]) {
				t.Errorf("%s: the key is in the %s report", name, format)
			}
			if fs := detector.Scan(detector.Input{Path: "report." + format, Text: []byte(out)}, detector.Options{}); len(fs) > 0 {
				t.Errorf("%s: covkey finds %s in its own %s report: %s", name, fs[0].Kind, format, fs[0].Reason)
			}
		}
	}
}

// TestReportsForTerminals: no format has a character that a terminal obeys.
func TestReportsForTerminals(t *testing.T) {
	t.Parallel()
	for name, r := range hostileReports(t) {
		for _, format := range Formats {
			for line := range strings.SplitSeq(print(t, r, format, false, true), "\n") {
				if i := strings.IndexFunc(line, func(c rune) bool { return !unicode.IsPrint(c) }); i >= 0 {
					t.Errorf("%s as %s: %q", name, format, line[i:min(len(line), i+20)])
					break
				}
			}
		}
	}
}

// TestPathsInSARIF: a path of any bytes can be read back from its URI.
func TestPathsInSARIF(t *testing.T) {
	t.Parallel()
	for _, text := range append(slices.Clone(evilTexts), strings.Repeat("é", 300)) {
		uri, relative := uriOf(text)
		parsed, err := url.Parse(uri)
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		want, scheme := text, ""
		switch {
		case text == `C:\a\b.sh`:
			want, scheme = "/C:/a/b.sh", "file"
		case text[0] == '/':
			scheme = "file"
		}
		if parsed.Path != want || parsed.Scheme != scheme || parsed.RawQuery != "" || parsed.Fragment != "" || relative != (scheme == "") {
			t.Errorf("%q: %s is %q", text, uri, parsed)
		}
	}
}

// runnerCommand reads a line as GitHub's runner does: a command with properties and
// data, or nothing that it obeys.
func runnerCommand(line string) (name string, properties map[string]string, data string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimLeftFunc(line, unicode.IsSpace), "::")
	if !ok {
		return "", nil, "", false
	}
	head, data, ok := strings.Cut(rest, "::")
	if !ok {
		return "", nil, "", false
	}
	name, list, _ := strings.Cut(head, " ")
	properties = map[string]string{}
	for pair := range strings.SplitSeq(list, ",") {
		key, value, _ := strings.Cut(pair, "=")
		properties[key] = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(value)
	}
	return name, properties, strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(data), true
}

// TestGitHubObeysNothingElse: one command for each finding, error and note, of the
// three kinds, whatever is in them; no other line is one.
func TestGitHubObeysNothingElse(t *testing.T) {
	t.Parallel()
	known := []string{"file", "line", "col", "endColumn", "title"}
	for name, r := range hostileReports(t) {
		out := print(t, r, "github", false, false)
		if strings.Contains(out, "##[") || strings.Contains(out, "##vso[") {
			t.Errorf("%s: a command of the old form", name)
		}
		commands := 0
		for line := range strings.Lines(out) {
			command, properties, data, ok := runnerCommand(strings.TrimSuffix(line, "\n"))
			if !ok {
				if !strings.HasPrefix(line, "covkey: ") {
					t.Errorf("%s: %q", name, line)
				}
				continue
			}
			commands++
			if command != "error" && command != "warning" && command != "notice" || data == "" {
				t.Errorf("%s: command %q", name, line)
			}
			for key, value := range properties {
				if !slices.Contains(known, key) || value == "" {
					t.Errorf("%s: property %q in %q", name, key, line)
				}
			}
		}
		if want := len(r.Findings) + len(r.Errors) + len(r.Notes); commands != want {
			t.Errorf("%s: %d commands, want %d", name, commands, want)
		}
	}
	r := Report{Findings: scanText(t, "a b,c:d%.sh", "CODECOV_TOKEN=KEY")}
	_, properties, _, _ := runnerCommand(print(t, r, "github", false, false))
	if properties["file"] != "a b,c:d%.sh" || properties["line"] != "1" || properties["col"] != "15" || properties["endColumn"] != "51" {
		t.Errorf("got %q", properties)
	}
}

// TestTextIsNoCommand: in the log of a CI job the text report is no command either.
func TestTextIsNoCommand(t *testing.T) {
	t.Parallel()
	for _, verbose := range []bool{false, true} {
		out := print(t, hostileReports(t)["hostile"], "text", false, verbose)
		for line := range strings.Lines(out) {
			if _, _, _, ok := runnerCommand(line); ok || strings.Contains(line, "##[") || strings.Contains(line, "##vso[") {
				t.Errorf("%q", line)
			}
		}
	}
}

// TestLimits: what GitHub takes and shows, and what it does not.
func TestLimits(t *testing.T) {
	t.Parallel()
	const most, over = 1200, 34
	r := many(t, most+over)
	var out strings.Builder
	if err := (sarifPrinter{most: most}).Print(&out, r); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), `"ruleIndex":`); n != most {
		t.Errorf("%d results", n)
	}
	if !strings.Contains(out.String(), `{"level":"warning","message":{"text":"34 further findings are left out`) {
		t.Error("that some are left out is not told")
	}
	if r.Findings[999].Severity != detector.Critical || r.Findings[0].Severity != detector.High {
		t.Error("the report was put in another order")
	}
	for format, n := range map[string]int{"sarif": 6000, "github": 6000, "json": 600, "junit": 600, "gitlab": 600} {
		out := print(t, many(t, n), format, false, false)
		if strings.Count(out, "src/42.sh") < n/97 {
			t.Errorf("%s does not have all findings", format)
		}
		if format == "github" && !strings.Contains(out, "GitHub shows 10 of the 6000 error annotations") {
			t.Error("the limit is not told")
		}
	}
}

// TestFingerprintsInSARIF: the same key in the same file keeps its name wherever it
// moves. GitHub's own hash is left to GitHub where there is a file.
func TestFingerprintsInSARIF(t *testing.T) {
	t.Parallel()
	prints := func(path, text string) map[string]string {
		var doc struct {
			Runs []struct {
				Results []struct{ PartialFingerprints map[string]string }
			}
		}
		out := print(t, Report{Findings: scanText(t, path, text)}, "sarif", false, false)
		if err := json.Unmarshal([]byte(out), &doc); err != nil {
			t.Fatal(err)
		}
		return doc.Runs[0].Results[0].PartialFingerprints
	}
	first := prints("a.sh", "CODECOV_TOKEN=KEY")
	if len(first) != 1 || len(first["covkeyFingerprint/v1"]) != 64 {
		t.Errorf("got %v", first)
	}
	if moved := prints("a.sh", "\n\n  export CODECOV_TOKEN=KEY"); !maps.Equal(first, moved) {
		t.Errorf("moved: %v and %v", first, moved)
	}
	if other := prints("b.sh", "CODECOV_TOKEN=KEY"); other["covkeyFingerprint/v1"] == first["covkeyFingerprint/v1"] {
		t.Errorf("another file: %v", other)
	}
	if message := prints(commitMessage, "CODECOV_TOKEN=KEY"); message["primaryLocationLineHash"] != message["covkeyFingerprint/v1"][:16]+":1" {
		t.Errorf("a message: %v", message)
	}
}
