package report

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/fatih/color"

	"github.com/covkey/covkey/detector"
)

// The text report is for someone with a commit half made. Its rules:
//
//   - one finding takes a dozen lines at the most, headline and last word
//     included;
//   - where, what and why first, then what to write instead, then how to allow it;
//   - every advice is text to paste, in the syntax of the file it is about.
//   - the first findings are shown so; of many, the others have a line each.
type text struct {
	verbose                    bool
	width                      int
	link                       func(path string, line int) string
	bad, warn, dim, bold, good *color.Color
}

const (
	// inFull is how many findings are shown in full, and inBrief how many more a hook
	// lists with a line each; the answer of a scan has all.
	inFull, inBrief = 10, 40
	// usualWidth is taken where the terminal's is not known.
	usualWidth = 80
)

func newText(opt Options) text {
	paint := func(attributes ...color.Attribute) *color.Color {
		c := color.New(attributes...)
		// fatih/color decides by standard output; hooks write to standard error.
		if opt.Color {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
		return c
	}
	return text{
		verbose: opt.Verbose,
		width:   opt.Width,
		link:    opt.Link,
		bad:     paint(color.FgRed, color.Bold),
		warn:    paint(color.FgYellow),
		dim:     paint(color.Faint),
		bold:    paint(color.Bold),
		good:    paint(color.FgGreen),
	}
}

func (t text) Print(w io.Writer, r Report) error {
	var b bytes.Buffer
	if len(r.Findings) > 0 && r.Operation == Receive {
		t.refusal(&b, r)
	} else if len(r.Findings) > 0 {
		t.findings(&b, r)
	}
	if len(r.Findings) == 0 && len(r.Errors) == 0 && (r.Operation == Scan || t.verbose) {
		fmt.Fprintf(&b, "covkey: %s in %s\n", t.good.Sprint("no Codecov key"), scanned(r))
	}
	if r.Allowed > 0 {
		fmt.Fprintf(&b, "covkey: %s allowed by an annotation or .covkey.yaml\n", count(r.Allowed, "key"))
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "covkey: %s: %s\n", t.warn.Sprint("note"), Visible(n))
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (t text) findings(b *bytes.Buffer, r Report) {
	blocking := 0
	for _, f := range r.Findings {
		if f.Blocks {
			blocking++
		}
	}
	switch {
	case blocking == 0:
		fmt.Fprintf(b, "covkey: %s: %s\n", t.warn.Sprint("not blocked"), headline(r))
	case r.Operation == Scan:
		fmt.Fprintf(b, "covkey: %s\n", t.bad.Sprint(headline(r)))
	default:
		fmt.Fprintf(b, "covkey: %s: %s\n", t.bad.Sprintf("%s blocked", noun(r.Operation)), headline(r))
	}
	full := len(r.Findings)
	if full > inFull && !t.verbose {
		full = inFull
	}
	keys := r.keys()
	for _, f := range r.Findings[:full] {
		b.WriteByte('\n')
		t.finding(b, r, f)
		if k, ok := keys[f.key()]; ok { // told once
			t.history(b, k)
			delete(keys, f.key())
		}
	}
	t.others(b, r, r.Findings[full:])
	if blocking > 0 {
		b.WriteByte('\n')
		t.rotate(b, r.Findings, "that was ever pushed")
	}
}

func noun(op Operation) string {
	if op == Message {
		return "commit"
	}
	return string(op)
}

func headline(r Report) string {
	keys := count(len(r.Findings), "Codecov key")
	switch r.Operation {
	case Commit:
		return keys + " staged"
	case Merge:
		return keys + " in what this merge brings"
	case Message:
		return keys + " in the commit message"
	case Push:
		return keys + " in what is about to be pushed"
	}
	return keys + " found in " + scanned(r)
}

// others lists findings by their place alone.
func (t text) others(b *bytes.Buffer, r Report, fs []Finding) {
	if len(fs) == 0 {
		return
	}
	b.WriteByte('\n')
	listed := len(fs)
	if r.Operation != Scan {
		listed = min(listed, inBrief)
	}
	for _, f := range fs[:listed] {
		commit := ""
		if f.Commit != "" {
			commit = "  " + t.dim.Sprint(short(f.Commit))
		}
		if f.Verified != nil {
			commit += "  " + t.result(f)
		}
		t.heading(b, r, f, commit)
	}
	switch more := len(fs) - listed; {
	case more > 0:
		fmt.Fprintf(b, "… and %d more", more)
	case listed == 1:
		b.WriteString("The last one is shown by its place")
	default:
		fmt.Fprintf(b, "The last %d are shown by their place", listed)
	}
	fmt.Fprintf(b, "; all in full: %s\n", seeAll(r.Operation))
}

// seeAll is the command that shows every finding.
func seeAll(op Operation) string {
	switch op {
	case Commit, Merge:
		return "covkey scan staged --verbose"
	case Push:
		return "covkey scan commits --verbose RANGE"
	}
	return "--verbose"
}

// heading is the line that says where and what, and what stands behind.
func (t text) heading(b *bytes.Buffer, r Report, f Finding, behind string) {
	name := Visible(f.Path)
	if f.Repository != "" {
		name = Visible(f.Repository) + ": " + name
	}
	where := t.bold.Sprintf("%s:%d:%d", leading(name), f.Line, f.Column)
	fmt.Fprintf(b, "%s  %s (%s)%s\n", t.linked(where, r, f), f.Kind.Title(), f.Severity, behind)
}

// leading keeps a name at the beginning of a line from being a command: the runner
// of GitHub Actions obeys what begins with two colons.
func leading(name string) string {
	if strings.HasPrefix(name, "::") {
		return "./" + name
	}
	return name
}

// linked makes a hyperlink (OSC 8) of a place that is in the work tree.
func (t text) linked(where string, r Report, f Finding) string {
	if t.link == nil || f.Image != nil || messageOf(f) != "" || f.Repository != "" || f.Commit != "" && f.Commit != r.Head {
		return where
	}
	url := t.link(f.Path, f.Line)
	if url == "" || strings.ContainsFunc(url, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return where
	}
	const open, end = "\x1b]8;;", "\x1b\\"
	return open + url + end + where + open + end
}

func (t text) finding(b *bytes.Buffer, r Report, f Finding) {
	t.heading(b, r, f, "")
	t.excerpt(b, f)
	switch {
	case f.Commit != "":
		fmt.Fprintf(b, "  %s   %s %s\n", t.dim.Sprint("commit"), short(f.Commit), Visible(f.Subject))
	case f.Subject != "":
		fmt.Fprintf(b, "  %s   none: %s\n", t.dim.Sprint("commit"), Visible(f.Subject))
	}
	if f.Image != nil {
		t.image(b, f.Image)
	}
	if f.Verified != nil {
		t.verified(b, f)
	}
	fmt.Fprintf(b, "  %s  %s\n", t.dim.Sprint("instead"), Visible(f.Fix))
	if f.Commit != "" && f.Repository == "" {
		fmt.Fprintf(b, "  %s %s\n", t.dim.Sprint("take out"), takeOut(r, f))
	}
	if f.Kind != detector.BadgeToken {
		fmt.Fprintf(b, "  %s    %s\n", t.dim.Sprint("allow"), Visible(f.AllowHint))
	}
	if t.verbose {
		fmt.Fprintf(b, "  %s    %s\n", t.dim.Sprint("value"), f.Fingerprint)
	}
}

// verified says whether the key works; a live one is what to see first.
func (t text) verified(b *bytes.Buffer, f Finding) {
	rest := strings.TrimPrefix(f.verified(), f.Verified.Result)
	fmt.Fprintf(b, "  %s   %s%s\n", t.dim.Sprint("verify"), t.result(f), Visible(rest))
}

func (t text) result(f Finding) string {
	switch result := f.Verified.Result; result {
	case "live":
		return t.bad.Sprint(result)
	case "dead":
		return t.good.Sprint(result)
	default:
		return t.warn.Sprint(result)
	}
}

// image says where in an image a finding is.
func (t text) image(b *bytes.Buffer, i *Image) {
	if i.Layer != "" {
		fmt.Fprintf(b, "  %s    %s\n", t.dim.Sprint("layer"), Visible(i.layer()))
	}
	if hidden := i.hidden(); hidden != "" {
		fmt.Fprintf(b, "  %s   %s\n", t.warn.Sprint("hidden"), hidden)
	}
	fmt.Fprintf(b, "  %s    %s\n", t.dim.Sprint("image"), Visible(i.names()))
}

// takeOut says how to take a key out of a commit: the tip is amended, an older
// commit edited in a rebase.
func takeOut(r Report, f Finding) string {
	switch {
	case strings.HasPrefix(f.Subject, "tag ") && f.Path == tagMessage:
		return "git tag -f -a " + argument(strings.TrimPrefix(f.Subject, "tag ")) + "   (write the message anew)"
	case f.Commit == r.Head && f.Path == commitMessage:
		return "git commit --amend   (edit the message)"
	case f.Commit == r.Head:
		return "edit " + Visible(path.Base(f.Path)) + ", then: git commit --amend -- " + quote(f.Path)
	case f.Path == commitMessage:
		return "git rebase -i " + short(f.Commit) + "^   (mark the commit \"reword\")"
	}
	return "git rebase -i " + short(f.Commit) + "^   (mark the commit \"edit\"; --root when it is the first)"
}

// argument makes a name one word of a shell that is no option: what is pasted must do
// what it says, and a tag may call itself anything.
func argument(s string) string {
	if strings.HasPrefix(s, "-") {
		return "-- " + quote(s)
	}
	return quote(s)
}

// quote makes a path one word of a shell; what cannot be shown as it is is left
// visible and inexact.
func quote(s string) string {
	s = Visible(s)
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./@%+=:,-") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

func (t text) rotate(b *bytes.Buffer, fs []Finding, when string) {
	seen := map[detector.Kind]bool{}
	for _, kind := range detector.Kinds() {
		for _, f := range fs {
			if f.Kind == kind && f.Blocks && !seen[kind] {
				seen[kind] = true
				fmt.Fprintf(b, "A %s %s must be rotated: %s\n", kind.Title(), when, kind.RotatePage())
			}
		}
	}
}

func short(id string) string { return id[:min(7, len(id))] }

func count(n int, what string) string { return fmt.Sprintf("%d %s", n, unit(n, what)) }

// unit is a word for n things.
func unit(n int, what string) string {
	switch {
	case n == 1:
		return what
	case strings.HasSuffix(what, "ch"):
		return what + "es"
	}
	return what + "s"
}

func scanned(r Report) string {
	s := count(r.Blobs, "file")
	if r.Commits > 0 {
		s = count(r.Commits, "commit") + ", " + s
	}
	return s + " (" + size(r.Bytes) + ")"
}

func size(n int64) string {
	const unit = 1000
	switch {
	case n < unit:
		return fmt.Sprintf("%d bytes", n)
	case n < unit*unit:
		return fmt.Sprintf("%.1f kB", float64(n)/unit)
	case n < unit*unit*unit:
		return fmt.Sprintf("%.1f MB", float64(n)/(unit*unit))
	}
	return fmt.Sprintf("%.1f GB", float64(n)/(unit*unit*unit))
}
