package inventory

import (
	"crypto/rand"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile("testdata/"+name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what it was; look at the difference, then -update:\n%s", name, got)
	}
}

// line shows a use on one line.
func line(u Use) string {
	var flags []string
	for _, f := range u.Flags {
		flags = append(flags, f.ID)
	}
	place := strings.Join([]string{u.Workflow, u.Job, u.Step}, " / ")
	return fmt.Sprintf("%s:%d [%s] %s | %s %s %s| %s %q by %s needs=%t | %s", u.Path, u.Line, u.System, place,
		u.Uploader, u.Version, u.Release, strings.TrimPrefix(u.Kind, "codecov-"), u.Secret, u.By, u.Needs, strings.Join(flags, ", "))
}

func TestUses(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/uses.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, f := range archive.Files {
		for _, u := range Scan(f.Name, f.Data) {
			fmt.Fprintln(&got, line(u))
		}
	}
	golden(t, "uses.golden", got.String())
}

// FuzzScan: whatever a file says, the uses are in it and name no key.
func FuzzScan(f *testing.F) {
	archive, err := txtar.ParseFile("testdata/uses.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range archive.Files {
		f.Add(file.Name, file.Data)
	}
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		lines := strings.Count(string(data), "\n") + 1
		for _, u := range Scan(name, data) {
			if u.Line < 1 || u.Line > lines || u.Path != name || u.Kind == "" || u.By == "" {
				t.Errorf("%+v in %d lines", u, lines)
			}
			if found := detector.Scan(detector.Input{Path: "CODECOV_TOKEN", Text: []byte("CODECOV_TOKEN=" + u.Secret + "\n")}, detector.Options{}); len(found) > 0 && strings.Trim(u.Secret, "0123456789abcdefABCDEF-") == "" {
				t.Errorf("a name that is a key: %s", found[0].Match)
			}
		}
	})
}

// TestKeyInFile: a key that stands in the file is said to, and never shown.
func TestKeyInFile(t *testing.T) {
	key := uuid()
	for name, text := range map[string]string{
		".github/workflows/a.yml": "jobs:\n  a:\n    steps:\n    - uses: codecov/codecov-action@v5\n      with:\n        token: " + key + "\n",
		"up.sh":                   "#!/bin/sh\ncodecov -t " + key + "\n",
		"README.md":               "CODECOV_TOKEN=" + key + "\n",
	} {
		uses := Scan(name, []byte(text))
		if len(uses) != 1 || uses[0].By != Literal || !uses[0].Has(KeyInFile) || strings.Contains(fmt.Sprintf("%+v", uses), key[4:]) {
			t.Errorf("%s: %d uses, want one that says the key is in the file", name, len(uses))
		}
	}
}

// uuid is a random version 4.
func uuid() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// BenchmarkHostile has texts of the longest size that were made to be expensive.
func BenchmarkHostile(b *testing.B) {
	for name, unit := range map[string]string{
		"keys":    "  CODECOV_TOKEN: a b\n",
		"items":   "- CODECOV_TOKEN=$A codecov\n",
		"names":   "codecov_token_",
		"deep":    "- ",
		"flow":    "a: {",
		"step":    "  - run: codecov -t $CODECOV_TOKEN\n",
		"orb":     "  - codecov/upload\n",
		"refs":    "${{ secrets.",
		"command": "codecov -t ",
	} {
		text := []byte("jobs:\n codecov:\n  steps:\n" + strings.Repeat(unit, (LongestFile-100)/len(unit)))
		for _, file := range []string{".gitlab-ci.yml", ".github/workflows/a.yml", "a.sh", "Dockerfile", "Jenkinsfile", ".circleci/config.yml"} {
			b.Run(name+"/"+file, func(b *testing.B) {
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					Scan(file, text)
				}
			})
		}
	}
}
