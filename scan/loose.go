package scan

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/covkey/covkey/gitrepo"
)

// loose is what the object store holds and no ref reaches: commits that were amended or
// dropped, trees of commits that did not come about, contents that were only staged. git
// may have thrown away parts of it already; what is left is looked at all the same.
type loose struct {
	commits []gitrepo.ID
	is      map[gitrepo.ID]bool // of commits
	trees   []gitrepo.ID        // in no commit and in no other of them
	blobs   []gitrepo.ID        // in no tree that is whole
	stored  idSet               // the store's blobs
}

func (l *loose) has(commit gitrepo.ID) bool { return l != nil && l.is[commit] }

func (l *loose) list() []gitrepo.ID {
	if l == nil {
		return nil
	}
	return l.commits
}

// idSet is a sorted list of ids.
type idSet []gitrepo.ID

func (s idSet) find(id gitrepo.ID) (int, bool) {
	return slices.BinarySearchFunc(s, id, gitrepo.CompareID)
}

// addLoose takes in what no ref reaches. What the known commits reach is left out.
func (out *Outgoing) addLoose(ctx context.Context, repo *gitrepo.Repository, known []gitrepo.ID, told Progress) error {
	told.Begin("objects", 0)
	reachable := out.Commits
	if len(known) > 0 {
		var err error
		if reachable, err = repo.AllCommits(ctx, nil); err != nil {
			return err
		}
	}
	l := &loose{is: map[gitrepo.ID]bool{}}
	out.loose = l
	isReachable := make(map[gitrepo.ID]bool, len(reachable))
	for _, id := range reachable {
		isReachable[id] = true
	}
	var trees idSet
	var commits, tags []gitrepo.ID
	err := repo.Stored(ctx, func(id gitrepo.ID, kind gitrepo.Kind) {
		switch {
		case kind == gitrepo.Blob:
			l.stored = append(l.stored, id)
		case kind == gitrepo.Tree:
			trees = append(trees, id)
		case kind == gitrepo.Tag:
			tags = append(tags, id)
		case !isReachable[id]:
			commits = append(commits, id)
		}
	})
	if err != nil {
		return err
	}
	for _, set := range []idSet{l.stored, trees, commits, tags} {
		slices.SortFunc(set, gitrepo.CompareID)
	}
	l.stored, trees, commits, tags = slices.Compact(l.stored), slices.Compact(trees), slices.Compact(commits), slices.Compact(tags)
	tops, err := l.order(ctx, repo, commits)
	if err != nil {
		return err
	}
	// A tag that a ref holds and that is known is looked at again: that costs nothing.
	out.Tags = distinct(append(out.Tags, tags...), func(id gitrepo.ID) gitrepo.ID { return id })
	out.Commits = append(slices.Clip(out.Commits), l.commits...)
	return l.rest(ctx, repo, trees, tops)
}

// order puts the commits behind their parents, and gives their trees.
func (l *loose) order(ctx context.Context, repo *gitrepo.Repository, commits []gitrepo.ID) ([]gitrepo.ID, error) {
	infos := make([]gitrepo.CommitInfo, 0, len(commits))
	var tops []gitrepo.ID
	for _, id := range commits {
		info, err := repo.Commit(ctx, id)
		if err != nil {
			return nil, err
		}
		info.Message, info.TagMessages = nil, nil
		infos = append(infos, info)
		tops = append(tops, info.Tree)
		l.is[id] = true
	}
	slices.SortStableFunc(infos, func(a, b gitrepo.CommitInfo) int { return cmp.Compare(a.Date, b.Date) })
	for _, i := range parentsFirst(infos) {
		l.commits = append(l.commits, infos[i].ID)
	}
	return tops, nil
}

