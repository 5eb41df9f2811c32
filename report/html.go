package report

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/covkey/covkey/detector"
)

// htmlPrinter writes a page for a person who has to deal with keys: one file that needs
// neither network nor scripts, for a screen of any width and for paper.
//
// The page is written by hand and not by html/template, which would make tables at every
// start of a hook and weigh more than the rest of this package. What keeps a name from
// being more than a name is the type of what is written: markup is a constant, all else
// goes through text.
type htmlPrinter struct{}

// markup is text of the page's own. A string from outside does not become one without a
// conversion, and the only one is that of a number.
type markup string

type page struct{ b strings.Builder }

func (p *page) put(m ...markup) {
	for _, s := range m {
		p.b.WriteString(string(s))
	}
}

// text writes anything as text, also within a quoted attribute.
func (p *page) text(s string) {
	for _, r := range Visible(s) {
		switch r {
		case '&':
			p.b.WriteString("&amp;")
		case '<':
			p.b.WriteString("&lt;")
		case '>':
			p.b.WriteString("&gt;")
		case '"':
			p.b.WriteString("&#34;")
		case '\'':
			p.b.WriteString("&#39;")
		default:
			p.b.WriteRune(r)
		}
	}
}

func (p *page) textf(format string, args ...any) { p.text(fmt.Sprintf(format, args...)) }

// name writes a name from a repository: what is written from right to left stays within.
func (p *page) name(s string) {
	p.put("<bdi><code>")
	p.text(cut(s, htmlName))
	p.put("</code></bdi>")
}

// Bounds of what the page shows; it says what it leaves out.
const (
	htmlKeys   = 500 // with a section each
	htmlRows   = 40  // of a table or list within one
	htmlBars   = 60  // of the timeline
	htmlName   = 400 // bytes of a name
	htmlErrors = 100
)

// htmlKey is a key as the page shows it: what was found and what history says of it.
type htmlKey struct {
	Key
	known    bool // history was looked at
	findings []Finding
}

// state is where a key stands, in words, and the class that gives its colour.
func (k htmlKey) state() (words string, class markup) {
	switch {
	case !k.known:
		return "found", "tip"
	case k.inBranch():
		return "still in a branch", "tip"
	case len(k.Tips) > 0:
		return "in tags and history", "past"
	case len(k.Refs) > 0:
		return "in history only", "past"
	}
	return "in no branch or tag", "loose"
}

func (htmlPrinter) Print(w io.Writer, r Report) error {
	p := &page{}
	keys := htmlKeysOf(r)
	p.head(r)
	p.put("<main>\n")
	p.summary(r, keys)
	p.problems(r)
	p.timeline(r, keys)
	if len(keys) > 0 {
		p.next(keys)
		p.overview(keys)
		p.put("<section aria-labelledby=\"keys\">\n<h2 id=\"keys\">Each key</h2>\n")
		for i, k := range keys[:min(len(keys), htmlKeys)] {
			p.key(i+1, k)
		}
		if more := len(keys) - htmlKeys; more > 0 {
			p.put("<p>")
			p.textf("%s more: --format json has all.", count(more, "key"))
			p.put("</p>\n")
		}
		p.put("</section>\n")
	}
	p.notes(r)
	p.put("</main>\n<footer><p>")
	p.textf("%s %s. Keys are shown by their first characters and by a fingerprint, the SHA-256 of the key; the keys themselves are not on this page.", toolName, toolVersion(r))
	p.put("</p></footer>\n</body>\n</html>\n")
	_, err := io.WriteString(w, p.b.String())
	return err
}

// htmlKeysOf groups findings by key; those that are still there come first.
func htmlKeysOf(r Report) []htmlKey {
	facts := r.keys()
	at := map[keyID]int{}
	var keys []htmlKey
	for _, f := range r.Findings {
		i, ok := at[f.key()]
		if !ok {
			i = len(keys)
			at[f.key()] = i
			k, known := facts[f.key()]
			if !known {
				k = Key{Repository: f.Repository, Fingerprint: f.Fingerprint}
			}
			keys = append(keys, htmlKey{Key: k, known: known})
		}
		keys[i].findings = append(keys[i].findings, f)
	}
	sortHTML(keys)
	return keys
}

