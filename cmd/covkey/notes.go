package main

// This file says what the settings kept from being reported: which of it only since
// the change that is looked at, because then nobody has reviewed it yet, and how
// many files were left out.

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/covkey/covkey/config"
	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
)

// settingsNotes are the notes about the settings, for a result that is not clean. The error
// is ctx's.
func (s *session) settingsNotes(ctx context.Context, repo *gitrepo.Repository, op report.Operation, set settings, result *scan.Result) ([]string, error) {
	n := notes{settings: set, result: result}
	told := 0
	// What the user says is the user's to know; files have no version before.
	if repo != nil && !set.source.own {
		before, after, err := result.Basis.Versions(ctx, repo, config.Name)
		if err != nil {
			return nil, err
		}
		n.history = config.NewHistory(set.config, before, after, time.Now())
		n.lifted()
		n.passed()
		told = n.excluded()
	}
	n.leftOut(op, told)
	return n.lines, nil
}

type notes struct {
	settings
	result  *scan.Result
	history config.History
	lines   []string
}

func (n *notes) add(format string, args ...any) {
	if line := fmt.Sprintf(format, args...); !slices.Contains(n.lines, line) {
		n.lines = append(n.lines, line)
	}
}

// of says where a setting comes from.
func (n *notes) of(what string, line int, origin config.Origin) string {
	if origin == config.Uncommitted {
		return fmt.Sprintf("%s of %s:%d that is not committed", what, n.source.name, line)
	}
	return fmt.Sprintf("%s that this change adds to %s:%d", what, n.source.name, line)
}

// lifted tells of the keys that an annotation or the list would not have allowed
// before.
func (n *notes) lifted() {
	reasonless := n.history.Reasonless()
	for _, l := range n.result.Lifted {
		entry, listed := n.history.Allow(l.Fingerprint)
		line, honored := 0, config.Standing
		if slices.Contains(detector.Honorable(), l.Annotation) {
			line, honored = n.history.Honor(l.Annotation)
		}
		reasons := config.Standing
		if l.Reason == "" {
			reasons = reasonless
		}
		switch {
		case l.Listed && listed == config.Standing,
			l.Annotation != "" && honored == config.Standing && reasons == config.Standing:
		case l.Listed:
			n.add("allowed by %s: %s (%s)", n.of("an entry", entry.Line, listed), l.Fingerprint, entry.Reason)
		case honored != config.Standing:
			n.add("allowed by %q, %s: %s", l.Annotation, n.of("an annotation", line, honored), l.Fingerprint)
		case reasons == config.Uncommitted:
			n.add("allowed without a reason, which the committed %s requires: %s", n.source.name, l.Fingerprint)
		default:
			n.add("allowed without a reason, which %s required before this change: %s", n.source.name, l.Fingerprint)
		}
	}
}

// passed tells of the keys that would have blocked before.
func (n *notes) passed() {
	passing := map[detector.Severity]int{}
	for _, f := range n.result.Findings {
		if !f.Blocks {
			passing[f.Severity]++
		}
	}
	if !n.source.overruled {
		for severity, keys := range n.result.Unreported {
			passing[severity] += keys
		}
	}
	for _, severity := range []detector.Severity{detector.Low, detector.High, detector.Critical} {
		line, origin := n.history.Passing(severity)
		switch keys := plural(passing[severity], "key"); {
		case passing[severity] == 0 || origin == config.Standing:
		case line > 0:
			n.add("%s of severity %s not blocked by %s", keys, severity, n.of("a severity", line, origin))
		case origin == config.Uncommitted:
			n.add("%s of severity %s not blocked, which the committed %s does", keys, severity, n.source.name)
		default:
			n.add("%s of severity %s not blocked, which %s did before this change", keys, severity, n.source.name)
		}
	}
}

// excluded tells of the files that would not have been left out before, and gives
// their number.
func (n *notes) excluded() int {
	type cause struct {
		entry  config.Exclude
		origin config.Origin
	}
	var order []cause
	files := map[cause]int{}
	told := 0
	for _, path := range n.result.Excluded {
		var c cause
		if c.entry, c.origin = n.history.Exclude(path); c.origin == config.Standing {
			continue
		}
		if files[c] == 0 {
			order = append(order, c)
		}
		files[c]++
		told++
	}
	for _, c := range order {
		left := plural(files[c], "file") + " left out by "
		if c.origin == config.Added && n.history.HadExclude(c.entry.Path) {
			n.add("%san exclude pattern that reaches further since this change, %s:%d: %s (%s)", left, n.source.name, c.entry.Line, c.entry.Path, c.entry.Reason)
		} else {
			n.add("%s%s: %s (%s)", left, n.of("an exclude pattern", c.entry.Line, c.origin), c.entry.Path, c.entry.Reason)
		}
	}
	return told
}

// leftOut counts the files that were left out. A hook does not repeat at every
// commit what was decided long ago, unless nothing at all was looked at.
func (n *notes) leftOut(op report.Operation, told int) {
	all := len(n.result.Excluded)
	left := plural(all, "file") + " left out by " + n.source.name
	switch {
	case all == 0:
	case n.result.Scanned.Blobs == 0:
		n.add("no file was scanned: %s", left)
	case told < all && (op == report.Scan || n.verbose || n.format != "text"):
		n.add("%s", left)
	}
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
