package detector

import (
	"encoding/binary"
	"math/rand/v2"
	"strings"
	"testing"
)

var wordCases = []struct {
	text string
	want bool
}{
	{"codecov", true},
	{"CODECOV", true},
	{"CodeCov", true},
	{"cOdEcOv", true},
	{"xcodecovx", true},
	{"codecodecov", true},
	{"codecocodecov", true},
	{"code_cov", true},
	{"CODE-COV", true},
	{"codecov.io", true},
	{"codecov coverage", true},
	{"codecoverage codecov", true},
	{"codecove", true},
	{"codecov\nerror", true},
	{"vvvvcodecov", true},

	{"", false},
	{"v", false},
	{"V", false},
	{"odecov", false},
	{"codeco", false},
	{"codecow", false},
	{"code cov", false},
	{"code__cov", false},
	{"co_decov", false},
	{"codecoverage", false},
	{"CodeCoverage", false},
	{"code_coverage", false},
	{"code-covered", false},
	{"codécov", false},
	{strings.Repeat("codeco", 100), false},
}

func TestWord(t *testing.T) {
	for _, tt := range wordCases {
		if got := mentionsCodecov([]byte(tt.text)); got != tt.want {
			t.Errorf("%.30q: mentions is %v", tt.text, got)
		}
		for _, frame := range []string{"%", "a%", "ab%", "%b", "v%", "ov%", "\x00%\x00"} {
			text := strings.ReplaceAll(frame, "%", tt.text)
			if got := hasWord([]byte(text)); got != tt.want {
				t.Errorf("%.30q: %v, want %v", text, got, tt.want)
			}
		}
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			for _, before := range []string{"", "x", "\xff\xfe"} {
				text := append([]byte(before), utf16Bytes(tt.text, order)...)
				if got := hasWord(text); got != tt.want {
					t.Errorf("%.30q in UTF-16 behind %q: %v", tt.text, before, got)
				}
			}
		}
	}
}

// plainWordEnd says what wordEnd is to find, in the plainest way: the first word with
// its letters that many bytes apart, and zeros between, that ends behind from.
func plainWordEnd(text []byte, from, step int) int {
	ends := func(at int, letters string) bool {
		for k := range letters {
			if i := at + k*step; i >= len(text) || lower(text[i]) != letters[k] || step == 2 && k > 0 && text[i-1] != 0 {
				return false
			}
		}
		return true
	}
	first := -1
	for at := range text {
		for _, spelling := range []string{"codecov", "code_cov", "code-cov"} {
			end := at + (len(spelling)-1)*step + 1
			if ends(at, spelling) && !ends(at, spelling+"er") && end > from && (first < 0 || end < first) {
				first = end
			}
		}
	}
	return first
}

// checkWord compares the searches for the word with the plain one.
func checkWord(t *testing.T, text []byte) {
	t.Helper()
	narrow, wide := plainWordEnd(text, 0, 1), plainWordEnd(text, 0, 2)
	if got := hasWord(text); got != (narrow >= 0 || wide >= 0) {
		t.Errorf("%q: the first look says %v", text, got)
	}
	if got := mentionsCodecov(text); got != (narrow >= 0) {
		t.Errorf("%q: mentions is %v", text, got)
	}
	for from := range len(text) + 1 {
		if got, want := wordEnd(text, from), plainWordEnd(text, from, 1); got != want {
			t.Errorf("%q: the next word behind %d ends at %d, want %d", text, from, got, want)
		}
	}
}

// TestWordAnywhere: the word in each spelling, at each offset, before and behind
// whatever looks like a part of it.
func TestWordAnywhere(t *testing.T) {
	t.Parallel()
	for _, spelling := range []string{"codecov", "CODECOV", "cOdE_cOv", "Code-Cov", "codecover", "code_coverage", "codecow", "odecov"} {
		for _, wide := range []bool{false, true} {
			if wide {
				spelling = string(utf16Bytes(spelling, binary.LittleEndian))
			}
			for _, filler := range []string{" ", "v", "co", "\x00", "c\x00", "\x00o", "code_", "decov"} {
				for before := range 64 {
					for behind := range 3 {
						text := strings.Repeat(filler, before)[:before] + spelling + strings.Repeat(filler, 30)[:behind*14]
						if got, want := hasWord([]byte(text)), plainWordEnd([]byte(text), 0, 1) >= 0 || plainWordEnd([]byte(text), 0, 2) >= 0; got != want {
							t.Fatalf("%q: %v, want %v", text, got, want)
						}
					}
				}
			}
		}
	}
}

// TestWordAtRandom compares the first look with the plain way to write it, on texts
// that are nearly the word.
func TestWordAtRandom(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"code", "cov", "CODE", "COV", "_", "-", "er", "c", "o", "v", "V", "codecov", "x", " ", "\x00", "c\x00o\x00d\x00e\x00", "c\x00o\x00v"}
	for range 20_000 {
		var b strings.Builder
		for range random.IntN(12) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		if checkWord(t, []byte(b.String())); t.Failed() {
			return
		}
	}
}

func FuzzWord(f *testing.F) {
	for _, tt := range wordCases {
		f.Add([]byte(tt.text))
		f.Add(utf16Bytes("v"+tt.text, binary.BigEndian))
	}
	f.Fuzz(func(t *testing.T, text []byte) { checkWord(t, text[:min(len(text), 1<<8)]) })
}

func TestMentions(t *testing.T) {
	for _, tt := range []struct {
		path, text string
		want       bool
	}{
		{"a.sh", "codecov", true},
		{"codecov.yml", "", true},
		{".github/Codecov.YML", "token", true},
		{"ci/code_cov/a.sh", "x", true},
		{"a.sh", "coverage", false},
		{"codecoverage.yml", "token", false},
		{"", "", false},
	} {
		if got := Mentions(Input{Path: tt.path, Text: []byte(tt.text)}); got != tt.want {
			t.Errorf("%q, %q: %v", tt.path, tt.text, got)
		}
	}
}
