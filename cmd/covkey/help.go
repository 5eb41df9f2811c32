package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/terminal"
)

// The help is made of the descriptions that the command-line library keeps, but not by
// its templates: those know no width, and bring a template engine into the start.

// topic is what a help page is about: the program (no commands) or a command, with
// those that it is one of.
type topic struct {
	app  *cli.App
	path []*cli.Command
}

func (t topic) name() string {
	words := []string{t.app.Name}
	for _, c := range t.path {
		words = append(words, c.Name)
	}
	return strings.Join(words, " ")
}

func (t topic) commands() []*cli.Command {
	if len(t.path) == 0 {
		return t.app.Commands
	}
	return t.path[len(t.path)-1].Subcommands
}

func (t topic) flags() []cli.Flag {
	if len(t.path) == 0 {
		return t.app.Flags
	}
	return t.path[len(t.path)-1].Flags
}

func (t topic) below(c *cli.Command) topic {
	return topic{t.app, append(slices.Clone(t.path), c)}
}

// asked finds, on a command line, a flag that asks for something instead of work: name
// is help or version. Behind "--" nothing is a flag.
func asked(app *cli.App, args []string) (name string, about topic) {
	about = topic{app: app}
	for rest := args[min(1, len(args)):]; ; {
		front, positional, tail := part(rest, about.flags(), len(about.commands()) > 0)
		if about.name() == "covkey hook" && len(positional) > 0 && !isHelp(rest[0]) {
			// git's own arguments: a remote may be called -h, and its push must not pass.
			return "", about
		}
		for i := 0; i < len(front); i++ {
			switch {
			case isHelp(front[i]):
				// The command may come behind the flag.
				for len(positional) > 0 && commandNamed(about.commands(), positional[0]) != nil {
					about = about.below(commandNamed(about.commands(), positional[0]))
					positional = positional[1:]
				}
				return "help", about
			case len(about.path) == 0 && strings.TrimPrefix(front[i], "-") == "-version":
				return "version", about
			}
			if takesValue(about.flags(), front[i]) {
				i++
			}
		}
		if len(positional) == 0 {
			return "", about
		}
		command := commandNamed(about.commands(), positional[0])
		if command == nil {
			return "", about
		}
		about, rest = about.below(command), append(positional[1:], tail...)
	}
}

func isHelp(arg string) bool { return arg == "--help" || arg == "-help" || arg == "-h" }

func (s *session) helpCommand(app *cli.App) *cli.Command {
	return &cli.Command{
		Name: "help", Usage: "explain a command", ArgsUsage: "[COMMAND]", Category: groupAbout,
		Action: func(c *cli.Context) error {
			about := topic{app: app}
			for i, word := range c.Args().Slice() {
				if i == 0 && word == environmentTopic {
					return s.environmentHelp()
				}
				next := commandNamed(about.commands(), word)
				if next == nil {
					return mistyped("command", word, "covkey help "+strings.TrimPrefix(about.name()+" ", "covkey "), append(shown(about.commands()), environmentTopic))
				}
				about = about.below(next)
			}
			return s.help(s.stdout, about)
		},
	}
}

// helpWidth is how wide help is: no wider than what is easily read.
func (s *session) helpWidth(w io.Writer) int {
	const widest, narrowest = 80, 40
	width := terminal.Columns(s.environ())
	if width == 0 {
		width = s.screen(w).Width()
	}
	if width == 0 {
		width = widest
	}
	return max(narrowest, min(width, widest))
}

func (s *session) help(w io.Writer, about topic) error {
	p := page{width: s.helpWidth(w)}
	about.write(&p)
	_, err := io.WriteString(w, p.text.String())
	return err
}

