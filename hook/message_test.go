package hook

import (
	"bytes"
	"strings"
	"testing"
)

// cut is git's line of scissors.
const cut = "# ------------------------ >8 ------------------------\n"

func TestRecorded(t *testing.T) {
	t.Parallel()
	const explained = cut + "# Do not modify or remove the line above.\n# Everything below it will be ignored.\n"
	for _, tt := range []struct{ name, text, want string }{
		{"nothing", "", ""},
		{"a message", "subject\n\nbody\n", "subject\n\nbody\n"},
		{"with a diff", "subject\n" + explained + "diff --git a/x b/x\n-x\n", "subject\n"},
		{"with a merge's diff", "subject\n" + explained + "diff --cc x\n", "subject\n"},
		{"with two diffs", "subject\n" + explained + "# Changes to be committed:\ndiff --git c/x i/x\n", "subject\n"},
		{"with a submodule's", "subject\n" + explained + "Submodule x 1..2:\n", "subject\n"},
		{"another mark", "subject\n" + strings.ReplaceAll(explained, "#", ";") + "diff --git a/x b/x\n", "subject\n"},
		{"a mark of some letters", "subject\n" + strings.ReplaceAll(explained, "#", "//") + "diff --git a/x b/x\n", "subject\n"},
		{"first of all", explained + "diff --git a/x b/x\n", ""},
		{"no diff: a message may have such a line", "subject\n" + explained + "body\n", "subject\n" + explained + "body\n"},
		{"nothing below", "subject\n" + cut, "subject\n" + cut},
		{"within a line", "see " + cut + "body\ndiff --git a/x b/x\n", "see " + cut + "body\ndiff --git a/x b/x\n"},
		{"without a mark", cut[2:] + "diff --git a/x b/x\n", cut[2:] + "diff --git a/x b/x\n"},
		{"not at its end", strings.TrimSuffix(cut, "\n") + " x\ndiff --git a/x b/x\n", strings.TrimSuffix(cut, "\n") + " x\ndiff --git a/x b/x\n"},
		{"another comment below", cut + "; x\ndiff --git a/x b/x\n", cut + "; x\ndiff --git a/x b/x\n"},
	} {
		if got := recorded([]byte(tt.text)); string(got) != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// FuzzRecorded: what is left out is a line of scissors, comments of the same kind and
// a diff, at the end of the text; nothing else is.
func FuzzRecorded(f *testing.F) {
	f.Add([]byte("subject\n" + cut + "# x\ndiff --git a/x b/x\n"))
	f.Add([]byte(cut + "body\n" + cut + "diff --cc x"))
	f.Add([]byte("; ------------------------ >8 ------------------------\r\ndiff --git "))
	f.Add([]byte(cut + cut + "Submodule "))
	f.Fuzz(func(t *testing.T, text []byte) {
		kept := recorded(text)
		if !bytes.HasPrefix(text, kept) || !bytes.Equal(recorded(kept), kept) {
			t.Fatalf("%q: kept %q, then %q", text, kept, recorded(kept))
		}
		left := text[len(kept):]
		if len(left) == 0 {
			return
		}
		line, rest, _ := bytes.Cut(left, []byte("\n"))
		mark, ok := bytes.CutSuffix(line, []byte(strings.TrimSuffix(cut[1:], "\n")))
		if !ok || len(mark) == 0 || len(kept) > 0 && kept[len(kept)-1] != '\n' {
			t.Fatalf("%q: left out %q", text, left)
		}
		for !bytes.HasPrefix(rest, []byte("diff --")) && !bytes.HasPrefix(rest, []byte("Submodule ")) {
			comment, below, more := bytes.Cut(rest, []byte("\n"))
			if !bytes.HasPrefix(comment, mark) || !more {
				t.Fatalf("%q: left out %q", text, left)
			}
			rest = below
		}
	})
}
