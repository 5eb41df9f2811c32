package detector

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// benchTexts are what the cost depends on: text without the word, CI files, and
// texts made to be expensive. The latter come in two sizes: four times the size
// must cost about four times the time.
func benchTexts(b *testing.B) []benchText {
	b.Helper()
	small, large := 1<<18, 1<<20
	if testing.Short() {
		small, large = small/4, large/4
	}
	var texts []benchText
	for _, t := range cleanTexts(small) {
		texts = append(texts, benchText{"clean=" + t.name, t.file, t.text})
	}
	for _, t := range nearTexts(small) {
		texts = append(texts, benchText{"near=" + t.name, t.file, t.text})
	}
	for _, t := range denseTexts(small) {
		texts = append(texts, benchText{"dense=" + t.name, t.file, t.text})
	}
	keys := grown("      - uses: codecov/codecov-action@v4\n        with:\n          token: KEY\n", small)
	texts = append(texts, benchText{"dense=keys", "a.yml", keys})
	for _, size := range []int{small, large} {
		for _, a := range []struct{ name, head, piece, tail string }{
			{"tokens", "codecov ", "token:OTHER ", ""},
			{"values", "codecov ", "value:OTHER ", ""},
			{"options", "codecov ", "-t OTHER ", ""},
			{"headers", "codecov ", "Authorization: Bearer OTHER ", ""},
			{"urls", "", "https://codecov.io/?token=OTHER ", ""},
			{"oneurl", "https://codecov.io/", "?token=OTHER", ""},
			{"names", "", "CODECOV_TOKEN=OTHER ", ""},
			{"opened", "codecov ", "[{(", " token: KEY"},
			{"openedtokens", "codecov ", "{token:OTHER ", ""},
			{"usestokens", "codecov ", "{uses:{token:OTHER,", ""},
			{"brackets", "codecov ", "[", " token: KEY"},
			{"glue", "codecov ", "( ", "KEY"},
			{"comments", "codecov ", "#", " KEY"},
			{"tags", "codecov ", "<a><b token=OTHER ", ""},
			{"spaces", "codecov\n", "token: OTHER" + strings.Repeat(" ", 2000) + "\n", ""},
			{"sections", "codecov\n", "[a]\ntoken = OTHER\n", ""},
			{"blank", "codecov\n", "\n", "token: OTHER\n"},
			{"continued", "codecov\n", "-t OTHER \\\n", ""},
			{"list", "codecov:\n", "  - -t\n  - OTHER\n", ""},
			{"items", "codecov:\n", "- a\n- - token: OTHER\n", ""},
			{"block", "codecov:\n", "  a: b\n  token: OTHER\n", ""},
			{"escapes", "codecov ", "%3D", "OTHER"},
			{"hex", "codecov ", "0123456789abcdef", ""},
			{"hyphens", "codecov ", "01234567-", ""},
			{"uses", "codecov\nTOKEN=OTHER\n", "deploy $TOKEN ", ""},
			{"bindings", "codecov ", "x=OTHER $x ", ""},
			{"calls", "codecov\ndef f(a)\n", "f('OTHER') ", ""},
			{"parentheses", "codecov ", "f(", "x(OTHER)"},
			{"literals", "codecov ", "\"a\\nOTHER\" ", ""},
			{"literal", "codecov \"\\n", "token OTHER ", "\""},
			{"patch", "codecov\n@@ -1 +1 @@\n", "+ token: OTHER\n", ""},
			{"page", "codecov <td>", "<td>OTHER</td>", ""},
			{"loops", "codecov\nx=OTHER\n", "for x in x ", ""},
			{"opaque", "", "CODECOV_TOKEN=OPAQUE ", ""},
			{"joined", "codecov ", "'KEYHEAD' 'KEYTAIL' ", ""},
			{"encoded", "codecov ", "KEYBASE64 ", ""},
			{"bytes", "codecov ", "\x80", " CODECOV_TOKEN=OTHER"},
		} {
			text := a.head + grown(a.piece, size) + a.tail
			texts = append(texts, benchText{fmt.Sprintf("hostile=%s/size=%dkB", a.name, size>>10), "a.yml", text})
		}
		text := "codecov:\n" + deep(size) + "token: OTHER"
		texts = append(texts, benchText{fmt.Sprintf("hostile=deep/size=%dkB", size>>10), "a.yml", text})
	}
	return texts
}

// BenchmarkScan shows the cost of a text by what is in it.
func BenchmarkScan(b *testing.B) {
	for _, bench := range benchTexts(b) {
		b.Run(bench.name, func(b *testing.B) {
			in := Input{Path: bench.file, Text: []byte(fill(b, bench.text).text)}
			b.SetBytes(int64(len(in.Text)))
			b.ReportAllocs()
			for b.Loop() {
				Scan(in, Options{})
			}
		})
	}
}

// BenchmarkCandidates is the second look alone.
func BenchmarkCandidates(b *testing.B) {
	for _, bench := range benchTexts(b) {
		if strings.HasPrefix(bench.name, "hostile") {
			break
		}
		b.Run(bench.name, func(b *testing.B) {
			text := []byte(fill(b, bench.text).text)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				for range candidates(text) {
				}
			}
		})
	}
}

// grown is a piece over and over, size bytes or a little less.
func grown(piece string, size int) string {
	return strings.Repeat(piece, size/len(piece))
}

// deep is a tree of keys, each indented one more than the last and with a value
// that is called a token.
func deep(size int) string {
	var out bytes.Buffer
	for i := 0; out.Len() < size; i++ {
		indent := strings.Repeat(" ", i)
		out.WriteString(indent + "k:\n" + indent + " token: OTHER\n")
	}
	return out.String()
}

const cleanSource = `// serve answers one request after the other until the connection is closed.
func (s *server) serve(ctx context.Context, conn net.Conn) error {
	defer conn.Close()
	for {
		req, err := readRequest(conn, s.limit)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("reading a request from %s: %w", conn.RemoteAddr(), err)
		}
		if err := s.handler.handle(ctx, req); err != nil {
			return err
		}
	}
}

`

// TestCleanTextCostsNoMemory: the first look of almost every file allocates
// nothing.
func TestCleanTextCostsNoMemory(t *testing.T) {
	in := Input{Path: "a/rather/long/path/of/more/than/thirty-two/bytes/main.go", Text: []byte(grown(cleanSource, 1<<15))}
	if n := testing.AllocsPerRun(10, func() { Scan(in, Options{}) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
