//go:build bench

package main

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// document is the report as Markdown: machine and versions, goals, plot, all figures.
func document(m *measures, growth []panel) []byte {
	var out bytes.Buffer
	machine(&out, m)
	goals(&out, m)
	if len(growth) > 0 {
		out.WriteString("\n### Growth\n\n![wall time as repositories grow, both axes logarithmic](growth.svg)\n\n" +
			"The points are in [growth.csv](growth.csv). A scanner is left out of larger sizes once a run took it over 40 seconds.\n")
	}
	figures(&out, m)
	return out.Bytes()
}

func machine(out *bytes.Buffer, m *measures) {
	f := m.facts
	out.WriteString("### Machine and versions\n\n| what | which |\n| --- | --- |\n")
	for _, line := range [][2]string{
		{"machine", fmt.Sprintf("%s, %s cores, %s of memory, %s", f["cpu"], f["cores"], f["memory"], f["system"])},
		{"load", fmt.Sprintf("%s before, %s after (average of a minute)", f["load.before"], f["load.after"])},
		{"date", fmt.Sprintf("%s, %s seconds in all", f["date"], f["took"])},
		{"seed", f["seed"]},
		{"covkey", f["version.covkey"]},
		{"git", f["version.git"]},
		{"Go", f["version.go"]},
		{"hyperfine", f["version.hyperfine"]},
		{"gitleaks", f["version.gitleaks"]},
		{"betterleaks", f["version.betterleaks"]},
		{"trufflehog", f["version.trufflehog"]},
	} {
		if line[1] == "" {
			line[1] = "not here"
		}
		cells(out, line[:]...)
	}
	if f["quick"] != "" {
		out.WriteString("\nA quick run: sizes are small, each command ran twice. It shows that everything works and no more.\n")
	}
}

// goals is the table of goals: ratios of medians of one run.
func goals(out *bytes.Buffer, m *measures) {
	out.WriteString("\n### Goals\n\n| work | goal | measured | met | medians |\n| --- | --- | --- | --- | --- |\n")
	for _, r := range table() {
		title, ok := m.titled(r)
		for _, g := range r.goals {
			measured, detail, met := g.judge(m, r.work)
			verdict := "**no**"
			switch {
			case !ok && measured == "": // a work that was not asked for
				continue
			case measured == "":
				measured, verdict, detail = "not measured: "+detail, "?", ""
			case met:
				verdict = "yes"
			}
			cells(out, title, g.text, measured, verdict, detail)
			title = "" // once is enough
		}
	}
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// titled fills in a row's title and tells whether all that it names is known.
func (m *measures) titled(r row) (title string, known bool) {
	known = true
	title = placeholder.ReplaceAllStringFunc(r.title, func(name string) string {
		value, ok := m.facts[r.work+"."+strings.Trim(name, "{}")]
		switch {
		case name == "{origin}":
			if real := m.facts[r.work+".real"]; real != "" {
				return "a real repository (" + real + ")"
			}
			return "a synthetic repository (no real one was given)"
		case !ok:
			known = false
			return "?"
		case name == "{bytes}":
			n, _ := strconv.ParseFloat(value, 64)
			return fmt.Sprintf("%.1f MB", n/1e6)
		}
		if n, err := strconv.ParseFloat(value, 64); err == nil {
			return thousands(n)
		}
		return value
	})
	return title, known
}

// figures is every command with its figures.
func figures(out *bytes.Buffer, m *measures) {
	out.WriteString("\n### All figures\n\n| work | program | median | fastest | runs | most memory | command |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, key := range m.order {
		times := m.times[key]
		if strings.HasPrefix(key.work, "growth-") {
			continue
		}
		median, fastest, memory := "", "", ""
		if len(times) > 0 {
			median, fastest = seconds(times.median()), seconds(times[0])
		}
		if peak, ok := m.peaks[key]; ok {
			memory = fmt.Sprintf("%.1f MiB", float64(peak)/(1<<20))
		}
		cells(out, key.work, key.program, median, fastest, fmt.Sprint(len(times)), memory, "`"+m.commands[key]+"`")
	}
	names := make([]string, 0, len(m.detector))
	for name := range m.detector {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b := m.detector[name]
		cells(out, "detector", name, perSecond(b.rate.median()), perSecond(b.rate[len(b.rate)-1]), fmt.Sprint(len(b.rate)),
			fmt.Sprintf("%d allocations", b.allocs), "`go test -bench BenchmarkScan ./detector`")
	}
}

// cells is a line of a table.
func cells(out *bytes.Buffer, values ...string) {
	for _, v := range values {
		out.WriteString("| " + strings.ReplaceAll(v, "|", `\|`) + " ")
	}
	out.WriteString("|\n")
}

// seconds is a time with three digits.
func seconds(s float64) string {
	unit, value := "s", s
	switch {
	case s < 0.9995e-3:
		unit, value = "µs", s*1e6
	case s < 0.9995:
		unit, value = "ms", s*1e3
	}
	return digits(value) + " " + unit
}

func perSecond(bytes float64) string {
	if bytes >= 1e9 {
		return digits(bytes/1e9) + " GB/s"
	}
	return digits(bytes/1e6) + " MB/s"
}

// digits rounds to three of them and leaves out what says nothing.
func digits(value float64) string {
	if value >= 100 {
		return strconv.FormatFloat(math.Round(value), 'f', 0, 64)
	}
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 3, 64), 64)
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

func thousands(value float64) string {
	text := strconv.FormatFloat(math.Round(value), 'f', 0, 64)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
