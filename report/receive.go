package report

import (
	"bytes"
	"fmt"
	"path"
	"slices"
)

// What a server says to the person who pushed has rules of its own:
//
//   - git shows it line by line behind "remote: ", so it is short;
//   - what was pushed is committed already, and not on the server;
//   - three lines tell what to do.
const (
	refusedInFull  = 3
	refusedInBrief = 10
)

func (t text) refusal(b *bytes.Buffer, r Report) {
	keys := count(len(r.Findings), "Codecov key") + " in what was pushed"
	if !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Blocks }) {
		fmt.Fprintf(b, "covkey: %s: %s\n", t.warn.Sprint("not blocked"), keys)
		t.places(b, r, r.Findings)
		return
	}
	fmt.Fprintf(b, "covkey: %s: %s; nothing of it was stored\n", t.bad.Sprint("push refused"), keys)
	full := min(len(r.Findings), refusedInFull)
	for _, f := range r.Findings[:full] {
		b.WriteByte('\n')
		t.heading(b, r, f, t.within(f))
		t.excerpt(b, f)
		fmt.Fprintf(b, "  %s %s\n", t.dim.Sprint("instead"), Visible(f.Fix))
		fmt.Fprintf(b, "  %s   %s\n", t.dim.Sprint("value"), f.Fingerprint)
	}
	t.places(b, r, r.Findings[full:])
	b.WriteByte('\n')
	fmt.Fprintf(b, "Take it out of the commit itself, a later one does not help: %s\n", amend(r))
	t.rotate(b, r.Findings, "that ever went anywhere else")
	if r.Allow != "" {
		fmt.Fprintf(b, "If it is to be there: %s\n", Visible(r.Allow))
	}
}

// within names the commit behind a heading.
func (t text) within(f Finding) string {
	if f.Commit == "" {
		return ""
	}
	return "  " + t.dim.Sprint("commit "+short(f.Commit)) + " " + Visible(f.Subject)
}

// places lists findings with a line each.
func (t text) places(b *bytes.Buffer, r Report, fs []Finding) {
	if len(fs) > 0 {
		b.WriteByte('\n')
	}
	listed := min(len(fs), refusedInBrief)
	if t.verbose {
		listed = len(fs)
	}
	for _, f := range fs[:listed] {
		t.heading(b, r, f, t.within(f))
	}
	if more := len(fs) - listed; more > 0 {
		fmt.Fprintf(b, "… and %d more\n", more)
	}
}

// amend says how to take out all that blocks: of the last commit, of older ones, of a tag.
func amend(r Report) string {
	var blocking []Finding
	paths := map[string]bool{}
	last := true
	for _, f := range r.Findings {
		if f.Blocks {
			blocking = append(blocking, f)
			paths[f.Path] = true
			last = last && slices.Contains(r.Tips, f.Commit)
		}
	}
	const again = ", then push again"
	switch f := blocking[0]; {
	case f.Commit == "":
		return "push another object"
	case f.Path == tagMessage:
		return takeOut(Report{}, f) + again
	case last && len(paths) > 1:
		return "edit what is named above, git commit --amend -a" + again
	case last && f.Path == commitMessage:
		return "git commit --amend   (edit the message)" + again
	case last:
		return "edit " + Visible(path.Base(f.Path)) + ", git commit --amend -- " + quote(f.Path) + again
	default:
		return takeOut(Report{}, f) + again
	}
}
