package detector

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// score counts how a class of the corpus came out.
type score struct{ cases, keys, found, wrong int }

func (s score) String() string {
	return fmt.Sprintf("%3d cases, %3d keys: recall %5.1f %%, precision %5.1f %%", s.cases, s.keys, 100*s.recall(), 100*s.precision())
}

func (s score) recall() float64    { return share(s.found, s.keys) }
func (s score) precision() float64 { return share(s.found, s.found+s.wrong) }

func share(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

// TestCorpus: every case of testdata/corpus comes out as its line says; recall and
// precision are printed for each class.
func TestCorpus(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "testdata", "corpus", "*.tsv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	var all score
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var total score
		n := 0
		for line := range strings.Lines(string(data)) {
			n++
			corpusCase(t, fmt.Sprintf("%s:%d", filepath.Base(file), n), strings.TrimSuffix(line, "\n"), &total)
		}
		t.Logf("%-10s %s", strings.TrimSuffix(filepath.Base(file), ".tsv"), total)
		all.cases, all.keys, all.found, all.wrong = all.cases+total.cases, all.keys+total.keys, all.found+total.found, all.wrong+total.wrong
	}
	t.Logf("%-10s %s", "all", all)
	if all.recall() < 1 || all.precision() < 1 {
		t.Errorf("want all of both")
	}
}

func corpusCase(t *testing.T, where, line string, total *score) {
	t.Helper()
	fields := strings.Split(line, "\t")
	if len(fields) != 5 || fields[4] == "" {
		t.Fatalf("%s: want path, text, kind, line, reason", where)
	}
	text := strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t").Replace(fields[1])
	f := fill(t, text)
	in := Input{Path: fields[0], Text: []byte(f.text)}
	got := Scan(in, Options{})
	checkLaws(t, in, got)
	checkValuesHidden(t, got, f.values)
	total.cases++
	if fields[2] == "none" {
		total.wrong += len(got)
		if len(got) > 0 {
			t.Errorf("%s: found %q, but it is %s", where, got[0].Reason, fields[4])
		}
		return
	}
	total.keys++
	wantLine, err := strconv.Atoi(fields[3])
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	right := 0
	for _, g := range got {
		if string(g.Kind) == fields[2] && g.Line == wantLine && g.Fingerprint == f.want {
			right = 1
		}
	}
	total.found += right
	total.wrong += len(got) - right
	if right == 0 || len(got) > 1 {
		t.Errorf("%s: %d findings, want one %s on line %d: %s", where, len(got), fields[2], wantLine, fields[4])
	}
}
