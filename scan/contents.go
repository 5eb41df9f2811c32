package scan

import (
	"hash/maphash"
	"sync/atomic"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
)

// content names one version of one file. The path belongs to it because it is
// evidence.
type content struct {
	path string
	id   gitrepo.ID
}

type found struct {
	content
	revisions []int
	// others are the contents of the same id, by their index, that are not read
	// unless this one mentions Codecov.
	others   []int
	mentions atomic.Bool
	findings []detector.Finding
	size     int64 // bytes; below 0 when it could not be read
	// attempt counts how often it was begun to be read: what was read before the
	// last time is not trusted.
	attempt int
	// The next one in the same place of a table of contents; 0 for none, else 1 more than
	// its index.
	afterPath, afterID int32
}

// contents are the versions of files that revisions bring, in their order. They are found
// by a number, which is as short as a key gets: a long history has more of them than
// anything else here.
type contents struct {
	all    []*found
	spare  []found
	seed   maphash.Seed
	byPath map[uint64]int32 // by path and id
	byID   map[uint64]int32
}

func newContents() contents {
	return contents{seed: maphash.MakeSeed(), byPath: map[uint64]int32{}, byID: map[uint64]int32{}}
}

// add takes in a content of a revision. It gives its index, whether it was there before,
// and the index of the first one with the same id.
func (cs *contents) add(c content, revision int) (index int, known bool, first int) {
	byPath, byID := c.id.Beginning()^maphash.String(cs.seed, c.path), c.id.Beginning()
	for at := cs.byPath[byPath]; at != 0; at = cs.all[at-1].afterPath {
		if f := cs.all[at-1]; f.content == c {
			f.revisions = append(f.revisions, revision)
			return int(at - 1), true, 0
		}
	}
	if len(cs.spare) == 0 {
		cs.spare = make([]found, max(1, min(len(cs.all), 256)))
	}
	f := &cs.spare[0]
	cs.spare = cs.spare[1:]
	f.content, f.revisions = c, []int{revision}
	cs.all = append(cs.all, f)
	index = len(cs.all) - 1
	f.afterPath, cs.byPath[byPath] = cs.byPath[byPath], int32(index+1)
	for at := cs.byID[byID]; at != 0; at = cs.all[at-1].afterID {
		if cs.all[at-1].id == c.id {
			return index, false, int(at - 1)
		}
	}
	f.afterID, cs.byID[byID] = cs.byID[byID], int32(index+1)
	return index, false, index
}
