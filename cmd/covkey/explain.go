package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/codecov"
	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/hook"
	"github.com/covkey/covkey/remedy"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
)

func (s *session) explainCommand() *cli.Command {
	return &cli.Command{
		Name: "explain", Category: groupAfter,
		Usage:     "say what a found key can do, how far it got, and the commands that take it out",
		ArgsUsage: "[PATH:LINE|FINGERPRINT|KIND]",
		Flags: []cli.Flag{
			hostFlag(), outputFlag(), colorFlag(),
			&cli.BoolFlag{Name: "verbose", Usage: "name the source of each claim about Codecov"},
			&cli.StringFlag{Name: "config", Usage: "read `FILE` instead of .covkey.yaml"},
		},
		Action: action(s.explain),
	}
}

// hostFlag says where Codecov is.
func hostFlag() cli.Flag {
	return &cli.StringFlag{Name: "url", Usage: "the `URL` of a self-hosted Codecov's pages"}
}

func (s *session) explain(ctx context.Context, c *cli.Context) error {
	if c.NArg() > 1 {
		return usage("covkey explain: want one finding, fingerprint or kind, got %d arguments", c.NArg())
	}
	if err := s.lookFlags(c, nil); err != nil {
		return err
	}
	about := c.Args().First()
	if kind, ok := kindNamed(about); ok {
		key, _ := codecov.About(string(kind))
		return s.put(c, func(b *bytes.Buffer, opt report.Options) error {
			b.Write(remedy.ExplainKind(kind.Title(), key, s.look(c, opt, codecov.Place{}), c.Bool("verbose")))
			return nil
		})
	}
	found, err := s.exposures(ctx, c, about)
	if err != nil {
		return err
	}
	if len(found.keys) == 0 {
		s.printf("covkey: no key was found in what is staged or in history\n")
		return found.failed
	}
	err = s.put(c, func(b *bytes.Buffer, opt report.Options) error {
		b.Write(found.keys[0].Explain(s.look(c, opt, found.at), found.keys[1:], c.Bool("verbose")))
		return nil
	})
	return errors.Join(err, found.failed)
}

// look is how text is laid out.
func (s *session) look(c *cli.Context, opt report.Options, at codecov.Place) remedy.Look {
	return remedy.Look{Color: opt.Color, Width: opt.Width, Base: c.String("url"), At: at}
}

// kindNamed finds a kind by its name, with or without its first and last word.
func kindNamed(name string) (detector.Kind, bool) {
	for _, k := range detector.Kinds() {
		short := strings.TrimSuffix(strings.TrimPrefix(string(k), "codecov-"), "-token")
		if name == string(k) || name == short || name == short+"-token" || name == "codecov-"+short {
			return k, true
		}
	}
	return "", false
}

// exposed are the keys that an argument names, the one to tell of first.
type exposed struct {
	keys   []remedy.Exposure
	at     codecov.Place
	top    string
	failed error // something could not be read: there may be more
}

// wanted is what an argument names.
type wanted struct {
	print string // a fingerprint or its beginning
	path  string
	line  int // 0 for any
}

func (s *session) wanted(about string) (wanted, error) {
	switch digits, ok := strings.CutPrefix(about, "sha256:"); {
	case about == "":
		return wanted{}, nil
	case ok:
		digits = strings.ToLower(strings.TrimRight(digits, ".…"))
		if len(digits) < 4 || len(digits) > 64 || strings.Trim(digits, "0123456789abcdef") != "" {
			return wanted{}, usage("covkey explain: not a fingerprint: want sha256: and at least 4 hex digits of it")
		}
		return wanted{print: "sha256:" + digits}, nil
	}
	if len(detector.Mask(about)) > 0 && detector.Mask(about) != about {
		return wanted{}, usage("that looks like a key itself; name its fingerprint or place, and take it out of your shell's history")
	}
	w := wanted{path: about}
	for range 2 { // PATH:LINE or PATH:LINE:COLUMN
		rest, number, ok := cutLast(w.path)
		if !ok {
			break
		}
		w.path, w.line = rest, number
	}
	return w, nil
}

// cutLast takes a number behind the last colon off.
func cutLast(s string) (rest string, number int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i <= 0 {
		return s, 0, false
	}
	n, err := strconv.Atoi(s[i+1:])
	return s[:i], n, err == nil && n > 0
}

// matches reports whether a key is the one that is wanted.
func (w wanted) matches(e remedy.Exposure) bool {
	if w.print != "" {
		return strings.HasPrefix(string(e.Fingerprint), w.print)
	}
	if w.path == "" {
		return true
	}
	return e.Has(w.path, w.line)
}

