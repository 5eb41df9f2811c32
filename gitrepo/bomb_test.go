package gitrepo

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// bomb is a few trees that hold each other: tree n holds tree n-1 ten times, tree 0
// holds a file. The number of a tree is in its id.
type bomb struct{ wide bool }

func (b bomb) id(n int) ID { return mustID(fmt.Sprintf("%040x", n+1)) }

func (b bomb) Object(_ context.Context, id ID) (Object, error) {
	var n int
	if _, err := fmt.Sscanf(id.String(), "%x", &n); err != nil {
		return Object{}, err
	}
	n--
	entries := []treeEntry{{name: "f", mode: modeFile | 0o644, id: mustID(idA)}}
	if n > 0 {
		entries = nil
		for i := range 10 {
			entries = append(entries, treeEntry{name: fmt.Sprint(i), mode: modeTree, id: b.id(n - 1)})
			if !b.wide {
				break
			}
		}
	}
	return Object{ID: id, Kind: Tree, Data: encodeTree(entries, sha1Size)}, nil
}

// TestBombs: a few objects that stand for more paths than there is memory are an
// error, and so is a path without an end.
func TestBombs(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		bomb  bomb
		depth int
		want  string
	}{
		{bomb{wide: true}, 3, ""},
		{bomb{wide: true}, 10, "files changed"},
		{bomb{}, longestName / len("0/"), ""},
		{bomb{}, longestName/len("0/") + 1, "its path has more than"},
		{bomb{}, 1_000_000, "its path has more than"},
	} {
		d := treeDiff{ctx: context.Background(), src: tt.bomb, most: 1000}
		err := d.compare("", ID{}, tt.bomb.id(tt.depth))
		changes := d.changes
		if tt.want == "" && (err != nil || len(changes) == 0) || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%+v, %d deep: %d changes, %v", tt.bomb, tt.depth, len(changes), err)
		}
	}
}
