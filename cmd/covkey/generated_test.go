package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// update writes the files that are made of the code, and the screens, anew:
//
//	go test ./cmd/covkey -run 'TestGenerated|TestScreens' -update
var update = flag.Bool("update", false, "write generated files and screens anew")

// current compares a file that is made of something else with what it would be now.
func current(t *testing.T, name string, want []byte) {
	t.Helper()
	file := filepath.Join("..", "..", filepath.FromSlash(name))
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(bytes.ReplaceAll(got, []byte("\r\n"), []byte("\n")), want) {
		t.Errorf("%s is not what the code says now: go test ./cmd/covkey -run 'TestGenerated|TestScreens' -update\n%s", name, want)
	}
}

// description is the command line as users see it, without a run.
func description() *cli.App { return (&session{}).app() }

// topics lists the pages of the help.
func topics() []topic {
	var all []topic
	var walk func(topic)
	walk = func(t topic) {
		all = append(all, t)
		for _, c := range t.commands() {
			if !c.Hidden {
				walk(t.below(c))
			}
		}
	}
	walk(topic{app: description()})
	return all
}

// TestGeneratedReference: docs/reference.md is made of the command line's description.
func TestGeneratedReference(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# Reference\n\nAll commands, flags, variables and exit codes. Made of the code; do not edit.\n" +
		"[configuration.md](configuration.md) has the keys of `.covkey.yaml`.\n")
	for _, about := range topics() {
		reference(&b, about)
	}
	b.WriteString("\n## Environment variables\n\n| variable | meaning |\n| --- | --- |\n")
	for _, v := range environmentVariables() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", v.name, v.meaning)
	}
	b.WriteString("\n## Exit codes\n\n| code | meaning |\n| --- | --- |\n")
	for _, e := range exitCodes() {
		fmt.Fprintf(&b, "| %d | %s |\n", e.code, e.meaning)
	}
	current(t, "docs/reference.md", []byte(b.String()))
}

// reference writes one command's section.
func reference(b *strings.Builder, about topic) {
	usage := about.app.Usage
	if len(about.path) > 0 {
		usage = about.path[len(about.path)-1].Usage
	}
	fmt.Fprintf(b, "\n%s %s\n\n%s%s.\n", strings.Repeat("#", min(4, 2+len(about.path))), about.name(), strings.ToUpper(usage[:1]), usage[1:])
	fmt.Fprintf(b, "\n    %s\n", about.usage())
	page := pageOf(about)
	if page.about != "" {
		fmt.Fprintf(b, "\n%s\n", page.about)
	}
	if len(page.examples) > 0 {
		b.WriteString("\n| example | |\n| --- | --- |\n")
	}
	for _, e := range page.examples {
		fmt.Fprintf(b, "| `%s` | %s |\n", strings.ReplaceAll(e.command, "|", `\|`), e.shows)
	}
	if len(about.flags()) > 0 {
		b.WriteString("\n| flag | |\n| --- | --- |\n")
	}
	for _, f := range about.flags() {
		d := flagOf(f)
		fmt.Fprintf(b, "| `%s` | %s |\n", d.spelling(), d.text())
	}
}

// TestPages: every command that is shown says in few words what it is for, and how it
// is used; no page tells of a command that is not there; none is wider than a terminal.
func TestPages(t *testing.T) {
	t.Parallel()
	told := pages()
	for _, about := range topics() {
		if len(pageOf(about).examples) == 0 {
			t.Errorf("%s: no example", about.name())
		}
		delete(told, about.name())
		for _, width := range []int{40, 60, 80} {
			p := page{width: width}
			about.write(&p)
			for line := range strings.Lines(p.text.String()) {
				if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > width && !strings.HasPrefix(line, "  covkey ") && !strings.Contains(line, " | ") {
					t.Errorf("%s: %d columns, want %d: %s", about.name(), n, width, line)
				}
			}
		}
	}
	for name := range told {
		t.Errorf("%s is explained, but no command", name)
	}
}

// TestEnvironmentIsTold: a variable that the code looks at is in the help, or one by
// which another program tells its hooks something.
func TestEnvironmentIsTold(t *testing.T) {
	t.Parallel()
	var told []string
	for _, v := range environmentVariables() {
		told = append(told, strings.Split(v.name, ", ")...)
	}
	notForUsers := regexp.MustCompile(`^(GIT_|PRE_COMMIT|HOME$|USERPROFILE$|XDG_|PATH$|LC_|TMUX$|STY$|ZELLIJ$|TERM_PROGRAM|VTE_VERSION$|KONSOLE_VERSION$|WT_SESSION$|KITTY_WINDOW_ID$|DOMTERM$)`)
	looks := regexp.MustCompile(`(?:Get|getenv|Lookup)\("([A-Z_]{2,})"\)`)
	for _, dir := range []string{".", "../../terminal", "../../gitrepo", "../../hook", "../../install"} {
		files, err := filepath.Glob(filepath.Join(filepath.FromSlash(dir), "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range looks.FindAllStringSubmatch(string(data), -1) {
				if !slices.Contains(told, m[1]) && !notForUsers.MatchString(m[1]) {
					t.Errorf("%s looks at %s, which covkey help environment does not tell", file, m[1])
				}
			}
		}
	}
}
