package detector

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
)

// small cuts so small that a test can look at every boundary.
var small = cutter{longest: 4096, margin: 512}

// testRoom counts what is taken and not given back.
type testRoom struct{ taken int }

func (r *testRoom) Take(n int) ([]byte, error) { r.taken += n; return make([]byte, n), nil }
func (r *testRoom) Free(b []byte)              { r.taken -= len(b) }

// scanCut is what the pieces of a text say together.
func scanCut(t *testing.T, c cutter, path string, r io.Reader, size int64) []Finding {
	t.Helper()
	var found []Finding
	room := &testRoom{}
	if err := c.cut(r, size, room, func(p Piece) error {
		found = append(found, p.Scan(path, Options{})...)
		p.Free(room)
		return nil
	}); err != nil || room.taken != 0 {
		t.Fatalf("%d bytes were not given back, error %v", room.taken, err)
	}
	return found
}

// heldCut counts what the pieces of a text hold.
func heldCut(t *testing.T, c cutter, text string, want map[Fingerprint]bool) int {
	t.Helper()
	n := 0
	if err := c.cut(strings.NewReader(text), int64(len(text)), &testRoom{}, func(p Piece) error {
		n += len(p.Held("a.sh", want, Options{}))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestPiecesAtBoundaries puts a key, in texts of one line and of many, at every place
// around the borders of a piece's text and of the part that it speaks for.
func TestPiecesAtBoundaries(t *testing.T) {
	t.Parallel()
	borders := []int{0, small.margin, small.longest - 2*small.margin, small.longest - small.margin, small.longest,
		2*small.longest - 3*small.margin, 2*small.longest - 2*small.margin}
	assignment := "CODECOV_TOKEN=" + randomUUID(t)
	for _, filler := range []string{"x ", "some words\n", "\n"} {
		length := 3 * small.longest
		base := strings.Repeat(filler, length/len(filler))
		for _, border := range borders {
			for at := max(0, border-len(assignment)-2); at <= border+2; at++ {
				text := base[:at] + "\n" + assignment + "\n" + base[at:]
				want := Scan(Input{Path: "a.sh", Text: []byte(text)}, Options{})
				if len(want) != 1 {
					t.Fatalf("the whole text has %d findings", len(want))
				}
				got := scanCut(t, small, "a.sh", strings.NewReader(text), int64(len(text)))
				if !reflect.DeepEqual(got, want) {
					t.Fatalf("filler %q, key at %d:\ngot  %+v\nwant %+v", filler, at, got, want)
				}
				if n := heldCut(t, small, text, map[Fingerprint]bool{want[0].Fingerprint: true}); n != 1 {
					t.Fatalf("filler %q, key at %d: held %d times", filler, at, n)
				}
			}
		}
	}
}

// TestPiecesOfAllLengths: a text that ends anywhere around a border, with the key at
// its end.
func TestPiecesOfAllLengths(t *testing.T) {
	t.Parallel()
	assignment := "\nCODECOV_TOKEN=" + randomUUID(t)
	for _, length := range []int{small.longest, 2*small.longest - 2*small.margin, 3*small.longest - 4*small.margin} {
		for n := length - len(assignment) - 3; n <= length+3; n++ {
			text := strings.Repeat("line\n", n/5+1)[:n] + assignment
			want := Scan(Input{Path: "a.sh", Text: []byte(text)}, Options{})
			for _, size := range []int64{int64(len(text)), -1, 0, int64(len(text)) - 1, int64(len(text)) + 1} {
				got := scanCut(t, small, "a.sh", iotest.HalfReader(strings.NewReader(text)), size)
				if len(want) != 1 || !reflect.DeepEqual(got, want) {
					t.Fatalf("length %d, announced %d:\ngot  %+v\nwant %+v", len(text), size, got, want)
				}
			}
		}
	}
}

// TestPiecesOfManyKeys: many keys, each is found once and where it stands, in every
// encoding.
func TestPiecesOfManyKeys(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for n := range 300 {
		fmt.Fprintf(&text, "%s\nexport CODECOV_TOKEN=%s # ключ\n", strings.Repeat("é", n%70), randomUUID(t))
	}
	want := Scan(Input{Path: "a.sh", Text: []byte(text.String())}, Options{})
	if len(want) != 300 {
		t.Fatalf("the whole text has %d findings", len(want))
	}
	units := utf16.Encode([]rune(text.String()))
	for name, encoded := range map[string][]byte{
		"UTF-8": []byte(text.String()), "UTF-8 with a mark": append(slices.Clone(bomUTF8), text.String()...),
		"UTF-16LE": appendUnits(slices.Clone(bomUTF16LE), units, binary.LittleEndian),
		"UTF-16BE": appendUnits(slices.Clone(bomUTF16BE), units, binary.BigEndian),
	} {
		for _, c := range []cutter{small, {small.longest + 1, small.margin}, {2048, 513}} {
			got := scanCut(t, c, "a.sh", iotest.HalfReader(bytes.NewReader(encoded)), int64(len(encoded)))
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %v: %d findings in pieces, %d in the whole", name, c, len(got), len(want))
			}
		}
	}
}

func appendUnits(out []byte, units []uint16, order binary.AppendByteOrder) []byte {
	for _, u := range units {
		out = order.AppendUint16(out, u)
	}
	return out
}

// TestDecodingWhileReading: what is decoded piece by piece is what is decoded at once.
func TestDecodingWhileReading(t *testing.T) {
	t.Parallel()
	pair := string(rune(0x1f511))
	for _, text := range []string{"", "a", "ab", strings.Repeat("ключ "+pair, 3000), strings.Repeat("plain ascii\n", 1000)} {
		units := utf16.Encode([]rune(text))
		for _, raw := range [][]byte{
			[]byte(text), appendUnits(slices.Clone(bomUTF16LE), units, binary.LittleEndian),
			appendUnits(nil, units, binary.BigEndian), appendUnits(slices.Clone(bomUTF16BE), append(units, 0xd83d), binary.BigEndian),
			append(appendUnits(slices.Clone(bomUTF16LE), append(units, 0xd83d, 'x'), binary.LittleEndian), 'y'),
		} {
			for _, r := range []io.Reader{bytes.NewReader(raw), iotest.OneByteReader(bytes.NewReader(raw)), iotest.DataErrReader(bytes.NewReader(raw))} {
				got, err := io.ReadAll(decoding(r))
				if err != nil || !bytes.Equal(got, decode(raw)) {
					t.Errorf("%d bytes: %d bytes decoded while reading, %d at once (%v)", len(raw), len(got), len(decode(raw)), err)
				}
			}
		}
	}
}

// TestCutFails: an error on the way is the error; what was cut short is one.
func TestCutFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	room := &testRoom{}
	nothing := func(p Piece) error { p.Free(room); return nil }
	for _, n := range []int{0, 1, small.longest - 1, small.longest, small.longest + 1, 5 * small.longest} {
		text := strings.Repeat("x", n)
		for _, size := range []int64{int64(n) + 1, -1} {
			r := io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))
			if err := small.cut(r, size, room, nothing); !errors.Is(err, broken) {
				t.Errorf("%d bytes, announced %d: %v", n, size, err)
			}
		}
		r := io.MultiReader(strings.NewReader(text), iotest.ErrReader(io.ErrUnexpectedEOF))
		if err := small.cut(r, int64(n), room, nothing); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("%d bytes, then an end too early: %v", n, err)
		}
		if err := small.cut(strings.NewReader(text), int64(n), room, func(p Piece) error { p.Free(room); return broken }); !errors.Is(err, broken) {
			t.Errorf("%d bytes: the error of each got lost: %v", n, err)
		}
		if room.taken != 0 {
			t.Errorf("%d bytes: %d were not given back", n, room.taken)
		}
	}
}