func (p *page) head(r Report) {
	title := "Codecov keys"
	switch {
	case len(r.Keys) > 0 || len(r.Until) > 0:
		title = "Codecov keys in git history"
	case r.Operation != Scan && r.Operation != "":
		title += " in what was to be recorded"
	}
	sum := sha256.Sum256([]byte(htmlStyle))
	p.put("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n")
	p.put("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-")
	p.text(base64.StdEncoding.EncodeToString(sum[:]))
	p.put("'\" />\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n")
	p.put("<meta name=\"referrer\" content=\"no-referrer\" />\n<meta name=\"color-scheme\" content=\"light dark\" />\n<title>")
	p.text(title + ": " + htmlHeadline(r))
	p.put("</title>\n<style>", htmlStyle, "</style>\n</head>\n<body>\n<header>\n<h1>")
	p.text(title)
	p.put("</h1>\n<p class=\"dim\">")
	if !r.Ended.IsZero() {
		p.textf("As of %s. ", r.Ended.UTC().Format("2006-01-02 15:04 UTC"))
	}
	p.textf("%s looked at.", capital(scanned(r)))
	p.put("</p>\n</header>\n")
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func htmlHeadline(r Report) string {
	if len(r.Errors) > 0 {
		return "scan incomplete"
	}
	return count(len(r.Findings), "finding")
}

// summary is the answer in a few numbers.
func (p *page) summary(r Report, keys []htmlKey) {
	tips, past, loose, critical := 0, 0, 0, 0
	repositories := map[string]bool{}
	for _, k := range keys {
		switch _, class := k.state(); class {
		case "tip":
			tips++
		case "past":
			past++
		default:
			loose++
		}
		if k.findings[0].Severity == detector.Critical {
			critical++
		}
		repositories[k.Repository] = true
	}
	p.put("<section aria-labelledby=\"summary\">\n<h2 id=\"summary\">Summary</h2>\n<ul class=\"numbers\">\n")
	number := func(n int, class markup, what string) {
		p.put("<li class=\"", class, "\"><b>")
		p.textf("%d", n)
		p.put("</b> ")
		p.text(what)
		p.put("</li>\n")
	}
	number(len(keys), "all", "different "+unit(len(keys), "key")+" at "+count(len(r.Findings), "place"))
	if len(r.Keys) > 0 {
		number(tips, "tip", "still in a branch")
		number(past, "past", "in history and tags only")
		if loose > 0 {
			number(loose, "loose", "in no branch or tag")
		}
	}
	if critical > 0 {
		number(critical, "tip", "critical")
	}
	if len(repositories) > 1 {
		number(len(repositories), "all", "repositories with keys")
	}
	if r.Allowed > 0 {
		number(r.Allowed, "all", "allowed, and not listed")
	}
	p.put("</ul>\n")
	if len(keys) == 0 && len(r.Errors) == 0 {
		p.put("<p>No Codecov key was found.</p>\n")
	}
	p.put("</section>\n")
}

// problems says what could not be read, before anything is read into the numbers.
func (p *page) problems(r Report) {
	if len(r.Errors) == 0 {
		return
	}
	p.put("<section class=\"problems\" aria-labelledby=\"problems\">\n<h2 id=\"problems\">The scan is not complete</h2>\n<p>What could not be read was not looked at: keys may be missing here.</p>\n")
	p.list(r.Errors)
	p.put("</section>\n")
}

func (p *page) notes(r Report) {
	if len(r.Notes) == 0 {
		return
	}
	p.put("<section aria-labelledby=\"notes\">\n<h2 id=\"notes\">Notes</h2>\n")
	p.list(r.Notes)
	p.put("</section>\n")
}

// list is some texts, and how many more there are.
func (p *page) list(texts []string) {
	p.put("<ul>\n")
	for _, t := range texts[:min(len(texts), htmlErrors)] {
		p.put("<li>")
		p.text(t)
		p.put("</li>\n")
	}
	if more := len(texts) - htmlErrors; more > 0 {
		p.put("<li>")
		p.textf("and %d more", more)
		p.put("</li>\n")
	}
	p.put("</ul>\n")
}

// now is the end of what the page tells.
func now(r Report, keys []htmlKey) time.Time {
	end := r.Ended
	for _, k := range keys {
		for _, e := range []Event{k.First, k.Removed} {
			if e.Authored.After(end) {
				end = e.Authored
			}
		}
	}
	return end
}
