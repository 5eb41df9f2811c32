package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/covkey/covkey/detector"
)

// gitlabPrinter writes GitLab's report of a secret detection. The field for a raw
// extract of the source is left out: it is meant to hold the key.
type gitlabPrinter struct{}

const (
	// gitlabVersion is that of the schema. GitLab checks a patch version that it does
	// not have against the newest of the same minor version.
	gitlabVersion = "15.2.1"
	gitlabSchema  = "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v" + gitlabVersion +
		"/dist/secret-detection-report-format.json"
	// gitlabNoCommit stands for what is in no commit yet; the schema asks for an id.
	gitlabNoCommit = "0000000"
)

type gitlabReport struct {
	Version         string                `json:"version"`
	Schema          string                `json:"schema"`
	Scan            gitlabScan            `json:"scan"`
	Vulnerabilities []gitlabVulnerability `json:"vulnerabilities"`
}

type gitlabScan struct {
	Analyzer  gitlabTool         `json:"analyzer"`
	Scanner   gitlabTool         `json:"scanner"`
	Type      string             `json:"type"`
	StartTime string             `json:"start_time"`
	EndTime   string             `json:"end_time"`
	Status    string             `json:"status"`
	Messages  []gitlabMessage    `json:"messages"`
	Primary   []gitlabIdentifier `json:"primary_identifiers"`
}

type gitlabTool struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	URL     string       `json:"url"`
	Vendor  gitlabVendor `json:"vendor"`
	Version string       `json:"version"`
}

type gitlabVendor struct {
	Name string `json:"name"`
}

type gitlabMessage struct {
	Level string `json:"level"`
	Value string `json:"value"`
}

type gitlabIdentifier struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value"`
	URL   string `json:"url,omitempty"`
}

type gitlabVulnerability struct {
	ID          string                  `json:"id"`
	Category    string                  `json:"category"`
	Name        string                  `json:"name"`
	Description string                  `json:"description"`
	Severity    string                  `json:"severity"`
	Solution    string                  `json:"solution"`
	Identifiers []gitlabIdentifier      `json:"identifiers"`
	Links       []gitlabLink            `json:"links"`
	Location    gitlabLocation          `json:"location"`
	Details     map[string]gitlabDetail `json:"details"`
}

type gitlabLink struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type gitlabLocation struct {
	File      string       `json:"file"`
	StartLine int          `json:"start_line"`
	EndLine   int          `json:"end_line"`
	Commit    gitlabCommit `json:"commit"`
}

type gitlabCommit struct {
	SHA     string `json:"sha"`
	Message string `json:"message,omitempty"`
}

type gitlabDetail struct {
	Name  string `json:"name"`
	Type  string `json:"type"`
	Value string `json:"value"`
}

func (gitlabPrinter) Print(w io.Writer, r Report) error {
	tool := gitlabTool{ID: toolName, Name: toolName, URL: toolURL, Vendor: gitlabVendor{toolName}, Version: toolVersion(r)}
	out := gitlabReport{
		Version: gitlabVersion,
		Schema:  gitlabSchema,
		Scan: gitlabScan{
			Analyzer: tool, Scanner: tool, Type: "secret_detection",
			StartTime: gitlabTime(r.Started), EndTime: gitlabTime(r.Ended),
			Status: "success", Messages: []gitlabMessage{},
		},
		Vulnerabilities: []gitlabVulnerability{},
	}
	if len(r.Errors) > 0 {
		out.Scan.Status = "failure"
	}
	for _, e := range r.Errors {
		out.Scan.Messages = append(out.Scan.Messages, gitlabMessage{"fatal", Visible(e)})
	}
	for _, n := range r.Notes {
		out.Scan.Messages = append(out.Scan.Messages, gitlabMessage{"info", Visible(n)})
	}
	for _, kind := range detector.Kinds() {
		out.Scan.Primary = append(out.Scan.Primary, gitlabRule(kind))
	}
	for _, f := range r.Findings {
		out.Vulnerabilities = append(out.Vulnerabilities, gitlabFinding(f))
	}
	return writeJSON(w, out)
}

func gitlabRule(kind detector.Kind) gitlabIdentifier {
	return gitlabIdentifier{Type: "covkey_rule_id", Name: "covkey " + string(kind), Value: string(kind), URL: kindsURL}
}

func gitlabFinding(f Finding) gitlabVulnerability {
	v := gitlabVulnerability{
		ID:          stableID(f.inRepository(string(f.Kind), string(f.Fingerprint), f.Path, f.Commit, strconv.Itoa(f.Line), strconv.Itoa(f.Column))...),
		Category:    "secret_detection",
		Name:        f.Kind.Title(),
		Description: fmt.Sprintf("%s: %s (%s).", f.Kind.Title(), Visible(f.Reason), Visible(f.Match)),
		Severity:    gitlabSeverity(f.Severity),
		Solution:    cut("Write instead: "+Visible(f.Fix)+". A key that was ever pushed must be rotated.", 7000),
		Identifiers: []gitlabIdentifier{
			gitlabRule(f.Kind),
			{Type: "covkey_fingerprint", Name: "covkey " + string(f.Fingerprint), Value: string(f.Fingerprint)},
		},
		Links: []gitlabLink{{"Where the key is rotated", f.Kind.RotatePage()}},
		Location: gitlabLocation{
			File: escapeInvalid(f.Path), StartLine: f.Line, EndLine: f.Line,
			Commit: gitlabCommit{SHA: f.Commit, Message: escapeInvalid(f.Subject)},
		},
		Details: map[string]gitlabDetail{
			"line":  {"The line, the key masked", "code", Visible(strings.TrimSpace(f.Excerpt))},
			"allow": {"What allows it", "code", Visible(f.AllowHint)},
		},
	}
	if message := messageOf(f); message != "" {
		v.Description += " It stands in " + message + "."
	}
	if f.Image != nil {
		v.Description += " It stands in " + Visible(f.Image.sentence()) + "."
		v.ID = stableID(v.ID, f.Image.Layer, strings.Join(f.Image.Names, ","))
	}
	if f.Repository != "" {
		v.Description += " The repository is " + Visible(f.Repository) + "."
	}
	if f.Verified != nil {
		v.Details["verified"] = gitlabDetail{"What Codecov says of it", "text", Visible(f.verified())}
	}
	if v.Location.Commit.SHA == "" {
		v.Location.Commit.SHA = gitlabNoCommit
	}
	return v
}

func gitlabSeverity(s detector.Severity) string {
	switch s {
	case detector.Critical:
		return "Critical"
	case detector.High:
		return "High"
	}
	return "Low"
}

// gitlabTime is UTC without a zone, as the schema's pattern wants it.
func gitlabTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05") }
