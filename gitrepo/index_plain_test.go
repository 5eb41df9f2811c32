package gitrepo

import (
	"bytes"
	"context"
	"sort"
	"strings"

	"github.com/go-git/go-git/v5/plumbing/format/index"
)

// The plain way to compare an index with a tree, which the reader's has to agree with,
// the order of its answer included.

type plainEntry struct {
	path     string
	mode     uint32
	id       ID
	unmerged bool
}

// blob is the staged content, the zero ID for a submodule's link.
func (e plainEntry) blob() ID {
	if e.mode == modeGitlink {
		return ID{}
	}
	return e.id
}

// plainIndex reads an index with go-git's decoder. It knows nothing of the cache of
// trees and needs the whole index in memory and its checksum to be right.
func plainIndex(data []byte) ([]plainEntry, error) {
	var idx index.Index
	if err := index.NewDecoder(bytes.NewReader(data)).Decode(&idx); err != nil {
		return nil, err
	}
	entries := make([]plainEntry, 0, len(idx.Entries))
	for _, e := range idx.Entries {
		if e.IntentToAdd { // promised with "add -N"; a commit leaves it out
			continue
		}
		// Stage 0 is a merged entry (git's cache.h); go-git's constant of that name is 1.
		entry := plainEntry{path: e.Name, mode: uint32(e.Mode), id: idFromBytes(e.Hash[:]), unmerged: e.Stage != 0}
		if entry.unmerged && len(entries) > 0 && entries[len(entries)-1].path == e.Name {
			continue // one entry stands for all stages of a path
		}
		entries = append(entries, entry)
	}
	return entries, nil
}

// diffPlain lists the paths at which the index differs from a tree.
func diffPlain(ctx context.Context, src objects, tree ID, entries []plainEntry) ([]Change, error) {
	d := plainDiff{treeDiff{ctx: ctx, src: src}}
	if err := d.folder("", tree, entries); err != nil {
		return nil, err
	}
	return d.changes, nil
}

type plainDiff struct{ treeDiff }

// folder compares the tree of one folder with the index entries below it. Both
// are sorted alike: the index by its whole paths, the tree by names of which the
// folders' end in a slash, and the entries of a folder stand together.
func (d *plainDiff) folder(prefix string, tree ID, entries []plainEntry) error {
	if err := d.ctx.Err(); err != nil {
		return err
	}
	olds, err := readTree(d.ctx, d.src, tree)
	if err != nil {
		return err
	}
	for len(olds) > 0 || len(entries) > 0 {
		name, below := "", 0 // the first row of the index here, and how many entries it is
		if len(entries) > 0 {
			name, below = plainRow(entries, len(prefix))
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

// plainRow is the name of the next file or folder (with a slash) below a prefix and
// how many entries belong to it.
func plainRow(entries []plainEntry, prefix int) (name string, n int) {
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

func (d *plainDiff) row(prefix, name string, old treeEntry, entries []plainEntry) error {
	if strings.HasSuffix(name, "/") {
		return d.folder(prefix+name, old.id, entries)
	}
	e := entries[0]
	if before, after := old.blob(), e.blob(); before != after && !e.unmerged {
		d.changes = append(d.changes, Change{Path: e.path, Old: before, New: after})
	}
	return nil
}
