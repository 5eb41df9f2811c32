package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/image"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/terminal"
)

func (s *session) scanImageCommand() *cli.Command {
	return &cli.Command{
		Name: "image", Category: "Commands", Usage: "scan a saved container image: all layers, what later ones delete too",
		ArgsUsage: "ARCHIVE|LAYOUT",
		Flags: append(scanFlags(), &cli.IntFlag{
			Name: "archive-depth", Value: image.DefaultLimits().Depth, Category: groupSettings,
			Usage: "open archives in files up to `N` deep; 0 opens none",
		}),
		Action: action(s.scanImage),
	}
}

// scanImage scans an image in a file, in a folder or on standard input.
func (s *session) scanImage(ctx context.Context, c *cli.Context) error {
	fl := flagsOf(c)
	if c.NArg() != 1 {
		return usage("covkey scan image: which image? one archive (docker save, OCI) or the folder of an OCI layout, or - for standard input")
	}
	limits := image.DefaultLimits()
	if limits.Depth = c.Int("archive-depth"); limits.Depth < 0 {
		return usage("--archive-depth %d: want 0 or more", limits.Depth)
	}
	set, err := s.fileSettings(ctx, c)
	if err != nil {
		return s.unscanned(fl, report.Scan, err)
	}
	if !set.source.own {
		set.policy.Excluded = nil // a repository's patterns are about its own paths
	}
	source, err := s.imageSource(c.Args().First())
	if err != nil {
		return s.unscanned(fl, report.Scan, err)
	}
	if c.Args().First() == "-" && terminal.Of(s.stdin, s.environ()).Terminal() {
		return s.unscanned(fl, report.Scan, withHint(fmt.Errorf("standard input is a terminal"), "docker save IMAGE | covkey scan image -"))
	}
	told, stop := s.progress(fl)
	defer stop()
	set.policy.Progress = told
	result, err := image.Scan(ctx, source, limits, set.policy)
	stop()
	if err != nil {
		return s.unscanned(fl, report.Scan, err)
	}
	if n := len(result.Errors); n > 0 {
		if file := (*image.FileError)(nil); errors.As(errors.Join(result.Errors...), &file) {
			result.Errors[n-1] = withHint(result.Errors[n-1], "to leave a file out that cannot be unpacked: exclude in the file of --config (docs/images.md)")
		}
	}
	return s.finish(ctx, nil, report.Scan, set, result)
}

// imageSource opens what the argument names.
func (s *session) imageSource(name string) (image.Source, error) {
	if name == "-" {
		return image.Source{Archive: func() (io.ReadCloser, error) {
			return io.NopCloser(namedReader{s.stdin, "standard input"}), nil
		}}, nil
	}
	info, err := os.Stat(s.path(name))
	if err != nil {
		return image.Source{}, withHint(err, "docker save IMAGE writes an archive: docker save IMAGE | covkey scan image -")
	}
	if info.IsDir() {
		return image.Source{Folder: os.DirFS(s.path(name))}, nil
	}
	if !info.Mode().IsRegular() && !isStream(name) {
		return image.Source{}, fmt.Errorf("%s is no file but a pipe or a device: name - and send it to standard input", name)
	}
	return image.Source{Archive: func() (io.ReadCloser, error) { return os.Open(s.path(name)) }}, nil
}
