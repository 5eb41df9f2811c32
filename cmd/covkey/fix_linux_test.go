package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFixAsks: on a terminal the change is shown in colour and made when the answer is yes;
// no, and an interruption, leave everything as it was.
func TestFixAsks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		answer string
		code   int
		fixed  bool
	}{
		{"y\n", exitClean, true}, {"\n", exitFound, false}, {"\x03", exitFailed, false},
	} {
		s := newSite(t)
		key := newKey()
		s.write(filepath.Join(s.repo, "up.sh"), "codecov -t "+key+"\n")
		s.must(s.repo, "git", "add", "up.sh")
		w := onTerminal(t, s.repo, terminalEnv(s.env), nil, binary, "fix")
		w.until("[y/N] ")
		if _, err := w.terminal.Write([]byte(tt.answer)); err != nil {
			t.Fatal(err)
		}
		if code := w.end(); code != tt.code {
			t.Errorf("%q: exit code %d, want %d: %s", tt.answer, code, tt.code, w.text())
		}
		if text := w.text(); strings.Contains(text, key) || !strings.Contains(text, "\x1b[32m+codecov -t \"$CODECOV_TOKEN\"") {
			t.Errorf("%q: not as it should be on the screen", tt.answer)
		}
		data, err := os.ReadFile(filepath.Join(s.repo, "up.sh"))
		if err != nil {
			t.Fatal(err)
		}
		if fixed := !strings.Contains(string(data), key); fixed != tt.fixed {
			t.Errorf("%q: fixed is %v", tt.answer, fixed)
		}
	}
}
