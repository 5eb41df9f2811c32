package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/covkey/covkey/cores"
	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/report"
	"github.com/covkey/covkey/scan"
)

// repositoryList is a list of repositories as it was asked for.
type repositoryList struct {
	name    string // of a file; - is standard input
	null    bool
	jobs    int
	jobsSet bool
}

// longestList is how many bytes a list of repositories may have.
const longestList = 16 << 20

// misleadingHere are git's variables that would make every repository the same one.
func misleadingHere() []string {
	return []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY",
		"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE", "GIT_SHALLOW_FILE"}
}

// scanned is what came of one repository.
type scanned struct {
	report report.Report
	errs   []error
}

// scanRepositories scans many repositories and makes one report. One that cannot be
// scanned is an error of the run, and the others are scanned all the same.
func (s *session) scanRepositories(ctx context.Context, q request, list repositoryList) error {
	var err error
	if q.asking, err = s.verification(q.flags); err != nil {
		return s.unscanned(q.flags, report.Scan, err)
	}
	names, notes, err := s.repositories(list)
	if err != nil {
		return s.unscanned(q.flags, report.Scan, err)
	}
	for _, v := range misleadingHere() {
		if s.environ().Get(v) != "" {
			return s.unscanned(q.flags, report.Scan, fmt.Errorf("%s is set: every repository of the list would be that one; unset it", v))
		}
	}
	jobs := list.jobs
	if !list.jobsSet { // each scan works on all cores for most of the time
		jobs = max(1, cores.All()/2)
	}
	told, stop := s.progress(q.flags)
	defer stop()
	told.Begin("repositories", len(names))
	m := report.NewMerger()
	var errs []error
	merge := func(i int, one scanned) error {
		errs = append(errs, one.errs...)
		return m.Add(names[i], one.report)
	}
	err = inOrder(ctx, jobs, len(names), func(ctx context.Context, i int) scanned {
		defer told.Step()
		return s.scanOne(ctx, q, names[i], contentsOnly{told})
	}, merge)
	stop()
	if err != nil {
		return s.unscanned(q.flags, report.Scan, err)
	}
	r := m.Report()
	r.Notes = append(append(q.notes, notes...), r.Notes...)
	set := settings{format: q.format, output: q.output, color: q.color, quiet: q.quiet, verbose: q.verbose, verify: q.asking}
	if err := set.verify.ask(ctx, &r); err != nil {
		return s.unscanned(q.flags, report.Scan, err)
	}
	return s.conclude(report.Scan, set, r, errs)
}

// contentsOnly hides the stages of one of many scans.
type contentsOnly struct{ scan.Progress }

func (contentsOnly) Begin(string, int) {}
func (contentsOnly) Step()             {}

// inOrder runs work for each number below n, so many at a time, and hands the results on
// in their order, so that no more of them are held than are being worked on. After an
// error, or when the context ends, nothing more is begun.
func inOrder[T any](ctx context.Context, jobs, n int, work func(ctx context.Context, i int) T, take func(i int, result T) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make([]chan T, n)
	for i := range results {
		results[i] = make(chan T, 1)
	}
	var working sync.WaitGroup
	defer working.Wait()
	free := make(chan struct{}, jobs) // a place is free again when the result was taken
	working.Go(func() {
		for i := range n {
			select {
			case free <- struct{}{}:
			case <-ctx.Done():
				return
			}
			working.Go(func() { results[i] <- work(ctx, i) })
		}
	})
	for i, result := range results {
		select {
		case r := <-result:
			<-free
			if err := take(i, r); err != nil {
				cancel()
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return ctx.Err()
}

// scanOne scans one repository of many.
func (s *session) scanOne(ctx context.Context, q request, name string, told scan.Progress) scanned {
	r, errs, err := s.scanNamed(ctx, q, name, told)
	if err != nil {
		errs = append(errs, err)
		r.Errors = append(r.Errors, detector.Mask(err.Error()))
	}
	for i := range errs {
		errs[i] = fmt.Errorf("%s: %w", name, errs[i])
	}
	return scanned{r, errs}
}

func (s *session) scanNamed(ctx context.Context, q request, name string, told scan.Progress) (r report.Report, errs []error, err error) {
	repo, err := gitrepo.Open(ctx, s.path(name), s.environ())
	if err != nil {
		return r, nil, err
	}
	defer func() { err = errors.Join(err, repo.Close()) }()
	if !isTop(repo, s.path(name)) {
		return r, nil, fmt.Errorf("no repository, but inside of one: %s", repo.GitDir)
	}
	set, err := s.settings(ctx, q.flags, repo)
	if err != nil {
		return r, nil, err
	}
	set.policy.Progress = told
	result, until, err := s.history(ctx, repo, q, name, set)
	if err != nil {
		return r, nil, err
	}
	if r, err = s.reportOf(ctx, repo, report.Scan, set, result); err != nil {
		return r, nil, err
	}
	r.Head = ""
	ofRepository(&r, name, until)
	return r, result.Errors, nil
}

// isTop reports whether a folder is the repository itself: its work tree or its git
// folder. Inside another repository a clone that failed would else pass for that one.
func isTop(repo *gitrepo.Repository, dir string) bool {
	here, err := os.Stat(dir)
	if err != nil {
		return false
	}
	for _, top := range []string{repo.WorkTree, repo.GitDir, repo.CommonDir} {
		if top == "" {
			continue
		}
		if info, err := os.Stat(top); err == nil && os.SameFile(here, info) {
			return true
		}
	}
	return false
}

// repositories reads the list. A repository that it has twice is scanned once.
func (s *session) repositories(list repositoryList) (names, notes []string, err error) {
	if list.jobsSet && list.jobs < 1 {
		return nil, nil, usage("--jobs %d: want 1 or more", list.jobs)
	}
	data, err := s.readList(list.name)
	if err != nil {
		return nil, nil, fmt.Errorf("--repositories: %w", err)
	}
	if len(data) > longestList {
		return nil, nil, fmt.Errorf("--repositories: the list is larger than %d MiB", longestList>>20)
	}
	end := "\n"
	if list.null {
		end = "\x00"
	} else if bytes.IndexByte(data, 0) >= 0 {
		return nil, nil, errors.New("--repositories: the list has a NUL in it: say --null when they end the paths")
	}
	seen := map[string]bool{}
	for name := range strings.SplitSeq(string(data), end) {
		if !list.null {
			name = strings.TrimSuffix(name, "\r")
		}
		if name == "" {
			continue
		}
		real, err := filepath.EvalSymlinks(s.path(name))
		if err != nil {
			real = s.path(name) // said when it is opened
		}
		if seen[real] {
			notes = append(notes, fmt.Sprintf("%s is in the list more than once, and was scanned once", name))
			continue
		}
		seen[real] = true
		names = append(names, name)
	}
	if len(names) == 0 {
		return nil, nil, errors.New("--repositories: the list names no repository, so nothing was scanned")
	}
	return names, notes, nil
}

func (s *session) readList(name string) ([]byte, error) {
	in := io.Reader(s.stdin)
	if name != "-" {
		f, err := os.Open(s.path(name))
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	return io.ReadAll(io.LimitReader(in, longestList+1))
}
