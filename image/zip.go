package image

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
)

// zipReader reads a zip archive from a stream, by the headers before the files. The
// standard library's goes by the directory at the end, for which the whole archive has to
// be in memory or in a file, and archives in images are as large as the images. What the
// directory leaves out is read here too; what it lists and is not here is an error. The
// tests hold it against the standard library's.
type zipReader struct {
	in *bufio.Reader
	// inflate opens a deflate stream, of which it reads no byte too many. The reader
	// is good until the next call.
	inflate      func(*zipPacked) (io.Reader, error)
	entry        *zipEntry
	seen, listed int
}

// zipEntry is a file in the archive. Its content is what Read gives.
type zipEntry struct {
	name string
	// closed says why what Read gives is what is stored and not the file itself: the
	// file is encrypted or compressed in another way than most are.
	closed string

	flags, method uint16
	crc           uint32
	size          int64 // -1 where it is not known
	zip64         bool

	packed *zipPacked
	out    io.Reader
	sum    hash.Hash32
	n      int64
}

var (
	errZip    = errors.New("a zip header is damaged")
	errZipSum = errors.New("a file in the zip archive is damaged: its size or checksum is another")
)

const (
	zipLocal     = "PK\x03\x04"
	zipListed    = "PK\x01\x02"
	zipEnd       = "PK\x05\x06"
	zipSizes     = "PK\x07\x08" // before the sizes behind a content
	zipEncrypted = 1 << 0
	zipUnsized   = 1 << 3 // the sizes stand behind the content
	zipStore     = 0
	zipDeflate   = 8
)

// next goes to the next file. At io.EOF the directory is left, for listing.
func (z *zipReader) next() (*zipEntry, error) {
	if err := z.finish(); err != nil {
		return nil, err
	}
	sig, err := z.in.Peek(len(zipLocal))
	if err != nil {
		return nil, cutOff(err)
	}
	if string(sig) != zipLocal {
		return nil, io.EOF
	}
	var h [30]byte
	if _, err := io.ReadFull(z.in, h[:]); err != nil {
		return nil, cutOff(err)
	}
	le := binary.LittleEndian
	e := &zipEntry{
		flags: le.Uint16(h[6:]), method: le.Uint16(h[8:]), crc: le.Uint32(h[14:]),
		size: int64(le.Uint32(h[22:])), sum: crc32.NewIEEE(),
	}
	names := make([]byte, int(le.Uint16(h[26:]))+int(le.Uint16(h[28:])))
	if _, err := io.ReadFull(z.in, names); err != nil {
		return nil, cutOff(err)
	}
	split := int(le.Uint16(h[26:]))
	e.name = string(names[:split])
	e.packed = &zipPacked{in: z.in, left: int64(le.Uint32(h[18:]))}
	if err := e.extra(names[split:]); err != nil {
		return nil, err
	}
	z.seen++
	z.entry = e
	return e, z.content(e)
}

// extra reads the sizes that do not fit into the header.
func (e *zipEntry) extra(extra []byte) error {
	const full = 0xffffffff
	for len(extra) >= 4 {
		id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if n > len(extra)-4 {
			return nil // padding, by which some programs align contents
		}
		field := extra[4 : 4+n]
		extra = extra[4+n:]
		if id != 1 {
			continue
		}
		e.zip64 = true
		for _, size := range []*int64{&e.size, &e.packed.left} {
			if *size != full {
				continue
			}
			if len(field) < 8 {
				return errZip
			}
			if *size = int64(binary.LittleEndian.Uint64(field)); *size < 0 {
				return errZip
			}
			field = field[8:]
		}
	}
	return nil
}

// content makes the reader of an entry's content.
func (z *zipReader) content(e *zipEntry) error {
	switch {
	case e.flags&zipEncrypted != 0:
		e.closed = "encrypted"
	case e.method != zipStore && e.method != zipDeflate:
		e.closed = fmt.Sprintf("compression method %d", e.method)
	}
	deflated := e.closed == "" && e.method == zipDeflate
	if e.flags&zipUnsized != 0 {
		e.packed.left, e.size = -1, -1
		if !deflated {
			e.out = &zipSearch{e: e, in: z.in}
			return nil
		}
	}
	e.out = e.packed
	if !deflated {
		return nil
	}
	var err error
	e.out, err = z.inflate(e.packed)
	return err
}

// Read reads the current entry's content.
func (e *zipEntry) Read(p []byte) (int, error) {
	n, err := e.out.Read(p)
	e.n += int64(n)
	if e.closed == "" {
		e.sum.Write(p[:n])
	}
	return n, err
}

// finish reads what is left of the current entry and checks it.
func (z *zipReader) finish() error {
	e := z.entry
	if e == nil {
		return nil
	}
	z.entry = nil
	if _, err := io.Copy(io.Discard, e); err != nil {
		return err
	}
	switch _, searched := e.out.(*zipSearch); {
	case searched:
	case e.packed.left >= 0: // what is behind the end of the compressed stream
		if _, err := io.Copy(io.Discard, e.packed); err != nil {
			return err
		}
	default:
		sizes, err := z.in.Peek(24)
		n := e.sizesIn(sizes, e.packed.n, e.n)
		if n == 0 {
			return errors.Join(errZipSum, cutOff(err))
		}
		if _, err := z.in.Discard(n); err != nil {
			return err
		}
	}
	if e.closed == "" && (e.size >= 0 && e.n != e.size || e.sum.Sum32() != e.crc) {
		return errZipSum
	}
	return nil
}

