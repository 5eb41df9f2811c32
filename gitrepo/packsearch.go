package gitrepo

import (
	"fmt"
	"hash/adler32"
	"hash/crc32"
	"sort"
)

// packSearch looks for a pattern in what a pack holds.
//
// An object that is stored as a delta is not made. When its base has no match, neither
// have the pieces of it that the delta takes over, so there may be one only in what the
// delta puts between, and where pieces meet. The versions of a file are mostly such deltas
// of each other, a hundredth of what they stand for.
type packSearch struct {
	pack       *pack
	young, old map[int64]*searched
	size       int // bytes in young
	// What was forgotten is used again.
	room  buffers
	spare []*searched
	// chain is the object that is asked for and what it stands on, one after the other.
	chain []*searched
	text  []byte
}

// searched is what is remembered of an object.
type searched struct {
	offset int64
	base   int64  // the offset of the object that it is a delta of; 0 for none
	size   int64  // of the object in bytes
	data   []byte // the object, or the delta
	// end is how many bytes it takes in the pack, with its head; checked tells that they are
	// those of its checksum.
	end     int
	checked bool
	judged  bool
	clean   bool // it has no match
	// marks are every so many instructions of a delta.
	marks []mark
}

// mark is an instruction of a delta: where it stands in the delta, and where what it makes
// stands in the object.
type mark struct{ in, at int32 }

const (
	mostSearched  = 1 << 20 // bytes in one generation
	longestChased = 8 << 20 // bytes of deltas for one object
	searchedSize  = 96      // bytes that one takes without its data
	markSize      = 8
	markStep      = 4 // instructions
	// What is used again: so many, of up to so many marks.
	mostSpare, longestSpare = 1024, 64
)

// of judges the object at an offset, whose bytes have a checksum.
func (ps *packSearch) of(offset int64, sum uint32, pattern *Pattern) (*searched, error) {
	ps.turn()
	ps.chain = ps.chain[:0]
	total := 0
	for at := offset; ; {
		s, known := ps.get(at)
		if !known {
			var err error
			if s, err = ps.read(at, at != offset); err != nil {
				return nil, err
			}
			total += len(s.data)
		}
		if at == offset && !s.checked {
			if sum != crc32.ChecksumIEEE(ps.pack.in.block[at:][:s.end]) {
				return nil, fmt.Errorf("%w: not what its index names", errPack)
			}
			s.checked = true
		}
		if !known { // what is remembered was checked in one way or the other
			ps.put(s)
		}
		ps.chain = append(ps.chain, s)
		if at == offset && s.judged && s.size >= longestPointer {
			return s, nil
		}
		if total > longestChased || len(ps.chain) > longestChain {
			return nil, fmt.Errorf("%w: a long chain of deltas", errPack)
		}
		if s.base == 0 || s.judged && !s.clean {
			break
		}
		at = s.base
	}
	for i := len(ps.chain) - 1; i >= 0; i-- {
		if s := ps.chain[i]; !s.judged {
			if err := ps.judge(i, pattern); err != nil {
				return nil, err
			}
			if s.judged = true; !s.clean { // nobody looks at it again
				ps.size -= cap(s.data)
				ps.room.give(s.data)
				s.data = nil
			}
		}
	}
	return ps.chain[0], nil
}

// read reads what stands at an offset: a file, or a delta of something. Unless it is to
// check the content, somebody checks the bytes that stand there.
func (ps *packSearch) read(offset int64, check bool) (*searched, error) {
	p := ps.pack
	e, err := p.at(offset)
	if err != nil {
		return nil, err
	}
	s := ps.fresh()
	s.offset, s.base, s.size = offset, e.base, e.size
	kind := entryKinds[e.kind]
	switch {
	case e.kind == idDelta:
		if s.base, err = p.index.find(e.baseID); err != nil {
			return nil, fmt.Errorf("base %s of a delta: %w", e.baseID, err)
		}
	case kind != "" && kind != Blob:
		return nil, fmt.Errorf("%w: a %s", errPack, kind)
	}
	if kind == "" && e.size > longestDelta || e.size > longestOne {
		return nil, fmt.Errorf("%w: a long object", errPack)
	}
	s.data = ps.room.room(int(e.size))[:e.size]
	taken, sum, err := p.memory.unchecked(s.data, p.in.block[p.in.at:])
	if err == nil && check && sum != adler32.Checksum(s.data) {
		err = errDeflate
	}
	if err != nil {
		return nil, err
	}
	s.end = p.in.at + taken - int(offset)
	return s, nil
}

// judge looks for a match in an object of the chain; the one below it is judged.
func (ps *packSearch) judge(i int, pattern *Pattern) error {
	s := ps.chain[i]
	if s.base == 0 {
		s.clean = !pattern.In(s.data)
		return nil
	}
	base := ps.chain[i+1]
	if !base.clean {
		return nil
	}
	if err := s.parse(base.size); err != nil {
		return err
	}
	ps.size += markSize * cap(s.marks)
	s.clean = !ps.between(i, pattern)
	return nil
}

