package report

import (
	"slices"
	"strings"

	"github.com/covkey/covkey/detector"
)

// sortHTML puts what is still there first, then what harms most, then what is oldest.
func sortHTML(keys []htmlKey) {
	rank := func(k htmlKey) int {
		switch _, class := k.state(); class {
		case "tip":
			return 0
		case "past":
			return 1
		}
		return 2
	}
	slices.SortStableFunc(keys, func(a, b htmlKey) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		if d := int(b.findings[0].Severity) - int(a.findings[0].Severity); d != 0 {
			return d
		}
		return a.First.Authored.Compare(b.First.Authored)
	})
}

// next says what to do, in the order in which it is to be done.
func (p *page) next(keys []htmlKey) {
	p.put("<section aria-labelledby=\"next\">\n<h2 id=\"next\">What to do</h2>\n<ol>\n")
	p.put("<li><b>Rotate every key that was ever pushed.</b> Whoever had a copy of the repository has the key; taking it out of git does not take it back.<ul>\n")
	for _, kind := range detector.Kinds() {
		if kind == detector.BadgeToken || !slices.ContainsFunc(keys, func(k htmlKey) bool { return k.findings[0].Kind == kind }) {
			continue
		}
		p.put("<li>")
		p.text(kind.Title() + ": ")
		p.put("<code>")
		p.text(kind.RotatePage())
		p.put("</code></li>\n")
	}
	p.put("</ul></li>\n")
	p.put("<li><b>Take out what is still in a branch,</b> and read the key from the CI&#39;s secrets instead.</li>\n")
	p.put("<li><b>Leave history as it is</b> once a key is rotated: it is worth nothing then. Rewriting history makes everybody clone anew.</li>\n")
	p.put("<li><b>Allow what is meant to be there,</b> with a reason: <code>covkey allow --from-report</code> takes a whole reviewed JSON report.</li>\n")
	p.put("</ol>\n</section>\n")
}

// overview is a line for each key.
func (p *page) overview(keys []htmlKey) {
	p.put("<section aria-labelledby=\"overview\">\n<h2 id=\"overview\">Overview</h2>\n")
	p.put("<div class=\"wide\" role=\"region\" aria-label=\"Overview of all keys\" tabindex=\"0\">\n<table class=\"keys\">\n<thead><tr><th scope=\"col\">No.</th><th scope=\"col\">Key</th><th scope=\"col\">Kind</th><th scope=\"col\">Severity</th><th scope=\"col\">Where it stands</th><th scope=\"col\">Since</th><th scope=\"col\">First place</th></tr></thead>\n<tbody>\n")
	for i, k := range keys[:min(len(keys), htmlKeys)] {
		f := k.findings[0]
		words, class := k.state()
		p.put("<tr><td><a href=\"#key-")
		p.textf("%d", i+1)
		p.put("\">")
		p.textf("%d", i+1)
		p.put("</a></td><th scope=\"row\"><code>")
		p.text(head(f.Match, 8))
		p.put("</code></th><td>")
		p.text(f.Kind.Title())
		p.put("</td><td>")
		p.severity(f.Severity)
		p.put("</td><td><span class=\"state ", class, "\">")
		p.text(words)
		p.put("</span></td><td class=\"day\">")
		if k.First.Commit != "" {
			p.text(k.First.day())
		} else {
			p.put("–")
		}
		p.put("</td><td>")
		p.place(k.Repository, f.Path, f.Line)
		p.put("</td></tr>\n")
	}
	p.put("</tbody>\n</table>\n</div>\n</section>\n")
}

func (p *page) severity(s detector.Severity) {
	switch s {
	case detector.Critical:
		p.put("<span class=\"severity critical\">critical</span>")
	case detector.High:
		p.put("<span class=\"severity high\">high</span>")
	default:
		p.put("<span class=\"severity low\">low</span>")
	}
}

func (p *page) place(repository, path string, line int) {
	if repository != "" {
		p.name(repository)
		p.put(": ")
	}
	p.name(path)
	p.textf(":%d", line)
}

// key is the section of one key.
func (p *page) key(n int, k htmlKey) {
	f := k.findings[0]
	words, class := k.state()
	p.put("<article class=\"key ", class, "\" id=\"key-")
	p.textf("%d", n)
	p.put("\">\n<h3>")
	p.textf("%d. %s ", n, f.Kind.Title())
	p.put("<code>")
	p.text(f.Match)
	p.put("</code></h3>\n<p>")
	p.severity(f.Severity)
	p.put(" <span class=\"state ", class, "\">")
	p.text(words)
	p.put("</span></p>\n<dl>\n")
	row := func(term markup, value func()) {
		p.put("<div><dt>", term, "</dt><dd>")
		value()
		p.put("</dd></div>\n")
	}
	if k.Repository != "" {
		row("Repository", func() { p.name(k.Repository) })
	}
	row("Fingerprint", func() { p.put("<code class=\"long\">"); p.text(string(k.Fingerprint)); p.put("</code>") })
	if k.First.Commit != "" {
		row("First commit", func() { p.event(k.First) })
	}
	if k.Removed.Commit != "" {
		row("Last taken out", func() { p.event(k.Removed) })
	}
	if k.known {
		row("Commits that have it", func() {
			p.textf("%d", k.Commits)
			if k.Partly {
				p.put(" or more")
			}
		})
		branches, tags, others := byKind(k.Refs)
		row("Branches", func() { p.names(branches) })
		row("Tags", func() { p.names(tags) })
		if len(others) > 0 {
			row("Other refs", func() { p.names(others) })
		}
		row("In a tip now", func() { p.tips(k.Tips) })
	}
	p.put("</dl>\n")
	p.places(n, k)
	p.steps(k)
	p.put("</article>\n")
}

