package main

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/fix"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/hook"
	"github.com/covkey/covkey/scan"
	"github.com/covkey/covkey/terminal"
)

func (s *session) fixCommand() *cli.Command {
	return &cli.Command{
		Name:      "fix",
		Category:  groupAfter,
		Usage:     "write references in the place of the keys that are staged",
		ArgsUsage: "[PATH]...",
		Flags: []cli.Flag{
			&cli.BoolFlag{Name: "dry-run", Usage: "show what would be changed, and change nothing"},
			&cli.BoolFlag{Name: "yes", Usage: "do not ask"},
			&cli.StringFlag{Name: "color", Value: terminal.Auto, Usage: "use colour `WHEN`: " + list(terminal.When())},
			&cli.StringFlag{Name: "config", Usage: "read `FILE` instead of .covkey.yaml"},
		},
		Action: action(s.fix),
	}
}

// fixing is one run of covkey fix.
type fixing struct {
	*session
	repo  *gitrepo.Repository
	stage gitrepo.Stage
	set   settings
	files []*fixedFile
}

// fixedFile is what becomes of one staged file.
type fixedFile struct {
	entry  gitrepo.Entry
	staged fix.Result
	// work is what becomes of the file in the work tree; why says why it stays.
	work fix.Result
	why  string
}

func (s *session) fix(ctx context.Context, c *cli.Context) (err error) {
	if !slices.Contains(terminal.When(), c.String("color")) {
		return unknown("--color", c.String("color"), terminal.When())
	}
	s.color = c.String("color")
	repo, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, repo.Close()) }()
	f := &fixing{session: s, repo: repo}
	if f.stage, err = repo.Stage(); err != nil {
		return err
	}
	fl := defaultFlags()
	fl.config = c.String("config")
	if f.set, err = s.settings(ctx, fl, repo); err != nil {
		return err
	}
	found, err := f.scan(ctx)
	if err != nil {
		return err
	}
	chosen, err := f.limited(found, c.Args().Slice())
	if err != nil {
		return err
	}
	if len(found) == 0 {
		_, err := f.stage.Entries(ctx, nil) // that nothing was found in a conflict says nothing
		if err == nil {
			s.printf("nothing to fix: no key is staged\n")
		}
		return unmerged(err)
	}
	if err := f.plan(ctx, chosen); err != nil {
		return err
	}
	f.show()
	s.code = exitFound
	switch {
	case f.fixable() == 0:
		s.printf("nothing was changed\n")
		return nil
	case c.Bool("dry-run"):
		s.printf("nothing was changed: --dry-run\n")
		return nil
	case !c.Bool("yes"):
		if yes, err := f.ask(ctx); err != nil || !yes {
			return err
		}
	}
	return f.apply(ctx)
}

// scan looks at what is staged, as the hook does.
func (f *fixing) scan(ctx context.Context) ([]scan.Finding, error) {
	parents, err := hook.Parents(ctx, f.repo)
	if err != nil {
		return nil, err
	}
	result, err := scan.Staged(ctx, f.repo, parents, f.set.policy)
	if err != nil {
		return nil, err
	}
	if len(result.Errors) > 0 {
		return nil, withHint(errors.Join(result.Errors...), "nothing was changed: what is staged could not be read whole")
	}
	return result.Findings, nil
}

// limited keeps the findings that the paths on the command line name.
func (f *fixing) limited(found []scan.Finding, args []string) ([]scan.Finding, error) {
	if len(args) == 0 {
		return found, nil
	}
	dir, err := filepath.EvalSymlinks(f.dir)
	if err != nil {
		return nil, err
	}
	var kept []scan.Finding
	for _, arg := range args {
		name := arg
		if !filepath.IsAbs(name) {
			name = filepath.Join(dir, name)
		}
		rel, err := filepath.Rel(f.repo.WorkTree, name)
		if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return nil, fmt.Errorf("%s is not in this repository's work tree", detector.Mask(arg))
		}
		rel = filepath.ToSlash(rel)
		n := 0
		for _, k := range found {
			if rel == "." || k.Path == rel || strings.HasPrefix(k.Path, rel+"/") {
				n++
				if !slices.ContainsFunc(kept, func(o scan.Finding) bool { return o.Path == k.Path && o.Line == k.Line && o.Column == k.Column }) {
					kept = append(kept, k)
				}
			}
		}
		if n == 0 {
			f.say("note", arg+": no key is staged there")
		}
	}
	return kept, nil
}

func unmerged(err error) error {
	if errors.Is(err, gitrepo.ErrUnmerged) {
		return withHint(err, "resolve the conflict and git add the file, then run covkey fix again")
	}
	return err
}

// plan rewrites the texts and changes nothing.
func (f *fixing) plan(ctx context.Context, found []scan.Finding) error {
	byPath := map[string][]scan.Finding{}
	var paths []string
	for _, k := range found {
		if byPath[k.Path] == nil {
			paths = append(paths, k.Path)
		}
		byPath[k.Path] = append(byPath[k.Path], k)
	}
	entries, err := f.stage.Entries(ctx, paths)
	if err != nil {
		return unmerged(err)
	}
	for _, p := range paths {
		i := slices.IndexFunc(entries, func(e gitrepo.Entry) bool { return e.Path == p })
		if i < 0 {
			return withHint(fmt.Errorf("%s: the key is in the file's name, which is not changed", p), "git mv the file to another name")
		}
		file := &fixedFile{entry: entries[i]}
		if err := f.planFile(ctx, file, byPath[p]); err != nil {
			return fmt.Errorf("%s: %w", p, err)
		}
		f.files = append(f.files, file)
	}
	return nil
}

