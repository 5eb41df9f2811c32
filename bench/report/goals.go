//go:build bench

package main

import (
	"fmt"
	"slices"
	"strings"
)

// row is one work of the table of goals.
type row struct {
	work  string
	title string // {name} is the fact WORK.name
	goals []goal
}

// goal is what is asked of covkey on a work. measured is empty when it could not be
// measured, and then says why.
type goal struct {
	text  string
	judge func(m *measures, work string) (measured, detail string, met bool)
}

func table() []row {
	return []row{
		{"staged-large", "`hook pre-commit`, {files} tracked files, 1 staged", []goal{within(0.8, "git-diff"), faster(8, "gitleaks")}},
		{"staged-small", "`hook pre-commit`, {files} tracked files, 1 staged", []goal{within(3, "git-version"), faster(8, "gitleaks")}},
		{"push-one", "`hook pre-push`, {outgoing} outgoing commit, {commits} commits and {objects} objects in all", []goal{within(2, "git-rev-list")}},
		{
			"push-many", "`hook pre-push`, {outgoing} outgoing commits of {origin}, {blobs} new blobs, {bytes}",
			[]goal{within(1, "git-read"), faster(10, "gitleaks"), faster(3, "betterleaks")},
		},
		{"history", "`scan history`, a whole repository of {commits} commits", []goal{faster(10, "gitleaks")}},
		{"history-20000", "`scan history`, as many commits and contents in trees of 100 times the files", []goal{beside(1.5, "history-200")}},
		{"detector", "`detector`, text without the word", []goal{rate(4e9, "clean="), noAllocations("clean=")}},
		{"detector", "`detector`, dense CI files", []goal{rate(200e6, "dense=workflow")}},
		{"staged-small", "memory, {files} tracked files, 1 staged", []goal{memory(40)}},
		{"staged-large", "memory, {files} tracked files, 1 staged", []goal{memory(40)}},
		{"staged-giant", "memory, a staged file of {mebibytes} MiB", []goal{memory(128)}},
		{"history", "memory, `scan history` of {commits} commits", []goal{memory(250)}},
		{"growth-history", "growth of `hook pre-commit` with the length of history", []goal{flat(1.5)}},
		{"growth-files", "growth of `hook pre-commit` with tracked files", []goal{exponent(0.3, size)}},
		{"growth-push", "growth of `hook pre-push` with new objects", []goal{exponent(1.1, objects)}},
		{"growth-scan", "growth of `scan history` with distinct blobs", []goal{exponent(1.1, blobs)}},
	}
}

// within: at most so many times as long as git.
func within(most float64, program string) goal {
	return goal{fmt.Sprintf("≤ %g × `%s`", most, called(program)), func(m *measures, work string) (string, string, bool) {
		ours, theirs, why := m.both(work, program)
		if why != "" {
			return "", why, false
		}
		return fmt.Sprintf("%.2f ×", ours/theirs), fmt.Sprintf("%s, %s %s", seconds(ours), called(program), seconds(theirs)), ours/theirs <= most
	}}
}

// faster: at least so many times as fast as another scanner.
func faster(least float64, program string) goal {
	return goal{fmt.Sprintf("≥ %g × as fast as %s", least, program), func(m *measures, work string) (string, string, bool) {
		ours, theirs, why := m.both(work, program)
		if why != "" {
			return "", why, false
		}
		return fmt.Sprintf("%.1f ×", theirs/ours), fmt.Sprintf("%s, %s %s", seconds(ours), program, seconds(theirs)), theirs/ours >= least
	}}
}

// beside: at most so many times as long as covkey itself on another work.
func beside(most float64, other string) goal {
	return goal{fmt.Sprintf("≤ %g × the time", most), func(m *measures, work string) (string, string, bool) {
		large, small := m.times[job{work, "covkey"}], m.times[job{other, "covkey"}]
		if len(large) == 0 || len(small) == 0 {
			return "", m.missing(work, "covkey"), false
		}
		ratio := large.median() / small.median()
		return fmt.Sprintf("%.2f ×", ratio), fmt.Sprintf("%s, %s", seconds(large.median()), seconds(small.median())), ratio <= most
	}}
}

