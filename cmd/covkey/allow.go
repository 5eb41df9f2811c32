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
		ArgsUsage: "FINGERPRINT",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "reason", Usage: "why this value may be in git (`TEXT`, required)"},
			&cli.StringFlag{Name: "expires", Usage: "last `DATE` on which it counts, like 2027-01-31"},
			&cli.StringFlag{Name: "config", Usage: "write to `FILE` instead of .covkey.yaml"},
		},
		Action: action(s.allow),
	}
}

func (s *session) allow(ctx context.Context, c *cli.Context) error {
	if c.NArg() != 1 {
		return usage("covkey allow: want one fingerprint, as the report with --verbose or --format json prints it")
	}
	fp, err := detector.ParseFingerprint(c.Args().First())
	if err != nil {
		return usage("%w", err)
	}
	now := time.Now()
	entry := config.Allow{Fingerprint: fp, Reason: strings.TrimSpace(c.String("reason"))}
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
	file, err := s.configFile(ctx, c.String("config"))
	if err != nil {
		return err
	}
	data, err := readConfig(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	out, err := config.AddAllow(filepath.Base(file), data, entry, now)
	if errors.Is(err, config.ErrAlreadyAllowed) {
		s.printf("already allowed in %s\n", filepath.Base(file))
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.replaceFile(file, out); err != nil {
		return withHint(fmt.Errorf("writing %s: %w", filepath.Base(file), err), "the file is as it was")
	}
	s.printf("allowed in %s; commit it together with what it is for\n", filepath.Base(file))
	return nil
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
