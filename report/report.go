// Package report prints what a scan found: as text for people, as a page, and in the
// formats of programs that show findings; it reads covkey's own reports back and merges
// them.
//
// Findings are plain data here; a printer decides nothing, neither what counts
// nor the exit code. The package must never write what came from a repository to
// a terminal, or into a document that another program obeys, as it is: what could
// be an instruction is made visible first.
package report

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/covkey/covkey/detector"
)

// Operation is what the findings stand in the way of.
type Operation string

// The operations. A scan blocks nothing.
const (
	Commit  Operation = "commit"
	Merge   Operation = "merge"
	Message Operation = "message"
	Push    Operation = "push"
	Receive Operation = "receive" // by a server, of a push
	Scan    Operation = "scan"
)

// Finding is a key at a place.
type Finding struct {
	detector.Finding
	Repository string // as it was named, where a report is about several; else empty
	Path       string // any bytes
	Commit     string // full id, empty for what is staged and for files
	Subject    string // the commit's first line
	// Blocks tells whether the finding alone is reason to stop.
	Blocks bool
	// Image is what a finding in a container image has beside its path, else nil.
	Image *Image
	// Verified is what Codecov was asked to say of the key, nil where it was not asked.
	Verified *Verified
}

// Report is the outcome of a run.
type Report struct {
	Operation Operation
	Findings  []Finding
	Allowed   int
	Commits   int
	Blobs     int
	Bytes     int64
	// Errors say what could not be read; with any, the report is incomplete.
	Errors []string
	// Notes are facts that a person must see beside the verdict, each one line.
	Notes []string
	// Keys is what history says of keys, where it was asked.
	Keys []Key
	// Until is what was looked at in full, for the next scan to go on from.
	Until []State
	// Head is the id of the checked-out commit, for advice on how to take a key
	// out of a commit.
	Head string
	// Tips are the ids of the commits on which no other that was received builds, and
	// Allow says who can let a key pass, for advice on a push that is refused.
	Tips  []string
	Allow string
	// Version is covkey's own, for formats that name the tool.
	Version string
	// Started and Ended are the scan's times, for formats that want them.
	Started, Ended time.Time
}

// Silent reports whether there is nothing to say in a text that is not verbose: a hook that
// looked at all and found nothing is not heard.
func (r Report) Silent() bool {
	return r.Operation != Scan && len(r.Findings)+len(r.Errors)+len(r.Notes) == 0 && r.Allowed == 0
}

// Options are what concerns the look of the text report alone.
type Options struct {
	// Color and Verbose are the flags of that name.
	Color, Verbose bool
	// Width is how many columns the terminal has; 0 where that is not known.
	Width int
	// Link gives the URL of a line of a file in the work tree, or an empty string; nil
	// where the terminal shows no hyperlinks. The path is a finding's own.
	Link func(path string, line int) string
}

// Printer writes a report in one format.
type Printer interface {
	Print(w io.Writer, r Report) error
}

// Formats are the names of the formats.
var Formats = []string{"text", "json", "sarif", "junit", "github", "gitlab", "html"}

// For gives the printer of a format.
func For(format string, opt Options) (Printer, error) {
	switch format {
	case "text":
		return newText(opt), nil
	case "json":
		return jsonPrinter{}, nil
	case "sarif":
		return sarifPrinter{most: sarifResults}, nil
	case "junit":
		return junitPrinter{}, nil
	case "github":
		return githubPrinter{}, nil
	case "gitlab":
		return gitlabPrinter{}, nil
	case "html":
		return htmlPrinter{}, nil
	}
	return nil, fmt.Errorf("unknown format %q: want %s", format, formatList())
}

// formatList names the formats in a sentence.
func formatList() string {
	last := len(Formats) - 1
	return strings.Join(Formats[:last], ", ") + " or " + Formats[last]
}

// outcome is the report in a sentence that holds nothing from outside.
func outcome(r Report) string {
	switch {
	case len(r.Errors) > 0 && len(r.Findings) > 0:
		return fmt.Sprintf("%s found, and the scan could not be finished", count(len(r.Findings), "Codecov key"))
	case len(r.Errors) > 0:
		return "the scan could not be done"
	case len(r.Findings) > 0:
		return count(len(r.Findings), "Codecov key") + " found in " + scanned(r)
	}
	return "no Codecov key in " + scanned(r)
}
