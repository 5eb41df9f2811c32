package detector

import (
	"encoding/binary"
	"math/rand/v2"
	"regexp"
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

// TestWordAgainstRegexp compares the first look with the plain way to write it,
// on texts that are nearly the word.
func TestWordAgainstRegexp(t *testing.T) {
	plain := regexp.MustCompile(`(?i:code[_-]?cov)`)
	after := regexp.MustCompile(`^(?i:er)`)
	expected := func(s string) bool {
		for i := range s {
			if m := plain.FindStringIndex(s[i:]); m != nil && m[0] == 0 && !after.MatchString(s[i+m[1]:]) {
				return true
			}
		}
		return false
	}
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"code", "cov", "CODE", "COV", "_", "-", "er", "c", "o", "v", "V", "codecov", "x", " ", "\x00"}
	for range 20_000 {
		var b strings.Builder
		for range random.IntN(9) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		if got, want := mentionsCodecov([]byte(b.String())), expected(b.String()); got != want {
			t.Fatalf("%q: %v, want %v", b.String(), got, want)
		}
		if hasWord([]byte(b.String())) != expected(b.String()) {
			if !strings.Contains(b.String(), "\x00") { // may be UTF-16
				t.Fatalf("%q: the first look differs", b.String())
			}
		}
	}
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