// exposures looks for keys in the index, in history and, for a path that has none
// there, in the file, and says how far each got.
func (s *session) exposures(ctx context.Context, c *cli.Context, about string) (found exposed, err error) {
	want, err := s.wanted(about)
	if err != nil {
		return found, err
	}
	repo, err := s.open(ctx)
	if err != nil {
		return found, err
	}
	defer func() { err = errors.Join(err, repo.Close()) }()
	if want.path != "" {
		want.path = s.inRepositoryPath(repo, want.path)
	}
	set, err := s.settings(ctx, flags{format: "text", color: "auto", severity: "low", config: c.String("config")}, repo)
	if err != nil {
		return found, err
	}
	told, stop := s.progress(flags{})
	set.policy.Progress = told
	all, failed, err := s.judgeAll(ctx, repo, set.policy)
	if err == nil && want.path != "" && !anyOf(all, want) && repo.WorkTree != "" {
		all, failed, err = s.judgeFile(ctx, repo, set.policy, want.path)
	}
	stop()
	if err != nil {
		return found, err
	}
	found.failed, found.top = s.incomplete(failed), repo.WorkTree
	found.at = s.hostOf(ctx, repo)
	for _, e := range all {
		if want.matches(e) {
			found.keys = append(found.keys, e)
		}
	}
	if len(found.keys) == 0 && about != "" && found.failed == nil {
		return found, withHint(fmt.Errorf("no key in this repository is %q", detector.Mask(about)),
			"covkey scan history --verbose lists places and fingerprints; kinds are upload, api, repository and badge")
	}
	return found, nil
}

func anyOf(all []remedy.Exposure, want wanted) bool {
	for _, e := range all {
		if want.matches(e) {
			return true
		}
	}
	return false
}

// judgeAll is about what is staged and what history has.
func (s *session) judgeAll(ctx context.Context, repo *gitrepo.Repository, policy scan.Policy) ([]remedy.Exposure, []error, error) {
	src := remedy.Source{Repo: repo, Branch: s.branch(ctx, repo)}
	var failed []error
	if repo.WorkTree != "" {
		parents, err := hook.Parents(ctx, repo)
		if err != nil {
			return nil, nil, err
		}
		if src.Staged, err = scan.Staged(ctx, repo, parents, policy); err != nil {
			return nil, nil, err
		}
		failed = append(failed, src.Staged.Errors...)
	}
	var err error
	if src.History, err = scan.History(ctx, repo, scan.Scope{}, policy); err != nil {
		return nil, nil, err
	}
	failed = append(failed, src.History.Errors...)
	all, err := remedy.Exposures(ctx, src)
	return all, failed, err
}

// judgeFile is about a file that git has not seen with a key.
func (s *session) judgeFile(ctx context.Context, repo *gitrepo.Repository, policy scan.Policy, path string) ([]remedy.Exposure, []error, error) {
	file := s.file(filepath.Join(repo.WorkTree, filepath.FromSlash(path)))
	if info, err := os.Stat(filepath.Join(repo.WorkTree, filepath.FromSlash(path))); err != nil || !info.Mode().IsRegular() {
		return nil, nil, nil
	}
	file.Path = path
	result, err := scan.Files(ctx, []scan.File{file}, policy)
	if err != nil {
		return nil, nil, err
	}
	all, err := remedy.Exposures(ctx, remedy.Source{Repo: repo, Staged: result, Files: true, Branch: s.branch(ctx, repo)})
	return all, result.Errors, err
}

// inRepositoryPath is a path as the repository has it, from one relative to the
// working folder; one that is the repository's already stays.
func (s *session) inRepositoryPath(repo *gitrepo.Repository, path string) string {
	if repo.WorkTree == "" {
		return filepath.ToSlash(path)
	}
	full := s.path(path)
	if _, err := os.Lstat(full); err != nil {
		return filepath.ToSlash(path) // of a commit, perhaps
	}
	root, err := filepath.EvalSymlinks(repo.WorkTree)
	if err != nil {
		return filepath.ToSlash(path)
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(full))
	if err != nil {
		return filepath.ToSlash(path)
	}
	rel, err := filepath.Rel(root, filepath.Join(dir, filepath.Base(full)))
	if err != nil || strings.HasPrefix(rel, "..") {
		return filepath.ToSlash(path)
	}
	return filepath.ToSlash(rel)
}

// branch is what HEAD names. It only makes advice better.
func (s *session) branch(ctx context.Context, repo *gitrepo.Repository) string {
	name, err := repo.Branch(ctx)
	if err != nil {
		return ""
	}
	return name
}

// hostOf says where the repository is at its host, for the addresses of pages; they stay
// general where that is not known.
func (s *session) hostOf(ctx context.Context, repo *gitrepo.Repository) codecov.Place {
	urls, err := repo.URLs(ctx)
	if err != nil {
		return codecov.Place{}
	}
	for _, url := range urls {
		if at := codecov.PlaceOf(url); at != (codecov.Place{}) {
			return at
		}
	}
	return codecov.Place{}
}
