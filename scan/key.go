package scan

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
)

// Key is what history says of a key. It is there when a commit has it in its message or,
// as text on any line, in a file in which it was found in some commit, or to which it
// came from such a file.
type Key struct {
	Fingerprint detector.Fingerprint
	// First is the commit that brought it, the oldest where several did; zero where
	// none did.
	First Event
	// Removed is the youngest commit that took it out of a line of history; zero while
	// anything but a tag names what has it, and where no commit did.
	Removed Event
	// Commits is how many have it.
	Commits int
	// Refs are the names, in full, of those that reach a commit, or hold an object, which
	// has it; none where only objects that no ref reaches do.
	Refs []string
	// Tips are the places at which what a ref names has it.
	Tips []Tip
	// Partly tells that the key is in so many places that not all were followed: there
	// may be more of everything.
	Partly bool
}

// inBranch reports whether a branch, or another ref that is no tag, names what has it. A
// tag stays what it is when the key was taken out.
func (k Key) inBranch() bool {
	return slices.ContainsFunc(k.Tips, func(t Tip) bool { return !strings.HasPrefix(t.Ref, "refs/tags/") })
}

// Event is a commit and when its author says that it was made.
type Event struct {
	Commit   string
	Authored time.Time // zero when it cannot be read
}

// Tip is a place in what a ref names.
type Tip struct {
	Ref, Path string
	Line      int
}

// Bounds of what is followed. What is left out is said.
const (
	mostKeys  = 1000
	mostPaths = 2000
	mostTips  = 20_000 // of all keys
	mostRefs  = 200_000
	// mostFollowed is how many contents of one commit are read to see where a key went.
	mostFollowed = 2000
)

// place is a content at a path, in a tree.
type place = content

// spot is a key, by its number, on a line.
type spot struct {
	key, line int
}

// spots reads a content. Path and settings count as where the key was found first.
func (t *tracer) spots(c content) ([]spot, error) {
	if known, ok := t.read[c]; ok {
		return known, nil
	}
	found, ok := t.older[c]
	if !ok {
		var err error
		if found, err = t.look(c); err != nil {
			return nil, err
		}
	}
	const most = 1 << 17 // contents in one generation
	if len(t.read) >= most {
		t.read, t.older = map[content][]spot{}, t.read
	}
	t.read[c] = found
	return found, nil
}

func (t *tracer) look(c content) ([]spot, error) {
	e := t.engine
	var found []spot
	err := e.cut(e.repo, c.path, c.id, func(int64) { found = nil }, func(_ int, p detector.Piece) error {
		defer p.Free(e.room)
		for _, s := range p.Spots(c.path, t.want, e.policy.Detector) {
			found = append(found, spot{t.number[s.Fingerprint], s.Line})
		}
		return e.ctx.Err()
	})
	if t.isGone(err) {
		return nil, nil
	}
	return found, err
}

// keysIn lists the keys of some spots.
func keysIn(spots []spot) []int {
	var keys []int
	for _, s := range spots {
		keys = append(keys, s.key)
	}
	return keys
}

// event says when a commit was made.
func event(ctx context.Context, repo *gitrepo.Repository, id gitrepo.ID) (Event, error) {
	if id.IsZero() {
		return Event{}, nil
	}
	when, err := repo.AuthorDate(ctx, id)
	return Event{id.String(), when}, err
}
