package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// errCacheEntries tells that the cache of trees is not about these entries.
var errCacheEntries = errors.New("its cache of trees says something else than its entries")

// diffIndex lists the paths at which an index file differs from a tree; a missing
// file is an index without entries, as for git. One open file is one state of the
// index: git replaces the file when it writes.
func diffIndex(ctx context.Context, src objects, file string, hash int, tree ID) ([]Change, error) {
	f, size, err := openRaw(file)
	if errors.Is(err, fs.ErrNotExist) {
		return diffTrees(ctx, src, tree, ID{})
	}
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	defer f.Close()
	changes, err := diffIndexData(ctx, src, f, size, hash, tree)
	if err != nil {
		return nil, fmt.Errorf("index %s: %w", file, err)
	}
	return changes, nil
}

// diffIndexData reads an index twice at most: what stands behind the entries has to
// be known before them, and is only found by reading them. Where a guess at it is
// confirmed by where the entries end, once is enough.
func diffIndexData(ctx context.Context, src objects, data io.ReaderAt, size int64, hash int, tree ID) ([]Change, error) {
	cur, err := openIndex(data, size, hash)
	if err != nil {
		return nil, err
	}
	if ext, ok := cur.guessExtensions(); ok {
		changes, err := diffEntries(ctx, src, cur, ext, tree)
		if err == nil && cur.off == ext.start {
			return changes, nil
		}
	}
	ext, err := cur.findExtensions()
	if err != nil {
		return nil, err
	}
	return diffEntries(ctx, src, cur, ext, tree)
}

// findExtensions reads all entries and then what stands behind them.
func (c *indexCursor) findExtensions() (indexExtensions, error) {
	c.blocks = nil
	for err := c.rewind(); c.ok || err != nil; err = c.next() {
		if err != nil {
			return indexExtensions{}, err
		}
	}
	return c.extensions(c.off)
}

// diffEntries compares all entries with a tree and leaves the cursor behind them.
func diffEntries(ctx context.Context, src objects, cur *indexCursor, ext indexExtensions, tree ID) ([]Change, error) {
	d := indexDiff{treeDiff: treeDiff{ctx: ctx, src: src}, cur: cur, cache: ext.tree}
	cur.blocks = ext.blocks
	if err := cur.rewind(); err != nil {
		return nil, err
	}
	root := int32(-1)
	if len(d.cache.nodes) > 0 {
		root = 0
	}
	if err := d.folder(tree, root); err != nil {
		return nil, err
	}
	return d.changes, nil
}

// indexDiff compares trees with the index. Both are sorted alike: the index by its
// whole paths, trees by names of which the folders' end in a slash, and the entries
// of a folder stand together. The cursor goes through all entries once.
type indexDiff struct {
	treeDiff
	cur   *indexCursor
	cache cacheTree
	path  []byte  // the folder that is compared, with its slash
	kids  []int32 // its subfolders and those of the folders above, in the cache
}

// folder compares a tree with the entries of one folder, the first of which is the
// current one, by the folder's node in the cache of trees.
//
// A folder whose id in the cache is the tree's is passed over, but for the outermost
// one, which git does not pass over either. This loses nothing:
//   - git commits the ids of the cache: when it makes a commit it writes a tree for
//     those folders only that have none (cache-tree.c, update_one), and "git
//     diff-index --cached" passes over the same folders (unpack-trees.c). So what a
//     commit records for this folder is the tree that it is compared with.
//   - git takes the id away, here and in all folders above, whenever an entry below
//     is added, changed or removed, so the id is that of the entries. (Where the
//     repository lacks the tree of that id, git makes it anew, out of them.)
//   - Unmerged entries and those of "add -N" are in no tree, so no folder with such
//     an entry below has an id (a commit is refused, or leaves them out). Links to
//     submodules and entries outside a sparse checkout (skip-worktree) are entries
//     as all others. A sparse index, which has folders as entries, is not read.
//
// Where that does not hold because the file is damaged, git would not see it either;
// what shows is an error all the same: the entries are as many as the cache says, the
// last of them is in this folder and the next one is not, and none is unmerged or
// promised. That holds for a folder with an id that is looked into as well.
func (d *indexDiff) folder(tree ID, node int32) error {
	id := d.cache.id(node)
	if id == nil {
		return d.compareFolder(tree, node)
	}
	first, odd, count := d.cur.n, d.cur.odd, int(d.cache.nodes[node].count)
	var err error
	if len(d.path) > 0 && bytes.Equal(id, tree.sum[:tree.size]) {
		err = d.pass(count)
	} else {
		err = d.compareFolder(tree, node)
	}
	if err != nil {
		return err
	}
	if d.cur.n-first != count || d.cur.odd != odd || d.inside(-1) {
		return errCacheEntries
	}
	return nil
}

