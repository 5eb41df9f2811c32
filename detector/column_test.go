package detector

import (
	"strings"
	"testing"
)

// TestColumns: bytes for people with an editor of any kind, UTF-16 code units for
// programs that ask for them.
func TestColumns(t *testing.T) {
	t.Parallel()
	for before, want := range map[string][2]int{
		"":            {15, 15},
		"é ":          {18, 17},
		"鍵\t":         {19, 17},
		"\U0001f511 ": {20, 18},
		"caf\xe9 ":    {20, 20}, // no UTF-8: as many columns as bytes
	} {
		text := "first\n" + before + "CODECOV_TOKEN=" + randomUUID(t) + " CODECOV_TOKEN=" + randomUUID(t) + "\n"
		got := Scan(Input{Path: "a.sh", Text: []byte(text)}, Options{})
		if len(got) != 2 {
			t.Fatalf("%q: %d findings", before, len(got))
		}
		if f := got[0]; f.Column != want[0] || f.Column16 != want[1] {
			t.Errorf("%q: columns %d and %d, want %v", before, f.Column, f.Column16, want)
		}
		if got[1].Column16-got[0].Column16 != got[1].Column-got[0].Column {
			t.Errorf("%q: the second key is at %d and %d", before, got[1].Column, got[1].Column16)
		}
	}
	binary := Scan(Input{Path: "core", Text: []byte("é\x00CODECOV_TOKEN=" + randomUUID(t) + "\x00")}, Options{})
	if len(binary) != 1 || binary[0].Column16 != 0 {
		t.Errorf("a binary file has columns of characters")
	}
	long := strings.Repeat("é ", small.longest) + "CODECOV_TOKEN=" + randomUUID(t)
	cut := scanCut(t, small, "a.sh", strings.NewReader(long), int64(len(long)))
	if len(cut) != 1 || cut[0].Column != 3*small.longest+15 || cut[0].Column16 != 0 {
		t.Errorf("the end of a line whose beginning is in another piece: %+v", cut)
	}
}
