//go:build bench

package main

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// point is one size of a series.
type point struct {
	size    float64 // files or commits
	seconds float64 // the median
	objects float64 // that are new, for a push or a scan
	blobs   float64
}

func size(p point) float64    { return p.size }
func objects(p point) float64 { return p.objects }
func blobs(p point) float64   { return p.blobs }

// panel is how the cost of one work grows, for each program.
type panel struct {
	work, title, axis string
	git               string // the command that stands beside covkey
	series            []series
}

type series struct {
	program string
	points  []point
}

// growthOf gives the panels of which something was measured.
func growthOf(m *measures) []panel {
	var measured []panel
	for _, p := range []panel{
		{work: "growth-files", title: "hook pre-commit, by tracked files", axis: "tracked files, 1 of them staged", git: "git diff --cached --raw"},
		{work: "growth-history", title: "hook pre-commit, by history", axis: "commits in the history, 1 file staged", git: "git diff --cached --raw"},
		{work: "growth-push", title: "hook pre-push, by what goes out", axis: "outgoing commits", git: "git rev-list --objects | git cat-file --batch"},
		{work: "growth-scan", title: "scan history", axis: "commits in the history", git: "git rev-list --objects --all | git cat-file --batch"},
	} {
		for _, program := range []string{"covkey", "git", "gitleaks", "betterleaks", "trufflehog"} {
			if points := seriesOf(m, p.work, program); len(points) > 0 {
				p.series = append(p.series, series{program, points})
			}
		}
		if p.series != nil {
			measured = append(measured, p)
		}
	}
	return measured
}

// seriesOf gives what was measured under the names WORK-SIZE, by size.
func seriesOf(m *measures, work, program string) []point {
	var points []point
	for key, times := range m.times {
		last, ok := strings.CutPrefix(key.work, work+"-")
		n, err := strconv.Atoi(last)
		if !ok || err != nil || key.program != program {
			continue
		}
		p := point{size: float64(n), seconds: times.median()}
		p.objects, _ = strconv.ParseFloat(m.facts[key.work+".new"], 64) // 0 where none is new
		p.blobs, _ = strconv.ParseFloat(m.facts[key.work+".blobs"], 64)
		points = append(points, p)
	}
	slices.SortFunc(points, func(a, b point) int { return cmp.Compare(a.size, b.size) })
	return points
}

// slope is the exponent with which time grows: the straight line through the points,
// both axes logarithmic. Where new objects or blobs are counted, sizes at which they
// are so few that the time is a program's start do not count.
func slope(points []point, of func(point) float64) float64 {
	var n, sx, sy, sxx, sxy float64
	for _, p := range points {
		if of(p) != p.size && of(p) < 1000 && of(points[len(points)-1]) > 10_000 {
			continue
		}
		x, y := math.Log(of(p)), math.Log(p.seconds)
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}

// points is a file of all that the plot shows.
func points(panels []panel) []byte {
	var out bytes.Buffer
	out.WriteString("work,size of what,program,size,new objects,new blobs,seconds\n")
	for _, p := range panels {
		for _, s := range p.series {
			for _, at := range s.points {
				fmt.Fprintf(&out, "%q,%q,%s,%.0f,%.0f,%.0f,%.6f\n", p.title, p.axis, s.program, at.size, at.objects, at.blobs, at.seconds)
			}
		}
	}
	return out.Bytes()
}
