package gitrepo

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
)

// treeRow is one row of a tree object, as bytes of the object.
type treeRow struct {
	name []byte
	mode uint32
	id   []byte
}

func (r treeRow) isFolder() bool { return r.mode == modeTree }

// blob is the id of the row's content, the zero ID for what has none.
func (r treeRow) blob() ID {
	if r.mode == modeGitlink || r.mode == modeTree {
		return ID{}
	}
	return idFromBytes(r.id)
}

func (r treeRow) entry() treeEntry {
	return treeEntry{name: string(r.name), mode: r.mode, id: idFromBytes(r.id)}
}

// treeRows goes through a tree row by row and allocates nothing for one.
type treeRows struct {
	treeRow
	ok   bool // there is a current row
	rest []byte
	tree ID
}

// openTree reads a tree and makes its first row the current one; the zero ID is the
// empty tree.
func openTree(ctx context.Context, src objects, id ID) (treeRows, error) {
	if id.IsZero() {
		return treeRows{}, nil
	}
	o, err := src.Object(ctx, id)
	if err != nil {
		return treeRows{}, err
	}
	return rowsOf(o)
}

func rowsOf(o Object) (treeRows, error) {
	if o.Kind != Tree {
		return treeRows{}, fmt.Errorf("object %s is a %s, not a tree", o.ID, o.Kind)
	}
	r := treeRows{rest: o.Data, tree: o.ID}
	err := r.next()
	return r, err
}

// next goes to the next row, or behind the last one.
func (r *treeRows) next() error {
	data := r.rest
	if r.ok = len(data) > 0; !r.ok {
		return nil
	}
	space := bytes.IndexByte(data, ' ')
	zero := bytes.IndexByte(data, 0)
	size := int(r.tree.size)
	if space <= 0 || zero <= space+1 || len(data) < zero+1+size {
		return fmt.Errorf("tree %s: %w", r.tree, errMalformed)
	}
	mode, err := strconv.ParseUint(string(data[:space]), 8, 32)
	if err != nil {
		return fmt.Errorf("tree %s: %w", r.tree, errMalformed)
	}
	if mode&modeType == modeTree { // git goes by the type alone
		mode = modeTree
	}
	r.treeRow = treeRow{name: data[space+1 : zero], mode: uint32(mode), id: data[zero+1 : zero+1+size]}
	r.rest = data[zero+1+size:]
	return nil
}
