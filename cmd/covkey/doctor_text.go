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
		for i, p := range c.Found {
			if i == mostPlaces {
				fmt.Fprintf(b, "    … and %d more: --format json\n", len(c.Found)-i)
				break
			}
			for _, line := range placeLines(p, width) {
				b.WriteString("    " + line + "\n")
			}
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

// placeLines is a place on one line, or with its text below.
func placeLines(p doctor.Place, width int) []string {
	text := shownText(p.Text)
	if p.Path == "" {
		return wrap(text, width-4)
	}
	where := fmt.Sprintf("%s:%d", shownText(p.Path), p.Line)
	if text == "" || len(where)+len(text)+6 <= width {
		return []string{strings.TrimRight(where+"  "+text, " ")}
	}
	lines := []string{where}
	for _, line := range wrap(text, width-6) {
		lines = append(lines, "  "+line)
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