// TestBinary: of a file with zero bytes strong evidence counts, what stands nearby by
// chance does not.
func TestBinary(t *testing.T) {
	t.Parallel()
	key := randomUUID(t)
	for _, tt := range []struct {
		name, text string
		want       int
	}{
		{"environment of a process", "PATH=/bin\x00CODECOV_TOKEN=" + key + "\x00HOME=/root\x00", 1},
		{"command line of a process", "\x00codecov\x00codecov -t " + key + "\x00", 1},
		{"file in an archive", "ci.yml\x00\x00\x00ustar\x00" + strings.Repeat("\x00", 300) + "- uses: codecov/codecov-action@v5\n  with:\n    token: " + key + "\n\x00\x00", 1},
		{"a value in a program that mentions Codecov", "\x7fELF\x00\x00codecov upload token\x00\x01\x02" + key + "\x00", 0},
		{"a sentence, in text", "Our Codecov upload token: see the wiki.\nIt is " + key + "\n", 1},
		{"a sentence, in a binary", "\x00Our Codecov upload token: see the wiki.\nIt is " + key + "\n", 0},
	} {
		got := Scan(Input{Path: "core", Text: []byte(tt.text)}, Options{})
		if len(got) != tt.want {
			t.Errorf("%s: %d findings, want %d", tt.name, len(got), tt.want)
		}
	}
}
