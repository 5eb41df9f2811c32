package gitrepo

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
)

// pack reads objects out of one pack. It is used by one goroutine at a time.
// Source: git's Documentation/gitformat-pack.txt.
type pack struct {
	name  string // of its file
	index *packIndex
	close func() error
	bases baseCache
	in    packWindow
	// stream reads what is given away while it is still being read. It does not look at
	// mapped memory: a fault can only be caught here.
	stream packWindow
	// deltas is the room for the deltas of one chain.
	deltas []byte
	zip    inflater
	memory *deflater
	long   *bufio.Reader
	whole  []byte // the room for one short object
	search *packSearch
}

// The types of entries that are no objects of their own.
const (
	offsetDelta = 6
	idDelta     = 7
)

// entryKinds are the kinds of whole objects by their number.
var entryKinds = [8]Kind{1: Commit, 2: Tree, 3: Blob, 4: Tag}

// longestChain bounds how many deltas stand on each other; git makes at most 4,095.
const longestChain = 1 << 13

var errPack = errors.New("malformed pack")

// openPack opens a pack by the name of its index. memory inflates for it, as for the others
// of its folder.
func openPack(index string, memory *deflater) (*pack, error) {
	name := strings.TrimSuffix(index, ".idx") + ".pack"
	x, size, err := openRaw(index)
	if err != nil {
		return nil, err
	}
	f, length, err := openRaw(name)
	if err != nil {
		return nil, errors.Join(err, x.Close())
	}
	closeBoth := func() error { return errors.Join(x.Close(), f.Close()) }
	parsed, err := readPackIndex(x, size)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", index, err), closeBoth())
	}
	p := newPack(name, parsed, &mapping{file: f, length: length}, memory)
	p.close = func() error { return errors.Join(parsed.close(), p.in.mapping.close(), closeBoth()) }
	return p, nil
}

func newPack(name string, index *packIndex, m *mapping, memory *deflater) *pack {
	return &pack{name: name, index: index, close: func() error { return nil },
		in: packWindow{file: m.file, mapping: m}, stream: packWindow{file: m.file}, memory: memory}
}

// entry is the head of what stands at an offset.
type entry struct {
	kind byte
	size int64 // of the object, or of the delta
	// base is where the object is that a delta changes; baseID names it instead.
	base   int64
	baseID ID
}

// at goes to an entry and reads its head; what follows is its compressed content.
func (p *pack) at(offset int64) (entry, error) {
	p.in.seek(offset)
	first, err := p.in.ReadByte()
	if err != nil {
		return entry{}, fmt.Errorf("%w: %w", errPack, err)
	}
	e := entry{kind: first >> 4 & 7, size: int64(first & 15)}
	for b, shift := first, 4; b&0x80 != 0; shift += 7 {
		if b, err = p.in.ReadByte(); err != nil || shift > 56 {
			return entry{}, errors.Join(errPack, err)
		}
		e.size |= int64(b&0x7f) << shift
	}
	switch e.kind {
	case offsetDelta:
		back := int64(-1)
		for more := true; more; {
			b, err := p.in.ReadByte()
			if err != nil || back > 1<<48 {
				return entry{}, errors.Join(errPack, err)
			}
			back = (back+1)<<7 | int64(b&0x7f)
			more = b&0x80 != 0
		}
		if e.base = offset - back; back <= 0 || e.base <= 0 {
			return entry{}, fmt.Errorf("%w: a delta of nothing", errPack)
		}
	case idDelta:
		var id [sha1Size]byte
		if _, err := io.ReadFull(&p.in, id[:]); err != nil {
			return entry{}, fmt.Errorf("%w: %w", errPack, err)
		}
		e.baseID = idFromBytes(id[:])
	default:
		if entryKinds[e.kind] == "" {
			return entry{}, fmt.Errorf("%w: an entry of type %d", errPack, e.kind)
		}
	}
	return e, nil
}

// content inflates what stands behind the head that was read last.
func (p *pack) content() (io.Reader, error) {
	if p.long == nil {
		p.long = bufio.NewReaderSize(nil, smallBlock)
	}
	p.stream.seek(p.in.offset())
	p.long.Reset(&p.stream)
	return &p.zip, p.zip.reset(p.long)
}

// read inflates what stands behind the head that was read last and fills data with
// it. What can stand in one block is read where it is.
func (p *pack) read(data []byte) error {
	at := p.in.offset()
	if compressed := p.in.ahead(mostCompressed(len(data))); compressed != nil {
		if _, err := p.memory.zlib(data, compressed); err == nil {
			return nil
		}
		// A program other than git may have taken more room; what is malformed shows
		// again.
		p.in.seek(at)
	}
	r, err := p.content()
	if err != nil {
		return err
	}
	return readExactly(r, data)
}

