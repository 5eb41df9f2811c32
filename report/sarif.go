package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/covkey/covkey/detector"
)

// sarifPrinter writes SARIF 2.1.0 (OASIS), within the limits of GitHub code scanning.
// The part of the format that is needed is small, so it is a few types here.
type sarifPrinter struct{ most int } // how many results

const (
	sarifVersion = "2.1.0"
	sarifSchema  = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	// sarifResults is how many results of a run GitHub accepts; it shows 5,000 of them.
	sarifResults = 25000
	// sarifText is how long a text may be for GitHub.
	sarifText = 1024
	// sarifRoot is what relative paths start from.
	sarifRoot = "%SRCROOT%"
)

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool                `json:"tool"`
	Invocations []sarifInvocation        `json:"invocations"`
	Bases       map[string]sarifArtifact `json:"originalUriBaseIds"`
	ColumnKind  string                   `json:"columnKind"`
	Results     []sarifResult            `json:"results"`
	Properties  map[string]any           `json:"properties"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

type sarifInvocation struct {
	Successful    bool                `json:"executionSuccessful"`
	StartTime     string              `json:"startTimeUtc,omitempty"`
	EndTime       string              `json:"endTimeUtc,omitempty"`
	Notifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
}

type sarifNotification struct {
	Level   string       `json:"level"`
	Message sarifMessage `json:"message"`
}

type sarifMessage struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifArtifact struct {
	URI         string        `json:"uri,omitempty"`
	URIBaseID   string        `json:"uriBaseId,omitempty"`
	Description *sarifMessage `json:"description,omitempty"`
}

type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      sarifMessage      `json:"message"`
	Locations    []sarifLocation   `json:"locations"`
	Fingerprints map[string]string `json:"partialFingerprints"`
	Properties   map[string]string `json:"properties"`
}

type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

// sarifRegion without columns is the whole line.
type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
	EndColumn   int `json:"endColumn,omitempty"`
}

func (p sarifPrinter) Print(w io.Writer, r Report) error {
	findings, leftOut := p.within(r.Findings)
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: toolName, Version: toolVersion(r), InformationURI: toolURL, Rules: sarifRules(),
		}},
		Invocations: []sarifInvocation{p.invocation(r, leftOut)},
		Bases: map[string]sarifArtifact{sarifRoot: {
			Description: &sarifMessage{Text: "The root of the repository; for files that were named, the folder in which covkey ran."},
		}},
		ColumnKind: "utf16CodeUnits",
		Results:    sarifResultsOf(findings),
		Properties: map[string]any{
			"allowed": r.Allowed,
			"scanned": jsonScanned{r.Commits, r.Blobs, r.Bytes},
		},
	}
	return writeJSON(w, sarifLog{Schema: sarifSchema, Version: sarifVersion, Runs: []sarifRun{run}})
}

// within leaves out what GitHub would refuse the whole file for, the least
// severe first.
func (p sarifPrinter) within(all []Finding) (kept []Finding, leftOut int) {
	if len(all) <= p.most {
		return all, 0
	}
	kept = slices.Clone(all)
	slices.SortStableFunc(kept, func(a, b Finding) int { return int(b.Severity) - int(a.Severity) })
	return kept[:p.most], len(all) - p.most
}

func (p sarifPrinter) invocation(r Report, leftOut int) sarifInvocation {
	inv := sarifInvocation{Successful: len(r.Errors) == 0, StartTime: sarifTime(r.Started), EndTime: sarifTime(r.Ended)}
	tell := func(level, text string) {
		inv.Notifications = append(inv.Notifications, sarifNotification{level, sarifPlain(text)})
	}
	for _, e := range r.Errors {
		tell("error", e)
	}
	if leftOut > 0 {
		tell("warning", fmt.Sprintf("%d further findings are left out: GitHub takes no more than %d; --format json has all", leftOut, p.most))
	}
	for _, n := range r.Notes {
		tell("note", n)
	}
	return inv
}

func sarifTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

func sarifResultsOf(findings []Finding) []sarifResult {
	rules := detector.Kinds()
	results := make([]sarifResult, 0, len(findings))
	for _, f := range findings {
		results = append(results, sarifResult{
			RuleID:       string(f.Kind),
			RuleIndex:    slices.Index(rules, f.Kind),
			Level:        sarifLevel(f),
			Message:      sarifPlain(sarifSentence(f)),
			Locations:    []sarifLocation{{sarifPhysical{sarifArtifactOf(f), sarifRegionOf(f)}}},
			Fingerprints: sarifFingerprints(f),
			Properties:   sarifFacts(f),
		})
	}
	return results
}

// sarifFingerprints name the same key in the same file, wherever in it: that is what a
// person deals with once, and what stays the same when lines are moved. GitHub goes by
// a hash of the line, which its upload works out, with a warning where the file has
// another one already; a message has no line there, so it gets one that is ours.
func sarifFingerprints(f Finding) map[string]string {
	key := stableID(f.inRepository(string(f.Kind), string(f.Fingerprint), f.Path)...)
	if f.Image != nil { // the same file in two layers is two files
		key = stableID(key, f.Image.Layer)
	}
	prints := map[string]string{"covkeyFingerprint/v1": key}
	if messageOf(f) != "" {
		prints["primaryLocationLineHash"] = key[:16] + ":1"
	}
	return prints
}

func sarifLevel(f Finding) string {
	switch {
	case f.Blocks:
		return "error"
	case f.Severity > detector.Low:
		return "warning"
	}
	return "note"
}

// sarifSentence: GitHub shows the first sentence alone where there is little room.
func sarifSentence(f Finding) string {
	where := ""
	if message := messageOf(f); message != "" {
		where = " in " + message
	} else if f.Commit != "" {
		where = " in commit " + short(f.Commit)
	} else if f.Image != nil && f.Image.Layer != "" {
		where = fmt.Sprintf(" in layer %d", f.Image.Number)
		if f.Image.hidden() != "" {
			where += " (" + f.Image.State + " in a later one)"
		}
	}
	if f.Repository != "" {
		where += " in " + f.Repository
	}
	return fmt.Sprintf("%s%s: %s (%s).", f.Kind.Title(), where, f.Reason, f.Match)
}

func sarifArtifactOf(f Finding) sarifArtifact {
	uri, relative := uriOf(f.Path)
	a := sarifArtifact{URI: uri}
	if relative && f.Image == nil {
		a.URIBaseID = sarifRoot
	}
	if message := messageOf(f); message != "" {
		text := sarifPlain("No file: " + message + ".")
		a.Description = &text
	}
	return a
}

func sarifRegionOf(f Finding) sarifRegion {
	region := sarifRegion{StartLine: f.Line}
	if start, end, known := columns16(f); known {
		region.StartColumn, region.EndColumn = start, end
	}
	return region
}

// sarifFacts are what the format has no field for.
func sarifFacts(f Finding) map[string]string {
	facts := map[string]string{
		"match":       Visible(f.Match),
		"fingerprint": string(f.Fingerprint),
		"confidence":  f.Confidence.String(),
		"fix":         Visible(f.Fix),
		"reason":      Visible(f.Reason),
		"column":      strconv.Itoa(f.Column),
		"allow":       Visible(f.AllowHint),
	}
	if f.Commit != "" {
		facts["commit"] = f.Commit
	}
	if i := f.Image; i != nil {
		facts["image"] = Visible(strings.Join(i.Names, ", "))
		if i.Layer != "" {
			facts["layer"], facts["instruction"], facts["state"] = Visible(i.Layer), Visible(i.Instruction), i.State
			facts["number"], facts["layers"], facts["hiddenBy"] = strconv.Itoa(i.Number), strconv.Itoa(i.Layers), strconv.Itoa(i.HiddenBy)
		}
	}
	if f.Repository != "" {
		facts["repository"] = Visible(f.Repository)
	}
	if f.Verified != nil {
		facts["verified"] = Visible(f.verified())
	}
	return facts
}

// sarifPlain is a message without formatting. In one, brackets make a link and braces
// a place to fill, and both are escaped.
func sarifPlain(s string) sarifMessage {
	escape := strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`, "{", "{{", "}", "}}")
	return sarifMessage{Text: escape.Replace(cut(Visible(s), sarifText))}
}
