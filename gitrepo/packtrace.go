package gitrepo

import (
	"fmt"
	"hash/crc32"
	"sort"
)

// traces looks for traces in what a pack holds.
//
// An object that is stored as a delta is not made. When its base has no trace, neither
// have the pieces of it that the delta takes over, so there may be one only in what the
// delta puts between, and where pieces meet. The versions of a file are mostly such deltas
// of each other, a hundredth of what they stand for.
type traces struct {
	pack       *pack
	young, old map[int64]*sketch
	size       int // bytes in young
	// What was forgotten is used again.
	room  buffers
	spare []*sketch
	// chain is the object that is asked for and what it stands on, one after the other.
	chain []*sketch
	text  []byte
}

// sketch is what is remembered of an object.
type sketch struct {
	offset int64
	base   int64  // the offset of the object that it is a delta of; 0 for none
	size   int64  // of the object in bytes
	data   []byte // the object, or the delta
	// end is how many bytes it takes in the pack, with its head; checked tells that they are
	// those of its checksum.
	end     int
	checked bool
	judged  bool
	clean   bool // it has no trace
	// marks are every so many instructions of a delta.
	marks []mark
}

// mark is an instruction of a delta: where it stands in the delta, and where what it makes
// stands in the object.
type mark struct{ in, at int32 }

const (
	mostSketches  = 1 << 20 // bytes in one generation
	longestChased = 8 << 20 // bytes of deltas for one object
	sketchSize    = 96      // bytes that one takes without its data
	markSize      = 8
	markStep      = 4 // instructions
	// What is used again: so many, of up to so many marks.
	mostSpare, longestSpare = 1024, 64
)

// of judges the object at an offset, whose bytes have a checksum.
func (t *traces) of(offset int64, sum uint32, trace *Trace) (*sketch, error) {
	t.turn()
	t.chain = t.chain[:0]
	total := 0
	for at := offset; ; {
		s, known := t.get(at)
		if !known {
			var err error
			if s, err = t.read(at); err != nil {
				return nil, err
			}
			total += len(s.data)
			t.put(s)
		}
		t.chain = append(t.chain, s)
		if at == offset && !s.checked {
			if sum != crc32.ChecksumIEEE(t.pack.in.block[at:][:s.end]) {
				return nil, fmt.Errorf("%w: not what its index names", errPack)
			}
			s.checked = true
		}
		if at == offset && s.judged && s.size >= longestPointer {
			return s, nil
		}
		if total > longestChased || len(t.chain) > longestChain {
			return nil, fmt.Errorf("%w: a long chain of deltas", errPack)
		}
		if s.base == 0 || s.judged && !s.clean {
			break
		}
		at = s.base
	}
	for i := len(t.chain) - 1; i >= 0; i-- {
		if s := t.chain[i]; !s.judged {
			if err := t.judge(i, trace); err != nil {
				return nil, err
			}
			if s.judged = true; !s.clean { // nobody looks at it again
				t.size -= cap(s.data)
				t.room.give(s.data)
				s.data = nil
			}
		}
	}
	return t.chain[0], nil
}

// read reads what stands at an offset: a file, or a delta of something.
func (t *traces) read(offset int64) (*sketch, error) {
	p := t.pack
	e, err := p.at(offset)
	if err != nil {
		return nil, err
	}
	s := t.sketch()
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
	s.data = t.room.room(int(e.size))[:e.size]
	if p.memory == nil {
		p.memory = new(deflater)
	}
	taken, err := p.memory.zlib(s.data, p.in.block[p.in.at:])
	if err != nil {
		return nil, err
	}
	s.end = p.in.at + taken - int(offset)
	return s, nil
}

// judge looks for a trace in an object of the chain; the one below it is judged.
func (t *traces) judge(i int, trace *Trace) error {
	s := t.chain[i]
	if s.base == 0 {
		s.clean = !trace.In(s.data)
		return nil
	}
	base := t.chain[i+1]
	if !base.clean {
		return nil
	}
	if err := s.parse(base.size); err != nil {
		return err
	}
	t.size += markSize * cap(s.marks)
	s.clean = !t.between(i, trace)
	return nil
}

// parse looks through a delta, whose form is that of applyDelta, and sets marks.
func (s *sketch) parse(baseSize int64) error {
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

// between looks for a trace in what a delta puts between pieces of its base, and where
// pieces meet. A trace over the border of two has a byte of each, so mostly the base need
// not be looked at.
func (t *traces) between(i int, trace *Trace) bool {
	s := t.chain[i]
	edge := int64(trace.Longest - 1)
	text := t.text[:0]
	defer func() { t.text = text }()
	// last is the end of the piece of the base that was passed over last, which text
	// goes on from.
	var last struct{ at, length int64 }
	extend := func() {
		if len(text) == 0 && last.length > 0 {
			text = t.bytes(text, i+1, last.at, last.length)
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
			if trace.Bytes[put[0]] {
				extend()
			}
			text = append(text, put...)
			last.length = 0
			continue
		}
		if !first {
			extend()
			if len(text) > 0 && trace.Bytes[text[len(text)-1]] {
				text = t.bytes(text, i+1, from, min(length, edge))
				if length <= edge {
					last.length = 0
					continue
				}
			}
			if trace.In(text) {
				return true
			}
			text = text[:0]
		}
		tail := min(length, edge)
		last.at, last.length = from+length-tail, tail
	}
	return trace.In(text)
}

// bytes appends a part of what the nth of the chain stands for.
func (t *traces) bytes(text []byte, n int, at, length int64) []byte {
	s := t.chain[n]
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
				text = t.bytes(text, n+1, from+skip, part)
			}
			at, length = at+part, length-part
		}
		begin, delta = begin+all, rest
	}
	return text
}

// mayPoint reports whether the object that was judged last begins like a pointer of Git LFS.
func (t *traces) mayPoint() bool {
	n := min(int64(len(pointerStart)), t.chain[0].size)
	t.text = t.bytes(t.text[:0], 0, 0, n)
	return string(t.text) == pointerStart
}

func (t *traces) get(offset int64) (*sketch, bool) {
	if s, ok := t.young[offset]; ok {
		return s, true
	}
	s, ok := t.old[offset]
	if ok {
		delete(t.old, offset)
		t.put(s)
	}
	return s, ok
}

func (t *traces) put(s *sketch) {
	t.young[s.offset] = s
	t.size += cap(s.data) + markSize*cap(s.marks) + sketchSize
}

// sketch gives one to fill in.
func (t *traces) sketch() *sketch {
	if len(t.spare) == 0 {
		return &sketch{}
	}
	s := t.spare[len(t.spare)-1]
	t.spare = t.spare[:len(t.spare)-1]
	*s = sketch{marks: s.marks[:0]}
	return s
}

// turn forgets what was not asked for since the one before; what is remembered stays up to
// the next.
func (t *traces) turn() {
	if t.young == nil {
		t.young, t.old = map[int64]*sketch{}, map[int64]*sketch{}
	}
	if t.size <= mostSketches {
		return
	}
	for _, s := range t.old {
		t.room.give(s.data)
		if len(t.spare) < mostSpare && cap(s.marks) < longestSpare {
			t.spare = append(t.spare, s)
		}
	}
	clear(t.old)
	t.young, t.old, t.size = t.old, t.young, 0
}
