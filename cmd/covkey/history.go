package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
)

const groupHistory = "What is looked at"

func (s *session) scanHistoryCommand() *cli.Command {
	return &cli.Command{
		Name: "history", Category: "Commands", Usage: "scan every commit that any ref reaches",
		Flags: append([]cli.Flag{
			&cli.BoolFlag{Name: "all-objects", Category: groupHistory, Usage: "look also at what no ref reaches: amended and dropped commits, contents that were only staged"},
			&cli.StringFlag{Name: "since", Category: groupHistory, Usage: "look only at what came since `REPORT`, the JSON report of an earlier scan, or since a commit"},
			&cli.StringFlag{Name: "repository", Category: groupHistory, Usage: "call the repository `NAME` in the report"},
			&cli.StringFlag{Name: "repositories", Category: groupHistory, Usage: "scan the repositories that `FILE` lists, a path a line; - is standard input"},
			&cli.BoolFlag{Name: "null", Category: groupHistory, Usage: "paths in that list end with a NUL, not with a line"},
			&cli.IntFlag{Name: "jobs", Category: groupHistory, Usage: "scan `N` of them at a time"},
		}, scanFlags()...),
		Action: action(s.scanHistory),
	}
}

// request is a scan of history as it was asked for.
type request struct {
	flags
	scope scan.Scope
	// since is what --since says; earlier is the report that it names, if it does.
	since   string
	earlier *report.Report
	missing bool     // there is no such report
	notes   []string // about the request
}

func (s *session) scanHistory(ctx context.Context, c *cli.Context) error {
	if c.Args().Present() {
		return usage("covkey scan history takes no arguments; for a part of it: covkey scan commits RANGE...")
	}
	q := request{flags: flagsOf(c), scope: scan.Scope{AllObjects: c.Bool("all-objects")}, since: c.String("since")}
	if err := s.checkFlags(q.flags); err != nil {
		return err
	}
	if c.IsSet("since") && q.since == "" {
		return s.unscanned(q.flags, report.Scan, usage("--since is empty: name the JSON report of an earlier scan, or a commit"))
	}
	if err := s.readEarlier(&q); err != nil {
		return s.unscanned(q.flags, report.Scan, err)
	}
	if c.IsSet("repositories") {
		if c.IsSet("repository") {
			return usage("--repository names one repository, --repositories lists many: which is it?")
		}
		return s.scanRepositories(ctx, q, repositoryList{name: c.String("repositories"), null: c.Bool("null"), jobs: c.Int("jobs"), jobsSet: c.IsSet("jobs")})
	}
	if c.IsSet("null") || c.IsSet("jobs") {
		return usage("--null and --jobs are about --repositories")
	}
	var state *report.State
	name := c.String("repository")
	return s.inRepositoryAs(ctx, q.flags, report.Scan, func(repo *gitrepo.Repository, set settings) (*scan.Result, error) {
		result, until, err := s.history(ctx, repo, q, name, set)
		state = until
		return result, err
	}, func(r *report.Report) {
		r.Notes = append(q.notes, r.Notes...)
		ofRepository(r, name, state)
	})
}

// ofRepository says in a report which repository it is about.
func ofRepository(r *report.Report, name string, state *report.State) {
	for i := range r.Findings {
		r.Findings[i].Repository = name
	}
	for i := range r.Keys {
		r.Keys[i].Repository = name
	}
	if state != nil {
		state.Repository = name
		r.Until = append(r.Until, *state)
	}
}

// readEarlier reads the report that --since names. A report that is not there is no
// reason to look at less: everything is looked at then, and said.
func (s *session) readEarlier(q *request) error {
	if q.since == "" {
		return nil
	}
	info, err := os.Stat(s.path(q.since))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if strings.HasSuffix(q.since, ".json") || strings.ContainsRune(q.since, filepath.Separator) && !strings.HasPrefix(q.since, "refs/") && !strings.Contains(q.since, "^") {
			q.missing = true
			q.notes = append(q.notes, fmt.Sprintf("--since: there is no report %s, so all of history was looked at", q.since))
		}
		return nil // a revision, perhaps
	case err != nil:
		return fmt.Errorf("--since: %w", err)
	case !info.Mode().IsRegular():
		if info.IsDir() { // a branch may be called as a folder is
			return nil
		}
		return fmt.Errorf("--since: %s: %w", q.since, gitrepo.ErrNoFile)
	}
	f, err := os.Open(s.path(q.since))
	if err != nil {
		return fmt.Errorf("--since: %w", err)
	}
	defer f.Close()
	r, err := report.Read(q.since, f)
	if err != nil {
		return withHint(fmt.Errorf("--since: %w", err), "take the file away to have all of history looked at")
	}
	q.earlier = &r
	return nil
}

