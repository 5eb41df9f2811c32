//go:build !urfave_cli_no_docs

package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// TestGeneratedManual: the page of the manual is made by the command-line library, of
// the same description as the help. The library's writer of manuals is not in the
// binary, whose every start would pay for it.
func TestGeneratedManual(t *testing.T) {
	t.Parallel()
	app := description()
	app.Description = pageOf(topic{app: app}).about
	app.UsageText = "\n\n    " + topic{app: app}.usage() + "\n"
	for _, e := range pageOf(topic{app: app}).examples {
		app.UsageText += "\n    " + e.command + "   (" + e.shows + ")"
	}
	var write func(topic)
	write = func(about topic) {
		for _, c := range about.commands() {
			below := about.below(c)
			c.UsageText = below.usage() + "\n" // as the library shows it: a block of its own
			for _, e := range pageOf(below).examples {
				c.UsageText += "\n" + e.command + "   (" + e.shows + ")"
			}
			if text := pageOf(below).about; text != "" {
				c.Usage += ".\n\n" + text
			}
			for _, f := range c.Flags {
				plainUsage(f)
			}
			write(below)
		}
	}
	write(topic{app: app})
	for _, f := range app.Flags {
		plainUsage(f)
	}
	text, err := app.ToManWithSection(1)
	if err != nil {
		t.Fatal(err)
	}
	text = strings.TrimSpace(text) + "\n" + sections()
	current(t, "packaging/man/covkey.1", []byte(text))
	t.Run("mandoc", func(t *testing.T) {
		if _, err := exec.LookPath("mandoc"); err != nil {
			t.Skip("mandoc is not installed")
		}
		out, err := exec.Command("mandoc", "-T", "lint", "-W", "error", filepath.Join("..", "..", "packaging", "man", "covkey.1")).CombinedOutput()
		if err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	})
}

// sections are what the manual says beside the commands, in the manual's own language.
func sections() string {
	var b strings.Builder
	row := func(word, meaning string) {
		fmt.Fprintf(&b, ".TP\n\\fB%s\\fP\n%s\n", roff(word), roff(meaning))
	}
	b.WriteString(".SH EXIT STATUS\n")
	for _, e := range exitCodes() {
		row(fmt.Sprint(e.code), e.meaning)
	}
	b.WriteString(".SH ENVIRONMENT\n")
	for _, v := range environmentVariables() {
		row(v.name, v.meaning)
	}
	b.WriteString(".SH FILES\n")
	row(".covkey.yaml", "at the root of a repository: what is allowed, left out and blocked")
	b.WriteString(".SH SEE ALSO\n\\fBgithooks\\fP(5), \\fBgitrevisions\\fP(7)\n")
	return b.String()
}

// roff keeps text from being taken for requests and hyphens from being typeset.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "…", "...").Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return text
}

// plainUsage takes the back quotes away, which mean something else there.
func plainUsage(f cli.Flag) {
	switch f := f.(type) {
	case *cli.StringFlag:
		f.Usage = strings.ReplaceAll(f.Usage, "`", "")
	case *cli.BoolFlag:
		f.Usage = strings.ReplaceAll(f.Usage, "`", "")
	case *cli.StringSliceFlag:
		f.Usage = strings.ReplaceAll(f.Usage, "`", "")
	}
}
