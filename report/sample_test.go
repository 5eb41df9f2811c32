package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
)

// made is a value that was never a key, in pieces so that this file has none.
const made = "0b5c8f1e-93d7-" + "4a26-b1f4-6d2e7c90a835"

// scanText has the detector find what is in a text, every KEY in it replaced.
func scanText(t *testing.T, path, text string) []Finding {
	t.Helper()
	var out []Finding
	for _, f := range detector.Scan(detector.Input{Path: path, Text: []byte(strings.ReplaceAll(text, "KEY", made))}, detector.Options{}) {
		out = append(out, Finding{Finding: f, Path: path, Blocks: f.Severity >= detector.High})
	}
	if len(out) == 0 {
		t.Fatalf("no finding in %q", text)
	}
	return out
}

// many is a report with so many findings.
func many(t *testing.T, n int) Report {
	t.Helper()
	one := scanText(t, "a.sh", "CODECOV_TOKEN=KEY")[0]
	r := Report{Operation: Scan, Commits: 2, Blobs: 5, Bytes: 4096}
	for i := range n {
		one.Line, one.Path, one.Severity = i+1, fmt.Sprintf("src/%d.sh", i%97), detector.High
		if i%1000 == 999 {
			one.Severity = detector.Critical
		}
		r.Findings = append(r.Findings, one)
	}
	return r
}
