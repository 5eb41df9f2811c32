package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
)

// TestReadBack: what covkey writes it reads, and writes the same again.
func TestReadBack(t *testing.T) {
	t.Parallel()
	reports := samples(t)
	for name, r := range hostileReports(t) {
		reports[name] = r
	}
	for name, r := range reports {
		text := print(t, r, "json", false, false)
		back, err := Read(name, strings.NewReader(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again := print(t, back, "json", false, false); again != text {
			t.Errorf("%s: written %s\nthen read and written %s", name, text, again)
		}
		fromSARIF, err := Read(name, strings.NewReader(print(t, r, "sarif", false, false)))
		if err != nil {
			t.Errorf("%s as SARIF: %v", name, err)
			continue
		}
		if len(fromSARIF.Errors) != len(r.Errors) || fromSARIF.Allowed != r.Allowed || fromSARIF.Bytes != r.Bytes {
			t.Errorf("%s as SARIF: %+v", name, fromSARIF)
		}
		for i, f := range fromSARIF.Findings {
			want := back.Findings[i]
			if f.key().fingerprint != want.Fingerprint || f.Line != want.Line || f.Column != want.Column || f.Commit != want.Commit || f.Path != want.Path && want.Path[1] != ':' || f.Match != want.Match {
				t.Errorf("%s as SARIF: %+v, want %+v", name, f, want)
			}
		}
	}
}

// TestReadRefuses: what is not a whole report of covkey's own is an error that says
// where, and repeats nothing that looks like a key.
func TestReadRefuses(t *testing.T) {
	t.Parallel()
	whole := print(t, samples(t)["history"], "json", false, false)
	sarif := print(t, samples(t)["history"], "sarif", false, false)
	change := func(text, old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("no %q", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	for want, text := range map[string]string{
		"empty":                         " \n",
		"it ends in the middle":         whole[:len(whole)/2],
		"line 1, column 1: not JSON":    "x",
		"not JSON":                      whole + "{}",
		"not UTF-8":                     change(whole, "ci.env", "\xff"),
		"UTF-16":                        "\xff\xfe{\x00",
		"it has no version":             "{}",
		"version 2: want":               change(whole, `"version":1`, `"version":2`),
		"version 1: want":               change(whole, `"version":1`, `"version":"1"`),
		"errors is missing":             change(whole, `"errors"`, `"error"`),
		"findings is missing":           `{"version":1,"findings":null,"allowed":0,"scanned":{},"errors":[],"notes":[]}`,
		"wrong kind":                    change(whole, `"line":1`, `"line":"1"`),
		"begin with 1":                  change(whole, `"line":1`, `"line":0`),
		"below 0":                       change(whole, `"allowed":0`, `"allowed":-1`),
		"fingerprint: not a":            change(whole, `"sha256:0`, `"sha256:x`),
		"kind: not one":                 change(whole, `"codecov-upload-token"`, `"github-token"`),
		"severity: want":                change(whole, `"severity":"high"`, `"severity":"worst"`),
		"confidence: want":              change(whole, `"confidence":"high"`, `"confidence":""`),
		"commit: no id":                 change(whole, strings.Repeat("a", 40), "main"),
		"match: not masked":             change(whole, "0b5c****-****-****-****-************", made),
		"findings[1]: match":            change(whole, `"0b5c****-****-****-****-************","fingerprint":"sha256:1`, `"0b5c8***","fingerprint":"sha256:1`),
		"path: missing":                 change(whole, `"path":"ci.env"`, `"path":""`),
		"keys[0]: first: authored":      change(whole, `"authored":"2024`, `"authored":"last 2024`),
		"contradict each other":         change(whole, `"in_tip":true`, `"in_tip":false`),
		"until[0]: settings":            change(whole, `"settings":"sha256`, `"settings":"md5`),
		"until[0]: tips":                change(whole, `"tips":["e`, `"tips":["main e`),
		"another tool":                  change(sarif, `"name":"covkey"`, `"name":"other"`),
		"results[0]: properties.finger": change(sarif, `"fingerprint":"sha256:0`, `"fingerprint":"`),
		"properties: allowed":           change(sarif, `"allowed":0`, `"allowed":"none"`),
		"nothing was scanned":           `{"version":"2.1.0","runs":[]}`,
	} {
		_, err := Read("r.json", strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "r.json: ") {
			t.Errorf("want %q, got %v", want, err)
		} else if strings.Contains(err.Error(), made[9:18]) {
			t.Errorf("%v", err)
		}
	}
	if _, err := Read("r.json", io.MultiReader(strings.NewReader(whole[:9]), broken{})); err == nil || !strings.Contains(err.Error(), "gone") {
		t.Errorf("a file that cannot be read: %v", err)
	}
	if _, err := parse(make([]byte, MaxSize+1)); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("a file of any size: %v", err)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("gone") }

// TestReadMasks: a report from elsewhere may hold keys; they come no further.
func TestReadMasks(t *testing.T) {
	t.Parallel()
	r := samples(t)["push"]
	r.Findings[0].Reason = "token " + made
	r.Findings[0].Path = "ci/" + made + ".sh"
	r.Findings[0].Repository = made
	r.Errors = []string{"cannot read " + made}
	r.Notes = []string{made}
	back, err := Read("r", strings.NewReader(print(t, r, "json", false, false)))
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range Formats {
		if strings.Contains(print(t, back, format, false, true), made[5:]) {
			t.Errorf("%s has the key", format)
		}
	}
}

// TestMerge: the same finding once, all else added up.
func TestMerge(t *testing.T) {
	t.Parallel()
	all := samples(t)
	m := NewMerger()
	for name, r := range map[string]Report{"": all["push"], "a": all["history"], "b": all["failed"]} {
		for range 2 {
			if err := m.Add(name, r); err != nil {
				t.Fatal(err)
			}
		}
	}
	r := m.Report()
	if n := len(all["push"].Findings) + len(all["history"].Findings); len(r.Findings) != n || m.Same() != n {
		t.Errorf("%d findings, %d the same, want %d", len(r.Findings), m.Same(), n)
	}
	if r.Allowed != 2 || r.Commits != 8 || r.Bytes != 4*4096 || len(r.Keys) != 3 || len(r.Errors) != 4 {
		t.Errorf("got %+v", r)
	}
	if !slices.Contains(r.Errors, "b: lib/a b.py: permission denied") || r.Keys[0].Repository != "a" {
		t.Errorf("which repository is not said: %v", r.Errors)
	}
	// In another repository, the same is another finding.
	if err := m.Add("c", all["push"]); err != nil {
		t.Fatal(err)
	}
	if more := len(m.Report().Findings) - len(r.Findings); more != len(all["push"].Findings) {
		t.Errorf("%d more", more)
	}
}

// FuzzRead: no input makes it fail in another way than by an error, and what it takes
// prints in every form, as JSON that it takes again, and with no key.
func FuzzRead(f *testing.F) {
	for _, file := range []string{"history.json", "push.json", "failed.json", "push.sarif", "history.sarif", "clean.sarif"} {
		f.Add(readGolden(f, file))
	}
	f.Add([]byte(`{"version":1,"findings":[],"allowed":0,"scanned":{},"errors":[],"notes":[]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Read("fuzz", bytes.NewReader(data))
		if err != nil {
			return
		}
		for _, format := range Formats {
			p, err := For(format, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := p.Print(&out, r); err != nil {
				t.Fatalf("%s: %v", format, err)
			}
			if format == "json" {
				if !json.Valid(out.Bytes()) {
					t.Fatalf("no JSON: %s", out.Bytes())
				}
				if _, err := Read("again", &out); err != nil {
					t.Fatalf("what was read is not taken again: %v", err)
				}
			} else if found := detector.Scan(detector.Input{Path: "report", Text: out.Bytes()}, detector.Options{}); len(found) > 0 {
				t.Fatalf("%s has a key: %s", format, found[0].Reason)
			}
		}
	})
}

func readGolden(f *testing.F, name string) []byte {
	f.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		f.Fatal(err)
	}
	return data
}
