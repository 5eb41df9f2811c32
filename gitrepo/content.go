package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Header is what is known of an object before its content is read.
type Header struct {
	Kind Kind
	Size int64 // bytes
}

// longestHead is room for the line below.
const longestHead = 32

// hashed appends what goes into an object's id before its content.
func (h Header) hashed(b []byte) []byte {
	b = append(append(b, h.Kind...), ' ')
	return append(strconv.AppendInt(b, h.Size, 10), 0)
}

// ReadFunc takes the content of one object, all of its bytes. It may be called
// again, from the beginning, when the first attempt to read failed on the way.
type ReadFunc func(h Header, content io.Reader) error

// stopped is an error of a ReadFunc's own: the object can be read, but was not.
type stopped struct{ err error }

func (s *stopped) Error() string { return s.err.Error() }
func (s *stopped) Unwrap() error { return s.err }

func isStopped(err error) bool {
	var s *stopped
	return errors.As(err, &s)
}

// handOn gives the content to read and tells whose fault an error is. check looks,
// when all was read, whether the content was whole.
func handOn(ctx context.Context, h Header, r io.Reader, read ReadFunc, check func() error) error {
	c := &content{ctx: ctx, r: r, left: h.Size}
	err := read(h, c)
	switch {
	case c.err != nil:
		return c.err
	case err != nil:
		return &stopped{err}
	case c.left > 0:
		return &stopped{fmt.Errorf("%d of %d bytes were not read", c.left, h.Size)}
	}
	return check()
}

// content gives as many bytes as were announced and remembers why it could not.
type content struct {
	ctx  context.Context
	r    io.Reader
	left int64
	err  error
}

func (c *content) Read(p []byte) (int, error) {
	switch {
	case c.err != nil:
		return 0, c.err
	case c.left == 0:
		return 0, io.EOF
	case len(p) == 0:
		return 0, nil
	}
	if c.err = c.ctx.Err(); c.err != nil {
		return 0, c.err
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	switch {
	case errors.Is(err, io.EOF) && c.left > 0:
		c.err = fmt.Errorf("%d bytes less than announced: %w", c.left, io.ErrUnexpectedEOF)
	case err != nil && !errors.Is(err, io.EOF):
		c.err = err
	}
	return n, c.err
}

// whole reads an object into memory.
func whole(id ID, into *Object) ReadFunc {
	return func(h Header, r io.Reader) error {
		data, err := readSized(r, h.Size)
		*into = Object{ID: id, Kind: h.Kind, Data: data}
		return err
	}
}

// readWhole is Object, for a reader that has Stream.
func readWhole(ctx context.Context, r Reader, id ID) (Object, error) {
	var o Object
	if err := r.Stream(ctx, id, whole(id, &o)); err != nil {
		return Object{}, err
	}
	return o, nil
}
