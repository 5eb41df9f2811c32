package gitrepo

import "io"

// packWindow reads a pack from any place on and keeps the block that it read last:
// objects that are asked for one after the other are often neighbours, and so are
// those that they are deltas of. When it has read often, the whole file is its block.
type packWindow struct {
	file  io.ReaderAt
	block []byte // what was read of the file
	start int64  // where the block begins in the file
	at    int    // in the block
	size  int64  // of a block in bytes
	reads int
	// mapping is nil where the file is only to be read.
	mapping *mapping
	mapped  bool // block is the whole file
}

// A run that reads a few objects takes little room; one that goes on takes more.
const (
	smallBlock = 8 << 10
	largeBlock = 64 << 10
	fewReads   = 32
)

// seek goes to a place in the file.
func (w *packWindow) seek(offset int64) {
	if w.start <= offset && offset < w.start+int64(len(w.block)) {
		w.at = int(offset - w.start)
		return
	}
	w.place(offset)
}

// place makes the block the one that a place is in, still to be read.
func (w *packWindow) place(offset int64) {
	if w.mapped || w.reads >= fewReads && w.useWhole() {
		w.at = int(min(offset, int64(len(w.block))))
		return
	}
	switch {
	case w.size == 0:
		w.size = smallBlock
		w.block = make([]byte, 0, w.size)
	case w.size < largeBlock && w.reads >= fewReads:
		w.size = largeBlock
		w.block = make([]byte, 0, w.size)
	}
	w.start = offset &^ (w.size - 1)
	w.at = int(offset - w.start)
	w.block = w.block[:0]
}

// useWhole makes the whole file the block; false when it cannot be mapped.
func (w *packWindow) useWhole() bool {
	if w.mapping != nil && !w.mapped {
		if whole := w.mapping.whole(); whole != nil {
			w.at += int(w.start)
			w.block, w.start, w.mapped = whole, 0, true
		}
	}
	return w.mapped
}

// offset is where the window stands in the file.
func (w *packWindow) offset() int64 { return w.start + int64(w.at) }

// ahead gives the next n bytes, or up to the end of the file when those are fewer; nil
// when so many do not stand in one block. The window stays where it is.
func (w *packWindow) ahead(n int) []byte {
	if w.mapped || w.at < len(w.block) && w.at+n <= len(w.block) {
		return w.block[w.at:min(w.at+n, len(w.block))]
	}
	const page = 4 << 10
	offset := w.offset()
	from := offset &^ (page - 1)
	if int(offset-from)+n > int(w.size) {
		return nil
	}
	w.start, w.at = from, int(offset-from)
	if err := w.load(); err != nil {
		return nil // it shows again where it is read
	}
	return w.block[w.at:min(w.at+n, len(w.block))]
}

// load reads the block that begins at start.
func (w *packWindow) load() error {
	if w.mapped { // there is no other
		if w.at < len(w.block) {
			return nil
		}
		return io.EOF
	}
	w.reads++
	n, err := w.file.ReadAt(w.block[:w.size], w.start)
	w.block = w.block[:n]
	switch {
	case w.at < n:
		return nil
	case err == nil:
		return io.ErrUnexpectedEOF
	}
	return err
}

// fill makes at least one byte ready.
func (w *packWindow) fill() error {
	if w.at < len(w.block) {
		return nil
	}
	w.place(w.offset())
	return w.load()
}

func (w *packWindow) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if err := w.fill(); err != nil {
		return 0, err
	}
	n := copy(p, w.block[w.at:])
	w.at += n
	return n, nil
}

func (w *packWindow) ReadByte() (byte, error) {
	if w.at < len(w.block) { // so short that it is inlined
		b := w.block[w.at]
		w.at++
		return b, nil
	}
	return w.firstByte()
}

// firstByte is ReadByte for the first of a block.
func (w *packWindow) firstByte() (byte, error) {
	if err := w.fill(); err != nil {
		return 0, err
	}
	w.at++
	return w.block[w.at-1], nil
}
