package gitrepo

import (
	"context"
	"strings"
)

// File is a path that a tree holds, and its content.
type File struct {
	Path string
	ID   ID
}

// Lookup finds what trees hold at some paths. A tree is looked at once, however many
// commits have it, and only the folders on the way to the paths are opened: what a walk
// through history costs goes by what changed in them, not by the number of files.
type Lookup struct {
	repo *Repository
	root *folder
	n    int
	// What was found lately, in two generations: of many trees only the last count.
	young, old map[lookedUp][]File
	size       int // of young
}

// folder is a folder on the way to a path, or the path itself.
type folder struct {
	below map[string]*folder
	path  string // of a file that is looked for
}

type lookedUp struct {
	at   *folder
	tree ID
}

// mostLookedUp bounds a generation: trees, and files in them.
const mostLookedUp = 1 << 14

// NewLookup looks for nothing yet.
func (r *Repository) NewLookup() *Lookup {
	return &Lookup{repo: r, root: &folder{}}
}

// Add looks for one more path from now on; false when it is looked for already.
func (l *Lookup) Add(path string) bool {
	at := l.root
	for name := range strings.SplitSeq(path, "/") {
		next := at.below[name]
		if next == nil {
			if at.below == nil {
				at.below = map[string]*folder{}
			}
			next = &folder{}
			at.below[name] = next
		}
		at = next
	}
	if at.path != "" {
		return false
	}
	at.path = path
	l.n++
	l.young, l.old, l.size = nil, nil, 0
	return true
}

// Len is how many paths are looked for.
func (l *Lookup) Len() int { return l.n }

// In lists the paths that a tree holds, in the tree's order. The caller does not change
// the list.
func (l *Lookup) In(ctx context.Context, tree ID) ([]File, error) {
	return l.in(ctx, l.root, tree)
}

func (l *Lookup) in(ctx context.Context, at *folder, tree ID) ([]File, error) {
	key := lookedUp{at, tree}
	if known, ok := l.young[key]; ok {
		return known, nil
	}
	known, ok := l.old[key]
	if !ok {
		var err error
		if known, err = l.open(ctx, at, tree); err != nil {
			return nil, err
		}
	}
	if l.size > mostLookedUp || l.young == nil {
		l.young, l.old, l.size = map[lookedUp][]File{}, l.young, 0
	}
	l.young[key] = known
	l.size += 1 + len(known)
	return known, nil
}

func (l *Lookup) open(ctx context.Context, at *folder, tree ID) ([]File, error) {
	rows, err := openTree(ctx, l.repo.reader, tree)
	if err != nil {
		return nil, err
	}
	var files []File
	for left := len(at.below); rows.ok && left > 0; {
		if next := at.below[string(rows.name)]; next != nil {
			left--
			switch blob := rows.blob(); {
			case rows.isFolder() && next.below != nil:
				below, err := l.in(ctx, next, idFromBytes(rows.id))
				if err != nil {
					return nil, err
				}
				if files == nil {
					files = below[:len(below):len(below)] // one copy of what nothing is added to
				} else {
					files = append(files, below...)
				}
			case !rows.isFolder() && !blob.IsZero() && next.path != "":
				files = append(files, File{next.path, blob})
			}
		}
		if err := rows.next(); err != nil {
			return nil, err
		}
	}
	return files, nil
}
