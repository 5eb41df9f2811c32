package snippet

import (
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/parser"
)

// write puts a snippet into a file of its own and gives its name.
func write(t *testing.T, dir, store string, l Language) string {
	t.Helper()
	text, err := Text(store, l.Name)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, strings.ReplaceAll(store, "-", "_")+"_"+l.Name+l.Ending)
	if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestAll: there is one for each store and language, short, which names what it reads.
func TestAll(t *testing.T) {
	const longest = 60
	for _, store := range Stores() {
		for _, l := range Languages() {
			text, err := Text(store, l.Name)
			if err != nil {
				t.Error(err)
				continue
			}
			if n := strings.Count(text, "\n"); n > longest {
				t.Errorf("%s in %s has %d lines", store, l.Name, n)
			}
			if !strings.Contains(text, "CODECOV_TOKEN") || !strings.HasSuffix(text, "\n") {
				t.Errorf("%s in %s does not set CODECOV_TOKEN", store, l.Name)
			}
		}
	}
	if _, err := Text("env", "cobol"); err == nil {
		t.Error("a snippet in a language that there is none in")
	}
	if _, err := Text("../env", "go"); err == nil {
		t.Error("a snippet for a store that there is none for")
	}
}

// checkers are each language's own tool, for one file or for all at once.
var checkers = []struct {
	language string
	command  []string
	together bool
}{
	{"python", []string{"python3", "-m", "py_compile"}, true},
	{"javascript", []string{"node", "--check"}, false},
	{"typescript", []string{"tsc", "--noEmit", "--strict", "--target", "es2022", "--module", "nodenext", "--moduleResolution", "nodenext", "--types", "node"}, true},
	{"java", []string{"java", "../testdata/snippet/Check.java"}, true},
	{"ruby", []string{"ruby", "-c"}, false},
	{"csharp", []string{"mcs", "--parse"}, false},
	{"php", []string{"php", "-l"}, false},
	{"shell", []string{"sh", "-n"}, false},
}

// TestChecked: each is compiled, or its syntax checked, by its own toolchain, where the
// machine has it.
func TestChecked(t *testing.T) {
	t.Parallel()
	for _, c := range checkers {
		t.Run(c.language, func(t *testing.T) {
			t.Parallel()
			c.command = slices.Clone(c.command)
			if _, err := exec.LookPath(c.command[0]); err != nil {
				t.Skipf("%s is not installed", c.command[0])
			}
			dir := t.TempDir()
			var files []string
			for _, l := range Languages() {
				for _, store := range Stores() {
					if l.Name == c.language {
						files = append(files, write(t, dir, store, l))
					}
				}
			}
			if c.language == "python" {
				c.command[0], _ = pythonItself()
			}
			groups := [][]string{files}
			if !c.together {
				groups = nil
				for _, f := range files {
					groups = append(groups, []string{f})
				}
			}
			for _, g := range groups {
				out, err := exec.Command(c.command[0], append(c.command[1:len(c.command):len(c.command)], g...)...).CombinedOutput()
				if err != nil {
					t.Errorf("%v: %v\n%s", g, err, out)
				}
			}
		})
	}
	t.Run("here", func(t *testing.T) {
		t.Parallel()
		for _, store := range Stores() {
			for _, l := range Languages() {
				text, err := Text(store, l.Name)
				if err != nil {
					t.Fatal(err)
				}
				switch l.Ending {
				case ".go":
					if clean, err := format.Source([]byte(text)); err != nil || string(clean) != text {
						t.Errorf("%s in Go: not as gofmt writes it (%v)", store, err)
					}
				case ".yml":
					if _, err := parser.ParseBytes([]byte(text), 0); err != nil {
						t.Errorf("%s in %s: %v", store, l.Name, err)
					}
				}
			}
		}
	})
	t.Run("jenkins", func(t *testing.T) { t.Skip("only a Jenkins server checks a Jenkinsfile") })
}

// build makes the Go programs. The one that needs an SDK takes half a minute to compile
// for the first time, so it is made where somebody has asked for that.
func build(t *testing.T, dir, store string) string {
	t.Helper()
	l := Languages()[3]
	src := filepath.Join(dir, store)
	if err := os.MkdirAll(src, 0o755); err != nil {
		t.Fatal(err)
	}
	mod := []byte("module example.com/upload\n\ngo 1.25\n")
	if store == "aws-secrets-manager" {
		if os.Getenv("COVKEY_TEST_SDK") == "" {
			t.Skip("the SDK takes long to compile: COVKEY_TEST_SDK=1 does it")
		}
		for _, name := range []string{"go.mod", "go.sum"} {
			data, err := os.ReadFile(filepath.Join("..", "testdata", "snippet", "aws", name))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(src, name), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	} else if err := os.WriteFile(filepath.Join(src, "go.mod"), mod, 0o644); err != nil {
		t.Fatal(err)
	}
	text, err := Text(store, l.Name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(src, "main.go"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(src, "upload")
	cmd := exec.Command("go", "build", "-o", program, ".")
	cmd.Dir, cmd.Env = src, append(os.Environ(), "GOFLAGS=-mod=readonly", "GOWORK=off", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// TestMatrix: docs/snippets.md has a row for each language, and says nothing of others.
func TestMatrix(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "docs", "snippets.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range Names() {
		if !strings.Contains(string(data), fmt.Sprintf("\n| `%s` |", name)) {
			t.Errorf("docs/snippets.md has no row for %s", name)
		}
	}
}
