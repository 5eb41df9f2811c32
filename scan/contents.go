package scan

import (
	"hash/maphash"
	"iter"
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

// found is a content and what was found in it. There may be millions, so numbers stand for
// lists: each is 1 more than an index, and 0 for none.
type found struct {
	content
	findings []detector.Finding
	size     int64 // bytes; below 0 when it could not be read
	// attempt counts how often it was begun to be read: what was read before the
	// last time is not trusted.
	attempt  int32
	mentions atomic.Bool
	revision int32 // that brings it, as it is
	further  int32 // in contents.further, another one
	// others begins the list of the contents of the same id that are not read unless this
	// one mentions Codecov; nextOther goes on in it.
	others, nextOther int32
	// The next one in the same place of a table of contents.
	afterPath, afterID int32
}

// contents are the versions of files that revisions bring, in their order. They are found
// by a number, which is as short as a key gets: a long history has more of them than
// anything else here.
type contents struct {
	all     []*found
	spare   []found
	seed    maphash.Seed
	byPath  map[uint64]int32 // by path and id
	byID    map[uint64]int32
	further []further
}

// further is one more revision that brings a content.
type further struct{ revision, next int32 }

func newContents() contents {
	return contents{seed: maphash.MakeSeed(), byPath: map[uint64]int32{}, byID: map[uint64]int32{}}
}

// add takes in a content of a revision. It gives its index, whether it was there before,
// and, of a new one, the index of the first one with the same id.
func (cs *contents) add(c content, revision int) (index int, known bool, first int) {
	byPath, byID := c.id.Beginning()^maphash.String(cs.seed, c.path), c.id.Beginning()
	for at := cs.byPath[byPath]; at != 0; at = cs.all[at-1].afterPath {
		if f := cs.all[at-1]; f.content == c {
			cs.further = append(cs.further, further{int32(revision), f.further})
			f.further = int32(len(cs.further))
			return int(at - 1), true, 0
		}
	}
	if len(cs.spare) == 0 {
		cs.spare = make([]found, max(1, min(len(cs.all), 256)))
	}
	f := &cs.spare[0]
	cs.spare = cs.spare[1:]
	f.content, f.revision = c, int32(revision)
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

// putOff leaves a content unread unless another one of the same id, the first, mentions
// Codecov.
func (cs *contents) putOff(index, first int) {
	f := cs.all[first]
	cs.all[index].nextOther, f.others = f.others, int32(index+1)
}

// others are what was put off for a content.
func (cs *contents) others(f *found) iter.Seq[int] {
	return func(yield func(int) bool) {
		for at := f.others; at != 0 && yield(int(at-1)); at = cs.all[at-1].nextOther {
		}
	}
}

// revisions are those that bring a content.
func (cs *contents) revisions(f *found) iter.Seq[int] {
	return func(yield func(int) bool) {
		more := yield(int(f.revision))
		for at := f.further; at != 0 && more; at = cs.further[at-1].next {
			more = yield(int(cs.further[at-1].revision))
		}
	}
}
