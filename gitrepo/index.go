package gitrepo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/bits"
)

// The index is read through a window of fixed size, once from front to back, and
// nothing is allocated for an entry. A mapped file would be as good where page
// faults are cheap; reading into one warm buffer is never worse (10 MB: 0.7 ms
// against 8 ms of page faults on a virtual machine), needs no build tags, holds no
// file on Windows, and a file that somebody cuts off is an error, not a signal.
//
// Source of the format: git's Documentation/gitformat-index.txt. What is read is
// the form that git writes. Whatever else git may make of its index (a split or a
// sparse one, a damaged one) is git's to read: it is an error here. The checksum
// is not looked at, as git does not look at it: git commits what it reads, and so
// what it reads is what counts.

// indexWindow is how much of an index is held at a time, longestName what a path
// may have. A path of such a length fits into the window with its entry.
const (
	indexWindow = 128 << 10
	longestName = 16 << 10
)

// Sizes in the file, but for ids.
const (
	indexHeader = 12
	entryStat   = 40 // what stands before the id of an entry
	modeAt      = 24
	entryMost   = entryStat + sha256Size + 2 + 2 + 3 + longestName + 8
)

// Bits of an entry's flags.
const (
	flagExtended = 1 << 14
	flagStage    = 3 << 12
	flagName     = 1<<12 - 1

	flagPromised = 1 << 13 // "add -N", in the second half
	flagSkipped  = 1 << 14 // skip-worktree
)

var (
	errIndexBlocks  = errors.New("its table of offsets is about other entries")
	errIndexSparse  = errors.New("a folder as one entry (a sparse index)")
	errIndexShort   = errors.New("an entry runs over the end")
	errIndexEntry   = errors.New("an entry is not of the form that git writes")
	errIndexName    = errors.New("a path that git allows in no index")
	errIndexLong    = errors.New("a path that is too long to be read here")
	errIndexOrder   = errors.New("entries are out of order")
	errIndexVersion = errors.New("not an index of version 2, 3 or 4")
)

// window gives parts of a file through one buffer.
type window struct {
	file io.ReaderAt
	end  int64 // nothing from here on is given
	base int64 // where in the file the buffer begins
	buf  []byte
}

// at gives n bytes, which are good until the next call.
func (w *window) at(off int64, n int) ([]byte, error) {
	if off < 0 || n > indexWindow || off > w.end-int64(n) {
		return nil, errIndexShort
	}
	if off < w.base || off+int64(n) > w.base+int64(len(w.buf)) {
		if err := w.fill(off); err != nil {
			return nil, err
		}
	}
	return w.buf[off-w.base:][:n], nil
}

// fill moves the window.
func (w *window) fill(off int64) error {
	if w.buf == nil {
		w.buf = make([]byte, min(indexWindow, w.end))
	}
	w.buf = w.buf[:min(int64(cap(w.buf)), w.end-off)]
	w.base = off
	if _, err := w.file.ReadAt(w.buf, off); err != nil {
		w.buf = w.buf[:0]
		return fmt.Errorf("at byte %d: %w", off, err)
	}
	return nil
}

func isZero(id []byte) bool {
	for _, b := range id {
		if b != 0 {
			return false
		}
	}
	return true
}

// commonPrefix is how many bytes two texts have in common at their start.
func commonPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	i := 0
	for ; i+8 <= n; i += 8 {
		if x := binary.LittleEndian.Uint64(a[i:]) ^ binary.LittleEndian.Uint64(b[i:]); x != 0 {
			return i + bits.TrailingZeros64(x)/8
		}
	}
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}

// offsetNumber reads a number in the form of pack offsets (gitformat-pack.txt) and
// how many bytes it takes; none when it is not one, or larger than any path.
func offsetNumber(data []byte) (value, n int) {
	for n < len(data) && value <= longestName {
		b := data[n]
		n++
		value = value<<7 + int(b&0x7f)
		if b&0x80 == 0 {
			return value, n
		}
		value++
	}
	return 0, 0
}
