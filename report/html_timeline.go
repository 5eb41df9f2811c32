package report

import (
	"fmt"
	"time"
)

// timeline shows when keys came and went. Lengths are in percent, so the drawing has the
// width of the page and its text stays as large as the rest; the same facts are in the
// sections of the keys, for who does not see it.
func (p *page) timeline(r Report, keys []htmlKey) {
	var rows []int // the keys that have a date
	for i, k := range keys {
		if k.First.Commit != "" && !k.First.Authored.IsZero() {
			rows = append(rows, i)
		}
	}
	if len(rows) == 0 {
		return
	}
	from, to := keys[rows[0]].First.Authored, now(r, keys)
	for _, i := range rows {
		if keys[i].First.Authored.Before(from) {
			from = keys[i].First.Authored
		}
	}
	// A little room on both sides, and a day at least.
	room := max((to.Unix()-from.Unix())/50, 12*60*60)
	s := scale{time.Unix(from.Unix()-room, 0), time.Unix(to.Unix()+room, 0)}
	shown := rows[:min(len(rows), htmlBars)]
	const step, top, axis = 44, 8, 28
	height := top + step*len(shown) + axis
	p.put("<section aria-labelledby=\"timeline\">\n<h2 id=\"timeline\">Timeline</h2>\n<p class=\"dim\">From the commit that brought a key to the last one that took it out. A bar with an arrow is a key that a branch still has.</p>\n<figure>\n<svg role=\"img\" aria-label=\"When each key came and went; the dates are in the sections below\" width=\"100%\" height=\"")
	p.textf("%d", height)
	p.put("\">\n")
	for _, t := range s.ticks() {
		p.put("<line class=\"grid\" x1=\"", s.at(t.when), "\" x2=\"", s.at(t.when), "\" y1=\"0\" y2=\"")
		p.textf("%d", height-axis)
		p.put("\" /><text class=\"tick\" text-anchor=\"middle\" x=\"", s.at(t.when), "\" y=\"")
		p.textf("%d", height-8)
		p.put("\">")
		p.text(t.label)
		p.put("</text>\n")
	}
	for row, i := range shown {
		p.bar(s, top+step*row, i+1, keys[i])
	}
	p.put("</svg>\n</figure>\n")
	if more := len(rows) - len(shown); more > 0 {
		p.put("<p>")
		p.textf("%s more are not drawn.", count(more, "key"))
		p.put("</p>\n")
	}
	p.put("</section>\n")
}

// bar is one key's line of the timeline.
func (p *page) bar(s scale, y, n int, k htmlKey) {
	words, class := k.state()
	end, until := s.to, "now"
	if !k.Removed.Authored.IsZero() {
		end, until = k.Removed.Authored, k.Removed.day()
	}
	if end.Before(k.First.Authored) { // clocks
		end = k.First.Authored
	}
	p.put("<g class=\"bar ", class, "\"><title>")
	p.textf("Key %d: %s to %s, %s", n, k.First.day(), until, words)
	p.put("</title><text x=\"0\" y=\"")
	p.textf("%d", y+13)
	p.put("\">")
	p.textf("%d. %s %s", n, head(k.findings[0].Match, 6), words)
	if k.Repository != "" {
		p.put(", <tspan>")
		p.text(head(Visible(k.Repository), 24))
		p.put("</tspan>")
	}
	p.put("</text><rect rx=\"3\" x=\"", s.at(k.First.Authored), "\" y=\"")
	p.textf("%d", y+20)
	p.put("\" width=\"", s.width(k.First.Authored, end), "\" height=\"12\" /><circle r=\"5\" cx=\"", s.at(k.First.Authored), "\" cy=\"")
	p.textf("%d", y+26)
	p.put("\" />")
	if class == "tip" {
		p.put("<text class=\"arrow\" text-anchor=\"end\" x=\"99.5%\" y=\"")
		p.textf("%d", y+30)
		p.put("\">▶</text>")
	}
	p.put("</g>\n")
}

// scale puts times on the width of the drawing.
type scale struct{ from, to time.Time }

// at is a time's place; it is made of a number alone.
func (s scale) at(t time.Time) markup { return percent(s.part(t)) }

func (s scale) part(t time.Time) float64 {
	// A duration has no room for more than 292 years.
	return min(1, max(0, float64(t.Unix()-s.from.Unix())/float64(s.to.Unix()-s.from.Unix())))
}

func (s scale) width(from, to time.Time) markup { return percent(max(0.004, s.part(to)-s.part(from))) }

func percent(part float64) markup { return markup(fmt.Sprintf("%.2f%%", 100*part)) }

type tick struct {
	when  time.Time
	label string
}

// ticks are a few round dates within.
func (s scale) ticks() []tick {
	const most = 5
	day := func(t time.Time, years, months, days int) time.Time { return t.AddDate(years, months, days) }
	steps := []struct {
		years, months, days int
		format              string
	}{
		{0, 0, 1, "Jan 2"}, {0, 0, 7, "Jan 2"}, {0, 1, 0, "2006-01"}, {0, 3, 0, "2006-01"}, {0, 6, 0, "2006-01"},
		{1, 0, 0, "2006"}, {2, 0, 0, "2006"}, {5, 0, 0, "2006"}, {10, 0, 0, "2006"}, {50, 0, 0, "2006"}, {1000, 0, 0, "2006"},
	}
	for _, st := range steps {
		start := time.Date(s.from.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		if st.years > 1 {
			start = time.Date(s.from.Year()/st.years*st.years, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		var ticks []tick
		for t := start; !t.After(s.to) && len(ticks) <= most; t = day(t, st.years, st.months, st.days) {
			if p := s.part(t); t.After(s.from) && 0.04 < p && p < 0.96 {
				ticks = append(ticks, tick{t, t.Format(st.format)})
			}
		}
		if len(ticks) <= most {
			return ticks
		}
	}
	return nil
}
