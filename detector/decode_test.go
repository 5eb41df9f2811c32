package detector

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"
)

// utf16Bytes encodes a text.
func utf16Bytes(text string, order binary.AppendByteOrder) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, u)
	}
	return out
}

// encodings are the ways in which a text may be stored.
var encodings = []struct {
	name   string
	encode func(string) []byte
	ascii  bool // recognised only when the text is mostly ASCII
}{
	{"UTF-8 with a mark", func(s string) []byte { return append(bytes.Clone(bomUTF8), s...) }, false},
	{"UTF-16LE with a mark", func(s string) []byte { return append(bytes.Clone(bomUTF16LE), utf16Bytes(s, binary.LittleEndian)...) }, false},
	{"UTF-16BE with a mark", func(s string) []byte { return append(bytes.Clone(bomUTF16BE), utf16Bytes(s, binary.BigEndian)...) }, false},
	{"UTF-16LE", func(s string) []byte { return utf16Bytes(s, binary.LittleEndian) }, true},
	{"UTF-16BE", func(s string) []byte { return utf16Bytes(s, binary.BigEndian) }, true},
	{"UTF-16LE with half a character", func(s string) []byte { return append(utf16Bytes(s, binary.LittleEndian), 'x') }, true},
}

// TestEncodings: every row of every table has the same findings in every encoding,
// positions and all.
func TestEncodings(t *testing.T) {
	for i, s := range allSamples() {
		f := fill(t, s.text)
		want := fmt.Sprint(Scan(Input{Path: s.path, Text: []byte(f.text)}, Options{}))
		for _, e := range encodings {
			in := Input{Path: s.path, Text: e.encode(f.text)}
			got := Scan(in, Options{})
			if fmt.Sprint(got) != want {
				t.Errorf("sample %d (%s) in %s: %d findings, not the same", i, s.path, e.name, len(got))
			}
			checkPrefilter(t, in, got)
		}
	}
}

// TestLineEnds: every row has the same findings with the line ends of Windows.
func TestLineEnds(t *testing.T) {
	for i, s := range allSamples() {
		f := fill(t, strings.ReplaceAll(strings.ReplaceAll(s.text, "\r", ""), "\n", "\r\n"))
		if problem := s.judge(Scan(Input{Path: s.path, Text: []byte(f.text)}, Options{}), f); problem != "" {
			t.Errorf("sample %d (%s) with CRLF: %s\n%s", i, s.path, problem, s.text)
		}
	}
}

// TestSurroundings: every row has the same findings between other text.
func TestSurroundings(t *testing.T) {
	for i, s := range allSamples() {
		f := fill(t, s.text)
		in := Input{Path: s.path, Text: []byte(f.text)}
		found := Scan(in, Options{})
		checkShift(t, in, found)
		checkPrefilter(t, in, found)
		in.Text = append(in.Text, "\n\n\n# the end\n"...)
		if problem := s.judge(Scan(in, Options{}), f); problem != "" {
			t.Errorf("sample %d (%s) with text behind it: %s\n%s", i, s.path, problem, s.text)
		}
	}
}

func TestDecode(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"ASCII", "codecov", "codecov"},
		{"UTF-8", "é→😀", "é→😀"},
		{"Latin-1", "caf\xe9", "caf\xe9"},
		{"a mark alone", "\xef\xbb\xbf", ""},
		{"half a mark", "\xef\xbb", "\xef\xbb"},
		{"a mark of UTF-16 alone", "\xff\xfe", ""},
		{"half a character", "\xff\xfea\x00b", "a"},
		{"a surrogate pair", "\xff\xfe\x3d\xd8\x00\xde", "😀"},
		{"half a pair", "\xff\xfe\x3d\xd8a\x00", "\ufffda"},
		{"half a pair at the end", "\xff\xfe\x3d\xd8", "\ufffd"},
		{"the second half first", "\xff\xfe\x00\xdea\x00", "\ufffda"},
		{"too short to tell", "a\x00b\x00", "a\x00b\x00"},
		{"long enough", "a\x00b\x00c\x00d\x00", "abcd"},
		{"the other order", "\x00a\x00b\x00c\x00d", "abcd"},
		{"a zero here and there", "a\x00bcdefghij", "a\x00bcdefghij"},
		{"all zeros", strings.Repeat("\x00", 20), strings.Repeat("\x00", 20)},
		{"zeros in both halves", "a\x00b\x00c\x00\x00d", "a\x00b\x00c\x00\x00d"},
	} {
		if got := string(decode([]byte(tt.in))); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestDecodeKeeps: text that needs no decoding is not copied, and never changed.
func TestDecodeKeeps(t *testing.T) {
	text := []byte("CODECOV_TOKEN=x")
	if got := decode(text); &got[0] != &text[0] {
		t.Error("plain text is copied")
	}
	for _, e := range encodings {
		in := e.encode("CODECOV_TOKEN=" + randomUUID(t))
		before := bytes.Clone(in)
		Scan(Input{Path: "a.sh", Text: in}, Options{})
		Held(Input{Path: "a.sh", Text: in}, map[Fingerprint]bool{"": true}, Options{})
		if !bytes.Equal(in, before) {
			t.Errorf("%s: Scan changed the text", e.name)
		}
	}
}
