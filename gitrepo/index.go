package gitrepo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sort"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/index"
)

// indexEntry is one path of the index.
type indexEntry struct {
	path     string
	mode     uint32
	id       ID
	unmerged bool
}

// blob is the staged content, the zero ID for a submodule's link.
func (e indexEntry) blob() ID {
	if e.mode == modeGitlink {
		return ID{}
	}
	return e.id
}

// readIndex reads an index file; a missing one is empty, as for git. What go-git
// refuses (a split or sparse index, an extension that it does not know) is an
// error, whatever entries came with it.
func readIndex(file string) ([]indexEntry, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	defer f.Close()
	var idx index.Index
	if err := index.NewDecoder(bufio.NewReader(f)).Decode(&idx); err != nil {
		return nil, fmt.Errorf("index %s: %w", file, err)
	}
	entries := make([]indexEntry, 0, len(idx.Entries))
	for i, e := range idx.Entries {
		// What compares relies on the order, and git refuses another one.
		if i > 0 && e.Name < idx.Entries[i-1].Name {
			return nil, fmt.Errorf("index %s: %q is out of order", file, e.Name)
		}
		if e.Mode == filemode.Dir { // a folder as one entry: a sparse index
			return nil, fmt.Errorf("index %s: sparse", file)
		}
		if e.IntentToAdd { // promised with "add -N"; a commit leaves it out
			continue
		}
		// Stage 0 is a merged entry (git's cache.h); go-git's constant of that name is 1.
		entry := indexEntry{path: e.Name, mode: uint32(e.Mode), id: idFromBytes(e.Hash[:]), unmerged: e.Stage != 0}
		if entry.unmerged && len(entries) > 0 && entries[len(entries)-1].path == e.Name {
			continue // one entry stands for all stages of a path
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// diffIndex lists the paths at which the index differs from a tree.
func diffIndex(ctx context.Context, src objects, tree ID, entries []indexEntry) ([]Change, error) {
	d := indexDiff{treeDiff{ctx: ctx, src: src}}
	if err := d.folder("", tree, entries); err != nil {
		return nil, err
	}
	return d.changes, nil
}

type indexDiff struct{ treeDiff }

// folder compares the tree of one folder with the index entries below it. Both
// are sorted alike: the index by its whole paths, the tree by names of which the
// folders' end in a slash, and the entries of a folder stand together.
func (d *indexDiff) folder(prefix string, tree ID, entries []indexEntry) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	olds, err := d.read(tree)
	if err != nil {
		return err
	}
	for len(olds) > 0 || len(entries) > 0 {
		name, below := "", 0 // the first row of the index here, and how many entries it is
		if len(entries) > 0 {
			name, below = row(entries, len(prefix))
		}
		switch {
		case below == 0 || len(olds) > 0 && olds[0].key() < name:
			err = d.entry(prefix, olds[0], treeEntry{})
			olds = olds[1:]
		default:
			var old treeEntry
			if len(olds) > 0 && olds[0].key() == name {
				old, olds = olds[0], olds[1:]
			}
			err = d.row(prefix, name, old, entries[:below])
			entries = entries[below:]
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// row is the name of the next file or folder (with a slash) below a prefix and
// how many entries belong to it.
func row(entries []indexEntry, prefix int) (name string, n int) {
	name = entries[0].path[prefix:]
	slash := strings.IndexByte(name, '/')
	if slash < 0 {
		return name, 1
	}
	name = name[:slash+1]
	n = sort.Search(len(entries), func(i int) bool {
		p := entries[i].path
		return len(p) < prefix+len(name) || p[prefix:prefix+len(name)] != name
	})
	return name, n
}

func (d *indexDiff) row(prefix, name string, old treeEntry, entries []indexEntry) error {
	if strings.HasSuffix(name, "/") {
		return d.folder(prefix+name, old.id, entries)
	}
	e := entries[0]
	if before, after := old.blob(), e.blob(); before != after && !e.unmerged {
		d.changes = append(d.changes, Change{Path: e.path, Old: before, New: after})
	}
	return nil
}
