package fix

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml/parser"
	"github.com/pelletier/go-toml/v2"

	"github.com/covkey/covkey/detector"
)

// toolchains parse a file of each ending: a program of the language's own, or a parser that
// is linked in here.
var toolchains = []struct {
	ending, name string
	command      []string
	here         func([]byte) error
	together     bool
}{
	{ending: ".py", name: "py_compile", command: []string{"python3", "-m", "py_compile"}, together: true},
	{ending: ".js", name: "node --check", command: []string{"node", "--check"}},
	{ending: ".mjs", name: "node --check", command: []string{"node", "--check"}},
	{ending: ".sh", name: "bash -n", command: []string{"bash", "-n"}},
	{ending: ".bash", name: "bash -n", command: []string{"bash", "-n"}},
	{ending: ".fish", name: "fish -n", command: []string{"fish", "-n"}},
	{ending: ".rb", name: "ruby -c", command: []string{"ruby", "-c"}},
	{ending: ".rake", name: "ruby -c", command: []string{"ruby", "-c"}},
	{ending: ".php", name: "php -l", command: []string{"php", "-l"}},
	{ending: ".pl", name: "perl -c", command: []string{"perl", "-c"}},
	{ending: ".java", name: "javac, parsed", command: []string{"java", "../testdata/snippet/Check.java"}, together: true},
	{ending: ".cs", name: "mcs --parse", command: []string{"mcs", "--parse"}},
	{ending: "Makefile", name: "make -n", command: []string{"make", "-n", "-f"}},
	{ending: ".go", name: "gofmt", here: func(text []byte) error { _, err := format.Source(text); return err }},
	{ending: ".json", name: "encoding/json", here: func(text []byte) error { return json.Unmarshal(text, new(any)) }},
	{ending: ".yml", name: "goccy/go-yaml", here: parseYAML},
	{ending: ".yaml", name: "goccy/go-yaml", here: parseYAML},
	{ending: ".toml", name: "go-toml", here: func(text []byte) error { return toml.Unmarshal(text, new(map[string]any)) }},
}

func parseYAML(text []byte) error {
	_, err := parser.ParseBytes(text, 0)
	return err
}

// TestParses: what was rewritten is still parsed, by each language's own toolchain where
// the machine has it.
func TestParses(t *testing.T) {
	for _, tool := range toolchains {
		t.Run(tool.ending, func(t *testing.T) {
			t.Parallel()
			if tool.command != nil {
				if _, err := exec.LookPath(tool.command[0]); err != nil {
					t.Skipf("%s is not installed", tool.command[0])
				}
			}
			dir := t.TempDir()
			var files []string
			for i, c := range table() {
				if c.why != "" || !strings.HasSuffix(c.path, tool.ending) {
					continue
				}
				text := rewriteAll(t, c.path, strings.ReplaceAll(c.old, "KEY", newKey())).Stored
				if tool.here != nil {
					if err := tool.here(text); err != nil {
						t.Errorf("%s: %v\n%s", c.name(), err, text)
					}
					continue
				}
				file := filepath.Join(dir, fmt.Sprintf("case%d%s", i, tool.ending))
				if err := os.WriteFile(file, text, 0o644); err != nil {
					t.Fatal(err)
				}
				files = append(files, file)
			}
			for len(files) > 0 {
				n := 1
				if tool.together {
					n = len(files)
				}
				check(t, tool.command, files[:n])
				files = files[n:]
			}
		})
	}
}

func check(t *testing.T, command, files []string) {
	t.Helper()
	cmd := exec.Command(command[0], append(command[1:len(command):len(command)], files...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		text, readErr := os.ReadFile(files[0])
		t.Errorf("%v (%v)\n%s\n%s", err, readErr, out, text)
	}
}

var update = flag.Bool("update", false, "write docs/fix.md anew")

// fixedKey is for the page alone. It is made up.
var fixedKey = sync.OnceValue(func() string { return "1421a7c5-9e0b-" + "4d3f-8a62-5b7c90d1e3f4" })

// TestPage: docs/fix.md shows each context of each language as it is rewritten now.
func TestPage(t *testing.T) {
	const name = "../docs/fix.md"
	var b strings.Builder
	b.WriteString(pageHead)
	for _, c := range table() {
		text := strings.ReplaceAll(c.old, "KEY", fixedKey())
		r, err := Rewrite(c.path, []byte(text), detector.Options{}, func(detector.Finding) bool { return true })
		if err != nil {
			t.Fatal(err)
		}
		var gone, come []string
		for _, l := range r.Diff() {
			switch l.Mark {
			case '-':
				gone = append(gone, l.Text)
			case '+':
				come = append(come, l.Text)
			}
		}
		tool := "scan"
		for _, p := range toolchains {
			if strings.HasSuffix(c.path, p.ending) {
				tool = "scan, " + p.name
			}
		}
		if len(gone)+len(come) == 0 {
			line, _ := strings.CutPrefix(lineWithKey(text), "\t")
			fmt.Fprintf(&b, "| %s | %s | %s | stays: %s | |\n", c.path, c.context, code(strings.ReplaceAll(line, fixedKey(), "KEY")), cell(r.Places[0].Why))
			continue
		}
		come = append(come, "")[:max(len(come), 1)]
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", c.path, c.context, code(strings.ReplaceAll(strings.Join(gone, "⏎"), r.Places[0].Match, "KEY")), code(strings.Join(come, "⏎")), tool)
	}
	if strings.Contains(b.String(), fixedKey()) {
		t.Fatal("the page holds the key")
	}
	if *update {
		if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.ReplaceAll(old, []byte("\r\n"), []byte("\n")), []byte(b.String())) {
		t.Error("docs/fix.md is not what the code does now: go test ./fix -run TestPage -update")
	}
}

func lineWithKey(text string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, fixedKey()) {
			return strings.TrimRight(line, "\r\n")
		}
	}
	return ""
}

// cell is text for a table's cell, code the same as code.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;").Replace(s)
}

func code(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), "|", `\|`)
	switch {
	case s == "":
		return "(the line goes)"
	case strings.Contains(s, "`"):
		return "`` " + s + " ``"
	}
	return "`" + s + "`"
}

const pageHead = `# Putting references in the place of keys

    covkey fix [--dry-run | --yes] [PATH]...

rewrites what is staged: each key becomes the reference that its file's syntax has for it. The change is shown first, the
key masked in it, and covkey asks; without a terminal and without ` + "`--yes`" + ` nothing is changed. Then it says what has to be set
where (` + "`gh secret set CODECOV_TOKEN`" + `, …). The exit code is 1 while a key is staged, 2 when the work could not be done.

- The index is written first, for all files at once, by git itself. Then the same change is made to the files in the work
  tree, each at once, where they hold the same value; what else was changed there stays, and so do a file's mode, encoding,
  byte-order mark and line breaks. A file that no longer holds the key, a link, one behind a link, and one that is not there
  (a sparse checkout) are left alone, and covkey says so.
- Nothing is written when the index has conflicts, when something else was staged while covkey asked, or when another git
  holds the index.
- What cannot be rewritten from what the file says stays, with the reason: a constant that cannot be a call, data of which
  nothing says that its reader replaces variables, codecov.yml, which takes no references.
- After rewriting the file is scanned again, and must be parsed if it was before.
- The content with the key that was staged before stays in .git as an object that nothing refers to until git prunes it. It is
  not sent anywhere.

## What is written where

KEY stands for a key, ⏎ for the end of a line. The last column says by what the test looks at the result. Made by a test;
do not edit.

| file | context | from | to | looked at by |
| --- | --- | --- | --- | --- |
`
