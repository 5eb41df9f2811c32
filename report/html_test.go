package report

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/covkey/covkey/detector"
)

// historySample is a report with keys that are still there, were, and are nowhere.
func historySample(t *testing.T, r Report) Report {
	t.Helper()
	at := func(day string) time.Time {
		when, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	id := func(c string) string { return strings.Repeat(c, 40) }
	for i, text := range []string{"CODECOV_TOKEN=KEY", "curl -H 'Authorization: Bearer KEY' https://api.codecov.io/api/v2/gh", "codecov -t KEY"} {
		fs := scanText(t, []string{"ci.env", "tools/get.sh", "BLOB/" + id("b")}[i], text)
		fs[0].Fingerprint = detector.Fingerprint("sha256:" + strings.Repeat(fmt.Sprint(i), 64))
		if i < 2 {
			fs[0].Commit, fs[0].Subject = id([]string{"a", "c"}[i]), "upload <coverage>"
		} else {
			fs[0].Subject = "a content that no tree has: neither commit nor path is known"
		}
		r.Findings = append(r.Findings, fs[0])
	}
	r.Keys = []Key{
		{Fingerprint: r.Findings[0].Fingerprint, First: Event{id("a"), at("2024-02-03")}, Commits: 120,
			Refs: []string{"refs/heads/main", "refs/heads/next", "refs/remotes/origin/main", "refs/tags/v1.0", "refs/tags/v1.1", "refs/tags/v1.2", "refs/tags/v1.3", "refs/tags/v1.4", "refs/stash"},
			Tips: []Tip{{"ci.env", 1, []string{"refs/heads/main", "refs/heads/next"}}}},
		{Fingerprint: r.Findings[1].Fingerprint, First: Event{id("c"), at("2025-01-10")}, Removed: Event{id("d"), at("2025-05-01")}, Commits: 9,
			Refs: []string{"refs/heads/main", "refs/tags/v1.2"}, Tips: []Tip{{"tools/get.sh", 1, []string{"refs/tags/v1.2"}}}},
		{Fingerprint: r.Findings[2].Fingerprint},
	}
	r.Until = []State{{Tips: []string{id("e")}, Settings: "sha256:" + strings.Repeat("f", 64)}}
	return r
}

// hostileHistory has evil names in all that history adds.
func hostileHistory(r Report) Report {
	r.Findings = slices.Clone(r.Findings)
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Repository = evilTexts[i%len(evilTexts)]
		f.Fingerprint = detector.Fingerprint(fmt.Sprintf("sha256:%064x", i))
		k := Key{Repository: f.Repository, Fingerprint: f.Fingerprint, Commits: i, First: Event{strings.Repeat("ab", 20), time.Unix(int64(i)*1e7, 0)}}
		for j, text := range evilTexts {
			k.Refs = append(k.Refs, []string{"refs/heads/", "refs/tags/", "refs/x/", ""}[j%4]+text)
			k.AddTip(k.Refs[j], text, 1+i%3)
		}
		r.Keys = append(r.Keys, k)
	}
	r.Errors, r.Notes = append(r.Errors, "<script>alert(1)</script>"), append(r.Notes, "</style><img src=x onerror=y>", "\u05d0\u202e\u200f]")
	return r
}

// TestHTML: the page is well formed, names nothing outside of itself, has no script, and
// what a repository calls anything stays a name.
func TestHTML(t *testing.T) {
	t.Parallel()
	reports := samples(t)
	for name, r := range hostileReports(t) {
		reports[name] = r
	}
	for name, r := range reports {
		text := print(t, r, "html", false, false)
		strict := xml.NewDecoder(strings.NewReader(text))
		for {
			if _, err := strict.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("%s: not well formed: %v", name, err)
				break
			}
		}
		doc, err := html.Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]int{}
		var links, levels []string
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if !slices.Contains(pageElements, n.Data) {
				t.Errorf("%s: element %s", name, n.Data)
			}
			if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data != "hr" {
				levels = append(levels, n.Data)
			}
			for _, a := range n.Attr {
				switch {
				case strings.HasPrefix(a.Key, "on"), a.Key == "src", a.Key == "style", a.Key == "srcset", strings.Contains(a.Key, "xlink"):
					t.Errorf("%s: %s has the attribute %s", name, n.Data, a.Key)
				case a.Key == "href":
					links = append(links, a.Val)
				case a.Key == "id":
					ids[a.Val]++
				}
			}
		}
		for _, l := range links {
			if !strings.HasPrefix(l, "#") || ids[l[1:]] != 1 {
				t.Errorf("%s: a link to %s", name, l)
			}
		}
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: id %s %d times", name, id, n)
			}
		}
		if levels[0] != "h1" || slices.Contains(levels[1:], "h1") {
			t.Errorf("%s: headings %v", name, levels)
		}
		for i := 1; i < len(levels); i++ { // none is left out on the way down
			if levels[i][1] > levels[i-1][1]+1 {
				t.Errorf("%s: %s under %s", name, levels[i], levels[i-1])
			}
		}
		if strings.Contains(text, "url(") || strings.Contains(text, "@import") || !strings.Contains(text, "default-src 'none'") {
			t.Errorf("%s: the page may load something", name)
		}
	}
}

var pageElements = []string{"html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "article",
	"h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "b", "code", "bdi", "a", "span", "div", "dl", "dt", "dd", "figure",
	"table", "caption", "thead", "tbody", "tr", "th", "td", "svg", "g", "title", "line", "rect", "circle", "text", "tspan"}

// TestHTMLBounds: a report of any size makes a page that can be opened.
func TestHTMLBounds(t *testing.T) {
	t.Parallel()
	r := many(t, 20_000)
	for i := range r.Findings {
		r.Findings[i].Fingerprint = detector.Fingerprint(fmt.Sprintf("sha256:%064x", i%2000))
	}
	text := print(t, r, "html", false, false)
	if len(text) > 8<<20 || !strings.Contains(text, "1500 keys more: --format json has all.") {
		t.Errorf("%d bytes", len(text))
	}
}

// TestTicks: a few round dates, whatever the time between.
func TestTicks(t *testing.T) {
	t.Parallel()
	from := time.Date(2019, 12, 30, 0, 0, 0, 0, time.UTC)
	for _, days := range []int{1, 3, 20, 100, 400, 3000, 20000, 500000} {
		s := scale{from, from.AddDate(0, 0, days)}
		ticks := s.ticks()
		if len(ticks) > 5 || days > 3 && len(ticks) == 0 {
			t.Errorf("%d days: %v", days, ticks)
		}
		for _, at := range ticks {
			if at.when.Before(s.from) || at.when.After(s.to) {
				t.Errorf("%d days: %v", days, at)
			}
		}
	}
}
