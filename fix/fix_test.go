package fix

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
)

// newKey makes a random UUID of version 4, as Codecov does.
func newKey() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // documented never to happen
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func rewriteAll(t *testing.T, path, text string) Result {
	t.Helper()
	r, err := Rewrite(path, []byte(text), detector.Options{}, func(detector.Finding) bool { return true })
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return r
}

// TestTable: every context of every language. KEY stands for a key; a case without a
// new text is one in which nothing may be changed, for the reason that it names.
func TestTable(t *testing.T) {
	for _, tt := range table() {
		t.Run(tt.name(), func(t *testing.T) {
			t.Parallel()
			key := newKey()
			text := strings.ReplaceAll(tt.old, "KEY", key)
			r := rewriteAll(t, tt.path, text)
			if len(r.Places) == 0 {
				t.Fatal("the detector finds no key here")
			}
			shown := strings.ReplaceAll(string(r.New), key, "KEY")
			if tt.why != "" {
				if string(r.Stored) != text {
					t.Errorf("changed to\n%s", shown)
				}
				for _, p := range r.Places {
					if !strings.Contains(p.Why, tt.why) {
						t.Errorf("refused because %q, want %q", p.Why, tt.why)
					}
					if strings.Contains(p.Why, key) {
						t.Error("the reason holds the key")
					}
				}
				return
			}
			if shown != tt.fresh {
				t.Errorf("rewritten to\n%s\nwant\n%s", shown, tt.fresh)
			}
			for _, p := range r.Places {
				if p.Why != "" {
					t.Errorf("refused because %s", p.Why)
				}
			}
			if left := detector.Scan(detector.Input{Path: tt.path, Text: r.Stored}, detector.Options{}); len(left) > 0 {
				t.Errorf("%d keys are still found", len(left))
			}
			for _, l := range r.Diff() {
				if strings.Contains(l.Text, key) {
					t.Error("the diff holds the key")
				}
			}
		})
	}
}

// TestStored: what a file is stored in stays: mark, encoding, line breaks.
func TestStored(t *testing.T) {
	key := newKey()
	const lines = "env:\r\n  CODECOV_TOKEN: KEY # mine\r\n"
	text := strings.ReplaceAll(lines, "KEY", key)
	want := strings.ReplaceAll(lines, "KEY", "${{ secrets.CODECOV_TOKEN }}")
	for name, encode := range map[string]func(string) []byte{
		"utf-8":    func(s string) []byte { return []byte(s) },
		"mark":     func(s string) []byte { return append([]byte{0xef, 0xbb, 0xbf}, s...) },
		"utf-16le": func(s string) []byte { return utf16(s, 0xff, 0xfe) },
		"utf-16be": func(s string) []byte { return utf16(s, 0xfe, 0xff) },
	} {
		r := rewriteAll(t, ".github/workflows/a.yml", string(encode(text)))
		if !bytes.Equal(r.Stored, encode(want)) {
			t.Errorf("%s: not as it was stored", name)
		}
	}
}

func utf16(s string, first, second byte) []byte {
	out := []byte{first, second}
	for _, c := range []byte(s) {
		if first == 0xff {
			out = append(out, c, 0)
		} else {
			out = append(out, 0, c)
		}
	}
	return out
}

// TestChosen: only what is chosen is replaced, and its twin stays.
func TestChosen(t *testing.T) {
	key := newKey()
	text := "export CODECOV_TOKEN=" + key + "\n# CODECOV_TOKEN=" + key + "\n"
	r, err := Rewrite("a.sh", []byte(text), detector.Options{}, func(f detector.Finding) bool { return f.Line == 1 })
	if err != nil || len(r.Places) != 1 || string(r.New) != "export CODECOV_TOKEN=\"$CODECOV_TOKEN\"\n# CODECOV_TOKEN="+key+"\n" {
		t.Errorf("%d places, %v", len(r.Places), err)
	}
}

// TestDiff: the parts of a unified diff.
func TestDiff(t *testing.T) {
	key := newKey()
	r := rewriteAll(t, "a.py", "# one\n# two\n\nimport sys\n\n\ncodecov_token = \""+key+"\"  # mine\nx = 1\n")
	var got []string
	for _, l := range r.Diff() {
		text := string(l.Mark) + l.Text
		if l.Mark == '@' {
			text = l.Text
		}
		got = append(got, text)
	}
	masked := r.Places[0].Match
	want := "@@ -1,8 +1,9 @@\n # one\n # two\n \n+import os\n import sys\n \n \n-codecov_token = \"" + masked + "\"  # mine\n+codecov_token = os.environ[\"CODECOV_TOKEN\"]  # mine\n x = 1"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}
