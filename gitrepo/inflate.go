package gitrepo

import (
	"compress/flate"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
)

// inflater reads one zlib stream after the other and is made once: what it takes is as
// much as many objects are long. What fits in memory is for deflater.
type inflater struct {
	body io.ReadCloser
}

var errZlib = errors.New("malformed compressed data")

// reset begins a stream. The inflater takes no byte behind its end.
func (z *inflater) reset(in flate.Reader) (err error) {
	if z.body == nil {
		z.body, err = zlib.NewReader(in)
	} else {
		err = z.body.(zlib.Resetter).Reset(in, nil)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errZlib, noEOF(err))
	}
	return nil
}

// Read is io.Reader's. Its end is there only when the checksum was right.
func (z *inflater) Read(p []byte) (int, error) {
	n, err := z.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = fmt.Errorf("%w: %w", errZlib, err)
	}
	return n, err
}

// noEOF makes an end that comes too early an error.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