func (p *page) event(e Event) {
	p.text(e.day())
	p.put(", <code class=\"long\">")
	p.text(e.Commit)
	p.put("</code>")
}

func (p *page) names(names []string) {
	if len(names) == 0 {
		p.put("none")
		return
	}
	for i, n := range names[:min(len(names), htmlRows)] {
		if i > 0 {
			p.put(", ")
		}
		p.name(n)
	}
	if more := len(names) - htmlRows; more > 0 {
		p.textf(" and %d more", more)
	}
}

func (p *page) tips(tips []Tip) {
	if len(tips) == 0 {
		p.put("no")
		return
	}
	p.put("<ul>\n")
	for _, t := range tips[:min(len(tips), htmlRows)] {
		p.put("<li>")
		p.place("", t.Path, t.Line)
		p.put(" of ")
		const shown = 5
		for i, ref := range t.Refs[:min(len(t.Refs), shown)] {
			if i > 0 {
				p.put(", ")
			}
			p.name(refName(ref))
		}
		if more := len(t.Refs) - shown; more > 0 {
			p.textf(" and %d more", more)
		}
		p.put("</li>\n")
	}
	if more := len(tips) - htmlRows; more > 0 {
		p.put("<li>")
		p.textf("and %s more", count(more, "place"))
		p.put("</li>\n")
	}
	p.put("</ul>")
}

// places are the commits and lines that brought the key.
func (p *page) places(n int, k htmlKey) {
	p.put("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"Where key ")
	p.textf("%d", n)
	p.put(" was brought\">\n<table>\n<caption>Where it was brought</caption>\n<thead><tr><th scope=\"col\">Place</th><th scope=\"col\">Commit or image</th><th scope=\"col\">Why it is Codecov&#39;s</th></tr></thead>\n<tbody>\n")
	for _, f := range k.findings[:min(len(k.findings), htmlRows)] {
		p.put("<tr><th scope=\"row\">")
		p.place("", f.Path, f.Line)
		p.put("</th><td>")
		switch {
		case f.Image != nil:
			p.text(cut(f.Image.sentence(), htmlName))
		case f.Commit != "":
			p.put("<code>")
			p.text(f.Commit[:min(12, len(f.Commit))])
			p.put("</code>")
			if f.Subject != "" {
				p.put(" <bdi>")
				p.text(cut(f.Subject, htmlName))
				p.put("</bdi>")
			}
		case f.Subject != "":
			p.text("none: " + f.Subject)
		default:
			p.put("–")
		}
		p.put("</td><td>")
		p.text(f.Reason)
		p.put("</td></tr>\n")
	}
	p.put("</tbody>\n</table>\n</div>\n")
	if more := len(k.findings) - htmlRows; more > 0 {
		p.put("<p>")
		p.textf("and %s more; --format json has all", count(more, "place"))
		p.put("</p>\n")
	}
}

// steps is what to do about this key.
func (p *page) steps(k htmlKey) {
	f := k.findings[0]
	p.put("<h4>Next</h4>\n<ul>\n")
	if f.Verified != nil {
		p.put("<li>Verified: ")
		p.text(f.verified())
		p.put("</li>\n")
	}
	if f.Kind == detector.BadgeToken {
		p.put("<li>A badge token is meant to be shown. Make a new one only if the badge of a private repository must not be read by those who see this.</li>\n")
	} else {
		p.put("<li>Rotate it: <code>")
		p.text(f.Kind.RotatePage())
		p.put("</code></li>\n")
	}
	if words, _ := k.state(); strings.HasPrefix(words, "still") || !k.known {
		p.put("<li>Write instead: ")
		p.name(f.Fix)
		p.put("</li>\n")
	}
	if k.known && len(k.Refs) == 0 {
		p.put("<li>Nothing names it any more: <code>git reflog expire --expire=now --all</code> and <code>git gc --prune=now</code> throw it away here. A server keeps its own copies.</li>\n")
	}
	p.put("<li>If it is meant to be there: <code class=\"long\">covkey allow ")
	p.text(string(k.Fingerprint))
	p.put(" --reason &#34;…&#34;</code></li>\n</ul>\n")
}