// memory: at most so many MiB held.
func memory(most int64) goal {
	return goal{fmt.Sprintf("≤ %d MiB", most), func(m *measures, work string) (string, string, bool) {
		peak, ok := m.peaks[job{work, "covkey"}]
		if !ok {
			return "", m.missing(work, "covkey"), false
		}
		detail := ""
		if theirs, ok := m.peaks[job{work, "gitleaks"}]; ok {
			detail = fmt.Sprintf("gitleaks %.1f MiB", float64(theirs)/(1<<20))
		}
		return fmt.Sprintf("%.1f MiB", float64(peak)/(1<<20)), detail, peak <= most<<20
	}}
}

// rate: so many bytes a second on one core, on each of the texts.
func rate(least float64, prefix string) goal {
	return goal{fmt.Sprintf("≥ %s a core", perSecond(least)), func(m *measures, _ string) (string, string, bool) {
		var worst float64
		var each []string
		for _, name := range m.benches(prefix) {
			r := m.detector[name].rate.median()
			if each = append(each, name+" "+perSecond(r)); worst == 0 || r < worst {
				worst = r
			}
		}
		if each == nil {
			return "", "not in this run", false
		}
		return perSecond(worst), strings.Join(each, ", "), worst >= least
	}}
}

func noAllocations(prefix string) goal {
	return goal{"0 allocations", func(m *measures, _ string) (string, string, bool) {
		most, names := 0, m.benches(prefix)
		for _, name := range names {
			most = max(most, m.detector[name].allocs)
		}
		if names == nil {
			return "", "not in this run", false
		}
		return fmt.Sprint(most), "", most == 0
	}}
}

// flat: from the smallest size to the largest at most so many times as long.
func flat(most float64) goal {
	return goal{fmt.Sprintf("flat: ≤ %g × from end to end", most), func(m *measures, work string) (string, string, bool) {
		from, to, ok := ends(m, work)
		if !ok {
			return "", "not in this run", false
		}
		ratio := to.seconds / from.seconds
		return fmt.Sprintf("%.2f ×", ratio), grown(from, to), ratio <= most
	}}
}

// exponent: time grows like the size to the power of at most so much.
func exponent(most float64, of func(point) float64) goal {
	text := fmt.Sprintf("at most linear: exponent ≤ %g", most)
	if most < 1 {
		text = fmt.Sprintf("near flat: exponent ≤ %g", most)
	}
	return goal{text, func(m *measures, work string) (string, string, bool) {
		from, to, ok := ends(m, work)
		if !ok {
			return "", "not in this run", false
		}
		e := slope(seriesOf(m, work, "covkey"), of)
		return fmt.Sprintf("%.2f", e), grown(from, to), e <= most
	}}
}

func grown(from, to point) string {
	return fmt.Sprintf("%s at %s, %s at %s", seconds(from.seconds), thousands(from.size), seconds(to.seconds), thousands(to.size))
}

func ends(m *measures, work string) (from, to point, ok bool) {
	s := seriesOf(m, work, "covkey")
	if len(s) < 2 {
		return from, to, false
	}
	return s[0], s[len(s)-1], true
}

// both gives covkey's and the other's median, or why there is none.
func (m *measures) both(work, program string) (ours, theirs float64, why string) {
	for _, p := range []string{"covkey", program} {
		if len(m.times[job{work, p}]) == 0 {
			return 0, 0, m.missing(work, p)
		}
	}
	return m.times[job{work, "covkey"}].median(), m.times[job{work, program}].median(), ""
}

func (m *measures) missing(work, program string) string {
	switch {
	case program == "covkey" && strings.HasPrefix(work, "history") && m.facts["history.there"] == "no":
		return "this covkey has no `scan history`"
	case program != "covkey" && m.facts["version."+program] == "" && !strings.HasPrefix(program, "git-"):
		return program + " is not here"
	default:
		return "not in this run"
	}
}

func (m *measures) benches(prefix string) []string {
	var names []string
	for name := range m.detector {
		if strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// called is what stands for a program that git is asked in more ways than one.
func called(program string) string {
	switch program {
	case "git-diff":
		return "git diff --cached --raw"
	case "git-version":
		return "git --version"
	case "git-rev-list":
		return "git rev-list origin/main..main"
	case "git-read":
		return "git rev-list --objects … | git cat-file --batch"
	default:
		return program
	}
}