// rest finds the trees and contents that are in no commit.
func (l *loose) rest(ctx context.Context, repo *gitrepo.Repository, trees idSet, tops []gitrepo.ID) error {
	reached := make([]bool, len(trees)+len(l.stored))
	mark := func(id gitrepo.ID) {
		if i, ok := trees.find(id); ok {
			reached[i] = true
		} else if i, ok := l.stored.find(id); ok {
			reached[len(trees)+i] = true
		}
	}
	missing, err := repo.Reached(ctx, tops, mark)
	if err == nil && missing { // perhaps of these commits: then their contents are looked for one by one
		clear(reached)
		if tops, err = l.wholeTrees(ctx, repo, tops); err == nil {
			_, err = repo.Reached(ctx, tops, mark)
		}
	}
	if err != nil {
		return err
	}
	var left idSet
	for i, id := range trees {
		if !reached[i] {
			left = append(left, id)
		}
	}
	if left, err = l.roots(ctx, repo, left); err != nil {
		return err
	}
	for _, top := range left {
		files, err := repo.Content(ctx, top)
		if errors.Is(err, gitrepo.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		l.trees = append(l.trees, top)
		for _, f := range files {
			mark(f.New)
		}
	}
	for i, id := range l.stored {
		if !reached[len(trees)+i] {
			l.blobs = append(l.blobs, id)
		}
	}
	return nil
}

// wholeTrees are those of which no folder is missing.
func (l *loose) wholeTrees(ctx context.Context, repo *gitrepo.Repository, trees []gitrepo.ID) ([]gitrepo.ID, error) {
	var kept []gitrepo.ID
	for _, id := range distinct(trees, func(id gitrepo.ID) gitrepo.ID { return id }) {
		_, err := repo.Content(ctx, id)
		switch {
		case err == nil:
			kept = append(kept, id)
		case !errors.Is(err, gitrepo.ErrNotFound):
			return nil, err
		}
	}
	return kept, nil
}

// roots are the trees that are in none of the others.
func (l *loose) roots(ctx context.Context, repo *gitrepo.Repository, trees idSet) ([]gitrepo.ID, error) {
	inner := make([]bool, len(trees))
	for _, id := range trees {
		below, err := repo.Folders(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, folder := range below {
			if i, ok := trees.find(folder); ok {
				inner[i] = true
			}
		}
	}
	var top []gitrepo.ID
	for i, id := range trees {
		if !inner[i] {
			top = append(top, id)
		}
	}
	return top, nil
}

// changes is what a loose commit changes. Where a parent is not here any more, all that
// the commit holds counts as new; what of that is not here cannot leak from here.
func (l *loose) changes(e *engine, repo *gitrepo.Repository, info gitrepo.CommitInfo) ([][]gitrepo.Change, error) {
	all, err := repo.Changes(e.ctx, info)
	if errors.Is(err, gitrepo.ErrNotFound) {
		var content []gitrepo.Change
		content, err = repo.Content(e.ctx, info.Tree)
		all = [][]gitrepo.Change{content}
	}
	if errors.Is(err, gitrepo.ErrNotFound) {
		e.note(fmt.Sprintf("commit %s, which no ref reaches, is not whole any more: its files were looked at without their names", info.ID))
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i] = slices.DeleteFunc(all[i], func(c gitrepo.Change) bool { return l.gone(e, c.New) })
		for j, c := range all[i] {
			if l.gone(e, c.Old) { // then all that is there now counts as new
				all[i][j].Old = gitrepo.ID{}
			}
		}
	}
	return all, nil
}

// gone reports whether a content is not in the store any more.
func (l *loose) gone(e *engine, id gitrepo.ID) bool {
	if id.IsZero() {
		return false
	}
	if _, ok := l.stored.find(id); ok {
		return false
	}
	e.note("some contents of commits that no ref reaches are not in the store any more")
	return true
}

// revisions are the trees and contents that no commit has.
func (l *loose) revisions(e *engine) []revision {
	var all []revision
	for _, id := range l.trees {
		all = append(all, revision{
			subject: "a tree that no commit has: " + id.Short(),
			changes: func(repo *gitrepo.Repository) ([][]gitrepo.Change, error) {
				files, err := repo.Content(e.ctx, id)
				files = slices.DeleteFunc(files, func(c gitrepo.Change) bool { return l.gone(e, c.New) })
				return [][]gitrepo.Change{files}, err
			},
		})
	}
	if len(l.blobs) > 0 {
		all = append(all, revision{
			subject: "a content that no tree has: neither commit nor path is known",
			changes: func(*gitrepo.Repository) ([][]gitrepo.Change, error) {
				var files []gitrepo.Change
				for _, id := range l.blobs {
					files = append(files, gitrepo.Change{Path: UnnamedBlob + id.String(), New: id})
				}
				return [][]gitrepo.Change{files}, nil
			},
		})
	}
	return all
}

// parentsFirst orders commits behind those of their parents that are among them, by
// their index, and keeps their order where that leaves it open.
func parentsFirst(commits []gitrepo.CommitInfo) []int {
	at := make(map[gitrepo.ID]int, len(commits))
	for i, c := range commits {
		at[c.ID] = i
	}
	var order []int
	const begun, done = 1, 2
	state := make([]byte, len(commits))
	for i := range commits {
		stack := []int{i}
		for len(stack) > 0 {
			c := stack[len(stack)-1]
			if state[c] != 0 {
				stack = stack[:len(stack)-1]
				if state[c] == begun {
					state[c] = done
					order = append(order, c)
				}
				continue
			}
			state[c] = begun
			for _, p := range commits[c].Parents {
				if j, ok := at[p]; ok && state[j] == 0 {
					stack = append(stack, j)
				}
			}
		}
	}
	return order
}
