package main

import (
	"embed"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/install"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/terminal"
)

//go:embed completion/*
var scripts embed.FS

// shell is one that has a completion script.
type shell struct{ name, file string }

// shells lists them; file is also what a package calls the script.
func shells() []shell {
	return []shell{{"bash", "covkey.bash"}, {"zsh", "_covkey"}, {"fish", "covkey.fish"}, {"powershell", "covkey.ps1"}}
}

func shellNames() []string {
	var all []string
	for _, s := range shells() {
		all = append(all, s.name)
	}
	return all
}

// completer is the hidden command that the scripts call. Its arguments are the words
// behind covkey, the last one as far as it is typed; no flag in them is its own.
const completer = "__complete"

func (s *session) completionCommand() *cli.Command {
	return &cli.Command{
		Name: "completion", Usage: "print a script that completes covkey's commands in a shell", Category: groupAbout,
		ArgsUsage: strings.Join(shellNames(), "|"),
		Action: func(c *cli.Context) error {
			if c.NArg() != 1 {
				return usage("covkey completion: for which shell? one of %s", list(shellNames()))
			}
			for _, sh := range shells() {
				if sh.name == c.Args().First() {
					text, err := scripts.ReadFile("completion/" + sh.file)
					if err != nil {
						return err
					}
					_, err = s.stdout.Write(text)
					return err
				}
			}
			return mistyped("shell", c.Args().First(), "covkey completion ", shellNames())
		},
	}
}

// offer is a word that can stand where the cursor is.
type offer struct{ word, meaning string }

// complete prints what can be the last of the words, one a line with what it means.
// Nothing means that it may be anything, like a file.
func (s *session) complete(app *cli.App, words []string) {
	for _, o := range offers(app, joined(words)) {
		s.printf("%s\t%s\n", o.word, o.meaning)
	}
}

// joined puts --format=json together again, which bash divides, and takes the mark off
// the last word, which PowerShell could not hand over when it is empty.
func joined(words []string) []string {
	var all []string
	for i := 0; i < len(words); i++ {
		n := len(all) - 1
		if words[i] == "=" && n >= 0 && strings.HasPrefix(all[n], "--") {
			all[n] += "="
			if i+1 < len(words) {
				i++
				all[n] += words[i]
			}
			continue
		}
		all = append(all, words[i])
	}
	if n := len(all) - 1; n >= 0 {
		all[n] = strings.TrimPrefix(all[n], "@")
	}
	return all
}

// offers finds what can be the last word.
func offers(app *cli.App, words []string) []offer {
	if len(words) == 0 {
		words = []string{""}
	}
	at, before := topic{app: app}, words[:len(words)-1]
	typed := words[len(words)-1]
	var arguments []string
	for i := 0; i < len(before); i++ {
		switch command := commandNamed(at.commands(), before[i]); {
		case before[i] == "--":
			return nil
		case strings.HasPrefix(before[i], "-") && takesValue(at.flags(), before[i]):
			i++
			if i == len(before) { // its value is being typed
				return beginning(typed, "", valuesOf(at, before[i-1]))
			}
		case strings.HasPrefix(before[i], "-"):
		case command != nil && len(arguments) == 0:
			at = at.below(command)
		default:
			arguments = append(arguments, before[i])
		}
	}
	if flag, value, ok := strings.Cut(typed, "="); ok && strings.HasPrefix(flag, "-") {
		return beginning(value, flag+"=", valuesOf(at, flag))
	}
	if strings.HasPrefix(typed, "-") {
		return beginning(typed, "", flagOffers(at))
	}
	return beginning(typed, "", wordOffers(at, arguments))
}

// beginning keeps those that begin as typed.
func beginning(typed, prefix string, all []offer) []offer {
	var kept []offer
	for _, o := range all {
		if strings.HasPrefix(o.word, typed) {
			kept = append(kept, offer{prefix + o.word, o.meaning})
		}
	}
	return kept
}

func flagOffers(at topic) []offer {
	var all []offer
	for _, f := range at.flags() {
		d := flagOf(f)
		all = append(all, offer{dash(d.names[0]), d.text()})
	}
	if len(at.path) > 0 {
		all = append(all, offer{"--help", "explain this command"})
	}
	return all
}

// wordOffers are commands, or what a command takes as its arguments.
func wordOffers(at topic, arguments []string) []offer {
	commands := at.commands()
	switch name := at.name(); {
	case name == "covkey help": // the words behind it are commands
		about := topic{app: at.app}
		for _, word := range arguments {
			next := commandNamed(about.commands(), word)
			if next == nil {
				return nil
			}
			about = about.below(next)
		}
		commands = about.commands()
	case len(arguments) > 0:
		return nil
	case name == "covkey hook":
		return plain(install.Supported)
	case name == "covkey completion":
		return plain(shellNames())
	}
	var all []offer
	for _, c := range commands {
		if !c.Hidden {
			all = append(all, offer{c.Name, c.Usage})
		}
	}
	return all
}

// valuesOf lists what a flag takes, nothing where it is a file or text.
func valuesOf(at topic, flag string) []offer {
	switch strings.TrimLeft(flag, "-") {
	case "format":
		if at.name() == "covkey version" {
			return plain([]string{"text", "json"})
		}
		return plain(report.Formats)
	case "severity":
		return plain(severities())
	case "color":
		return plain(terminal.When())
	case "hook":
		return plain(install.Supported)
	}
	return nil
}

func plain(words []string) []offer {
	var all []offer
	for _, w := range words {
		all = append(all, offer{w, ""})
	}
	return all
}
