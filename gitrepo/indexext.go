package gitrepo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

var (
	errExtension  = errors.New("an extension runs over the end")
	errSplitIndex = errors.New("a part of it is in another file (a split index)")
)

const extensionHeader = 8 // a name of four letters, the size

// indexExtensions is what stands behind the entries and matters here.
type indexExtensions struct {
	start  int64 // where the entries end
	tree   cacheTree
	blocks []indexBlock
}

// extensions reads what stands between the end of the entries and the trailer. An
// extension whose name begins with a capital letter changes nothing about what the
// entries say; another one changes it in a way that is not known.
func (c *indexCursor) extensions(start int64) (indexExtensions, error) {
	ext := indexExtensions{start: start}
	for off := start; off != c.window.end; {
		head, err := c.window.at(off, extensionHeader)
		if err != nil {
			return ext, errExtension
		}
		name, size := string(head[:4]), int64(binary.BigEndian.Uint32(head[4:]))
		off += extensionHeader
		if size > c.window.end-off {
			return ext, errExtension
		}
		switch {
		case name == "TREE" && ext.tree.nodes != nil, name == "IEOT" && ext.blocks != nil:
			err = fmt.Errorf("two extensions of one kind (%s)", name)
		case name == "TREE":
			data := make([]byte, size)
			if err = c.window.copy(data, off); err == nil {
				ext.tree, err = parseCacheTree(data, c.hash, c.count)
			}
		case name == "IEOT":
			ext.blocks, err = c.offsetTable(off, size)
		case name == "EOIE":
			var at int64
			if at, err = c.endOfEntries(off - extensionHeader); at != start {
				err = errIndexBlocks
			}
		case name == "link":
			err = errSplitIndex
		case name == "sdir":
			err = errIndexSparse
		case name[0] < 'A' || name[0] > 'Z':
			err = fmt.Errorf("extension %q, which is not known here", name)
		}
		if err != nil {
			return ext, err
		}
		off += size
	}
	return ext, nil
}

// copy fills data with what stands at an offset.
func (w *window) copy(data []byte, off int64) error {
	for len(data) > 0 {
		part, err := w.at(off, min(len(data), indexWindow))
		if err != nil {
			return err
		}
		n := copy(data, part)
		data, off = data[n:], off+int64(n)
	}
	return nil
}

// offsetTable reads the extension by which git reads the entries on several
// threads: a version, then for each block of entries its offset and their number.
func (c *indexCursor) offsetTable(off, size int64) ([]indexBlock, error) {
	const one = 8
	if size < 4+one || size%one != 4 || size > indexWindow {
		return nil, errIndexBlocks
	}
	data, err := c.window.at(off, int(size))
	if err != nil {
		return nil, err
	}
	if binary.BigEndian.Uint32(data) != 1 {
		return nil, errIndexBlocks
	}
	blocks := make([]indexBlock, 0, size/one)
	first := 0
	for data = data[4:]; len(data) > 0; data = data[one:] {
		n := binary.BigEndian.Uint32(data[4:])
		if n == 0 || int64(n) > int64(c.count-first) {
			return nil, errIndexBlocks
		}
		blocks = append(blocks, indexBlock{first: first, off: int64(binary.BigEndian.Uint32(data))})
		first += int(n)
	}
	if first != c.count {
		return nil, errIndexBlocks
	}
	return blocks, nil
}

// endOfEntries reads the extension, at an offset, that says where the entries end.
// It is the last one.
func (c *indexCursor) endOfEntries(off int64) (int64, error) {
	size := 4 + c.hash
	if off != c.window.end-int64(extensionHeader+size) {
		return 0, errIndexBlocks
	}
	data, err := c.window.at(off, extensionHeader+4)
	if err != nil || string(data[:4]) != "EOIE" || binary.BigEndian.Uint32(data[4:]) != uint32(size) {
		return 0, errIndexBlocks
	}
	return int64(binary.BigEndian.Uint32(data[extensionHeader:])), nil
}

// guessExtensions looks for the cache of trees from the end of the file, so that it
// is known before the entries are read. It is a guess until the entries turn out to
// end where it says: bytes that look like it may stand anywhere. Half of the file is
// looked at, at most; the cache is rarely more than a tenth.
func (c *indexCursor) guessExtensions() (indexExtensions, bool) {
	end := c.window.end
	if start, err := c.endOfEntries(end - int64(extensionHeader+4+c.hash)); err == nil {
		ext, err := c.extensions(start)
		return ext, err == nil
	}
	const part = indexWindow / 2
	lowest := max(indexHeader, min(end-part, end/2))
	for to := end; to-lowest >= extensionHeader; to -= part - extensionHeader {
		from := max(to-part, lowest)
		for at := from; ; at++ {
			data, err := c.window.at(at, int(to-at))
			if err != nil {
				return indexExtensions{}, false
			}
			next := bytes.Index(data, []byte("TREE"))
			if next < 0 || len(data)-next < extensionHeader {
				break
			}
			at += int64(next)
			if size := binary.BigEndian.Uint32(data[next+4:]); int64(size) > end-at-extensionHeader {
				continue
			}
			if ext, err := c.extensions(at); err == nil {
				return ext, true
			}
		}
		if from == lowest {
			break
		}
	}
	return indexExtensions{}, false
}
