package detector

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// corpusDir and heldDir hold the two halves of the corpus: the one that the rules
// were tuned on, and the one that was written before and is not looked at for that.
var (
	corpusDir = filepath.Join("..", "testdata", "corpus")
	heldDir   = filepath.Join(corpusDir, "held")
)

// corpusCase is one line of the corpus.
type corpusCase struct {
	class, where string // the file's name; with the line
	path, text   string // text with placeholders for the values
	kind         string // or "none"
	line         int
	why          string
}

// readCorpus reads the cases of a folder.
func readCorpus(t testing.TB, dir string) []corpusCase {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.tsv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus in %s: %v", dir, err)
	}
	unescape := strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\t`, "\t")
	var cases []corpusCase
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for row := range strings.Lines(string(data)) {
			n++
			c := corpusCase{class: strings.TrimSuffix(filepath.Base(file), ".tsv")}
			c.where = fmt.Sprintf("%s:%d", filepath.Base(file), n)
			fields := strings.Split(strings.TrimSuffix(row, "\n"), "\t")
			if len(fields) != 5 || fields[4] == "" {
				t.Fatalf("%s: want path, text, kind, line, reason", c.where)
			}
			c.path, c.text, c.kind, c.why = fields[0], unescape.Replace(fields[1]), fields[2], fields[4]
			if c.line, err = strconv.Atoi(fields[3]); err != nil {
				t.Fatalf("%s: %v", c.where, err)
			}
			cases = append(cases, c)
		}
	}
	return cases
}

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

func (s *score) add(o score) {
	s.cases, s.keys, s.found, s.wrong = s.cases+o.cases, s.keys+o.keys, s.found+o.found, s.wrong+o.wrong
}

// TestCorpus: every case of testdata/corpus comes out as its line says; recall and
// precision are printed for each class.
func TestCorpus(t *testing.T) {
	t.Parallel()
	all := scoreCorpus(t, corpusDir, t.Errorf)
	if all.recall() < 1 || all.precision() < 1 {
		t.Errorf("want all of both")
	}
}

// TestHeldCorpus reports how the cases come out that no rule was tuned on. They are
// not all right, and are not made right one by one: the test fails only when they
// become worse than they were.
func TestHeldCorpus(t *testing.T) {
	t.Parallel()
	const recall, precision = 0.95, 0.95
	all := scoreCorpus(t, heldDir, t.Logf)
	if all.recall() < recall || all.precision() < precision {
		t.Errorf("want a recall of %v and a precision of %v", recall, precision)
	}
}

// scoreCorpus runs the cases of a folder and logs the score of each class; what
// comes out wrong is told to complain.
func scoreCorpus(t *testing.T, dir string, complain func(format string, args ...any)) score {
	t.Helper()
	var all, class score
	cases := readCorpus(t, dir)
	for i, c := range cases {
		s, problem := c.run(t)
		if problem != "" {
			complain("%s: %s: %s", c.where, problem, c.why)
		}
		class.add(s)
		if i+1 == len(cases) || cases[i+1].class != c.class {
			t.Logf("%-10s %s", c.class, class)
			all.add(class)
			class = score{}
		}
	}
	t.Logf("%-10s %s", "all", all)
	return all
}

// run scans the case once, with fresh values.
func (c corpusCase) run(t *testing.T) (s score, problem string) {
	t.Helper()
	f := fill(t, c.text)
	in := Input{Path: c.path, Text: []byte(f.text)}
	got := Scan(in, Options{})
	checkLaws(t, in, got)
	checkValuesHidden(t, got, f.values)
	s.cases = 1
	if c.kind == "none" {
		s.wrong = len(got)
		if len(got) > 0 {
			problem = fmt.Sprintf("found %q, want nothing", got[0].Reason)
		}
		return s, problem
	}
	s.keys = 1
	for _, g := range got {
		if string(g.Kind) == c.kind && g.Line == c.line && g.Fingerprint == f.want {
			s.found = 1
		}
	}
	s.wrong = len(got) - s.found
	if s.found == 0 || s.wrong > 0 {
		problem = fmt.Sprintf("%d findings, want one %s on line %d", len(got), c.kind, c.line)
		for _, g := range got {
			problem += fmt.Sprintf(" (have %s on %d: %s)", g.Kind, g.Line, g.Reason)
		}
	}
	return s, problem
}
