package gitrepo

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
)

// objects is the part of a Reader that comparing trees needs.
type objects interface {
	Object(ctx context.Context, id ID) (Object, error)
}

// diffTrees lists the paths at which two trees hold different blobs, in path
// order. The zero ID is the empty tree. Subtrees with the same id are not
// opened: the id is the hash of all that is below.
func diffTrees(ctx context.Context, src objects, before, after ID) ([]Change, error) {
	d := treeDiff{ctx: ctx, src: src}
	if err := d.compare("", before, after); err != nil {
		return nil, err
	}
	return d.changes, nil
}

// mostChanges bounds what a stranger's objects may claim: a tree that holds another
// one ten times, and that one the next, has more paths than there is memory from a
// few objects. A path is bounded as in the index; git from 2.43 on goes down 2,048
// folders.
const mostChanges = 4_000_000

type treeDiff struct {
	ctx     context.Context
	src     objects
	changes []Change
	most    int // changes; 0 for mostChanges
	// missing decides about a tree on the old side that is not here: nil lets it
	// count as empty. Without it the error stands.
	missing func(id ID, err error) error
}

// readTree reads one tree; the zero ID is the empty one.
func readTree(ctx context.Context, src objects, id ID) ([]treeEntry, error) {
	if id.IsZero() {
		return nil, nil
	}
	o, err := src.Object(ctx, id)
	if err != nil {
		return nil, err
	}
	return parseTree(o)
}

func (d *treeDiff) compare(prefix string, before, after ID) error {
	if before == after {
		return nil
	}
	if err := d.ctx.Err(); err != nil {
		return err
	}
	if len(prefix) > longestName {
		return fmt.Errorf("tree %s: its path has more than %d bytes", after, longestName)
	}
	olds, err := openTree(d.ctx, d.src, before)
	if d.missing != nil && errors.Is(err, ErrNotFound) {
		err = d.missing(before, err)
	}
	if err != nil {
		return err
	}
	news, err := openTree(d.ctx, d.src, after)
	if err != nil {
		return err
	}
	for olds.ok || news.ok {
		var old, now treeRow
		var oldErr, newErr error
		first := order(&olds, &news)
		if first == 0 {
			skipSame(&olds, &news)
		}
		if first <= 0 {
			old = olds.treeRow
			oldErr = olds.next()
		}
		if first >= 0 {
			now = news.treeRow
			newErr = news.next()
		}
		if err := cmp.Or(oldErr, newErr); err != nil {
			return err
		}
		if first == 0 && old.mode == now.mode && bytes.Equal(old.id, now.id) {
			continue
		}
		if err := d.entry(prefix, old.entry(), now.entry()); err != nil {
			return err
		}
	}
	return nil
}

// skipSame goes past the rows behind the current ones that are the same in both trees,
// which nearly all are, without looking into them.
func skipSame(olds, news *treeRows) {
	a, b := olds.rest, news.rest
	for {
		end := bytes.IndexByte(a, 0) + 1 + int(olds.tree.size)
		if end > len(a) || end > len(b) || !bytes.Equal(a[:end], b[:end]) {
			break
		}
		a, b = a[end:], b[end:]
	}
	olds.rest, news.rest = a, b
}

// order is below 0 when the next row of the old tree comes first, above 0 when that of
// the new one does, and 0 when both have the same name. A tree that has ended comes
// last.
func order(olds, news *treeRows) int {
	switch {
	case !news.ok:
		return -1
	case !olds.ok:
		return 1
	}
	return compareRows(olds.name, olds.isFolder(), news.name, news.isFolder())
}

// entry compares two rows of the same name, of which one may be missing. Rows
// pair by name and by being a folder or not, so both are folders or neither is.
func (d *treeDiff) entry(prefix string, old, now treeEntry) error {
	name := now.name
	if now.mode == 0 {
		name = old.name
	}
	if old.mode == modeTree || now.mode == modeTree {
		return d.compare(prefix+name+"/", old.id, now.id)
	}
	if before, after := old.blob(), now.blob(); before != after {
		if most := cmp.Or(d.most, mostChanges); len(d.changes) >= most {
			return fmt.Errorf("more than %d files changed", most)
		}
		if n := len(d.changes); n == cap(d.changes) {
			d.changes = slices.Grow(d.changes, max(4, n)) // append makes smaller steps in long lists
		}
		d.changes = append(d.changes, Change{Path: prefix + name, Old: before, New: after})
	}
	return nil
}