// sizesIn reads the checksum and the sizes that stand behind a content, and gives how
// many bytes they take; 0 when they are not those of the content: packed and size, which
// is -1 where any will do. They may have a signature, and 4 or 8 bytes each.
func (e *zipEntry) sizesIn(text []byte, packed, size int64) int {
	start := 0
	if bytes.HasPrefix(text, []byte(zipSizes)) {
		start = 4
	}
	le := binary.LittleEndian
	matches := func(width int) bool {
		if len(text) < start+4+2*width {
			return false
		}
		a, b := text[start+4:], text[start+4+width:]
		if width == 8 {
			return int64(le.Uint64(a)) == packed && (size < 0 || int64(le.Uint64(b)) == size)
		}
		return le.Uint32(a) == uint32(packed) && (size < 0 || le.Uint32(b) == uint32(size))
	}
	widths := []int{4, 8}
	if e.zip64 {
		widths = []int{8, 4}
	}
	for _, width := range widths {
		if matches(width) {
			e.crc = le.Uint32(text[start:])
			return start + 4 + 2*width
		}
	}
	return 0
}

// zipPacked is what is stored of an entry; left is -1 when that ends where the compressed
// stream does.
type zipPacked struct {
	in      *bufio.Reader
	left, n int64
}

func (p *zipPacked) Read(b []byte) (int, error) {
	if p.left == 0 {
		return 0, io.EOF
	}
	if p.left > 0 {
		b = b[:min(int64(len(b)), p.left)]
	}
	n, err := p.in.Read(b)
	p.n += int64(n)
	if p.left > 0 {
		p.left -= int64(n)
	}
	if p.left != 0 {
		err = cutOff(err)
	}
	return n, err
}

// ReadByte is what keeps a decompressor from reading ahead.
func (p *zipPacked) ReadByte() (byte, error) {
	if p.left == 0 {
		return 0, io.EOF
	}
	b, err := p.in.ReadByte()
	if err != nil {
		return 0, cutOff(err)
	}
	p.n++
	if p.left > 0 {
		p.left--
	}
	return b, nil
}

// zipSearch is a content that is not deflated and whose size is not told before it. It
// goes up to sizes that are those of what was read. A content can hold such sizes; then
// the checksum or the next header is wrong.
type zipSearch struct {
	e     *zipEntry
	in    *bufio.Reader
	n     int64
	ended bool
}

func (s *zipSearch) Read(p []byte) (int, error) {
	const longest, shortest = 24, 16
	if s.ended {
		return 0, io.EOF
	}
	head, err := s.in.Peek(longest)
	if len(head) < shortest {
		return 0, cutOff(err)
	}
	buffered, _ := s.in.Peek(s.in.Buffered()) // what is there, so no error
	at := bytes.Index(buffered, []byte(zipSizes))
	switch {
	case at == 0:
		size := s.n
		if s.e.closed != "" {
			size = -1
		}
		if n := s.e.sizesIn(head, s.n, size); n > 0 {
			s.ended = true
			if _, err := s.in.Discard(n); err != nil {
				return 0, err
			}
			return 0, io.EOF
		}
		at = 1
	case at < 0:
		at = max(1, len(buffered)-longest)
	}
	n, err := s.in.Read(p[:min(len(p), at)])
	s.n += int64(n)
	return n, err
}

// listing reads the directory, which may list no file that was not among those read, up
// to the end of the archive. What other programs put before it is skipped.
func (z *zipReader) listing() error {
	le := binary.LittleEndian
	for {
		head, err := z.in.Peek(46)
		switch {
		case bytes.HasPrefix(head, []byte(zipListed)) && len(head) == 46:
			n := 46 + int(le.Uint16(head[28:])) + int(le.Uint16(head[30:])) + int(le.Uint16(head[32:]))
			if _, err := z.in.Discard(n); err != nil {
				return cutOff(err)
			}
			z.listed++
		case bytes.HasPrefix(head, []byte(zipEnd)) && len(head) >= 22:
			if z.listed > z.seen {
				return fmt.Errorf("%w: its directory lists %d files, and %d are there", errZip, z.listed, z.seen)
			}
			_, err := z.in.Discard(22)
			return err
		case err != nil && len(head) < 22:
			return cutOff(err)
		default:
			if err := z.skipTo(zipListed, zipEnd); err != nil {
				return err
			}
		}
	}
}

// skipTo goes to the next of two signatures, which is not here.
func (z *zipReader) skipTo(a, b string) error {
	if _, err := z.in.Discard(1); err != nil {
		return cutOff(err)
	}
	for {
		if _, err := z.in.Peek(4); err != nil {
			return cutOff(err)
		}
		buffered, _ := z.in.Peek(z.in.Buffered()) // what is there, so no error
		at := bytes.Index(buffered, []byte(a))
		if end := bytes.Index(buffered, []byte(b)); end >= 0 && (at < 0 || end < at) {
			at = end
		}
		if at >= 0 {
			_, err := z.in.Discard(at)
			return err
		}
		if _, err := z.in.Discard(len(buffered) - 3); err != nil {
			return err
		}
	}
}
