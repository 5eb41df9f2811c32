package report

import (
	"fmt"
	"strings"
	"testing"
)

func printWith(t *testing.T, r Report, opt Options) string {
	t.Helper()
	p, err := For("text", opt)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := p.Print(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// excerptLines are the line of an excerpt and the one below it.
func excerptLines(t *testing.T, out string) (line, below string) {
	t.Helper()
	lines := strings.Split(out, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "      |") && i > 0 {
			return lines[i-1], l
		}
	}
	t.Fatalf("no excerpt in\n%s", out)
	return "", ""
}

// TestCaretStandsUnderTheKey: in every width, whatever stands around it.
func TestCaretStandsUnderTheKey(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("all work and no play, ", 20)
	for _, text := range []string{
		"CODECOV_TOKEN=KEY",
		"\t\t\tCODECOV_TOKEN=KEY\t# tab\t\n",
		"鍵は、 CODECOV_TOKEN=KEY です、ここにあります",
		"한글 CODECOV_TOKEN=KEY e\u0301a\u0308 ｗｉｄｅ",
		"\U0001f511\U0001f511\U0001f511 CODECOV_TOKEN=KEY \U0001f511",
		long + "CODECOV_TOKEN=KEY",
		"CODECOV_TOKEN=KEY # " + long,
		long + "CODECOV_TOKEN=KEY # " + long,
		strings.Repeat("鍵", 200) + " CODECOV_TOKEN=KEY " + strings.Repeat("鍵", 200),
		"\x1b[31m\u202e CODECOV_TOKEN=KEY \xff\xfe",
	} {
		for _, wide := range []int{0, 1, 20, 40, 41, 60, 79, 80, 81, 100, 132, 250} {
			r := Report{Operation: Commit, Findings: scanText(t, "a.sh", text)}
			line, below := excerptLines(t, printWith(t, r, Options{Width: wide}))
			caret := columns(below[:strings.Index(below, "^")])
			key := strings.Index(line, "0b5c**")
			if key < 0 {
				t.Fatalf("%d: no key in %q", wide, line)
			}
			if at := columns(line[:key]); at != caret {
				t.Errorf("%d: the key is at %d, the caret at %d\n%s\n%s", wide, at, caret, line, below)
			}
			room := wide
			if room == 0 {
				room = usualWidth
			}
			if room >= 60 && (columns(line) > room || columns(below) > room) {
				t.Errorf("%d: %d and %d columns\n%s\n%s", wide, columns(line), columns(below), line, below)
			}
		}
	}
}

func TestColumns(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"": 0, "abc": 3, "é": 1, "e\u0301": 1, "鍵": 2, "한": 2, "ｗ": 2, "ｱ": 1, "\U0001f511": 2, "…": 1, "—": 1,
	} {
		if got := columns(text); got != want {
			t.Errorf("%q takes %d columns, want %d", text, got, want)
		}
	}
	for room := range 9 {
		for _, text := range []string{"abcdefgh", "鍵鍵鍵鍵", "a鍵b鍵c", "e\u0301e\u0301e\u0301e\u0301e\u0301"} {
			h, e := head(text, room), tail(text, room)
			if columns(h) > room || columns(e) > room {
				t.Errorf("%q cut to %d: %q, %q", text, room, h, e)
			}
			if columns(text) <= room && (h != text || e != text) {
				t.Errorf("%q has room in %d: %q, %q", text, room, h, e)
			}
		}
	}
}

// TestLinks: a place in the work tree becomes a hyperlink, one elsewhere does not.
func TestLinks(t *testing.T) {
	t.Parallel()
	link := func(path string, line int) string {
		if path == "evil" {
			return "http://x\x07\x1b[31m"
		}
		return fmt.Sprintf("file://host/repo/%s#%d", path, line)
	}
	fs := scanText(t, "a.sh", "CODECOV_TOKEN=KEY")
	head := strings.Repeat("ab", 20)
	for _, tt := range []struct {
		path, commit string
		want         bool
	}{{"a.sh", "", true}, {"a.sh", head, true}, {"a.sh", strings.Repeat("cd", 20), false}, {commitMessage, head, false}, {"evil", "", false}} {
		fs[0].Path, fs[0].Commit = tt.path, tt.commit
		r := Report{Operation: Push, Head: head, Findings: fs}
		out := printWith(t, r, Options{Link: link})
		linked := "\x1b]8;;file://host/repo/a.sh#1\x1b\\a.sh:1:15\x1b]8;;\x1b\\  Codecov upload token (high)\n"
		if strings.Contains(out, linked) != tt.want || strings.Contains(out, "\x1b") != tt.want {
			t.Errorf("%s in %q: got %q", tt.path, tt.commit, out)
		}
	}
}

// TestMany: some in full, more with a line each, and how to see the rest.
func TestMany(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		findings, inFull, lines int
		op                      Operation
		verbose                 bool
		last                    string
	}{
		{inFull, inFull, inFull, Commit, false, ""},
		{inFull + 1, inFull, inFull + 1, Commit, false, "The last one is shown by its place; all in full: covkey scan staged --verbose"},
		{inFull + inBrief, inFull, inFull + inBrief, Push, false, "The last 40 are shown by their place; all in full: covkey scan commits --verbose RANGE"},
		{6000, inFull, inFull + inBrief, Merge, false, "… and 5950 more; all in full: covkey scan staged --verbose"},
		{600, inFull, 600, Scan, false, "The last 590 are shown by their place; all in full: --verbose"},
		{600, 600, 600, Scan, true, ""},
	} {
		r := many(t, tt.findings)
		if r.Operation = tt.op; tt.op == Push {
			r.Findings = inCommit(r.Findings, "ab", "first")
		}
		out := printWith(t, r, Options{Verbose: tt.verbose})
		if full, lines := strings.Count(out, "  instead  "), strings.Count(out, "  Codecov upload token ("); full != tt.inFull || lines != tt.lines {
			t.Errorf("%+v: %d in full, %d lines", tt, full, lines)
		}
		if got, want := strings.Count(out, ")  abababa\n"), tt.findings-tt.inFull; tt.op == Push && got != want {
			t.Errorf("%+v: %d with the commit beside them, want %d", tt, got, want)
		}
		if tt.last != "" && !strings.Contains(out, tt.last+"\n") || tt.last == "" && strings.Contains(out, "all in full") {
			t.Errorf("%+v: got\n…%s", tt, out[max(0, len(out)-400):])
		}
	}
}
