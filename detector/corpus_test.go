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
	return fmt.Sprintf("%d cases, %d keys: recall %d/%d, false findings %d", s.cases, s.keys, s.found, s.keys, s.wrong)
}

// TestCorpus: every case of testdata/corpus comes out as its line says; recall and
// precision are printed for each class.
func TestCorpus(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "testdata", "corpus", "*.tsv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
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
	}
}

func corpusCase(t *testing.T, where, line string, total *score) {
	t.Helper()
	fields := strings.Split(line, "\t")
	if len(fields) != 5 || fields[4] == "" {
		t.Fatalf("%s: want path, text, kind, line, reason", where)
	}
	text := strings.NewReplacer(`\\`, `\`, `\n`, "\n").Replace(fields[1])
	f := fill(t, text)
	got := Scan(Input{Path: fields[0], Text: []byte(f.text)}, Options{})
	total.cases++
	if fields[2] == "none" {
		if len(got) > 0 {
			total.wrong += len(got)
			t.Errorf("%s: found %q, but it is %s", where, got[0].Reason, fields[4])
		}
		return
	}
	total.keys++
	wantLine, err := strconv.Atoi(fields[3])
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	if len(got) != 1 || string(got[0].Kind) != fields[2] || got[0].Line != wantLine || got[0].Fingerprint != f.want {
		t.Errorf("%s: %d findings, want one %s on line %d: %s", where, len(got), fields[2], wantLine, fields[4])
		return
	}
	total.found++
}
