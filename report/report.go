// Package report prints what a scan found: as text for people, as JSON for
// programs.
//
// Findings are plain data here; a printer decides nothing, neither what counts
// nor the exit code. The package must never write what came from a repository to
// a terminal as it is: control characters are made visible first.
package report

import (
	"fmt"
	"io"

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
	Scan    Operation = "scan"
)

// Finding is a key at a place.
type Finding struct {
	detector.Finding
	Path    string // any bytes
	Commit  string // full id, empty for what is staged and for files
	Subject string // the commit's first line
	// Blocks tells whether the finding alone is reason to stop.
	Blocks bool
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
	// Head is the id of the checked-out commit, for advice on how to take a key
	// out of a commit.
	Head string
}

// Printer writes a report in one format.
type Printer interface {
	Print(w io.Writer, r Report) error
}

// Formats are the names of the formats.
var Formats = []string{"text", "json"}

// For gives the printer of a format. Colour and verbosity concern text only.
func For(format string, color, verbose bool) (Printer, error) {
	switch format {
	case "text":
		return newText(color, verbose), nil
	case "json":
		return jsonPrinter{}, nil
	}
	return nil, fmt.Errorf("unknown format %q: want one of %v", format, Formats)
}
