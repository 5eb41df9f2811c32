package hook

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// TestParseLines: all lines are taken as git wrote them, or it is an error.
func TestParseLines(t *testing.T) {
	t.Parallel()
	full := strings.Repeat("x", longestLine-1)
	broken := iotest.ErrReader(errors.New("the pipe broke"))
	for _, tt := range []struct {
		name    string
		in      io.Reader
		want    string // lines, with a bar between
		wantErr string
	}{
		{"nothing", strings.NewReader(""), "", ""},
		{"a line without its end", strings.NewReader("a\nb"), "a|b", ""},
		{"empty lines", strings.NewReader("\n\na\n"), "||a", ""},
		{"a carriage return stays", strings.NewReader("a\r\nb\r"), "a\r|b\r", ""},
		{"byte by byte", iotest.OneByteReader(strings.NewReader("a\nb\n")), "a|b", ""},
		{"longer than the first room", strings.NewReader(full[:3*fewLines] + "\na\n"), full[:3*fewLines] + "|a", ""},
		{"as long as can be", strings.NewReader("a\n" + full + "\nb"), "a|" + full + "|b", ""},
		{"longer", strings.NewReader("a\n" + full + "x\nb"), "", "line 2 of standard input has more than"},
		{"an error at once", broken, "", "the pipe broke"},
		{"an error behind a line", io.MultiReader(strings.NewReader("a\n"), broken), "", "the pipe broke"},
		{"an error in a line", io.MultiReader(strings.NewReader("a\nb"), broken), "", "the pipe broke"},
		{"an error with the last bytes", iotest.DataErrReader(io.MultiReader(strings.NewReader("a\nb"), broken)), "", "the pipe broke"},
	} {
		got, err := parseLines(tt.in, "hook", "form", func(line string) (string, error) { return line, nil })
		if tt.wantErr != "" {
			if err == nil || !strings.Contains(err.Error(), tt.wantErr) || got != nil {
				t.Errorf("%s: %d lines and error %v, want %q", tt.name, len(got), err, tt.wantErr)
			}
			continue
		}
		if all := strings.Join(got, "|"); err != nil || all != tt.want {
			t.Errorf("%s: %d lines of %d bytes, %v", tt.name, len(got), len(all), err)
		}
	}
}
