package detector

import (
	"bytes"
	"strings"
	"testing"
)

// BenchmarkScan shows the cost of a text by what is in it. The adversarial ones
// come in two sizes: twice the size must cost about twice the time.
func BenchmarkScan(b *testing.B) {
	key := randomUUID(b)
	clean := strings.Repeat("some words of a source file, none of them about coverage; var value = 12\n", 14000)
	dense := strings.Repeat("      - uses: codecov/codecov-action@v4\n        with:\n          token: ${{ secrets.CODECOV_TOKEN }}\n          id: "+key+"\n", 8000)
	for _, bench := range []struct{ name, text string }{
		{"clean-1MB", clean},
		{"dense-ci-1MB", dense},
		{"line-of-tokens-1MB", "codecov " + strings.Repeat("token:"+key+" ", 24000)},
		{"line-of-tokens-2MB", "codecov " + strings.Repeat("token:"+key+" ", 48000)},
		{"line-of-options-1MB", "codecov " + strings.Repeat("-t "+key+" ", 26000)},
		{"line-of-options-2MB", "codecov " + strings.Repeat("-t "+key+" ", 52000)},
		{"brackets-1MB", "codecov" + strings.Repeat("({[", 350000) + "token: " + key},
		{"deep-indent-1MB", "codecov:\n" + deep(1400) + "token: " + key},
		{"deep-indent-2MB", "codecov:\n" + deep(2000) + "token: " + key},
		{"sections-1MB", "codecov\n" + strings.Repeat("[a]\ntoken = "+key+"\n", 20000)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			in := Input{Path: "a.txt", Text: []byte(bench.text)}
			b.SetBytes(int64(len(in.Text)))
			b.ReportAllocs()
			for b.Loop() {
				Scan(in, Options{})
			}
		})
	}
}

// deep is n lines, each indented one more than the last.
func deep(n int) string {
	var out bytes.Buffer
	for i := range n {
		out.WriteString(strings.Repeat(" ", i) + "k:\n")
	}
	return out.String()
}

// TestCleanTextCostsNoMemory: the first look of almost every file allocates
// nothing.
func TestCleanTextCostsNoMemory(t *testing.T) {
	in := Input{Path: "main.go", Text: []byte(strings.Repeat("very clean verse, Vivid and above\n", 1000))}
	if n := testing.AllocsPerRun(10, func() { Scan(in, Options{}) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
