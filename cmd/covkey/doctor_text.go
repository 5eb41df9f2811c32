package main

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"

	"github.com/fatih/color"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/doctor"
	"github.com/covkey/covkey/report"
)

// shownText is a text from outside, fit to be printed.
func shownText(text string) string { return report.Visible(detector.Mask(text)) }

// mostPlaces are listed of one check; a repository may have hundreds of workflows.
const mostPlaces = 8

// doctorWidth is how wide its sentences are at the most.
const doctorWidth = 80

// printDoctor writes what is to be done in full, and a line for all else.
func printDoctor(b *bytes.Buffer, opt report.Options, checks []doctor.Check) {
	problems, advice := doctor.Count(checks, doctor.Problem), doctor.Count(checks, doctor.Advice)
	fmt.Fprintf(b, "covkey: %s, %s advice; %d checks\n", plural(problems, "problem"), count(advice), len(checks))
	width := min(cmp.Or(opt.Width, doctorWidth), doctorWidth)
	var good, none []string
	for _, c := range checks {
		switch c.State {
		case doctor.OK:
			good = append(good, c.ID)
			continue
		case doctor.None:
			none = append(none, c.ID)
			continue
		}
		fmt.Fprintf(b, "\n%s  %s: %s\n", stateWord(opt, c.State), c.ID, c.Title)
		for _, line := range placeLines(c.Found, width-4) {
			b.WriteString("    " + line + "\n")
		}
		for _, row := range [][2]string{{"why", c.Why}, {"do", c.Do}, {"read", c.Link}} {
			for i, line := range wrap(row[1], width-10) {
				label := row[0]
				if i > 0 {
					label = ""
				}
				fmt.Fprintf(b, "    %-4s  %s\n", label, line)
			}
		}
	}
	b.WriteByte('\n')
	for _, rest := range []struct {
		state doctor.State
		ids   []string
	}{{doctor.OK, good}, {doctor.None, none}} {
		if len(rest.ids) > 0 {
			fmt.Fprintf(b, "%s  %s\n", stateWord(opt, rest.state), list(rest.ids))
		}
	}
}

func count(n int) string {
	if n == 0 {
		return "no"
	}
	return fmt.Sprint(n)
}

// placeLines lists places with what is there, those of which the same is said together.
func placeLines(places []doctor.Place, width int) []string {
	var lines, texts []string
	at := map[string][]string{}
	for i, p := range places {
		if i == mostPlaces {
			break
		}
		text := shownText(p.Text)
		if at[text] == nil {
			texts = append(texts, text)
		}
		where := ""
		if p.Path != "" {
			where = fmt.Sprintf("%s:%d", shownText(p.Path), p.Line)
		}
		at[text] = append(at[text], where)
	}
	for _, text := range texts {
		switch where := at[text]; {
		case where[0] == "":
			lines = append(lines, wrap(text, width)...)
		case text == "":
			lines = append(lines, where...)
		case len(where) == 1 && len(where[0])+len(text)+2 <= width:
			lines = append(lines, where[0]+"  "+text)
		default:
			lines = append(lines, where...)
			for _, line := range wrap(text, width-2) {
				lines = append(lines, "  "+line)
			}
		}
	}
	if more := len(places) - mostPlaces; more > 0 {
		lines = append(lines, fmt.Sprintf("… and %d more: --format json", more))
	}
	return lines
}

// stateWord is a state in a column of its own.
func stateWord(opt report.Options, state doctor.State) string {
	look := map[doctor.State][]color.Attribute{
		doctor.Problem: {color.FgRed, color.Bold}, doctor.Advice: {color.FgYellow}, doctor.Unknown: {color.FgYellow},
		doctor.OK: {color.FgGreen}, doctor.None: {color.Faint},
	}[state]
	paint := color.New(look...)
	if opt.Color {
		paint.EnableColor()
	} else {
		paint.DisableColor()
	}
	const column = len("problem")
	return paint.Sprint(string(state)) + strings.Repeat(" ", column-len(state))
}
