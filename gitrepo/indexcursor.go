package gitrepo

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
)

// indexEntry is one entry. Its slices are good until the next one is read.
type indexEntry struct {
	name  []byte
	id    []byte
	mode  uint32
	stage uint8
	// promised: "add -N" made it, and a commit leaves it out.
	promised bool
}

// indexBlock is a place at which git may begin to read on another thread.
type indexBlock struct {
	first int   // the entry by its number
	off   int64 // and where it has to be
}

// indexCursor reads the entries in their order and checks each of them: that it is
// whole, that git could have written it, and that it comes behind the one before.
type indexCursor struct {
	window  window
	hash    int // the size of an id
	version uint32
	count   int // entries in the file
	blocks  []indexBlock

	ok bool // there is a current entry
	indexEntry
	// common is how many bytes of the path the one before has too, and folder the
	// length of the path's folder with its slash.
	common, folder int
	// n is how many entries came before the current one, odd how many of them are
	// in no tree (unmerged or promised), block how many blocks began.
	n, odd, block int
	off           int64  // where the entry behind the current one is
	kept          []byte // the path, where the window does not hold it
}

// openIndex reads the header. The trailer is as long as an id.
func openIndex(file io.ReaderAt, size int64, hash int) (*indexCursor, error) {
	c := &indexCursor{window: window{file: file, end: size - int64(hash)}, hash: hash}
	head, err := c.window.at(0, indexHeader)
	if err != nil {
		return nil, err
	}
	c.version = binary.BigEndian.Uint32(head[4:])
	if string(head[:4]) != "DIRC" || c.version < 2 || c.version > 4 {
		return nil, errIndexVersion
	}
	count := binary.BigEndian.Uint32(head[8:])
	if int64(count) > size/int64(entryStat+hash) {
		return nil, errIndexShort
	}
	c.count = int(count)
	return c, nil
}

// rewind makes the first entry the current one.
func (c *indexCursor) rewind() error {
	c.indexEntry, c.ok, c.common, c.folder = indexEntry{}, false, 0, 0
	c.n, c.odd, c.block, c.off, c.kept = -1, 0, 0, indexHeader, c.kept[:0]
	return c.next()
}

// next goes to the next entry, or behind the last one.
func (c *indexCursor) next() error {
	if c.ok && (c.stage != 0 || c.promised) {
		c.odd++
	}
	c.n++
	if c.ok = c.n < c.count; !c.ok {
		return nil
	}
	data, begins, err := c.here()
	if err != nil {
		return err
	}
	size, err := c.read(data, begins)
	if err != nil {
		return fmt.Errorf("entry %d: %w", c.n+1, err)
	}
	c.off += int64(size)
	return nil
}

// here is the file from entry n on, as far as is held and at least the whole entry,
// and whether a block begins there.
func (c *indexCursor) here() (data []byte, begins bool, err error) {
	w := &c.window
	if held := w.base + int64(len(w.buf)); c.off < w.base || held-c.off < entryMost && held < w.end {
		if c.version < 4 { // the path is in the window that is given up
			c.kept = append(c.kept[:0], c.name...)
			c.name = c.kept
		}
		if err := w.fill(c.off); err != nil {
			return nil, false, err
		}
	}
	if c.block < len(c.blocks) && c.blocks[c.block].first == c.n {
		if c.blocks[c.block].off != c.off {
			return nil, false, errIndexBlocks
		}
		c.block++
		begins = true
	}
	return w.buf[c.off-w.base:], begins, nil
}

// skim goes n entries further and reads of those in between no more than where they
// end. They have to be in trees: neither unmerged nor promised.
func (c *indexCursor) skim(n int) error {
	if n >= c.count-c.n {
		return errCacheEntries
	}
	for ; n > 1; n-- {
		c.n++
		data, begins, err := c.here()
		if err != nil {
			return err
		}
		size, err := c.length(data, begins)
		if err != nil {
			return fmt.Errorf("entry %d: %w", c.n+1, err)
		}
		c.off += int64(size)
	}
	if n == 0 {
		return nil
	}
	return c.next()
}

// length is how long the entry at the start of data is. In version 4 the path is
// taken, because the next one builds on it.
func (c *indexCursor) length(data []byte, begins bool) (int, error) {
	at := entryStat + c.hash + 2
	if len(data) < at+2 {
		return 0, errIndexShort
	}
	flags := binary.BigEndian.Uint16(data[at-2:])
	if flags&flagExtended != 0 {
		if binary.BigEndian.Uint16(data[at:])&flagPromised != 0 {
			return 0, errCacheEntries
		}
		at += 2
	}
	if flags&flagStage != 0 {
		return 0, errCacheEntries
	}
	end := at + int(flags&flagName)
	if c.version == 4 || flags&flagName == flagName {
		shared, from, to, err := c.path(data, at, begins)
		if err != nil {
			return 0, err
		}
		if c.version == 4 {
			c.kept = append(c.kept[:shared], data[from:to]...)
			c.name, c.folder = c.kept, 0
		}
		end = to
	}
	return c.ending(data, end)
}