// inside reports whether the current entry is in the folder that is compared: it is
// the first one, by its number, or the one before is in it and has that much of the
// path in common.
func (d *indexDiff) inside(first int) bool {
	return d.cur.ok && (d.cur.n == first || d.cur.common >= len(d.path))
}

// pass goes behind the entries of the folder, which has so many.
func (d *indexDiff) pass(count int) error {
	if err := d.cur.skim(count - 1); err != nil {
		return err
	}
	if !bytes.HasPrefix(d.cur.name, d.path) {
		return errCacheEntries
	}
	return d.cur.next()
}

func (d *indexDiff) compareFolder(tree ID, node int32) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	old, err := openTree(d.ctx, d.src, tree)
	if err != nil {
		return err
	}
	outer := len(d.kids)
	all, unmet := d.cache.subfolders(d.kids, node)
	d.kids = all
	for first := d.cur.n; ; {
		inside := d.inside(first)
		if inside && d.cur.promised {
			if err := d.cur.next(); err != nil {
				return err
			}
			continue
		}
		if !inside && !old.ok {
			break
		}
		met, err := d.row(&old, inside, d.kids[outer:])
		if err != nil {
			return err
		}
		unmet -= met
	}
	d.kids = d.kids[:outer]
	if unmet != 0 { // a folder with an id and without entries
		return errCacheEntries
	}
	return nil
}

// row compares the next row of the tree, of the index, or of both where they have
// the same name, and gives how many folders with an id in the cache that was.
func (d *indexDiff) row(old *treeRows, inside bool, kids []int32) (met int, err error) {
	var name []byte
	order, isFolder := -1, false
	if inside {
		name = d.cur.name[len(d.path):]
		if slash := bytes.IndexByte(name, '/'); slash >= 0 {
			name, isFolder = name[:slash], true
		}
		order = 1
		if old.ok {
			order = compareRows(old.name, old.isFolder(), name, isFolder)
		}
	}
	if order < 0 {
		if err := d.entry(string(d.path), old.entry(), treeEntry{}); err != nil {
			return 0, err
		}
		return 0, old.next()
	}
	var before treeRow
	if order == 0 {
		before = old.treeRow
	}
	if isFolder {
		node := d.cache.find(kids, name)
		if d.cache.id(node) != nil {
			met = 1
		}
		above := len(d.path)
		d.path = append(append(d.path, name...), '/')
		err = d.folder(idFromBytes(before.id), node)
		d.path = d.path[:above]
	} else {
		err = d.file(before)
	}
	if err == nil && order == 0 {
		err = old.next()
	}
	return met, err
}

// file compares the current entry with what the tree has for it and goes behind it.
// An unmerged path has an entry for each stage, and what is committed is not known.
func (d *indexDiff) file(old treeRow) error {
	now := treeRow{mode: d.cur.mode, id: d.cur.id}
	if before, after := old.blob(), now.blob(); before != after && d.cur.stage == 0 {
		d.changes = append(d.changes, Change{Path: string(d.cur.name), Old: before, New: after})
	}
	for {
		length := len(d.cur.name)
		err := d.cur.next()
		if err != nil || !d.cur.ok || len(d.cur.name) != length || d.cur.common != length {
			return err
		}
	}
}

// compareRows is the order of rows in trees and of paths in the index.
func compareRows(a []byte, aFolder bool, b []byte, bFolder bool) int {
	n := min(len(a), len(b))
	if c := bytes.Compare(a[:n], b[:n]); c != 0 {
		return c
	}
	return int(byteAt(a, n, aFolder)) - int(byteAt(b, n, bFolder))
}

// byteAt is the byte behind the first n of a name that ends in a slash or a NUL.
func byteAt(name []byte, n int, isFolder bool) byte {
	switch {
	case n < len(name):
		return name[n]
	case isFolder:
		return '/'
	}
	return 0
}