func (f *fixing) planFile(ctx context.Context, file *fixedFile, found []scan.Finding) error {
	blob, err := f.repo.Object(ctx, file.entry.ID)
	if err != nil {
		return err
	}
	file.staged = refused(found, "what is staged stands for a file elsewhere (Git LFS): change that file and stage it again")
	if !file.entry.Regular() {
		file.staged = refused(found, "a link is not changed")
		return nil
	}
	r, err := fix.Rewrite(file.entry.Path, blob.Data, f.set.policy.Detector, func(k detector.Finding) bool {
		return slices.ContainsFunc(found, func(o scan.Finding) bool {
			return o.Line == k.Line && o.Column == k.Column && o.Fingerprint == k.Fingerprint
		})
	})
	switch {
	case err != nil:
		file.staged = refused(found, err.Error())
	case len(r.Places) > 0:
		file.staged = r
	}
	if file.staged.Fixed() > 0 {
		file.why = f.planWork(file, blob.Data)
	}
	return nil
}

// refused is a result in which nothing is changed, for one reason.
func refused(found []scan.Finding, why string) fix.Result {
	var r fix.Result
	for _, k := range found {
		r.Places = append(r.Places, fix.Place{Finding: k.Finding, Why: why})
	}
	return r
}

// fixable counts the keys that can be replaced.
func (f *fixing) fixable() int {
	n := 0
	for _, file := range f.files {
		n += file.staged.Fixed()
	}
	return n
}

// ask asks on a terminal; where there is none nothing is changed.
func (f *fixing) ask(ctx context.Context) (bool, error) {
	if !terminal.Of(f.stdin, f.environ()).Terminal() || !f.screen(f.stdout).Terminal() {
		f.printf("nothing was changed: there is no terminal to ask on, and no --yes\n")
		return false, nil
	}
	f.interrupted.listen() // an answer may be Ctrl-C
	f.printf("Write this to the index and the work tree? [y/N] ")
	answer, err := readLine(f.stdin)
	if err != nil || ctx.Err() != nil {
		return false, errors.Join(err, ctx.Err())
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return true, nil
	}
	f.printf("nothing was changed\n")
	return false, nil
}

// apply writes what was planned: the index first, in one step, so that whatever happens
// then the key is not committed; then each file, each in one step.
func (f *fixing) apply(ctx context.Context) error {
	f.interrupted.listen()
	var old []gitrepo.Entry
	var fresh []gitrepo.Entry
	var paths []string
	for _, file := range f.files {
		if file.staged.Fixed() == 0 {
			continue
		}
		e := file.entry
		old, paths = append(old, e), append(paths, e.Path)
		var err error
		if e.ID, err = f.stage.WriteBlob(ctx, file.staged.Stored); err != nil {
			return fmt.Errorf("%s: storing what it is rewritten to: %w", e.Path, err)
		}
		fresh = append(fresh, e)
	}
	now, err := f.stage.Entries(ctx, paths)
	if err != nil {
		return unmerged(err)
	}
	for _, e := range old {
		if !slices.Contains(now, e) {
			return withHint(fmt.Errorf("%s: something else was staged meanwhile", e.Path), "nothing was changed; run covkey fix again")
		}
	}
	if err := f.stage.Replace(ctx, fresh); err != nil {
		return withHint(fmt.Errorf("writing the index: %w", err), "the work tree was not changed")
	}
	if err := f.applyWork(); err != nil {
		return err
	}
	return f.conclude(ctx)
}

// conclude scans again, and says what is left to do.
func (f *fixing) conclude(ctx context.Context) error {
	left, err := f.scan(ctx)
	if err != nil {
		return err
	}
	blocked := 0
	for _, k := range left {
		if k.Blocks {
			blocked++
		}
	}
	n := f.fixable()
	f.printf("\n%s replaced", counted(n, "key"))
	if len(left) > 0 {
		f.printf("; %s still staged", counted(len(left), "key"))
	}
	f.printf("\n")
	s := f.session
	s.code = exitClean
	if blocked > 0 {
		s.code = exitFound
	}
	var told []fix.Store
	for _, file := range f.files {
		for _, p := range file.staged.Places {
			store := fix.StoreFor(file.entry.Path, p.Variable)
			if p.Why != "" || store.Where == "" || slices.Contains(told, store) {
				continue
			}
			told = append(told, store)
			f.printf("\nset %s: %s\n", p.Variable, store.Where)
			if store.Command != "" {
				f.printf("    %s\n", store.Command)
			}
		}
	}
	return nil
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// foldersAbove lists the folders above a slash-separated path.
func foldersAbove(name string) []string {
	var all []string
	for dir := path.Dir(name); dir != "." && dir != "/"; dir = path.Dir(dir) {
		all = append(all, dir)
	}
	return all
}
