package scan

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/covkey/covkey/gitrepo"
)

// Scope is how much of a repository a scan of history looks at. The zero Scope is every
// commit that any ref reaches.
type Scope struct {
	// AllObjects takes in what no ref reaches.
	AllObjects bool
	// Known are objects that an earlier scan looked at, with all that they reach. Those
	// that are not here any more count as nothing known.
	Known []gitrepo.ID
}

// History scans commits, each against its own parents, and what refs hold beside
// commits, and says of each key that it finds what history says of it. Errors are as in
// Staged.
func History(ctx context.Context, repo *gitrepo.Repository, scope Scope, policy Policy) (*Result, error) {
	refs, err := repo.Refs(ctx)
	if err != nil {
		return nil, err
	}
	known, err := knownCommits(ctx, repo, scope.Known)
	if err != nil {
		return nil, err
	}
	h, out, unread := gatherRefs(ctx, repo, refs, scope.Known)
	if out.Commits, err = repo.AllCommits(ctx, known); err != nil {
		return nil, err
	}
	if scope.AllObjects {
		if err := out.addLoose(ctx, repo, known, policy.progress()); err != nil {
			return nil, fmt.Errorf("objects that no ref reaches: %w", err)
		}
	}
	e := newEngine(ctx, repo, policy)
	result, err := e.sent(out)
	if result == nil || err != nil {
		return result, err
	}
	result.Tips = h.lookedAt(out.Commits, known, scope.Known, result.Basis.After)
	result.Basis = Basis{} // nothing was there before all of history
	result.Errors = append(unread, result.Errors...)
	if len(result.Findings) == 0 {
		return result, nil
	}
	h.loose = out.loose
	if h.commits = out.Commits; len(known) > 0 { // what is known may have it as well
		if h.commits, err = repo.AllCommits(ctx, nil); err != nil {
			return nil, err
		}
		h.commits = append(h.commits, out.loose.list()...)
	}
	switch result.Keys, err = e.trace(h); {
	case err == nil:
	case len(result.Errors) > 0: // most likely of the same object
		result.note("what history says of the keys is left out, because not all of it can be read")
	default:
		e.fail(fmt.Errorf("what history says of the keys: %w", err))
	}
	return result, ctx.Err()
}

// gatherRefs follows refs to what they hold. What is beside commits is to be scanned unless
// the ref's object is known.
func gatherRefs(ctx context.Context, repo *gitrepo.Repository, refs []gitrepo.Ref, known []gitrepo.ID) (h history, out Outgoing, unread []error) {
	isKnown := make(map[gitrepo.ID]bool, len(known))
	for _, id := range known {
		isKnown[id] = true
	}
	for _, ref := range refs {
		var alone Outgoing
		commit, err := alone.Add(ctx, repo, ref)
		if err != nil {
			unread = append(unread, fmt.Errorf("%s: %w", ref.Name, err))
		}
		h.held = append(h.held, held{ref, commit, alone})
		if isKnown[ref.ID] {
			continue
		}
		out.Tags = append(out.Tags, alone.Tags...)
		out.Trees = append(out.Trees, alone.Trees...)
		out.Blobs = append(out.Blobs, alone.Blobs...)
	}
	out.Tags = distinct(out.Tags, func(id gitrepo.ID) gitrepo.ID { return id })
	out.Trees = distinct(out.Trees, func(r gitrepo.Ref) gitrepo.ID { return r.ID })
	return h, out, unread
}

// history is what a key is looked for in.
type history struct {
	commits []gitrepo.ID
	loose   *loose
	held    []held
}

// lookedAt are the objects from which all was looked at: those of refs, and the newest
// commits. A ref may have been moved between the reading of the refs and the walk, so
// what it names counts only where it is known that the commit was looked at.
func (h history) lookedAt(scanned, knownCommits, known, newest []gitrepo.ID) []gitrepo.ID {
	covered := make(map[gitrepo.ID]bool, len(scanned)+len(known))
	for _, ids := range [][]gitrepo.ID{scanned, knownCommits, known} {
		for _, id := range ids {
			covered[id] = true
		}
	}
	tips := slices.Clone(newest)
	open := false
	for _, ref := range h.held {
		if ref.commit.IsZero() || covered[ref.commit] {
			tips = append(tips, ref.ref.ID)
		} else {
			open = true // moved meanwhile, or back to a commit before one that is known
		}
	}
	if open {
		tips = append(tips, knownCommits...)
	}
	return distinct(tips, func(id gitrepo.ID) gitrepo.ID { return id })
}

// held is a ref, the commit at its end (zero: none) and what is on the way to it or in
// its place.
type held struct {
	ref    gitrepo.Ref
	commit gitrepo.ID
	beside Outgoing
}

// knownCommits are the commits among the known objects, or at the end of tags, that are
// here. What they reach was looked at; a clone that was cut off since is the caller's to
// see.
func knownCommits(ctx context.Context, repo *gitrepo.Repository, known []gitrepo.ID) ([]gitrepo.ID, error) {
	var commits []gitrepo.ID
	for _, id := range known {
		var beside Outgoing
		commit, err := beside.Add(ctx, repo, gitrepo.Ref{ID: id})
		if errors.Is(err, gitrepo.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !commit.IsZero() {
			commits = append(commits, commit)
		}
	}
	return distinct(commits, func(id gitrepo.ID) gitrepo.ID { return id }), nil
}
