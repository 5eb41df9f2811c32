package main

// This file is what covkey says when it was called in a wrong way: what is wrong, and
// what was probably meant.

import (
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/detector"
)

// usage is an error in how covkey was called.
func usage(format string, args ...any) error {
	return withHint(fmt.Errorf(format, args...), "covkey help lists the commands; covkey help COMMAND explains one")
}

// unknown is a value of a flag that is none of those that it takes.
func unknown(flag, value string, values []string) error {
	err := fmt.Errorf("%s: unknown %s %q: want %s or %s", flag, strings.TrimLeft(flag, "-"), value,
		list(values[:len(values)-1]), values[len(values)-1])
	if near, ok := nearest(value, values); ok {
		return withHint(err, fmt.Sprintf("did you mean %q?", near))
	}
	return err
}

// mistyped is a word that stands for nothing. In front of the one that was probably
// meant stands before.
func mistyped(what, word, before string, words []string) error {
	if near, ok := nearest(word, words); ok {
		return withHint(fmt.Errorf("unknown %s %q", what, word), fmt.Sprintf("did you mean \"%s%s\"?", before, near))
	}
	return usage("unknown %s %q", what, word)
}

// nearest is the word that a mistyped one is nearest to. A word that shares little with
// all of them is none of them.
func nearest(word string, words []string) (string, bool) {
	best, least := "", len(word)/3+1
	for _, w := range words {
		d := distance(strings.ToLower(word), strings.ToLower(w))
		if len(word) >= 3 && strings.HasPrefix(w, word) {
			d = min(d, 1)
		}
		if d <= least && d < max(len(w), len(word)) && (best == "" || d < least) {
			best, least = w, d
		}
	}
	return best, best != ""
}

// distance counts the letters to be put in, taken out, changed or exchanged with the
// next one that make one word of the other.
func distance(a, b string) int {
	const most = 40 // no word of covkey's is so long
	if len(a) > most || len(b) > most {
		return most
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// onUsageError puts the flag library's errors into covkey's words.
func onUsageError(c *cli.Context, err error, _ bool) error {
	if errors.Is(err, flag.ErrHelp) { // it is only asked here behind a hook's name
		return usage("behind a hook's name stand git's own arguments, and --help is none: covkey hook --help")
	}
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		name = strings.TrimPrefix(name, "-")
		if c.Command != nil && c.Command.Name == "hook" && (name == "verify" || name == "codecov-url") {
			return usage("covkey hook has no --%s: a hook asks nobody; covkey scan staged --verify does", name)
		}
		words := []string{"--help"}
		if c.Command != nil {
			words = append(words, dashed(c.Command.Flags)...)
		}
		if c.Command == nil || c.Command.Name == c.App.Name {
			words = append(words, dashed(c.App.Flags)...)
		}
		return mistyped("flag", dash(name), "", words)
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		return usage("flag %s needs a value", dash(strings.TrimPrefix(name, "-")))
	}
	return usage("%s", text)
}

func dashed(flags []cli.Flag) []string {
	var names []string
	for _, f := range flags {
		if visible, ok := f.(cli.VisibleFlag); !ok || visible.IsVisible() {
			names = append(names, dash(f.Names()[0]))
		}
	}
	return names
}

func dash(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// shown lists the commands that are shown.
func shown(commands []*cli.Command) []string {
	var all []string
	for _, c := range commands {
		if !c.Hidden {
			all = append(all, c.Name)
		}
	}
	return all
}

// severities lists what --severity takes.
func severities() []string {
	return []string{detector.Low.String(), detector.High.String(), detector.Critical.String()}
}