// mostCompressed is how long what zlib makes of so many bytes gets (compress.c,
// compressBound).
func mostCompressed(n int) int { return n + n>>12 + n>>14 + 13 }

// readExactly fills data and checks that nothing is left.
func readExactly(r io.Reader, data []byte) error {
	if _, err := io.ReadFull(r, data); err != nil {
		return noEOF(err)
	}
	return atEnd(r)
}

// shortObject is up to how many bytes an object is inflated at once.
const shortObject = 8 << 10

// open gives an object while it is being read, up to the next call. A delta's is made
// in memory.
func (p *pack) open(offset int64) (h Header, r io.Reader, err error) {
	defer recoverFault(debug.SetPanicOnFault(true), errPack, &err)
	if p.in.mapped {
		p.in.mapping.count()
	}
	e, err := p.at(offset)
	if err != nil {
		return Header{}, nil, err
	}
	if kind := entryKinds[e.kind]; kind != "" && e.size <= shortObject {
		data, err := p.short(e.size)
		return Header{kind, e.size}, bytes.NewReader(data), err
	} else if kind != "" {
		r, err := p.content()
		return Header{kind, e.size}, r, err
	}
	o, err := p.resolve(offset)
	return Header{o.kind, int64(len(o.data))}, bytes.NewReader(o.data), err
}

// short reads what stands behind the head that was read last; it is there up to the next call.
func (p *pack) short(size int64) ([]byte, error) {
	if p.whole == nil {
		p.whole = make([]byte, shortObject)
	}
	data := p.whole[:size]
	return data, p.read(data)
}

var errLong = errors.New("too long to be made in memory")

// object is open for an object that is short or a delta.
func (p *pack) object(offset int64) (o packed, err error) {
	defer recoverFault(debug.SetPanicOnFault(true), errPack, &err)
	if p.in.mapped {
		p.in.mapping.count()
	}
	e, err := p.at(offset)
	if err != nil {
		return packed{}, err
	}
	switch kind := entryKinds[e.kind]; {
	case kind == "":
		return p.resolve(offset)
	case e.size > shortObject:
		return packed{}, errLong
	default:
		data, err := p.short(e.size)
		return packed{kind, data}, err
	}
}

// packed is an object in memory.
type packed struct {
	kind Kind
	data []byte
}

// resolve goes down a chain of deltas to an object, or to one that is remembered, and
// applies them upwards. The data is there up to the next call.
func (p *pack) resolve(offset int64) (packed, error) {
	type step struct {
		offset int64
		delta  []byte
	}
	var chain []step
	var o packed
	p.deltas = p.deltas[:0]
	for at := offset; ; {
		var known bool
		if o, known = p.bases.get(at); known {
			break
		}
		e, err := p.at(at)
		if err != nil {
			return o, err
		}
		kind := entryKinds[e.kind]
		var data []byte
		switch {
		case kind == "" && e.size <= longestDelta:
			data = p.delta(int(e.size))
			err = p.read(data)
		case e.size <= longestOne:
			data = p.bases.room(int(e.size))[:e.size]
			err = p.read(data)
		default:
			data, err = p.longer(e.size)
		}
		if err != nil {
			return o, err
		}
		if kind != "" {
			o = packed{kind, data}
			p.bases.put(at, o)
			break
		}
		if chain = append(chain, step{at, data}); len(chain) > longestChain {
			return o, fmt.Errorf("%w: deltas without an end", errPack)
		}
		if at = e.base; e.kind == idDelta {
			if at, err = p.index.find(e.baseID); err != nil {
				return o, fmt.Errorf("base %s of a delta: %w", e.baseID, err)
			}
		}
	}
	for i := len(chain) - 1; i >= 0; i-- {
		data, err := applyDelta(o.data, chain[i].delta, p.bases.room)
		if err != nil {
			return o, fmt.Errorf("%w: %w", errPack, err)
		}
		o.data = data
		p.bases.put(chain[i].offset, o)
	}
	return o, nil
}

const (
	// longestDelta is how long a delta is at most that is read into the room for deltas.
	longestDelta = 64 << 10
	fewDeltas    = 8 << 10 // bytes; what a run that reads a few objects needs for them
)

// longer reads something of any announced length.
func (p *pack) longer(size int64) ([]byte, error) {
	r, err := p.content()
	if err != nil {
		return nil, err
	}
	data, err := readSized(r, size)
	if err == nil {
		err = atEnd(r)
	}
	return data, err
}

// delta gives room for one among those of a chain. When that has to grow, those that
// are there already stay where they are.
func (p *pack) delta(size int) []byte {
	if cap(p.deltas)-len(p.deltas) < size {
		p.deltas = make([]byte, 0, max(min(4*cap(p.deltas), 2*longestDelta), fewDeltas, size))
	}
	at := len(p.deltas)
	p.deltas = p.deltas[:at+size]
	return p.deltas[at : at+size : at+size]
}
