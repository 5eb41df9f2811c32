package config

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/configuration.md anew")

// TestReference: docs/configuration.md is made of the list of keys that validation
// goes by.
func TestReference(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "docs", "configuration.md")
	want := document()
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ReplaceAll(string(got), "\r\n", "\n") != want {
		t.Errorf("docs/configuration.md is not what the code says now: go test ./config -run TestReference -update\n%s", want)
	}
}

// TestExamples: every example is read, alone and all together, and every key has one.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, k := range Keys() {
		if !strings.HasPrefix(k.Example, k.Name+":") || k.Meaning == "" || k.Form == "" {
			t.Errorf("%s is not explained", k.Name)
		}
		if _, err := Parse(Name, []byte(k.Example+"\n"), now); err != nil {
			t.Errorf("%s: %v", k.Name, err)
		}
		for _, e := range k.Entries {
			if !strings.Contains(k.Example, e.Name+": ") {
				t.Errorf("%s: no example of %s", k.Name, e.Name)
			}
		}
	}
	if _, err := Parse(Name, []byte(example()), now); err != nil {
		t.Error(err)
	}
}

func example() string {
	var all []string
	for _, k := range Keys() {
		all = append(all, k.Example)
	}
	return strings.Join(all, "\n") + "\n"
}

func document() string {
	var b strings.Builder
	b.WriteString("# Configuration\n\nThe keys of `.covkey.yaml`. Made of the code; do not edit.\n\n" +
		"The file stands at the root of the work tree and is committed like any other. It is optional: without it no value is\n" +
		"allowed, no file is left out, and `high` and `critical` block. An unknown key, a bad value or an expired entry is an error\n" +
		"with its line, and a hook then blocks. `--config FILE` names another file.\n\n" +
		"What the very change that is scanned adds to the file, and what that let pass, is said in the report. A file that is a link\n" +
		"is refused. In a bare repository the file in `HEAD` counts.\n\n```yaml\n" + example() + "```\n")
	for _, k := range Keys() {
		fmt.Fprintf(&b, "\n## `%s`\n\n%s\n\nValue: %s. Default: %s.\n", k.Name, k.Meaning, k.Form, k.Default)
		if len(k.Entries) == 0 {
			continue
		}
		b.WriteString("\n| key of an entry | value | |\n| --- | --- | --- |\n")
		for _, e := range k.Entries {
			meaning := e.Meaning
			if e.Required {
				meaning += " Required."
			} else {
				meaning += " Default: " + e.Default + "."
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", e.Name, e.Form, meaning)
		}
	}
	return b.String()
}
