package hook

import (
	"strings"
	"testing"
)

var (
	idA  = strings.Repeat("a", 40)
	idB  = strings.Repeat("b", 40)
	zero = strings.Repeat("0", 40)
)

func TestParseUpdates(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		want     []string // local ref, local id, remote ref, remote id of each line
		wantErr  string
	}{
		{name: "nothing", in: ""},
		{name: "one", in: "refs/heads/main " + idA + " refs/heads/main " + idB + "\n", want: []string{"refs/heads/main", idA, "refs/heads/main", idB}},
		{name: "no line break at the end", in: "main " + idA + " refs/heads/main " + zero, want: []string{"main", idA, "refs/heads/main", ""}},
		{name: "deletion", in: "(delete) " + zero + " refs/heads/x " + idA + "\n", want: []string{"(delete)", "", "refs/heads/x", idA}},
		{name: "an expression with spaces", in: "HEAD@{1 day ago} " + idA + " refs/heads/x " + zero + "\n", want: []string{"HEAD@{1 day ago}", idA, "refs/heads/x", ""}},
		{name: "two", in: "a " + idA + " a " + zero + "\nb " + idB + " b " + zero + "\n", want: []string{"a", idA, "a", "", "b", idB, "b", ""}},
		{name: "SHA-256", in: "a " + idA + idA[:24] + " a " + zero + zero[:24] + "\n", want: []string{"a", idA + idA[:24], "a", ""}},
		{name: "empty line", in: "\n", wantErr: "line 1"},
		{name: "three fields", in: "a " + idA + " a\n", wantErr: "line 1"},
		{name: "no local ref", in: " " + idA + " a " + zero + "\n", wantErr: "line 1"},
		{name: "short id", in: "a abc a " + zero + "\n", wantErr: "line 1"},
		{name: "not hex", in: "a " + strings.Repeat("g", 40) + " a " + zero + "\n", wantErr: "line 1"},
		{name: "second line broken", in: "a " + idA + " a " + zero + "\nx\n", wantErr: "line 2"},
	} {
		got, err := parseUpdates(strings.NewReader(tt.in))
		if tt.wantErr != "" {
			if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
				t.Errorf("%s: error %v, want %q", tt.name, err, tt.wantErr)
			}
			continue
		}
		var fields []string
		for _, u := range got {
			fields = append(fields, u.localRef, u.local.String(), u.remoteRef, u.remote.String())
		}
		if err != nil || strings.Join(fields, "|") != strings.Join(tt.want, "|") {
			t.Errorf("%s: %q, %v; want %q", tt.name, fields, err, tt.want)
		}
	}
}

// FuzzParseUpdates: no panic, and what is accepted is all of the input: written
// again it is the same but for the case of hex digits and the length of zero ids.
func FuzzParseUpdates(f *testing.F) {
	f.Add("refs/heads/main " + idA + " refs/heads/main " + zero + "\n")
	f.Add("(delete) " + zero + " refs/heads/x " + idB + "\n")
	f.Add("HEAD@{1 day ago} " + idA + " x " + idB)
	f.Fuzz(func(t *testing.T, in string) {
		updates, err := parseUpdates(strings.NewReader(in))
		if err != nil {
			return
		}
		lines := strings.Split(strings.TrimSuffix(in, "\n"), "\n")
		if in == "" {
			lines = nil
		}
		if len(lines) != len(updates) {
			t.Fatalf("%d lines, %d updates", len(lines), len(updates))
		}
		for i, u := range updates {
			if !strings.HasPrefix(lines[i], u.localRef+" ") || !strings.Contains(lines[i], " "+u.remoteRef+" ") ||
				!strings.Contains(strings.ToLower(lines[i]), u.local.String()) || !strings.HasSuffix(strings.ToLower(lines[i]), u.remote.String()) {
				t.Fatalf("%q became %+v", lines[i], u)
			}
		}
	})
}
