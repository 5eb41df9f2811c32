package report

import (
	"bytes"
	"testing"
)

// TestSilent: of a silent report nothing is printed, and of any other something, or it has
// errors, which whoever prints it tells.
func TestSilent(t *testing.T) {
	t.Parallel()
	p, err := For("text", Options{})
	if err != nil {
		t.Fatal(err)
	}
	silent := 0
	for _, operation := range []Operation{Scan, Commit, Merge, Message, Push, Receive} {
		for parts := range 1 << 5 {
			r := Report{Operation: operation, Commits: parts & 1, Blobs: parts & 1}
			if parts&2 != 0 {
				r.Findings = []Finding{{Path: "a", Blocks: true}}
			}
			if parts&4 != 0 {
				r.Errors = []string{"cannot be read"}
			}
			if parts&8 != 0 {
				r.Notes = []string{"to be known"}
			}
			if parts&16 != 0 {
				r.Allowed = 1
			}
			var out bytes.Buffer
			if err := p.Print(&out, r); err != nil {
				t.Fatal(err)
			}
			if r.Silent() {
				silent++
			}
			if r.Silent() != (out.Len() == 0 && len(r.Errors) == 0) {
				t.Errorf("%s, parts %b: silent is %v, and %q is printed", operation, parts, r.Silent(), out.String())
			}
		}
	}
	if silent == 0 {
		t.Error("no report is silent")
	}
}
