//go:build bench

package main

import (
	"bytes"
	"fmt"
	"html"
	"math"
)

// Places in the picture, in pixels.
const (
	panelWidth, panelHeight = 470, 340
	marginLeft, marginRight = 66, 36
	marginTop, marginBottom = 50, 52
	legendHeight            = 52
)

// looks is how a program's line is drawn: colours that the colour-blind tell apart, and
// a shape beside.
type looks struct {
	colour, dash string
	width        float64
	shape        string // of its points, around 0,0
}

func looksOf(program string) looks {
	switch program {
	case "covkey":
		return looks{"#0072b2", "", 2.8, `<circle r="4.2"/>`}
	case "git":
		return looks{"#555555", "6 3", 1.8, `<rect x="-3.5" y="-3.5" width="7" height="7"/>`}
	case "gitleaks":
		return looks{"#d55e00", "", 1.8, `<path d="M0-5 4.6 3.4-4.6 3.4z"/>`}
	case "betterleaks":
		return looks{"#009e73", "", 1.8, `<path d="M0-5 5 0 0 5-5 0z"/>`}
	default:
		return looks{"#cc79a7", "2 3", 1.8, `<path d="M0 5 4.6-3.4-4.6-3.4z"/>`}
	}
}

// plotted draws the panels, two in a row, both axes logarithmic. Without any there is no
// picture.
func plotted(panels []panel) []byte {
	if len(panels) == 0 {
		return nil
	}
	columns := min(2, len(panels))
	rows := (len(panels) + 1) / 2
	width, height := columns*panelWidth, legendHeight+rows*panelHeight
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="sans-serif" font-size="12" fill="#222">`+"\n",
		width, height, width, height)
	fmt.Fprintf(&out, `<title>Wall time of covkey and other programs as repositories grow</title>`+"\n"+`<rect width="%d" height="%d" fill="#fff"/>`+"\n", width, height)
	legend(&out, panels)
	for i, p := range panels {
		fmt.Fprintf(&out, `<g transform="translate(%d %d)">`+"\n", i%2*panelWidth, legendHeight+i/2*panelHeight)
		p.draw(&out)
		out.WriteString("</g>\n")
	}
	out.WriteString("</svg>\n")
	return out.Bytes()
}

// legend names each program once.
func legend(out *bytes.Buffer, panels []panel) {
	x, seen := marginLeft, map[string]bool{}
	for _, p := range panels {
		for _, s := range p.series {
			if seen[s.program] {
				continue
			}
			seen[s.program] = true
			l := looksOf(s.program)
			fmt.Fprintf(out, `<g transform="translate(%d 26)"><path d="M0 0H34" stroke="%s" stroke-width="%g" stroke-dasharray="%s"/>`, x, l.colour, l.width, l.dash)
			fmt.Fprintf(out, `<g transform="translate(17 0)" fill="%s">%s</g><text x="42" y="4" font-size="13">%s</text></g>`+"\n", l.colour, l.shape, html.EscapeString(s.program))
			x += 64 + 8*len(s.program)
		}
	}
}

// scale maps values between two powers of ten to pixels.
type scale struct{ from, to, start, length float64 }

func (s scale) at(value float64) float64 {
	return s.start + s.length*(math.Log10(value)-s.from)/(s.to-s.from)
}

// scales spans all points, from one power of ten to another.
func (p panel) scales() (x, y scale) {
	x = scale{math.Inf(1), math.Inf(-1), marginLeft, panelWidth - marginLeft - marginRight}
	y = scale{math.Inf(1), math.Inf(-1), panelHeight - marginBottom, -(panelHeight - marginTop - marginBottom)}
	for _, s := range p.series {
		for _, at := range s.points {
			x.from, x.to = min(x.from, math.Floor(math.Log10(at.size))), max(x.to, math.Ceil(math.Log10(at.size)))
			y.from, y.to = min(y.from, math.Floor(math.Log10(at.seconds))), max(y.to, math.Ceil(math.Log10(at.seconds)))
		}
	}
	x.to, y.to = max(x.to, x.from+1), max(y.to, y.from+1)
	return x, y
}

func (p panel) draw(out *bytes.Buffer) {
	x, y := p.scales()
	right, bottom := x.start+x.length, y.start
	fmt.Fprintf(out, `<text x="%d" y="22" font-size="14" font-weight="bold">%s</text>`+"\n", marginLeft, html.EscapeString(p.title))
	fmt.Fprintf(out, `<text x="%d" y="39" font-size="11" fill="#555">dashed: %s</text>`+"\n", marginLeft, html.EscapeString(p.git))
	for e := y.from; e <= y.to; e++ {
		at := y.at(math.Pow(10, e))
		fmt.Fprintf(out, `<path d="M%d %.1fH%.1f" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n",
			marginLeft, at, right, marginLeft-8, at+4, seconds(math.Pow(10, e)))
	}
	for e := x.from; e <= x.to; e++ {
		at := x.at(math.Pow(10, e))
		fmt.Fprintf(out, `<path d="M%.1f %dV%.1f" stroke="#eee"/><text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`+"\n",
			at, marginTop, bottom, at, bottom+18, thousands(math.Pow(10, e)))
	}
	fmt.Fprintf(out, `<path d="M%d %dV%.1fH%.1f" fill="none" stroke="#444"/>`+"\n", marginLeft, marginTop, bottom, right)
	fmt.Fprintf(out, `<text x="%.1f" y="%.1f" text-anchor="middle" fill="#444">%s</text>`+"\n", x.start+x.length/2, bottom+38, html.EscapeString(p.axis))
	for i := len(p.series) - 1; i >= 0; i-- { // covkey last, above the others
		p.series[i].draw(out, x, y)
	}
}

func (s series) draw(out *bytes.Buffer, x, y scale) {
	l := looksOf(s.program)
	var line bytes.Buffer
	for i, at := range s.points {
		step := "L"
		if i == 0 {
			step = "M"
		}
		fmt.Fprintf(&line, "%s%.1f %.1f", step, x.at(at.size), y.at(at.seconds))
	}
	fmt.Fprintf(out, `<path d="%s" fill="none" stroke="%s" stroke-width="%g" stroke-dasharray="%s" stroke-linejoin="round"/>`+"\n", line.String(), l.colour, l.width, l.dash)
	for _, at := range s.points {
		fmt.Fprintf(out, `<g transform="translate(%.1f %.1f)" fill="%s">%s<title>%s: %s at %s</title></g>`+"\n",
			x.at(at.size), y.at(at.seconds), l.colour, l.shape, html.EscapeString(s.program), seconds(at.seconds), thousands(at.size))
	}
}
