package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/covkey/covkey/detector"
)

// githubPrinter writes commands for the runner of GitHub Actions, which shows them
// as annotations, and one line of summary for the log. The runner obeys lines, so
// what comes from a repository stands only where it cannot end one: in a value,
// escaped as GitHub's toolkit does, behind a command that is complete. The summary
// holds nothing from outside.
type githubPrinter struct{}

// githubShown is how many annotations of each level GitHub shows for a step.
const githubShown = 10

func (githubPrinter) Print(w io.Writer, r Report) error {
	var b bytes.Buffer
	levels := map[string]int{}
	// Errors of the scan first: they must be among those that are shown.
	for _, e := range r.Errors {
		levels["error"]++
		fmt.Fprintf(&b, "::error title=covkey could not scan::%s\n", githubData(e))
	}
	for _, f := range r.Findings {
		level := githubLevel(f)
		levels[level]++
		fmt.Fprintf(&b, "::%s %s::%s\n", level, githubPlace(f), githubData(githubMessage(f)))
	}
	for _, n := range r.Notes {
		levels["notice"]++
		fmt.Fprintf(&b, "::notice title=covkey::%s\n", githubData(n))
	}
	fmt.Fprintf(&b, "covkey: %s\n", outcome(r))
	if r.Allowed > 0 {
		fmt.Fprintf(&b, "covkey: %s allowed by an annotation or .covkey.yaml\n", count(r.Allowed, "key"))
	}
	for _, level := range []string{"error", "warning", "notice"} {
		if levels[level] > githubShown {
			fmt.Fprintf(&b, "covkey: GitHub shows %d of the %d %s annotations; all are in this log, and --format sarif has no such limit\n",
				githubShown, levels[level], level)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

func githubLevel(f Finding) string {
	switch {
	case f.Blocks:
		return "error"
	case f.Severity > detector.Low:
		return "warning"
	}
	return "notice"
}

// githubPlace are the command's properties. A message, or what is in an image, is no file
// that could be annotated.
func githubPlace(f Finding) string {
	title := "title=" + githubProperty(f.Kind.Title())
	if messageOf(f) != "" || f.Image != nil || f.Repository != "" { // not a file of the repository that GitHub shows
		return title
	}
	place := fmt.Sprintf("file=%s,line=%d", githubProperty(f.Path), f.Line)
	if start, end, known := columns16(f); known {
		place += fmt.Sprintf(",col=%d,endColumn=%d", start, end)
	}
	return place + "," + title
}

// githubMessage says where once more, because the log shows the message alone.
func githubMessage(f Finding) string {
	where := fmt.Sprintf("%s:%d:%d", f.Path, f.Line, f.Column)
	if message := messageOf(f); message != "" {
		where = message
	} else if f.Commit != "" {
		where += " in commit " + short(f.Commit)
	}
	if f.Repository != "" {
		where = f.Repository + ": " + where
	}
	text := fmt.Sprintf("%s: %s (%s)", where, f.Reason, f.Match)
	if f.Image != nil {
		text += "\nIn " + f.Image.sentence()
	}
	if f.Verified != nil {
		text += "\nVerified: " + f.verified()
	}
	text += "\nInstead: " + f.Fix
	if f.Blocks {
		text += "\nOnce pushed it must be rotated: " + f.Kind.RotatePage()
	}
	return text
}

// githubData escapes what stands behind a command. Lines are wanted there; all else
// that does not print is made visible.
func githubData(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.ReplaceAll(Visible(line), "%", "%25")
	}
	return strings.Join(lines, "%0A")
}

// githubProperty escapes a property's value.
func githubProperty(s string) string {
	return strings.NewReplacer("%", "%25", ":", "%3A", ",", "%2C").Replace(Visible(s))
}