// history scans one repository. until is what the next scan may go on from.
func (s *session) history(ctx context.Context, repo *gitrepo.Repository, q request, name string, set settings) (*scan.Result, *report.State, error) {
	settings, err := s.settingsHash(repo, set)
	if err != nil {
		return nil, nil, err
	}
	scope := q.scope
	var notes []string
	var before *report.State
	switch {
	case q.since == "" || q.missing:
	case q.earlier != nil:
		var why string
		if before, why = usable(*q.earlier, name, settings); before == nil {
			notes = append(notes, fmt.Sprintf("--since: %s, so all of history was looked at", why))
		} else if scope.Known, err = idsOf(before.Tips); err != nil {
			return nil, nil, err
		}
	default:
		id, err := repo.Resolve(ctx, q.since)
		if err == nil {
			_, err = repo.Object(ctx, id)
		}
		if err != nil {
			return nil, nil, withHint(fmt.Errorf("--since: %w", err), "name the JSON report of an earlier covkey scan history, or a commit, branch or tag")
		}
		scope.Known = []gitrepo.ID{id}
	}
	result, err := scan.History(ctx, repo, scope, set.policy)
	if err != nil {
		return nil, nil, err
	}
	result.Notes = append(notes, result.Notes...)
	switch {
	case len(result.Errors) > 0: // the next scan has to look at all of this again
		return result, before, nil
	case q.since != "" && !q.missing && q.earlier == nil: // what lies before is not known to be looked at
		return result, nil, nil
	}
	until := &report.State{Settings: settings}
	for _, id := range result.Tips {
		until.Tips = append(until.Tips, id.String())
	}
	return result, until, nil
}

// usable is what an earlier report says of a repository, or why it does not count.
func usable(earlier report.Report, name, settings string) (*report.State, string) {
	for _, state := range earlier.Until {
		switch {
		case state.Repository != name:
		case state.Settings != settings:
			return nil, "covkey, its settings or what the clone has are not what they were then"
		default:
			return &state, ""
		}
	}
	return nil, "the report does not say up to where this repository was looked at in full"
}

func idsOf(hex []string) ([]gitrepo.ID, error) {
	var ids []gitrepo.ID
	for _, h := range hex {
		id, err := gitrepo.ParseID(h)
		if err != nil {
			return nil, fmt.Errorf("--since: %w", err)
		}
		if !id.IsZero() {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// settingsHash is a hash of all that decides, beside its content, what a scan of a
// commit finds: which covkey, which settings, and where history is cut off.
func (s *session) settingsHash(repo *gitrepo.Repository, set settings) (string, error) {
	h := sha256.New()
	b := thisBuild()
	fmt.Fprintf(h, "%s %s %v\n", b.Version, b.Commit, b.Modified)
	cfg := set.config
	fmt.Fprintf(h, "%v %v %v\n", set.policy.Report, cfg.Severity, cfg.RequireReason)
	for _, a := range cfg.Allow {
		fmt.Fprintf(h, "allow %s\n", a.Fingerprint)
	}
	for _, e := range cfg.Exclude {
		fmt.Fprintf(h, "exclude %q\n", e.Path)
	}
	fmt.Fprintf(h, "honor %q\n", cfg.Honored())
	cut, err := repo.CutOff()
	if err != nil {
		return "", err
	}
	var ends []string
	for id := range cut {
		ends = append(ends, id.String())
	}
	slices.Sort(ends)
	fmt.Fprintf(h, "cut %q\n", ends)
	grafts, err := os.ReadFile(filepath.Join(repo.CommonDir, "info", "grafts"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	fmt.Fprintf(h, "grafts %q\n", grafts)
	return "sha256:" + hex.EncodeToString(h.Sum(nil)), nil
}

// keyOf puts what history says of a key into the form that is printed.
func keyOf(k scan.Key) report.Key {
	out := report.Key{
		Fingerprint: k.Fingerprint, Commits: k.Commits, Refs: k.Refs, Partly: k.Partly,
		First: report.Event(k.First), Removed: report.Event(k.Removed),
	}
	for _, t := range k.Tips {
		out.AddTip(t.Ref, t.Path, t.Line)
	}
	return out
}