// parse looks through a delta, whose form is that of applyDelta, and sets marks.
func (s *searched) parse(baseSize int64) error {
	was, delta, ok := deltaSize(s.data)
	if !ok || was != baseSize {
		return errDelta
	}
	size, delta, ok := deltaSize(delta)
	if !ok || size > longestOne {
		return errDelta
	}
	s.marks = s.marks[:0]
	at := int64(0)
	for n := 0; len(delta) > 0; n++ {
		if n%markStep == 0 {
			s.marks = append(s.marks, mark{int32(len(s.data) - len(delta)), int32(at)})
		}
		put, from, length, rest, ok := nextPiece(delta)
		if !ok || put == nil && from+length > baseSize || at+length > size {
			return errDelta
		}
		at, delta = at+length, rest
	}
	if at != size {
		return errDelta
	}
	s.size = size
	return nil
}

// between looks for a match in what a delta puts between pieces of its base, and where
// pieces meet. A match over the border of two has a byte of each, so mostly the base need
// not be looked at.
func (ps *packSearch) between(i int, pattern *Pattern) bool {
	s := ps.chain[i]
	edge := int64(pattern.Longest - 1)
	text := ps.text[:0]
	defer func() { ps.text = text }()
	// last is the end of the piece of the base that was passed over last, which text
	// goes on from.
	var last struct{ at, length int64 }
	extend := func() {
		if len(text) == 0 && last.length > 0 {
			text = ps.bytes(text, i+1, last.at, last.length)
		}
	}
	if len(s.marks) == 0 {
		return false
	}
	start := s.data[s.marks[0].in:]
	for delta := start; len(delta) > 0; {
		put, from, length, rest, _ := nextPiece(delta)
		first := len(delta) == len(start)
		delta = rest
		if put != nil {
			if pattern.Bytes[put[0]] {
				extend()
			}
			text = append(text, put...)
			last.length = 0
			continue
		}
		if !first {
			extend()
			if len(text) > 0 && pattern.Bytes[text[len(text)-1]] {
				text = ps.bytes(text, i+1, from, min(length, edge))
				if length <= edge {
					last.length = 0
					continue
				}
			}
			if pattern.In(text) {
				return true
			}
			text = text[:0]
		}
		tail := min(length, edge)
		last.at, last.length = from+length-tail, tail
	}
	return pattern.In(text)
}

// bytes appends a part of what the nth of the chain stands for.
func (ps *packSearch) bytes(text []byte, n int, at, length int64) []byte {
	s := ps.chain[n]
	switch {
	case length == 0: // an empty object has no instructions
		return text
	case s.base == 0:
		return append(text, s.data[at:at+length]...)
	}
	m := s.marks[sort.Search(len(s.marks), func(k int) bool { return int64(s.marks[k].at) > at })-1]
	begin := int64(m.at)
	for delta := s.data[m.in:]; length > 0; {
		put, from, all, rest, _ := nextPiece(delta)
		if skip := at - begin; skip < all {
			part := min(length, all-skip)
			if put != nil {
				text = append(text, put[skip:skip+part]...)
			} else {
				text = ps.bytes(text, n+1, from+skip, part)
			}
			at, length = at+part, length-part
		}
		begin, delta = begin+all, rest
	}
	return text
}

// mayPoint reports whether the object that was judged last begins like a pointer of Git LFS.
func (ps *packSearch) mayPoint() bool {
	n := min(int64(len(pointerStart)), ps.chain[0].size)
	ps.text = ps.bytes(ps.text[:0], 0, 0, n)
	return string(ps.text) == pointerStart
}

func (ps *packSearch) get(offset int64) (*searched, bool) {
	if s, ok := ps.young[offset]; ok {
		return s, true
	}
	s, ok := ps.old[offset]
	if ok {
		delete(ps.old, offset)
		ps.put(s)
	}
	return s, ok
}

func (ps *packSearch) put(s *searched) {
	ps.young[s.offset] = s
	ps.size += cap(s.data) + markSize*cap(s.marks) + searchedSize
}

// fresh gives one to fill in.
func (ps *packSearch) fresh() *searched {
	if len(ps.spare) == 0 {
		return &searched{}
	}
	s := ps.spare[len(ps.spare)-1]
	ps.spare = ps.spare[:len(ps.spare)-1]
	*s = searched{marks: s.marks[:0]}
	return s
}

// turn forgets what was not asked for since the one before; what is remembered stays up to
// the next.
func (ps *packSearch) turn() {
	if ps.young == nil {
		ps.young, ps.old = map[int64]*searched{}, map[int64]*searched{}
	}
	if ps.size <= mostSearched {
		return
	}
	for _, s := range ps.old {
		ps.room.give(s.data)
		if len(ps.spare) < mostSpare && cap(s.marks) < longestSpare {
			ps.spare = append(ps.spare, s)
		}
	}
	clear(ps.old)
	ps.young, ps.old, ps.size = ps.old, ps.young, 0
}