// write makes the page.
func (t topic) write(p *page) {
	if len(t.path) == 0 {
		p.line(t.app.Name + " - " + t.app.Usage)
	} else {
		p.line(t.name() + " - " + t.path[len(t.path)-1].Usage)
	}
	p.heading("Usage")
	p.indented(2, t.usage())
	if about := pageOf(t).about; about != "" {
		p.gap()
		p.paragraph(0, about)
	}
	for _, group := range groups(t.commands()) {
		p.heading(group)
		for _, c := range t.commands() {
			if c.Category == group && !c.Hidden {
				p.row(c.Name, c.Usage, widest(shown(t.commands())))
			}
		}
	}
	if examples := pageOf(t).examples; len(examples) > 0 {
		p.heading("Examples")
		for _, e := range examples {
			p.indented(2, e.command)
			p.paragraph(6, e.shows)
		}
	}
	t.writeFlags(p)
	if len(t.path) > 0 {
		return
	}
	p.heading("Exit codes")
	for _, e := range exitCodes() {
		p.row(fmt.Sprint(e.code), e.meaning, 1)
	}
	p.gap()
	p.paragraph(0, "covkey help COMMAND explains a command, covkey help environment the variables that count.")
}

// usage is how the command is called.
func (t topic) usage() string {
	usage := t.name()
	if len(t.path) == 0 {
		return usage + " [-C DIR] COMMAND [flags] [arguments]"
	}
	c := t.path[len(t.path)-1]
	if len(c.Subcommands) > 0 {
		usage += " COMMAND"
	}
	if len(c.Flags) > 0 {
		usage += " [flags]"
	}
	if c.ArgsUsage != "" {
		usage += " " + c.ArgsUsage
	}
	return usage
}

func (t topic) writeFlags(p *page) {
	type row struct{ group, flag, text string }
	var rows []row
	var left []string
	for _, f := range t.flags() {
		d := flagOf(f)
		rows = append(rows, row{d.group, d.spelling(), d.text()})
		left = append(left, d.spelling())
	}
	group := ""
	for _, r := range rows {
		if r.group != group || group == "" {
			group = r.group
			p.heading(group)
		}
		p.row(r.flag, r.text, widest(left))
	}
}

// flagText is what a flag's description says.
type flagText struct {
	names         []string
	value         string // the word for its value, empty when it takes none
	usage, preset string
	group         string
	repeated      bool
}

func flagOf(f cli.Flag) flagText {
	d := flagText{names: f.Names(), group: "Flags"}
	if doc, ok := f.(cli.DocGenerationFlag); ok {
		d.usage = doc.GetUsage()
		if doc.TakesValue() {
			d.value = "VALUE"
			d.preset = strings.Trim(doc.GetValue(), `"`)
		}
	}
	if _, ok := f.(*cli.StringSliceFlag); ok {
		d.repeated, d.preset = true, ""
	}
	// The value's name stands between back quotes, as the library has it.
	if before, rest, ok := strings.Cut(d.usage, "`"); ok {
		if name, after, ok := strings.Cut(rest, "`"); ok {
			d.value, d.usage = name, before+name+after
		}
	}
	if c, ok := f.(cli.CategorizableFlag); ok && c.GetCategory() != "" {
		d.group = c.GetCategory()
	}
	return d
}

func (d flagText) spelling() string {
	var all []string
	for i := len(d.names) - 1; i >= 0; i-- { // the short one first
		all = append(all, dash(d.names[i]))
	}
	text := strings.Join(all, ", ")
	if d.value != "" {
		text += " " + d.value
	}
	return text
}

func (d flagText) text() string {
	if d.preset != "" {
		return d.usage + " (default " + d.preset + ")"
	}
	return d.usage
}

// groups lists the headings under which commands stand.
func groups(commands []*cli.Command) []string {
	var all []string
	for _, c := range commands {
		if !c.Hidden && !slices.Contains(all, c.Category) {
			all = append(all, c.Category)
		}
	}
	return all
}

func widest(words []string) int {
	n := 0
	for _, w := range words {
		n = max(n, len(w))
	}
	return n
}
