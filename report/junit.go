package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/covkey/covkey/detector"
)

// junitPrinter writes the XML that JUnit's runners made common and Jenkins, GitLab
// and others read: each finding is a test case that failed, a scan without one is a
// test case that passed, what could not be scanned is an error. Only elements and
// attributes are used that the schema of Jenkins' xUnit plugin knows.
type junitPrinter struct{}

type junitSuites struct {
	XMLName xml.Name `xml:"testsuites"`
	junitCounts
	Suites []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	junitCounts
	Skipped   int         `xml:"skipped,attr"`
	Timestamp string      `xml:"timestamp,attr,omitempty"`
	Cases     []junitCase `xml:"testcase"`
	Out       string      `xml:"system-out,omitempty"`
}

type junitCounts struct {
	Name     string `xml:"name,attr"`
	Tests    int    `xml:"tests,attr"`
	Failures int    `xml:"failures,attr"`
	Errors   int    `xml:"errors,attr"`
	Time     string `xml:"time,attr"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitProblem `xml:"failure"`
	Error   *junitProblem `xml:"error"`
	Out     string        `xml:"system-out,omitempty"`
}

type junitProblem struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func (junitPrinter) Print(w io.Writer, r Report) error {
	suite := junitSuite{Timestamp: junitTime(r.Started)}
	suite.Name, suite.Time = "covkey", junitSeconds(r.Ended.Sub(r.Started))
	for i, e := range r.Errors {
		message := junitText(e)
		suite.Cases = append(suite.Cases, junitCase{Class: "covkey", Name: fmt.Sprintf("scan, error %d", i+1), Time: "0",
			Error: &junitProblem{Type: "covkey.scan", Message: cut(message, 200), Text: message}})
		suite.Errors++
	}
	for _, f := range r.Findings {
		c := junitFinding(f)
		if c.Failure != nil {
			suite.Failures++
		}
		suite.Cases = append(suite.Cases, c)
	}
	if len(suite.Cases) == 0 {
		suite.Cases = []junitCase{{Class: "covkey", Name: "no Codecov key", Time: "0", Out: outcome(r)}}
	}
	suite.Tests = len(suite.Cases)
	suite.Out = junitSummary(r)
	document, err := xml.MarshalIndent(junitSuites{junitCounts: suite.junitCounts, Suites: []junitSuite{suite}}, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, document)
	return err
}

// junitFinding is a failure, or where the finding does not block a test that passed
// and has something to say.
func junitFinding(f Finding) junitCase {
	where := fmt.Sprintf("%s:%d:%d", junitText(f.Path), f.Line, f.Column)
	if f.Repository != "" {
		where = junitText(f.Repository) + ": " + where
	}
	c := junitCase{Class: "covkey." + string(f.Kind), Name: where, Time: "0"}
	var text strings.Builder
	fmt.Fprintf(&text, "%s: %s (%s), severity %s\n", where, junitText(f.Reason), junitText(f.Match), f.Severity)
	if f.Commit != "" {
		c.Name += " in " + short(f.Commit)
		fmt.Fprintf(&text, "commit:  %s %s\n", f.Commit, junitText(f.Subject))
	}
	if f.Image != nil {
		if f.Image.Layer != "" {
			c.Name += fmt.Sprintf(" in layer %d", f.Image.Number)
		}
		fmt.Fprintf(&text, "in:      %s\n", junitText(f.Image.sentence()))
	}
	if f.Verified != nil {
		fmt.Fprintf(&text, "verify:  %s\n", junitText(f.verified()))
	}
	fmt.Fprintf(&text, "instead: %s\n", junitText(f.Fix))
	if f.Kind != detector.BadgeToken {
		fmt.Fprintf(&text, "allow:   %s\n", junitText(f.AllowHint))
	}
	fmt.Fprintf(&text, "value:   %s\n", f.Fingerprint)
	if !f.Blocks {
		c.Out = "does not block: " + text.String()
		return c
	}
	fmt.Fprintf(&text, "rotate:  %s\n", f.Kind.RotatePage())
	c.Failure = &junitProblem{Type: string(f.Kind), Message: f.Kind.Title() + ": " + junitText(f.Reason), Text: text.String()}
	return c
}

func junitSummary(r Report) string {
	lines := []string{outcome(r)}
	if r.Allowed > 0 {
		lines = append(lines, count(r.Allowed, "key")+" allowed by an annotation or .covkey.yaml")
	}
	for _, n := range r.Notes {
		lines = append(lines, "note: "+junitText(n))
	}
	return strings.Join(lines, "\n")
}

// junitText makes a text fit for XML 1.0, in which most control characters have no
// place, not even escaped. What is made visible for a terminal includes them all.
func junitText(s string) string { return Visible(s) }

func junitTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05")
}

// junitSeconds has three decimals, as the schema's pattern allows.
func junitSeconds(d time.Duration) string { return fmt.Sprintf("%.3f", max(0, d).Seconds()) }
