package scan

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
)

// revision is one new state of the repository: what is staged, or a commit.
type revision struct {
	commit *commit // nil for what is none
	// loose has the commit if no ref reaches it.
	loose *loose
	// changes gives the comparison of what is no commit with each parent; subject is what
	// it is called.
	changes func(*gitrepo.Repository) ([][]gitrepo.Change, error)
	subject string
}

// name is the id of a commit, and what a revision is called.
func (rev revision) name() (commit, subject string) {
	if rev.commit == nil {
		return "", rev.subject
	}
	return rev.commit.info.ID.String(), rev.commit.subject
}

// isMerge reports whether there is a way at less cost to list what every parent lacks, and
// perhaps some that only moved.
func (rev revision) isMerge() bool {
	return rev.commit != nil && rev.loose == nil && len(rev.commit.info.Parents) > 1
}

func (rev revision) compare(e *engine, repo *gitrepo.Repository) ([][]gitrepo.Change, error) {
	switch {
	case rev.commit == nil:
		return rev.changes(repo)
	case rev.loose != nil:
		return rev.loose.changes(e, repo, rev.commit.info)
	}
	return repo.Changes(e.ctx, rev.commit.info)
}

// listed is what one revision changes against each parent; of a merge, where it is told,
// what all of them lack.
type listed struct {
	parents [][]gitrepo.Change
	merged  bool // parents is one list, as Repository.MergeChanges gives it
	err     error
}

// weight is how many changes there are.
func (l listed) weight() int {
	n := 1
	for _, p := range l.parents {
		n += len(p)
	}
	return n
}

func (rev revision) list(e *engine, repo *gitrepo.Repository) listed {
	if rev.isMerge() {
		if changes, ok, err := repo.MergeChanges(e.ctx, rev.commit.info); ok || err != nil {
			return listed{[][]gitrepo.Change{changes}, true, err}
		}
	}
	changes, err := rev.compare(e, repo)
	return listed{changes, false, err}
}

// engine scans revisions. What they change is taken in on one goroutine, in the order of
// the revisions. Where it is little that goroutine lists it, reads the contents and judges
// them as well, else others do. A content that several revisions bring is read and judged
// once; one that several paths have is read once where it does not mention Codecov,
// because then it says nothing under any name.
type engine struct {
	ctx    context.Context
	repo   *gitrepo.Repository
	policy Policy
	result *Result
	room   *room
	told   Progress

	noting sync.Mutex
	noted  []string // what those who list ahead have to say

	// contents holds, for each content, which revisions bring it and what was
	// found in it.
	contents contents
}

func newEngine(ctx context.Context, repo *gitrepo.Repository, policy Policy) *engine {
	return &engine{ctx: ctx, repo: repo, policy: policy, result: &Result{}, room: newRoom(ctx), told: policy.progress(), contents: newContents()}
}

// end ends what was begun, and notes what went wrong.
func (e *engine) end(end func() error) {
	if err := end(); err != nil {
		e.fail(err)
	}
}

// note takes a note from any goroutine.
func (e *engine) note(text string) {
	e.noting.Lock()
	defer e.noting.Unlock()
	e.noted = append(e.noted, text)
}

// mostErrors ends a scan: a broken object store repeats itself.
const mostErrors = 20

// fail notes what could not be read; the scan goes on so that keys elsewhere are
// shown as well. It returns false when the scan is to stop.
func (e *engine) fail(err error) bool {
	if e.ctx.Err() != nil {
		return false
	}
	e.result.Errors = append(e.result.Errors, err)
	return len(e.result.Errors) < mostErrors
}

