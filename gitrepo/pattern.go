package gitrepo

import (
	"cmp"
	"context"
	"runtime/debug"
	"slices"
)

// Pattern is a test for something that a text can only have in it where so many bytes in
// a row are of certain ones.
type Pattern struct {
	// In reports whether a text has a match. It is asked about parts of a text: a text
	// has a match when a part of it has.
	In func(text []byte) bool
	// Bytes are those that a match is made of, Longest is how many of them it has at most.
	Bytes   *[256]bool
	Longest int
}

// Unmatched is what is known of the content of a file: its size in bytes, and, where it is
// ok, that it has no match. Else nothing is known.
type Unmatched struct {
	Size int64
	OK   bool
}

// Unmatched tells which contents have no match, one answer for each id. Of a content that is
// stored as what differs from another one, which has none, only the differences are looked
// at. It pays for many. What nothing is known of has to be read, and what is wrong with it
// shows then.
func (r *Repository) Unmatched(ctx context.Context, ids []ID, pattern *Pattern) []Unmatched {
	answers := make([]Unmatched, len(ids))
	reader := r.reader
	if h, ok := reader.(*handover); ok {
		reader = h.first
	}
	if g, ok := reader.(*goGit); ok {
		g.store.unmatched(ctx, ids, pattern, answers)
	}
	return answers
}

// unmatched looks at what is stored as deltas of the same object one after the other: what
// they stand on is still at hand then.
func (s objectStores) unmatched(ctx context.Context, ids []ID, pattern *Pattern, answers []Unmatched) {
	type place struct {
		pack         int
		root, offset int64
		sum          uint32
		answer       int
	}
	var packs []*pack
	for _, store := range s {
		packs = append(packs, store.packs...)
	}
	places := make([]place, 0, len(ids))
	for i, id := range ids {
		if id.size != sha1Size {
			continue
		}
		for n, p := range packs {
			if offset, sum, err := p.index.findSum(id); err == nil {
				places = append(places, place{n, p.root(offset), offset, sum, i})
				break
			}
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.pack, b.pack), cmp.Compare(a.root, b.root), cmp.Compare(a.offset, b.offset))
	})
	for _, at := range places {
		if ctx.Err() != nil {
			return
		}
		if a, err := packs[at.pack].unmatched(at.offset, at.sum, pattern); err == nil {
			answers[at.answer] = a
		}
	}
}

// unmatched is Unmatched for what stands at an offset, whose bytes have a checksum. No id is
// worked out, so they have to be those that the index names, as they were when git made the
// pack and worked the id out.
func (p *pack) unmatched(offset int64, sum uint32, pattern *Pattern) (answer Unmatched, err error) {
	defer recoverFault(debug.SetPanicOnFault(true), errPack, &err)
	if !p.in.useWhole() {
		return answer, nil
	}
	p.in.mapping.count()
	if p.search == nil {
		p.search = &packSearch{pack: p}
	}
	s, err := p.search.of(offset, sum, pattern)
	if err != nil || !s.clean {
		return answer, err
	}
	// What may be a pointer to a file that is elsewhere is for others to judge.
	return Unmatched{s.size, s.size >= longestPointer || !p.search.mayPoint()}, nil
}

// root is the offset of the object at the end of a chain of deltas; of something else
// where that cannot be told.
func (p *pack) root(offset int64) (root int64) {
	var err error
	defer recoverFault(debug.SetPanicOnFault(true), errPack, &err)
	if !p.in.useWhole() {
		return offset
	}
	for range longestChain {
		e, err := p.at(offset)
		if err != nil || e.base == 0 {
			break
		}
		offset = e.base
	}
	return offset
}
