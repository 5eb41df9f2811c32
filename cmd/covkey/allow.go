package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/config"
	"github.com/covkey/covkey/detector"
)

func (s *session) allowCommand() *cli.Command {
	return &cli.Command{
		Name:      "allow",
		Category:  groupScan,
		Usage:     "record one value in .covkey.yaml, by its fingerprint",
		ArgsUsage: "[FINGERPRINT]",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "reason", Usage: "why this value may be in git (`TEXT`, required)"},
			&cli.StringFlag{Name: "from-report", Usage: "record every value of a reviewed `REPORT` (JSON or SARIF), not one; - is standard input"},
			&cli.StringFlag{Name: "expires", Usage: "last `DATE` on which it counts, like 2027-01-31"},
			&cli.StringFlag{Name: "config", Usage: "write to `FILE` instead of .covkey.yaml"},
		},
		Action: action(s.allow),
	}
}

func (s *session) allow(ctx context.Context, c *cli.Context) error {
	from := c.String("from-report")
	if c.IsSet("from-report") == (c.NArg() == 1) || c.NArg() > 1 {
		return usage("covkey allow: want one fingerprint, as the report with --verbose or --format json prints it, or --from-report FILE")
	}
	now := time.Now()
	entry := config.Allow{Reason: strings.TrimSpace(c.String("reason"))}
	var err error
	if from == "" {
		if entry.Fingerprint, err = detector.ParseFingerprint(c.Args().First()); err != nil {
			return usage("%w", err)
		}
	}
	if entry.Reason == "" {
		return usage("covkey allow: --reason is missing: say why this value may be in git")
	}
	if day := c.String("expires"); day != "" {
		if entry.Expires, err = time.ParseInLocation(config.DateFormat, day, now.Location()); err != nil {
			return usage("--expires %q: want a date like 2027-01-31", day)
		}
		if config.Expired(entry.Expires, now) {
			return usage("--expires %s has passed", day)
		}
	}
	entries := []config.Allow{entry}
	if c.IsSet("from-report") {
		if entries, err = s.reviewed(from, entry); err != nil {
			return err
		}
	}
	file, err := s.configFile(ctx, c.String("config"))
	if err != nil {
		return err
	}
	return s.allowIn(file, entries, now, c.IsSet("from-report"))
}

// allowIn adds entries to the file, or none of them.
func (s *session) allowIn(file string, entries []config.Allow, now time.Time, many bool) error {
	name := filepath.Base(file)
	data, err := readConfig(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	out, added, err := config.AddAllows(name, data, entries, now)
	if err != nil {
		return err
	}
	if added > 0 {
		if err := s.replaceFile(file, out); err != nil {
			return withHint(fmt.Errorf("writing %s: %w", name, err), "the file is as it was")
		}
	}
	switch already := len(entries) - added; {
	case !many && added == 0:
		s.printf("already allowed in %s\n", name)
	case !many:
		s.printf("allowed in %s; commit it together with what it is for\n", name)
	case added == 0:
		s.printf("nothing to add: %s of the report allowed in %s already\n", plural(already, "key"), name)
	case already > 0:
		s.printf("%s of the report added to %s, %d allowed there already; review the file and commit it\n", plural(added, "key"), name, already)
	default:
		s.printf("%s of the report added to %s; review the file and commit it\n", plural(added, "key"), name)
	}
	return nil
}

// reviewed makes an entry of each different key of a report.
func (s *session) reviewed(name string, like config.Allow) ([]config.Allow, error) {
	r, err := s.readReport(name)
	if err != nil {
		return nil, withHint(fmt.Errorf("--from-report: %w", err), "nothing was allowed")
	}
	repository, seen := "", map[detector.Fingerprint]bool{}
	var entries []config.Allow
	for i, f := range r.Findings {
		if i > 0 && f.Repository != repository {
			return nil, withHint(fmt.Errorf("--from-report: %s is about several repositories", name),
				"allow each repository's keys by its own report: a key that may be in one need not be in another")
		}
		repository = f.Repository
		if !seen[f.Fingerprint] {
			seen[f.Fingerprint] = true
			like.Fingerprint = f.Fingerprint
			entries = append(entries, like)
		}
	}
	if len(r.Errors) > 0 {
		s.say("note", "the report is of a scan that could not be finished: there may be more keys")
	}
	return entries, nil
}

// configFile is the file to write.
func (s *session) configFile(ctx context.Context, named string) (string, error) {
	if named != "" {
		return s.path(named), nil
	}
	repo, err := s.open(ctx)
	if err != nil {
		return "", err
	}
	defer repo.Close() // nothing was read through it
	if repo.WorkTree == "" {
		return "", fmt.Errorf("a bare repository has no work tree to write %s in: name a file with --config", config.Name)
	}
	return filepath.Join(repo.WorkTree, config.Name), nil
}
