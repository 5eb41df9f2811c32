package gitrepo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/adler32"
	"io"

	"github.com/klauspost/compress/flate"
)

// inflater reads one zlib stream after the other (RFC 1950) and is made once: what it
// takes is as much as many objects are long. The library's own reader of zlib streams
// would bring the standard library's inflater along into every start.
type inflater struct {
	in   flate.Reader
	body io.ReadCloser
	sum  hash.Hash32
	err  error
}

var errZlib = errors.New("malformed compressed data")

// reset begins a stream. The inflater takes no byte behind its end.
func (z *inflater) reset(in flate.Reader) error {
	if z.body == nil {
		z.body, z.sum = flate.NewReader(in), adler32.New()
	} else if err := z.body.(flate.Resetter).Reset(in, nil); err != nil {
		return err
	}
	z.in, z.err = in, nil
	z.sum.Reset()
	var head [2]byte
	if _, err := io.ReadFull(in, head[:]); err != nil {
		return fmt.Errorf("%w: %w", errZlib, noEOF(err))
	}
	const deflate, largestWindow, dictionary = 8, 7, 0x20
	if head[0]&15 != deflate || head[0]>>4 > largestWindow || binary.BigEndian.Uint16(head[:])%31 != 0 || head[1]&dictionary != 0 {
		return errZlib
	}
	return nil
}

// Read is io.Reader's. Its end is there only when the checksum was right.
func (z *inflater) Read(p []byte) (int, error) {
	if z.err != nil {
		return 0, z.err
	}
	n, err := z.body.Read(p)
	z.sum.Write(p[:n])
	switch {
	case errors.Is(err, io.EOF):
		z.err = z.end()
	case err != nil:
		z.err = fmt.Errorf("%w: %w", errZlib, err)
	}
	return n, z.err
}

func (z *inflater) end() error {
	var sum [4]byte
	if _, err := io.ReadFull(z.in, sum[:]); err != nil {
		return fmt.Errorf("%w: %w", errZlib, noEOF(err))
	}
	if binary.BigEndian.Uint32(sum[:]) != z.sum.Sum32() {
		return fmt.Errorf("%w: wrong checksum", errZlib)
	}
	return io.EOF
}

// noEOF makes an end that comes too early an error.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
