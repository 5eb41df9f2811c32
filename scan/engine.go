package scan

import (
	"context"
	"runtime"
	"sync"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
)

// revision is one new state of the repository: what is staged, or a commit.
type revision struct {
	id      gitrepo.ID // zero for what is staged
	subject string
	// changes gives the comparison with each parent.
	changes func() ([][]gitrepo.Change, error)
}

// content names one version of one file. The path belongs to it because it is
// evidence.
type content struct {
	path string
	id   gitrepo.ID
}

// engine scans revisions. Reading happens on one goroutine, in the order of the
// revisions; judging on all cores behind it. A content that several revisions
// bring is read and judged once.
type engine struct {
	ctx    context.Context
	repo   *gitrepo.Repository
	policy Policy
	result *Result

	seen map[content]int // index into contents
	// contents holds, for each content, which revisions bring it and what was
	// found in it.
	contents []found
}

type found struct {
	content
	revisions []int
	findings  []detector.Finding
}

// job is a content that was read and waits to be judged.
type job struct {
	index int
	in    detector.Input
}

func newEngine(ctx context.Context, repo *gitrepo.Repository, policy Policy) *engine {
	return &engine{ctx: ctx, repo: repo, policy: policy, result: &Result{}, seen: map[content]int{}}
}

// fail notes what could not be read; the scan goes on so that keys elsewhere are
// shown as well. It returns false when the scan is to stop.
func (e *engine) fail(err error) bool {
	const most = 20 // a broken object store repeats itself
	if e.ctx.Err() != nil {
		return false
	}
	e.result.Errors = append(e.result.Errors, err)
	return len(e.result.Errors) < most
}

// run scans the revisions and keeps what is new.
func (e *engine) run(revisions []revision) (*Result, error) {
	if err := e.search(revisions); err != nil {
		return nil, err
	}
	// Which revisions have to be compared with their parents.
	by := make(map[int][]*found)
	for i := range e.contents {
		c := &e.contents[i]
		if len(c.findings) == 0 {
			continue
		}
		for _, r := range c.revisions {
			by[r] = append(by[r], c)
		}
	}
	for i, rev := range revisions {
		if len(by[i]) == 0 {
			continue
		}
		if err := e.compare(rev, by[i]); err != nil && !e.fail(err) {
			break
		}
	}
	return e.result, e.ctx.Err()
}

// search reads every new content and judges it.
func (e *engine) search(revisions []revision) error {
	workers := min(runtime.GOMAXPROCS(0), 8)
	jobs := make(chan job, workers)
	type judged struct {
		index    int
		findings []detector.Finding
	}
	results := make(chan judged, workers)
	var working sync.WaitGroup
	for range workers {
		working.Go(func() {
			for j := range jobs {
				if fs := detector.Scan(j.in, e.policy.Detector); len(fs) > 0 {
					results <- judged{j.index, fs}
				}
			}
		})
	}
	collected := make(chan []judged)
	go func() {
		var all []judged
		for r := range results {
			all = append(all, r)
		}
		collected <- all
	}()
	e.read(revisions, jobs)
	close(jobs)
	working.Wait()
	close(results)
	for _, r := range <-collected {
		e.contents[r.index].findings = r.findings
	}
	return e.ctx.Err()
}

// read lists the revisions' new contents and hands each to the judges once.
func (e *engine) read(revisions []revision, jobs chan<- job) {
	for i, rev := range revisions {
		changes, err := rev.changes()
		if err != nil {
			if !e.fail(err) {
				return
			}
			continue
		}
		for _, c := range inAll(changes) {
			if e.policy.excludes(c.path) {
				continue
			}
			at, known := e.seen[c]
			if known {
				e.contents[at].revisions = append(e.contents[at].revisions, i)
				continue
			}
			o, err := e.repo.Object(e.ctx, c.id)
			if err != nil {
				if !e.fail(pathError(c.path, err)) {
					return
				}
				continue
			}
			e.seen[c] = len(e.contents)
			e.contents = append(e.contents, found{content: c, revisions: []int{i}})
			e.result.Scanned.Blobs++
			e.result.Scanned.Bytes += int64(len(o.Data))
			jobs <- job{e.seen[c], detector.Input{Path: c.path, Text: o.Data}}
		}
	}
}

// inAll lists the contents that differ from every parent's: what a merge takes
// over unchanged from one of its parents is not new.
func inAll(changes [][]gitrepo.Change) []content {
	if len(changes) == 0 {
		return nil
	}
	var all []content
	for _, c := range changes[0] {
		if !c.New.IsZero() {
			all = append(all, content{c.Path, c.New})
		}
	}
	for _, parent := range changes[1:] {
		differs := make(map[content]bool, len(parent))
		for _, c := range parent {
			differs[content{c.Path, c.New}] = true
		}
		kept := all[:0]
		for _, c := range all {
			if differs[c] {
				kept = append(kept, c)
			}
		}
		all = kept
	}
	return all
}
