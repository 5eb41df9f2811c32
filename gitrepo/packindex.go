package gitrepo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync/atomic"
)

// packIndex finds objects in the index of a pack (version 2), for any number of
// goroutines, without reading more of it than the lookup needs: a repository of a
// million objects has an index of 30 MB, and a hook looks for a handful. What the index says
// is not trusted further than to where an object might be: the object's own hash is checked
// when it is read, or, where the object is not made, the checksum of its bytes.
// Source: git's Documentation/gitformat-pack.txt.
type packIndex struct {
	mapping
	head  [packIndexHead + fanoutSize]byte // with git's fan-out: how many ids begin with at most each byte
	size  int64                            // of an id, in bytes
	total int64                            // objects
	large int64                            // entries in the table of large offsets
	// lookups counts the objects that were looked for. When they are many the file is
	// mapped, which saves some system calls for each of them.
	lookups atomic.Int64
	spare   atomic.Pointer[idsRoom]
}

// idsRoom is for what a lookup reads.
type idsRoom [blockIDs * sha1Size]byte

const blockIDs = 64 // ids that are read at once

// fewLookups are made by reading the file.
const fewLookups = 32

const (
	packIndexHead = 8 // bytes
	fanoutSize    = 256 * 4
)

var errPackIndex = errors.New("malformed pack index")

// readPackIndex checks the file's form.
func readPackIndex(file io.ReaderAt, length int64) (*packIndex, error) {
	x := &packIndex{mapping: mapping{file: file, length: length}, size: sha1Size}
	if _, err := file.ReadAt(x.head[:], 0); err != nil {
		return nil, fmt.Errorf("%w: %w", errPackIndex, err)
	}
	if string(x.head[:4]) != "\xfftOc" || binary.BigEndian.Uint32(x.head[4:]) != 2 {
		return nil, fmt.Errorf("%w: not of version 2", errPackIndex)
	}
	x.total = int64(binary.BigEndian.Uint32(x.head[packIndexHead+fanoutSize-4:]))
	rest := length - x.offsets() - 4*x.total - 2*x.size
	if rest < 0 || rest%8 != 0 || rest/8 > x.total {
		return nil, fmt.Errorf("%w: %d bytes for %d objects", errPackIndex, length, x.total)
	}
	x.large = rest / 8
	return x, nil
}

// The places of the tables: ids, checksums of four bytes, offsets.
func (x *packIndex) ids() int64     { return packIndexHead + fanoutSize }
func (x *packIndex) offsets() int64 { return x.ids() + (x.size+4)*x.total }

func (x *packIndex) uint32(at int64) (uint32, error) {
	b, err := x.bytes(nil, at, 4)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errPackIndex, err)
	}
	return binary.BigEndian.Uint32(b), nil
}

// find gives the offset of an object in the pack; ErrNotFound when it is not there.
func (x *packIndex) find(id ID) (offset int64, err error) {
	defer recoverFault(debug.SetPanicOnFault(true), errPackIndex, &err)
	row, err := x.row(id)
	if err != nil {
		return 0, err
	}
	return x.offset(row)
}

// findSum is find, and gives the checksum of the bytes that stand there (CRC-32) as well.
func (x *packIndex) findSum(id ID) (offset int64, sum uint32, err error) {
	defer recoverFault(debug.SetPanicOnFault(true), errPackIndex, &err)
	row, err := x.row(id)
	if err != nil {
		return 0, 0, err
	}
	if sum, err = x.uint32(x.ids() + x.size*x.total + 4*row); err != nil {
		return 0, 0, err
	}
	offset, err = x.offset(row)
	return offset, sum, err
}

// row is the number of an object.
func (x *packIndex) row(id ID) (int64, error) {
	x.lookups.Add(1)
	low, high, err := x.bucket(id.sum[0])
	if err != nil {
		return 0, err
	}
	var room []byte
	if x.memory() == nil {
		own := x.spare.Swap(nil) // nil for the first, and while another goroutine reads
		if own == nil {
			own = new(idsRoom)
		}
		defer x.spare.Store(own)
		room = own[:]
	}
	want := id.sum[:id.size]
	// Ids are spread evenly, so it is clear about where this one is. Where somebody chose
	// them, halving finds it.
	about := low + int64(uint64(high-low)*uint64(binary.BigEndian.Uint32(want[1:]))>>32)
	for low < high {
		count := min(high-low, blockIDs)
		from := min(max(about-count/2, low), high-count)
		all, err := x.bytes(room, x.ids()+from*x.size, count*x.size)
		if err != nil {
			return 0, fmt.Errorf("%w: %w", errPackIndex, err)
		}
		switch {
		case bytes.Compare(want, all[:x.size]) < 0:
			high = from
		case bytes.Compare(want, all[len(all)-int(x.size):]) > 0:
			low = from + count
		default:
			for n := from; len(all) > 0; n, all = n+1, all[x.size:] {
				if bytes.Equal(all[:x.size], want) {
					return n, nil
				}
			}
			return 0, ErrNotFound
		}
		about = low + (high-low)/2
	}
	return 0, ErrNotFound
}

// memory is the file's bytes, nil as long as it is only read.
func (x *packIndex) memory() []byte {
	if x.lookups.Load() < fewLookups {
		return nil
	}
	return x.whole()
}

// bytes gives n of them from at on: where they are in memory, or else in room, where that
// is enough.
func (x *packIndex) bytes(room []byte, at, n int64) ([]byte, error) {
	if memory := x.memory(); memory != nil && at+n <= int64(len(memory)) {
		return memory[at : at+n], nil
	}
	if int64(len(room)) < n {
		room = make([]byte, n)
	}
	_, err := x.file.ReadAt(room[:n], at)
	return room[:n], err
}

// bucket is the range of the ids that begin with a byte.
func (x *packIndex) bucket(first byte) (low, high int64, err error) {
	row := x.head[packIndexHead+4*int(first):]
	if high = int64(binary.BigEndian.Uint32(row)); first > 0 {
		low = int64(binary.BigEndian.Uint32(x.head[packIndexHead+4*int(first)-4:]))
	}
	if low > high || high > x.total {
		return 0, 0, fmt.Errorf("%w: its table of contents is not in order", errPackIndex)
	}
	return low, high, nil
}

// offset is that of the nth object. One with the highest bit set stands for a row in
// the table of offsets above 2 GiB.
func (x *packIndex) offset(n int64) (int64, error) {
	at, err := x.uint32(x.offsets() + 4*n)
	if err != nil || at>>31 == 0 {
		return int64(at), err
	}
	row := int64(at &^ (1 << 31))
	if row >= x.large {
		return 0, fmt.Errorf("%w: an offset outside", errPackIndex)
	}
	b, err := x.bytes(nil, x.offsets()+4*x.total+8*row, 8)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", errPackIndex, err)
	}
	offset := binary.BigEndian.Uint64(b)
	if offset>>63 != 0 {
		return 0, fmt.Errorf("%w: an offset outside", errPackIndex)
	}
	return int64(offset), nil
}