// path is where the path of an entry stands in data. In version 4 that is its end;
// of the path before as many bytes are shared as are not cut off.
func (c *indexCursor) path(data []byte, at int, begins bool) (shared, from, to int, err error) {
	if c.version == 4 {
		cut, n := offsetNumber(data[at:])
		// Where a block begins, git takes the path as it stands.
		if n == 0 || cut > len(c.name) || begins && cut != len(c.name) {
			return 0, 0, 0, errIndexEntry
		}
		shared, at = len(c.name)-cut, at+n
	}
	length := bytes.IndexByte(data[at:], 0)
	if length < 0 {
		return 0, 0, 0, errIndexShort
	}
	return shared, at, at + length, nil
}

// ending is where an entry ends whose path does: behind a NUL, or before version 4
// behind as many as make it a multiple of eight bytes.
func (c *indexCursor) ending(data []byte, end int) (int, error) {
	if end >= len(data) || data[end] != 0 {
		return 0, errIndexEntry
	}
	if c.version == 4 {
		return end + 1, nil
	}
	if end = (end + 8) &^ 7; end > len(data) {
		return 0, errIndexShort
	}
	return end, nil
}

// read takes the entry at the start of data and gives its length.
func (c *indexCursor) read(data []byte, begins bool) (int, error) {
	flagsAt := entryStat + c.hash
	if len(data) < flagsAt+4 {
		return 0, errIndexShort
	}
	last := c.stage
	c.mode = binary.BigEndian.Uint32(data[modeAt:])
	c.id = data[entryStat:flagsAt]
	flags := binary.BigEndian.Uint16(data[flagsAt:])
	c.stage = uint8(flags & flagStage >> 12)
	c.promised = false
	at := flagsAt + 2
	if flags&flagExtended != 0 {
		more := binary.BigEndian.Uint16(data[at:])
		if c.version < 3 || more&^(flagPromised|flagSkipped) != 0 {
			return 0, errIndexEntry
		}
		c.promised = more&flagPromised != 0
		at += 2
	}
	switch c.mode {
	case 0o100644, 0o100755, 0o120000, modeGitlink:
	case modeTree:
		return 0, errIndexSparse
	default:
		return 0, errIndexEntry
	}
	if isZero(c.id) {
		return 0, errIndexEntry
	}
	shared, at, end, err := c.path(data, at, begins)
	if err != nil {
		return 0, err
	}
	if told := int(flags & flagName); told != min(shared+end-at, flagName) {
		return 0, errIndexEntry
	}
	if err := c.follow(shared, data[at:end], last); err != nil {
		return 0, err
	}
	return c.ending(data, end)
}

// follow makes a path the current one: as many bytes of the path before as are
// shared, and name. It has to come behind the one before; the stages of a path
// come one behind the other, and stage 0 has no others.
func (c *indexCursor) follow(shared int, name []byte, last uint8) error {
	before := c.name[shared:]
	same := commonPrefix(before, name)
	switch {
	case same < len(before) && same < len(name):
		if before[same] > name[same] {
			return errIndexOrder
		}
	case same < len(before):
		return errIndexOrder
	case same == len(name):
		if c.n > 0 && (last == 0 || c.stage <= last) {
			return errIndexOrder
		}
	}
	c.common = shared + same
	if c.version == 4 {
		c.kept = append(c.kept[:shared], name...)
		name = c.kept
	}
	c.name = name
	return c.checkName()
}

// checkName looks at the part of the path that the one before does not have; the
// rest was looked at with that one.
func (c *indexCursor) checkName() error {
	if len(c.name) > longestName {
		return errIndexLong
	}
	if c.common < c.folder { // another folder
		c.folder = bytes.LastIndexByte(c.name[:c.common], '/') + 1
	}
	for {
		rest := c.name[c.folder:]
		slash := bytes.IndexByte(rest, '/')
		if slash >= 0 {
			rest = rest[:slash]
		}
		if len(rest) == 0 || rest[0] == '.' && isReserved(rest) {
			return errIndexName
		}
		if slash < 0 {
			return nil
		}
		c.folder += slash + 1
	}
}

// isReserved reports whether git allows no file or folder of that name.
func isReserved(name []byte) bool {
	return len(name) == 1 || string(name) == ".." || len(name) == 4 && strings.EqualFold(string(name), ".git")
}