// run scans the revisions and keeps what is new.
func (e *engine) run(revisions []revision) (*Result, error) {
	if err := e.search(revisions); err != nil {
		return nil, err
	}
	// Which revisions have to be compared with their parents.
	by := make(map[int][]*found)
	for i := range e.contents.all {
		c := e.contents.all[i]
		if len(c.findings) == 0 {
			continue
		}
		for r := range e.contents.revisions(c) {
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
	slices.Sort(e.noted) // they come in any order
	for _, text := range e.noted {
		e.result.note(text)
	}
	for _, assumed := range e.repo.Assumed {
		e.result.note(assumed)
	}
	return e.result, e.ctx.Err()
}

// search reads every new content and judges it.
func (e *engine) search(revisions []revision) error {
	e.pass(func(r *readers) { e.read(revisions, r) })
	if left := e.settleOthers(); len(left) > 0 {
		e.pass(func(r *readers) {
			for _, i := range left {
				if !r.read(i, e.contents.all[i]) {
					return
				}
			}
		})
	}
	for _, f := range e.contents.all {
		if f.attempt > 0 && f.size >= 0 {
			e.result.Scanned.Blobs++
			e.result.Scanned.Bytes += f.size
		}
	}
	return e.ctx.Err()
}

// pass reads contents and takes over what was found in them.
func (e *engine) pass(read func(*readers)) {
	j := &judges{engine: e}
	r := newReaders(e, j)
	read(r)
	r.finish()
	for _, r := range j.finish() {
		if c := e.contents.all[r.index]; c.attempt == r.attempt {
			c.findings = append(c.findings, r.findings...)
		}
	}
}

// settleOthers lists the contents that have to be read after all, because another path
// of theirs was read and mentions Codecov. The rest says nothing, as that one did.
func (e *engine) settleOthers() []int {
	var left []int
	for _, f := range e.contents.all {
		switch {
		case f.attempt == 0 || f.size < 0: // not read: the run has failed or was stopped
		case f.mentions.Load():
			left = slices.AppendSeq(left, e.contents.others(f))
		default:
			for i := range e.contents.others(f) {
				e.contents.all[i].attempt, e.contents.all[i].size = 1, f.size
			}
		}
	}
	slices.Sort(left)
	return left
}

// read lists the revisions' new contents and has each read once.
func (e *engine) read(revisions []revision, r *readers) {
	if len(revisions) > 1 {
		e.told.Begin("commits", len(revisions))
	}
	list := newAhead(e, len(revisions), listed.weight, func(repo *gitrepo.Repository, n int) listed { return revisions[n].list(e, repo) })
	defer e.end(list.close)
	r.expect(len(revisions))
	for i := range revisions {
		changes, ok := list.get(i)
		if !ok {
			return
		}
		contents, err := e.brought(changes)
		if err != nil {
			if !e.fail(err) {
				return
			}
			continue
		}
		for _, c := range contents {
			at, known, first := e.contents.add(c, i)
			switch {
			case known:
				continue
			case first != at && !detector.Mentions(detector.Input{Path: c.path}):
				e.contents.putOff(at, first)
				continue
			}
			if !r.read(at, e.contents.all[at]) {
				return
			}
		}
		e.told.Step() // its contents are read, or wait for a reader
	}
}

// cut reads a file's content in pieces, the parts from 0 on. begin is told its size;
// it is called again when the content had to be read again from its beginning. Each
// piece is to be freed.
func (e *engine) cut(repo *gitrepo.Repository, path string, id gitrepo.ID, begin func(size int64), each func(part int, p detector.Piece) error) error {
	err := repo.Blob(e.ctx, id, func(h gitrepo.Header, r io.Reader) error {
		part := -1
		begin(h.Size)
		if h.Size > longContent {
			r = &counter{r: r, told: e.told}
		} else {
			e.told.Read(int(h.Size))
		}
		return detector.Cut(r, h.Size, e.room, func(p detector.Piece) error {
			part++
			return each(part, p)
		})
	})
	if err != nil {
		return fmt.Errorf("%q: %w", path, err) // the file that the object is the content of
	}
	return nil
}

// brought lists the contents that a revision may bring: excluded paths left out.
func (e *engine) brought(l listed) ([]content, error) {
	if l.merged {
		kept := slices.DeleteFunc(l.parents[0], func(c gitrepo.Change) bool { return e.result.excludes(e.policy, c.Path) })
		return inAll([][]gitrepo.Change{kept}), l.err
	}
	changes, err := e.relevant(l)
	return inAll(changes), err
}

// changes is what a revision changes, against each parent: excluded paths and exact
// renames left out.
func (e *engine) changes(rev revision) ([][]gitrepo.Change, error) {
	changes, err := rev.compare(e, e.repo)
	return e.relevant(listed{parents: changes, err: err})
}

func (e *engine) relevant(l listed) ([][]gitrepo.Change, error) {
	if l.err != nil {
		return nil, l.err
	}
	all := l.parents
	if e.policy.Excluded != nil {
		for _, c := range inAll(all) {
			e.result.excludes(e.policy, c.path)
		}
	}
	for i := range all {
		all[i] = e.policy.relevant(all[i])
	}
	return all, nil
}

// inAll lists the contents that differ from every parent's: what a merge takes
// over unchanged from one of its parents is not new.
func inAll(changes [][]gitrepo.Change) []content {
	if len(changes) == 0 {
		return nil
	}
	all := make([]content, 0, len(changes[0]))
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
