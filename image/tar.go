package image

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// tarReader reads a tar archive (POSIX ustar and pax, GNU, V7) from a stream. The
// standard library's would do but for two things: it links os/user, and with that the C
// library, into every start of a hook, and it takes an archive that was cut off between
// two files for a complete one. The tests hold it against that one.
type tarReader struct {
	r    io.Reader
	left int64 // of the current entry's content
	pad  int64 // behind it
}

// tarEntry is what a header says.
type tarEntry struct {
	name, link string
	size       int64
	kind       byte
}

// The kinds of entries that matter.
const (
	tarFile    = '0'
	tarOldFile = 0
	tarHard    = '1'
	tarSymlink = '2'
	tarDir     = '5'
	tarSparse  = 'S'
)

const (
	tarBlock = 512
	// longestTarHeader bounds what is read of names and attributes that have a header of
	// their own; the standard library has the same.
	longestTarHeader = 1 << 20
)

var (
	errTarHeader = errors.New("a tar header is damaged")
	// errTarOpen is the end of the input where the end of the archive is not marked.
	errTarOpen = errors.New("cut off: the end of the tar archive is missing")
)

// isFile reports whether the entry has a content. What is of an unknown kind has one,
// as POSIX says.
func (e tarEntry) isFile() bool {
	switch e.kind {
	case tarHard, tarSymlink, tarDir, '3', '4', '6':
		return false
	}
	return true
}

// next goes to the next entry; io.EOF at the marked end of the archive. What the current
// one has left is skipped.
func (t *tarReader) next() (tarEntry, error) {
	var long tarEntry // what headers before the entry's own say
	size := int64(-1)
	for {
		if err := t.skip(); err != nil {
			return tarEntry{}, err
		}
		var block [tarBlock]byte
		e, err := t.header(&block)
		if err != nil {
			return tarEntry{}, err
		}
		switch e.kind {
		case 'x', 'g', 'X':
			records, err := t.text(e)
			if err != nil {
				return tarEntry{}, err
			}
			if e.kind == 'g' {
				continue // of the whole archive: comments
			}
			if err := paxRecords(records, &long, &size); err != nil {
				return tarEntry{}, err
			}
		case 'L', 'K':
			text, err := t.text(e)
			if err != nil {
				return tarEntry{}, err
			}
			if e.kind == 'L' {
				long.name = cString(text)
			} else {
				long.link = cString(text)
			}
		default:
			return t.begin(e, long, size, &block)
		}
	}
}

// begin makes an entry of its header and of what came before.
func (t *tarReader) begin(e, long tarEntry, size int64, block *[tarBlock]byte) (tarEntry, error) {
	if long.name != "" {
		e.name = long.name
	}
	if long.link != "" {
		e.link = long.link
	}
	if size >= 0 {
		e.size = size
	}
	if e.kind == tarFile || e.kind == tarOldFile {
		if n := len(e.name); n > 0 && e.name[n-1] == '/' {
			e.kind = tarDir // as V7 writes one
		}
	}
	if !e.isFile() {
		e.size = 0
	}
	if e.kind == tarSparse {
		// The map of the pieces goes on in blocks of its own; the pieces follow, without
		// the holes between them.
		for more := block[482] != 0; more; {
			var next [tarBlock]byte
			if err := t.full(next[:]); err != nil {
				return tarEntry{}, err
			}
			more = next[504] != 0
		}
	}
	t.left, t.pad = e.size, padding(e.size)
	return e, nil
}

func padding(size int64) int64 { return -size & (tarBlock - 1) }

// header reads and checks one header.
func (t *tarReader) header(block *[tarBlock]byte) (tarEntry, error) {
	if n, err := io.ReadFull(t.r, block[:]); err != nil {
		if n == 0 && err == io.EOF {
			return tarEntry{}, fmt.Errorf("%w: %w", errTarOpen, io.ErrUnexpectedEOF)
		}
		return tarEntry{}, cutOff(err)
	}
	if *block == ([tarBlock]byte{}) {
		// Two such blocks are the end; one that nothing follows is as good.
		switch _, err := io.ReadFull(t.r, block[:]); {
		case err == io.EOF, err == nil && *block == [tarBlock]byte{}:
			return tarEntry{}, io.EOF
		case err != nil:
			return tarEntry{}, cutOff(err)
		}
		return tarEntry{}, errTarHeader
	}
	if !isTarHeader(block[:]) {
		return tarEntry{}, errTarHeader
	}
	size, ok := tarNumber(block[124:136])
	if !ok || size < 0 {
		return tarEntry{}, errTarHeader
	}
	e := tarEntry{name: cString(block[:100]), link: cString(block[157:257]), size: size, kind: block[156]}
	if bytes.Equal(block[257:263], []byte("ustar\x00")) {
		prefix := block[345:500]
		if bytes.Equal(block[508:512], []byte("tar\x00")) { // as star writes it
			prefix = block[345:476]
		}
		if p := cString(prefix); p != "" {
			e.name = p + "/" + e.name
		}
	}
	return e, nil
}

// text is the content of a header that is an entry of its own.
func (t *tarReader) text(e tarEntry) ([]byte, error) {
	if e.size > longestTarHeader {
		return nil, fmt.Errorf("%w: names and attributes of %d bytes", errTarHeader, e.size)
	}
	text := make([]byte, e.size)
	if err := t.full(text); err != nil {
		return nil, err
	}
	t.pad = padding(e.size)
	return text, nil
}

func (t *tarReader) full(p []byte) error {
	_, err := io.ReadFull(t.r, p)
	return cutOff(err)
}

// skip reads what is left of the current entry.
func (t *tarReader) skip() error {
	n, err := io.CopyN(io.Discard, t.r, t.left+t.pad)
	if err == io.EOF && n < t.left+t.pad {
		return io.ErrUnexpectedEOF
	}
	t.left, t.pad = 0, 0
	return err
}

// Read reads the current entry's content.
func (t *tarReader) Read(p []byte) (int, error) {
	if t.left == 0 {
		return 0, io.EOF
	}
	n, err := t.r.Read(p[:min(int64(len(p)), t.left)])
	t.left -= int64(n)
	if err == io.EOF && t.left > 0 {
		err = io.ErrUnexpectedEOF
	} else if err == io.EOF {
		err = nil // the padding's affair
	}
	return n, err
}

// cutOff says of an input that ends too early that it does.
func cutOff(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
