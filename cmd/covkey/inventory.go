package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/remedy"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
	"github.com/covkey/covkey/terminal"
)

func (s *session) inventoryCommand() *cli.Command {
	return &cli.Command{
		Name: "inventory", Category: groupAfter,
		Usage: "list what uses a Codecov key, by any name, and stops working without it",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "all", Usage: "look at all branches, also remote-tracking ones, not at the work tree"},
			formatFlag(report.InventoryFormats()), outputFlag(), colorFlag(),
		},
		Action: action(s.inventory),
	}
}

// formatFlag, outputFlag and colorFlag are those of the commands that do not scan.
func formatFlag(formats []string) cli.Flag {
	return &cli.StringFlag{Name: "format", Value: formats[0], Usage: "write as `FORMAT`: " + list(formats)}
}

func outputFlag() cli.Flag {
	return &cli.StringFlag{Name: "output", Usage: "write to `FILE`"}
}

func colorFlag() cli.Flag {
	return &cli.StringFlag{Name: "color", Value: terminal.Auto, Usage: "use colour `WHEN`: " + list(terminal.When())}
}

// lookFlags checks --format and --color.
func (s *session) lookFlags(c *cli.Context, formats []string) error {
	if format := c.String("format"); formats != nil && !slices.Contains(formats, format) {
		return unknown("--format", format, formats)
	}
	if color := c.String("color"); !slices.Contains(terminal.When(), color) {
		return unknown("--color", color, terminal.When())
	}
	s.color = c.String("color")
	return nil
}

func (s *session) inventory(ctx context.Context, c *cli.Context) (err error) {
	if c.Args().Present() {
		return usage("covkey inventory takes no arguments, got %q", c.Args().First())
	}
	if err := s.lookFlags(c, report.InventoryFormats()); err != nil {
		return err
	}
	repo, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, repo.Close()) }()
	uses, branches, unread, err := s.uses(ctx, repo, c.Bool("all"))
	if err != nil {
		return err
	}
	i := report.Inventory{Branches: branches}
	for _, u := range uses {
		u.Path = detector.Mask(u.Path)
		i.Uses = append(i.Uses, report.Use(u))
	}
	for _, err := range unread {
		i.Errors = append(i.Errors, detector.Mask(err.Error()))
	}
	if err := s.put(c, func(b *bytes.Buffer, opt report.Options) error { return i.Print(b, c.String("format"), opt) }); err != nil {
		return fmt.Errorf("writing the inventory: %w", err)
	}
	return s.incomplete(unread)
}

// incomplete says what could not be read; then the run has failed.
func (s *session) incomplete(unread []error) error {
	if len(unread) == 0 {
		return nil
	}
	for _, err := range unread[:len(unread)-1] {
		s.fail(err)
	}
	return withHint(unread[len(unread)-1], "what could not be read is not in the list")
}

// uses lists what uses a key: in the work tree, or on all branches. A bare repository
// has no work tree; there it is HEAD.
func (s *session) uses(ctx context.Context, repo *gitrepo.Repository, all bool) (uses []remedy.Use, branches int, unread []error, err error) {
	if !all && repo.WorkTree != "" {
		files, err := s.workTree(ctx, repo)
		if err != nil {
			return nil, 0, nil, err
		}
		uses, unread = remedy.UsesIn(ctx, files)
		return uses, 0, unread, ctx.Err()
	}
	refs, err := remedy.Branches(ctx, repo)
	if err != nil {
		return nil, 0, nil, err
	}
	if !all {
		head, err := repo.Head(ctx)
		if err != nil {
			return nil, 0, nil, err
		}
		refs = nil
		if !head.IsZero() {
			refs = []gitrepo.Ref{{Name: "HEAD", ID: head}}
		}
	}
	uses, unread = remedy.UsesOf(ctx, repo, refs)
	return uses, len(refs), unread, ctx.Err()
}

// workTree lists the files of the work tree by their names in the repository.
func (s *session) workTree(ctx context.Context, repo *gitrepo.Repository) ([]scan.File, error) {
	files, err := s.walk(ctx, repo.WorkTree, "")
	if err != nil {
		return nil, err
	}
	root := filepath.ToSlash(repo.WorkTree) + "/"
	for i := range files {
		files[i].Path = strings.TrimPrefix(files[i].Path, root)
	}
	slices.SortFunc(files, func(a, b scan.File) int { return strings.Compare(a.Path, b.Path) })
	return files, nil
}

// put writes what a command has to say to standard output or to the file of
// --output.
func (s *session) put(c *cli.Context, write func(*bytes.Buffer, report.Options) error) error {
	var b bytes.Buffer
	screen := s.screen(s.stdout)
	opt := report.Options{Color: screen.Color(c.String("color")), Width: screen.Width()}
	file := c.String("output")
	if file != "" {
		opt = report.Options{Color: c.String("color") == terminal.Always}
	}
	if err := write(&b, opt); err != nil {
		return err
	}
	if file != "" {
		return s.writeReport(file, b.Bytes())
	}
	_, err := s.stdout.Write(b.Bytes())
	return err
}
