package gitrepo

import (
	"bytes"
	"context"
	"fmt"
)

// MergeChanges lists the contents of a merge that every parent lacks at their path, each as a
// change without an old side: all that can be new in it. A folder that is as in one
// parent is not opened, while the comparison with each parent opens all that the other
// ones changed, which for a merge of a long branch is the whole branch.
//
// It is not ok, and Changes has to be asked, where there is no merge, where parents were
// cut off, and where an object may be missing that only moved: that takes the whole
// comparison.
func (r *Repository) MergeChanges(ctx context.Context, c CommitInfo) (changes []Change, ok bool, err error) {
	shallow, err := r.isShallow(c.ID)
	if err != nil || shallow || len(c.Parents) < 2 || r.mayBePartial() {
		return nil, false, err
	}
	trees, err := r.treesOf(ctx, c.Parents)
	if err != nil {
		return nil, false, err
	}
	d := mergeDiff{ctx: ctx, src: r.trees.through(r.reader)}
	err = d.compare("", c.Tree, trees)
	return d.changes, err == nil, err
}

type mergeDiff struct {
	ctx     context.Context
	src     objects
	changes []Change
}

// compare looks for the entries of a tree that no other tree has. The zero ID stands for
// a tree that is not there. Where trees are not in git's order an entry may look as if
// none had it; never the other way round.
func (d *mergeDiff) compare(prefix string, now ID, others []ID) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	if len(prefix) > longestName {
		return fmt.Errorf("tree %s: its path has more than %d bytes", now, longestName)
	}
	rows, err := openTree(d.ctx, d.src, now)
	if err != nil {
		return err
	}
	sides := make([]treeRows, len(others))
	for i, other := range others {
		if sides[i], err = openTree(d.ctx, d.src, other); err != nil {
			return err
		}
	}
	for rows.ok {
		if err := d.entry(prefix, rows.treeRow, sides); err != nil {
			return err
		}
		if len(sides) > 0 && sides[0].ok && bytes.Equal(sides[0].name, rows.name) {
			skipSame(&sides[0], &rows)
		}
		if err := rows.next(); err != nil {
			return err
		}
	}
	return nil
}

// entry looks for a row in the other trees, each of which it moves up to there.
func (d *mergeDiff) entry(prefix string, row treeRow, sides []treeRows) error {
	folder, blob := row.isFolder(), row.blob()
	var below []ID
	for i := range sides {
		s := &sides[i]
		for s.ok && compareRows(s.name, s.isFolder(), row.name, folder) < 0 {
			if err := s.next(); err != nil {
				return err
			}
		}
		if !s.ok || compareRows(s.name, s.isFolder(), row.name, folder) != 0 {
			continue
		}
		if folder && bytes.Equal(s.id, row.id) || !folder && s.blob() == blob {
			return nil
		}
		if folder {
			below = append(below, idFromBytes(s.id))
		}
	}
	switch {
	case folder:
		return d.compare(prefix+string(row.name)+"/", idFromBytes(row.id), below)
	case blob.IsZero(): // a submodule's link has no content
		return nil
	case len(d.changes) >= mostChanges:
		return fmt.Errorf("more than %d files changed", mostChanges)
	}
	d.changes = append(d.changes, Change{Path: prefix + string(row.name), New: blob})
	return nil
}
