package report

import (
	"bytes"
	"fmt"
	"strings"
)

// history is what history says of a key, in two or three lines: since when and whether it
// is still there, and which branches and tags have it.
func (t text) history(b *bytes.Buffer, k Key) {
	var parts []string
	if k.First.Commit != "" {
		parts = append(parts, fmt.Sprintf("since %s (%s)", k.First.day(), short(k.First.Commit)))
	}
	if k.Commits > 0 {
		parts = append(parts, "in "+count(k.Commits, "commit"))
	}
	if k.Removed.Commit != "" {
		parts = append(parts, fmt.Sprintf("taken out %s (%s)", k.Removed.day(), short(k.Removed.Commit)))
	}
	if k.Partly {
		parts = append(parts, "at least")
	}
	if len(parts) > 0 {
		fmt.Fprintf(b, "  %s  %s\n", t.dim.Sprint("history"), strings.Join(parts, ", "))
	}
	if len(k.Refs) == 0 {
		fmt.Fprintf(b, "  %s  no branch or tag; git gc throws it away in time\n", t.dim.Sprint("held by"))
		return
	}
	branches, tags, others := byKind(k.Refs)
	var held []string
	for _, kind := range []struct {
		what  string
		names []string
	}{{"branch", branches}, {"tag", tags}, {"ref", others}} {
		if len(kind.names) > 0 {
			held = append(held, some(kind.what, kind.names))
		}
	}
	fmt.Fprintf(b, "  %s  %s\n", t.dim.Sprint("held by"), strings.Join(held, "; "))
	if len(k.Tips) == 0 {
		return
	}
	const shown = 3
	var places []string
	for _, tip := range k.Tips[:min(shown, len(k.Tips))] {
		places = append(places, fmt.Sprintf("%s:%d of %s", Visible(tip.Path), tip.Line, few(tip.Refs)))
	}
	if more := len(k.Tips) - shown; more > 0 {
		places = append(places, fmt.Sprintf("and %s more", count(more, "place")))
	}
	still := t.bad.Sprint("still there")
	if !k.inBranch() {
		still = t.warn.Sprint("of tags only")
	}
	fmt.Fprintf(b, "  %s   %s: %s\n", t.dim.Sprint("in tip"), still, strings.Join(places, ", "))
}

// some names a few of many.
func some(what string, names []string) string {
	const shown = 4
	if len(names) != 1 {
		what = unit(2, what)
	}
	text := what + " "
	for i, n := range names[:min(shown, len(names))] {
		if i > 0 {
			text += ", "
		}
		text += Visible(n)
	}
	if more := len(names) - shown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// few names one of some refs and how many others there are.
func few(refs []string) string {
	name := Visible(refName(refs[0]))
	if len(refs) > 1 {
		name += fmt.Sprintf(" and %d more", len(refs)-1)
	}
	return name
}
