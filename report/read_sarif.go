package report

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/covkey/covkey/detector"
)

// parseSARIF reads what sarifPrinter writes. Other tools' results have no fingerprint of
// a key and cannot be merged with covkey's.
func parseSARIF(data []byte) (Report, error) {
	var in sarifLog
	if err := decode(data, &in); err != nil {
		return Report{}, err
	}
	r := Report{Operation: Scan}
	if len(in.Runs) == 0 {
		return r, errors.New("no runs: nothing was scanned")
	}
	for i, run := range in.Runs {
		where := fmt.Sprintf("runs[%d]", i)
		if run.Tool.Driver.Name != toolName {
			return r, fmt.Errorf("%s: a report of another tool than covkey", where)
		}
		if len(run.Invocations) == 0 || run.Results == nil {
			return r, fmt.Errorf("%s: invocations or results are missing", where)
		}
		if err := run.counts(&r); err != nil {
			return r, fmt.Errorf("%s: %w", where, err)
		}
		for _, inv := range run.Invocations {
			errors := len(r.Errors)
			for _, n := range inv.Notifications {
				text := outside(unescapePlain(n.Message.Text))
				if n.Level == "error" {
					r.Errors = append(r.Errors, text)
				} else {
					r.Notes = append(r.Notes, text)
				}
			}
			if !inv.Successful && len(r.Errors) == errors {
				r.Errors = append(r.Errors, "the scan could not be done; its report does not say why")
			}
		}
		if len(r.Findings)+len(run.Results) > mostRead {
			return r, fmt.Errorf("more than %d results", mostRead)
		}
		for j, result := range run.Results {
			f, err := result.read()
			if err != nil {
				return r, fmt.Errorf("%s.results[%d]: %w", where, j, err)
			}
			r.Findings = append(r.Findings, f)
		}
	}
	return r.masked(), nil
}

// counts adds up what was scanned.
func (run sarifRun) counts(r *Report) error {
	number := func(v any) (int64, bool) {
		n, ok := v.(float64)
		return int64(n), ok && 0 <= n && n < 1<<53
	}
	scanned, _ := run.Properties["scanned"].(map[string]any)
	allowed, ok1 := number(run.Properties["allowed"])
	commits, ok2 := number(scanned["commits"])
	blobs, ok3 := number(scanned["blobs"])
	bytes, ok4 := number(scanned["bytes"])
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return errors.New("properties: allowed and scanned are missing or no counts")
	}
	r.Allowed += int(allowed)
	r.Commits += int(commits)
	r.Blobs += int(blobs)
	r.Bytes += bytes
	return nil
}

func (in sarifResult) read() (Finding, error) {
	p := in.Properties
	f := Finding{Repository: p["repository"], Commit: p["commit"]}
	f.Kind, f.Match, f.Reason, f.Fix = detector.Kind(in.RuleID), p["match"], outside(p["reason"]), outside(p["fix"])
	if f.Kind.Title() == "" {
		return f, errors.New("ruleId: not one that this covkey knows; a newer one may have written the report")
	}
	f.Severity, f.Confidence = f.Kind.Severity(), detector.Medium
	if p["confidence"] == detector.Certain.String() {
		f.Confidence = detector.Certain
	}
	var err error
	if f.Fingerprint, err = detector.ParseFingerprint(p["fingerprint"]); err != nil {
		return f, fmt.Errorf("properties.fingerprint: %w", err)
	}
	if f.Column, err = strconv.Atoi(p["column"]); err != nil {
		return f, errors.New("properties.column is missing: an older covkey wrote this; use --format json")
	}
	if len(in.Locations) != 1 {
		return f, errors.New("locations: want one")
	}
	at := in.Locations[0].Physical
	f.Line, f.Column16 = at.Region.StartLine, max(0, at.Region.StartColumn)
	if f.Path, err = pathOf(at.Artifact.URI); err != nil {
		return f, fmt.Errorf("locations: %w", err)
	}
	if f.Image, err = imageOf(p); err != nil {
		return f, err
	}
	err = f.complete()
	f.Blocks = in.Level == "error"
	return f, err
}

// pathOf is the inverse of uriOf, with bytes that are not UTF-8 as escapeInvalid writes
// them.
func pathOf(uri string) (string, error) {
	path, err := url.PathUnescape(strings.TrimPrefix(uri, "file://"))
	if err != nil {
		return "", errors.New("uri: broken escapes")
	}
	return escapeInvalid(path), nil
}

// unescapePlain is the inverse of the escaping of sarifPlain.
func unescapePlain(s string) string {
	return strings.NewReplacer(`\\`, `\`, `\[`, "[", `\]`, "]", "{{", "{", "}}", "}").Replace(s)
}
