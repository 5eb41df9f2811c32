package scan

import (
	"context"

	"github.com/covkey/covkey/gitrepo"
)

// Basis tells what a result is about: the commits that were there before and what
// was looked at as new. The zero Basis is that of files outside git's store.
type Basis struct {
	// Before are the commits that what was scanned builds on.
	Before []gitrepo.ID
	// After are the newest of the scanned commits; none for what is staged.
	After []gitrepo.ID
	// staged is what the index changes against the first of Before.
	staged  []gitrepo.Change
	isIndex bool
}

// Versions reads a file at the top of the tree as it was in each commit before, and
// as it is in what was scanned. A version is nil where there is no such file, or
// none that can be read: these are for comparison only. The error is ctx's.
func (b Basis) Versions(ctx context.Context, repo *gitrepo.Repository, name string) (before, after [][]byte, err error) {
	earlier := b.Before
	if len(earlier) == 0 && len(b.After) == 0 && !b.isIndex { // trees and blobs: the checked-out commit
		if head, err := repo.Head(ctx); err == nil && !head.IsZero() {
			earlier = []gitrepo.ID{head}
		}
	}
	for _, id := range earlier {
		before = append(before, fileIn(ctx, repo, id, name))
	}
	for _, id := range b.After {
		after = append(after, fileIn(ctx, repo, id, name))
	}
	if b.isIndex {
		after = [][]byte{b.stagedFile(ctx, repo, name, before)}
	}
	return before, after, ctx.Err()
}

func fileIn(ctx context.Context, repo *gitrepo.Repository, commit gitrepo.ID, name string) []byte {
	data, err := repo.FileIn(ctx, commit, name)
	if err != nil {
		return nil
	}
	return data
}

// stagedFile is the file in the index: what the index changes, else what the first
// parent has.
func (b Basis) stagedFile(ctx context.Context, repo *gitrepo.Repository, name string, before [][]byte) []byte {
	for _, c := range b.staged {
		if c.Path != name {
			continue
		}
		if c.New.IsZero() {
			return nil
		}
		o, err := repo.Object(ctx, c.New)
		if err != nil {
			return nil
		}
		return o.Data
	}
	if len(before) == 0 {
		return nil
	}
	return before[0]
}

// stagedBasis is the basis of a scan of the index.
func stagedBasis(parents []gitrepo.ID, changes [][]gitrepo.Change) Basis {
	return Basis{Before: parents, staged: changes[0], isIndex: true}
}

// Index is the basis of a scan beside the index, like that of a message: the index
// is what the commit will hold.
func Index(ctx context.Context, repo *gitrepo.Repository, parents []gitrepo.ID) (Basis, error) {
	changes, err := repo.Staged(ctx, parents)
	if err != nil {
		return Basis{}, err
	}
	return stagedBasis(parents, changes), nil
}

// sentBasis gathers the basis of commits and tags.
type sentBasis struct {
	order   []gitrepo.ID // of the scanned commits
	parents []gitrepo.ID // of the scanned commits, and what tags hold
	known   map[gitrepo.ID]role
}

// role is what a commit has to do with a scan.
type role uint8

const (
	isScanned role = 1 << iota
	isParent       // of a scanned one
	isBefore
)

func newBasis(commits int) *sentBasis {
	return &sentBasis{known: make(map[gitrepo.ID]role, commits)}
}

func (b *sentBasis) commit(c gitrepo.CommitInfo) {
	b.order = append(b.order, c.ID)
	b.known[c.ID] |= isScanned
	for _, p := range c.Parents {
		b.known[p] |= isParent
	}
	b.parents = append(b.parents, c.Parents...)
}

// tag: what a tag holds was there before, where it is not sent along.
func (b *sentBasis) tag(t gitrepo.TagInfo) {
	if t.TargetKind == gitrepo.Commit {
		b.parents = append(b.parents, t.Target)
	}
}

func (b *sentBasis) done() Basis {
	var basis Basis
	for _, id := range b.order {
		if b.known[id]&isParent == 0 {
			basis.After = append(basis.After, id)
		}
	}
	for _, id := range b.parents {
		if b.known[id]&(isScanned|isBefore) == 0 {
			b.known[id] |= isBefore
			basis.Before = append(basis.Before, id)
		}
	}
	return basis
}
