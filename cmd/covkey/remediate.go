package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/codecov"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/remedy"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/terminal"
)

func (s *session) remediateCommand() *cli.Command {
	return &cli.Command{
		Name: "remediate", Category: groupAfter,
		Usage:     "go through what is to be done when a key has to be replaced",
		ArgsUsage: "[PATH:LINE|FINGERPRINT|KIND]",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "print", Usage: "print the list and ask nothing"},
			formatFlag([]string{"text", "markdown"}), outputFlag(),
			&cli.StringFlag{Name: "state", Usage: "keep in `FILE` what is done, and go on from there"},
			hostFlag(), colorFlag(),
			&cli.StringFlag{Name: "config", Usage: "read `FILE` instead of .covkey.yaml"},
		},
		Action: action(s.remediate),
	}
}

func (s *session) remediate(ctx context.Context, c *cli.Context) error {
	if c.NArg() > 1 {
		return usage("covkey remediate: want one finding, fingerprint or kind, got %d arguments", c.NArg())
	}
	if err := s.lookFlags(c, []string{"text", "markdown"}); err != nil {
		return err
	}
	is, title, failed, err := s.remedyCase(ctx, c)
	if err != nil {
		return err
	}
	state := c.String("state")
	progress := is.NewProgress()
	if state != "" {
		if progress, err = s.readState(state, is); err != nil {
			return err
		}
	}
	asks := !c.Bool("print") && c.String("format") == "text" && c.String("output") == "" &&
		terminal.Of(s.stdin, s.environ()).Terminal() && s.screen(s.stdout).Terminal()
	if asks {
		err = s.ask(ctx, c, is, title, progress, state)
	} else {
		err = s.put(c, func(b *bytes.Buffer, opt report.Options) error {
			is.Look.Color, is.Look.Width = opt.Color, opt.Width
			if c.String("format") == "markdown" {
				b.Write(is.Markdown(title, progress))
			} else {
				b.Write(is.Text(title, progress))
			}
			return nil
		})
	}
	return errors.Join(err, failed)
}

// remedyCase finds the key that is to be replaced and what uses it. failed is what could
// not be read; the list says so, too.
func (s *session) remedyCase(ctx context.Context, c *cli.Context) (is remedy.Case, title string, failed, err error) {
	about := c.Args().First()
	is.Now = s.started
	kind, known := kindNamed(about)
	if !known {
		found, err := s.exposures(ctx, c, about)
		if err != nil {
			return is, "", nil, err
		}
		if len(found.keys) == 0 {
			return is, "", nil, withHint(errors.Join(errors.New("no key was found in what is staged or in history"), found.failed),
				"for one that was found elsewhere name its kind: covkey remediate upload")
		}
		is.Exposure, kind, failed = &found.keys[0], found.keys[0].Kind, found.failed
	}
	is.Key, _ = codecov.About(string(kind))
	is.Look = s.look(c, report.Options{}, codecov.Place{})
	repo, err := s.open(ctx)
	if known && errors.Is(err, gitrepo.ErrNoRepository) {
		return is, kind.Title(), nil, nil
	}
	if err != nil {
		return is, "", nil, err
	}
	defer func() { err = errors.Join(err, repo.Close()) }()
	is.Look.At = s.hostOf(ctx, repo)
	uses, _, unread, err := s.uses(ctx, repo, false)
	is.Uses, is.Incomplete = uses, len(unread) > 0
	return is, kind.Title(), errors.Join(failed, s.incomplete(unread)), err
}

// readState reads the state file, if there is one.
func (s *session) readState(name string, is remedy.Case) (remedy.Progress, error) {
	info, err := os.Stat(s.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return is.NewProgress(), nil
	}
	if err == nil && !info.Mode().IsRegular() {
		err = gitrepo.ErrNoFile
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(s.path(name))
	}
	if err != nil {
		return remedy.Progress{}, fmt.Errorf("--state: %s: %w", name, err)
	}
	progress, err := is.ReadProgress(data)
	if err != nil {
		return progress, withHint(fmt.Errorf("--state: %s: %w", name, err), "name another file; this one stays as it is")
	}
	return progress, nil
}

// ask goes through the tasks with a person. Each answer is kept at once.
func (s *session) ask(ctx context.Context, c *cli.Context, is remedy.Case, title string, progress remedy.Progress, state string) error {
	screen := s.screen(s.stdout)
	is.Look.Color, is.Look.Width = screen.Color(c.String("color")), screen.Width()
	tasks := is.Checklist()
	s.printf("%s", is.Header(title))
	if state == "" {
		s.printf("  Nothing is kept; to go on another time: --state FILE\n")
	}
	in := bufio.NewReader(io.LimitReader(s.stdin, 1<<20))
	for n := 0; n < len(tasks); {
		t := tasks[n]
		if progress.Tasks[t.ID].State != "" {
			n++
			continue
		}
		s.printf("\n%s", is.TaskText(n+1, t, progress))
		answer, err := s.answer(ctx, in)
		if err != nil {
			return err
		}
		switch answer {
		case "quit":
			s.farewell(progress, len(tasks), state)
			return nil
		case "back":
			if n == 0 {
				continue
			}
			n--
			delete(progress.Tasks, tasks[n].ID)
		default:
			progress.Tasks[t.ID] = remedy.Answer{State: answer, At: time.Now().UTC().Truncate(time.Second)}
			n++
		}
		if err := s.keep(state, progress); err != nil {
			return err
		}
	}
	s.farewell(progress, len(tasks), state)
	return nil
}

// answer reads one. What is no answer is not repeated: it may be a key that was pasted.
func (s *session) answer(ctx context.Context, in *bufio.Reader) (string, error) {
	for {
		s.printf("    done? [y]es, [s]kip, [b]ack, [q]uit: ")
		line, err := in.ReadString('\n')
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		switch strings.ToLower(strings.TrimSpace(line)) {
		case "y", "yes", "done":
			return remedy.Done, nil
		case "s", "skip":
			return remedy.Skipped, nil
		case "b", "back":
			return "back", nil
		case "q", "quit":
			return "quit", nil
		}
		if errors.Is(err, io.EOF) {
			s.printf("\n")
			return "quit", nil
		}
		if err != nil {
			return "", fmt.Errorf("reading the answer: %w", err)
		}
	}
}

// keep writes the state file whole or not at all.
func (s *session) keep(name string, progress remedy.Progress) error {
	if name == "" {
		return nil
	}
	data, err := progress.Marshal()
	if err == nil {
		err = s.writeReport(name, data)
	}
	if err != nil {
		return fmt.Errorf("--state: %s: %w", name, err)
	}
	return nil
}

// farewell says what is done and how to go on.
func (s *session) farewell(progress remedy.Progress, tasks int, state string) {
	done := 0
	for _, a := range progress.Tasks {
		if a.State == remedy.Done {
			done++
		}
	}
	s.printf("\n%d of %d done", done, tasks)
	switch {
	case len(progress.Tasks) == tasks:
	case state == "":
		s.printf("; it is not kept")
	default:
		s.printf("; to go on: the same command")
	}
	s.printf("\n")
}
