package hook

import (
	"context"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/scan"
)

func parseAllReceived(in string) ([]received, error) {
	return parseLines(strings.NewReader(in), "pre-receive", "<old id> <new id> <ref>", parseReceived)
}

func TestParseReceived(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want, wantErr string }{
		{name: "nothing"},
		{name: "new", in: zero + " " + idA + " refs/heads/main\n", want: idA + " refs/heads/main|"},
		{name: "changed, and no line break at the end", in: idB + " " + idA + " refs/heads/main", want: idA + " refs/heads/main|"},
		{name: "deletion", in: idA + " " + zero + " refs/heads/x\n", want: " refs/heads/x|"},
		{name: "two", in: zero + " " + idA + " a\n" + idA + " " + idB + " b\n", want: idA + " a|" + idB + " b|"},
		{name: "SHA-256", in: zero + zero[:24] + " " + idA + idA[:24] + " a\n", want: idA + idA[:24] + " a|"},
		{name: "empty line", in: "\n", wantErr: "line 1"},
		{name: "as for pre-push", in: "main " + idA + " refs/heads/main " + zero + "\n", wantErr: "line 1 of standard input is not \"<old id> <new id> <ref>\": 4 fields"},
		{name: "no ref", in: zero + " " + idA + " \n", wantErr: "no name of a ref"},
		{name: "control character in the ref", in: zero + " " + idA + " refs/heads/a\x01\n", wantErr: "no name of a ref"},
		{name: "line of Windows", in: zero + " " + idA + " refs/heads/a\r\n", wantErr: "no name of a ref"},
		{name: "short old id", in: "abc " + idA + " a\n", wantErr: "old id"},
		{name: "new id not hex", in: zero + " " + strings.Repeat("g", 40) + " a\n", wantErr: "new id"},
		{name: "second line broken", in: zero + " " + idA + " a\nx\n", wantErr: "line 2"},
		{name: "endless line", in: zero + " " + idA + " " + strings.Repeat("a", longestLine), wantErr: "line 1 of standard input has more than 65536 bytes"},
	} {
		got, err := parseAllReceived(tt.in)
		if tt.wantErr != "" {
			if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
				t.Errorf("%s: error %v, want %q", tt.name, err, tt.wantErr)
			}
			continue
		}
		text := ""
		for _, r := range got {
			text += r.new.String() + " " + r.ref + "|"
		}
		if err != nil || text != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, text, err, tt.want)
		}
	}
}

// FuzzParseReceived: no panic, and what is accepted is all of the input: as many lines,
// each with its new id and its ref.
func FuzzParseReceived(f *testing.F) {
	f.Add(zero + " " + idA + " refs/heads/main\n")
	f.Add(idA + " " + zero + " refs/heads/x\n" + idA + " " + idB + " refs/tags/y")
	f.Add("\n \n")
	f.Fuzz(func(t *testing.T, in string) {
		got, err := parseAllReceived(in)
		if err != nil {
			return
		}
		lines := strings.Split(strings.TrimSuffix(in, "\n"), "\n")
		if in == "" {
			lines = nil
		}
		if len(got) != len(lines) {
			t.Fatalf("%d updates of %d lines", len(got), len(lines))
		}
		for i, r := range got {
			fields := strings.Split(lines[i], " ")
			same := strings.EqualFold(fields[1], r.new.String()) || r.new.IsZero() && strings.Trim(fields[1], "0") == ""
			if !same || fields[2] != r.ref {
				t.Errorf("%q was read as %v", lines[i], r)
			}
		}
	})
}

// threeCommits makes a repository with a key in each of three commits, and opens it.
func threeCommits(t *testing.T) (*world, *gitrepo.Repository) {
	t.Helper()
	w := newWorld(t)
	for _, name := range []string{"one", "two", "three"} {
		w.commit(name)
	}
	repo, err := gitrepo.Open(context.Background(), w.dir, w.env)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := repo.Close(); err != nil {
			t.Error(err)
		}
	})
	return w, repo
}

// TestReceivedOldID: whose settings count goes by what the ref holds, not by what the
// client says that it holds; and no ref's settings are those of what is pushed.
func TestReceivedOldID(t *testing.T) {
	t.Parallel()
	w, repo := threeCommits(t)
	one, two, three := w.git("rev-parse", "HEAD~2"), w.git("rev-parse", "HEAD~1"), w.git("rev-parse", "HEAD")
	w.git("update-ref", "refs/heads/topic", one)
	w.git("update-ref", "refs/heads/main", two)
	for _, tt := range []struct{ line, settings, name string }{
		{three + " " + three + " refs/heads/topic", one, "refs/heads/topic"},
		{zero + " " + three + " refs/heads/topic", one, "refs/heads/topic"},
		{zero + " " + three + " refs/heads/new", two, "HEAD"},
		{one + " " + three + " refs/heads/new", two, "HEAD"},
		{zero + " " + three + " refs/tags/topic", two, "HEAD"},
		{zero + " " + three + " topic", two, "HEAD"},
	} {
		var asked []Target
		req := Request{Name: "pre-receive", Stdin: strings.NewReader(tt.line + "\n"), Settings: func(_ context.Context, target Target) (Settings, error) {
			asked = append(asked, target)
			return Settings{Policy: scan.Policy{Report: detector.High}}, nil
		}}
		result, err := Run(context.Background(), repo, req, scan.Policy{})
		if err != nil {
			t.Fatal(err)
		}
		if len(asked) != 1 || asked[0].Settings.String() != tt.settings || asked[0].Name != tt.name || asked[0].New.String() != three {
			t.Errorf("%s: the settings are %v, want those of %s, %s", tt.line, asked, tt.name, tt.settings)
		}
		if len(result.Findings) != 1 || w.named[result.Findings[0].Fingerprint] != "three" {
			t.Errorf("%s: found %v", tt.line, result.Findings)
		}
	}
}

// TestReceivedGroups: what goes to refs with different settings is judged by each of
// them, and a key that one of them does not allow is found once.
func TestReceivedGroups(t *testing.T) {
	t.Parallel()
	w, repo := threeCommits(t)
	three := w.git("rev-parse", "HEAD")
	w.git("update-ref", "refs/heads/main", "HEAD~2")
	lines := ""
	for _, ref := range []string{"refs/heads/strict", "refs/heads/strict-too", "refs/heads/mild", "refs/tags/mild"} {
		lines += zero + " " + three + " " + ref + "\n"
	}
	req := Request{Name: "pre-receive", Stdin: strings.NewReader(lines), Settings: func(_ context.Context, target Target) (Settings, error) {
		_, kind, _ := strings.Cut(strings.TrimPrefix(target.Ref, "refs/"), "/")
		kind, _, _ = strings.Cut(kind, "-")
		return Settings{Key: kind, Policy: scan.Policy{
			Report:  detector.High,
			Blocks:  map[string]detector.Severity{"strict": detector.High, "mild": detector.Critical}[kind],
			Allowed: func(fp detector.Fingerprint) bool { return kind == "mild" && w.named[fp] == "two" },
		}}, nil
	}}
	result, err := Run(context.Background(), repo, req, scan.Policy{})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, f := range result.Findings {
		name := w.named[f.Fingerprint]
		if found[name] {
			t.Errorf("%s is reported twice", name)
		}
		if found[name] = true; !f.Blocks {
			t.Errorf("%s does not block", name)
		}
	}
	if !found["two"] || !found["three"] || len(found) != 2 {
		t.Errorf("found %v", found)
	}
}
