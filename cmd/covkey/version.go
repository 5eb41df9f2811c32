package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"
)

// What a release says of itself: the linker sets these (-X main.version=…), where the
// go command cannot know it.
var (
	version string // without the v
	commit  string
	date    string // RFC 3339
)

// build is what is known of the binary.
type build struct {
	Version  string `json:"version"`
	Commit   string `json:"commit"`
	Date     string `json:"date"`
	Modified bool   `json:"modified"` // built from a tree with changes that are not committed
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// buildOf is what the linker was told, else what the go command recorded.
func buildOf(info *debug.BuildInfo) build {
	b := build{Version: version, Commit: commit, Date: date, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if info != nil {
		b.Version = cmp.Or(b.Version, strings.TrimPrefix(info.Main.Version, "v"))
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				b.Commit = cmp.Or(b.Commit, s.Value)
			case "vcs.time":
				b.Date = cmp.Or(b.Date, s.Value)
			case "vcs.modified":
				b.Modified = s.Value == "true"
			}
		}
	}
	b.Version = cmp.Or(b.Version, "(unknown)")
	return b
}

func thisBuild() build {
	info, _ := debug.ReadBuildInfo() // nil when there is none
	return buildOf(info)
}

// line is the version on one line.
func (b build) line() string {
	line := "covkey " + b.Version
	// A pseudo-version names the commit already.
	if short := b.Commit[:min(12, len(b.Commit))]; short != "" && !strings.Contains(b.Version, short) {
		line += " (" + short + ")"
	}
	return line
}

// text is all that is known.
func (b build) text() string {
	var t strings.Builder
	fmt.Fprintf(&t, "covkey %s\n", b.Version)
	if b.Commit != "" {
		fmt.Fprintf(&t, "commit:   %s", b.Commit[:min(12, len(b.Commit))])
		if b.Modified {
			t.WriteString(", with changes")
		}
		t.WriteByte('\n')
	}
	if b.Date != "" {
		fmt.Fprintf(&t, "date:     %s\n", b.Date)
	}
	fmt.Fprintf(&t, "go:       %s\nplatform: %s\n", b.Go, b.Platform)
	return t.String()
}

func (s *session) versionCommand() *cli.Command {
	formats := []string{"text", "json"}
	return &cli.Command{
		Name: "version", Usage: "print version, commit, build date and platform", Category: groupAbout,
		Flags: []cli.Flag{&cli.StringFlag{Name: "format", Value: formats[0], Usage: "print as `FORMAT`: " + list(formats)}},
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usage("covkey version takes no arguments, got %q", c.Args().First())
			}
			switch format := c.String("format"); format {
			case "text":
				s.printf("%s", thisBuild().text())
			case "json":
				out, err := json.Marshal(thisBuild())
				if err != nil {
					return err
				}
				s.printf("%s\n", out)
			default:
				return unknown("--format", format, formats)
			}
			return nil
		},
	}
}
