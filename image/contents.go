package image

import (
	"bufio"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/covkey/covkey/detector"
)

// inside stands between the name of an archive and that of a file in it.
const inside = "!/"

// contents hands a file of a layer to the engine: as it is, or what is packed in it.
type contents struct {
	*run
	// of is the file; found takes what was found in it or below.
	of    *packed
	found func(path string, found []detector.Finding)
}

// file scans a file of a layer, or a blob that is none. What cannot be unpacked is noted as an error; an error
// that is returned is that of r, or ends the run.
func (r *run) file(b *blob, name string, in io.Reader, size int64, found func(string, []detector.Finding)) error {
	if r.stream.Excludes(name) {
		return drain(in)
	}
	of := &packed{spent: &r.spent, r: in}
	c := &contents{run: r, of: of, found: found}
	err := c.content(name, of, size, 0)
	if errors.Is(err, errTooMuch) || r.ctx.Err() != nil {
		return err
	}
	// The file is as long as it is: if it cannot be read to its end, that is the reason.
	if drained := drain(of); drained != nil || err == nil {
		return drained
	}
	if name != b.name {
		err = fmt.Errorf("%s: %w", shown(b.name), err)
	}
	return r.fail(err)
}

func drain(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}

// content scans one content. name is the path that it is reported under; depth is how
// many archives it is in. Errors name what they are about.
func (c *contents) content(name string, r io.Reader, size int64, depth int) error {
	if depth > 0 && c.stream.Excludes(name) {
		return drain(r)
	}
	var head [sniffed]byte
	n, rest, err := peek(r, head[:])
	if err != nil {
		return named(name, err)
	}
	f, called := formatOf(head[:n])
	switch {
	case f == plain:
		return c.scan(name, rest, size)
	case f == closed || c.spent.limits.Depth == 0:
		c.leaveClosed(called, name)
		return c.scan(name, rest, size)
	case depth >= c.spent.limits.Depth:
		return named(name, fmt.Errorf("a %s archive in %d others: more than --archive-depth allows", called, depth))
	case f == zipped:
		return c.zip(name, rest, depth+1)
	case f == tarred:
		return c.tar(name, rest, depth+1)
	}
	return c.unpack(name, f, rest, depth+1)
}

func (c *contents) scan(name string, r io.Reader, size int64) error {
	found, err := c.stream.Scan(name, r, size)
	if len(found) > 0 {
		c.found(name, found)
	}
	return named(name, err)
}

// named says which content an error is about, which is nobody's but the innermost's.
func named(name string, err error) error {
	if one := (*FileError)(nil); err == nil || errors.As(err, &one) {
		return err
	}
	return &FileError{name, err}
}

// FileError is what kept a file of a layer, or of an archive in one, from being read.
type FileError struct {
	name string
	err  error
}

func (e *FileError) Error() string { return shown(e.name) + ": " + e.err.Error() }
func (e *FileError) Unwrap() error { return e.err }

// shown is a name in a message: of no more than a line.
func shown(name string) string {
	const longest = 300
	if len(name) > longest {
		name = name[:longest/2] + "…" + name[len(name)-longest/2:]
	}
	return fmt.Sprintf("%q", name)
}

// unpack scans what is compressed. A tar archive in it counts as one with it.
func (c *contents) unpack(name string, f format, r io.Reader, depth int) error {
	out, done, err := c.decompressors.open(f, r)
	if err != nil {
		return named(name, err)
	}
	defer done()
	out = &unpacking{r: out, spent: &c.spent, of: c.of}
	var head [sniffed]byte
	n, rest, err := peek(out, head[:])
	if err != nil {
		return named(name, err)
	}
	if inner, _ := formatOf(head[:n]); inner == tarred {
		return c.tar(name, rest, depth)
	}
	if err := c.content(name+inside+unpackedName(name), rest, -1, depth); err != nil {
		return err
	}
	return named(name, drain(out))
}

// unpackedName is what a compressed file is called when it is not.
func unpackedName(name string) string {
	base := path.Base(name)
	for _, end := range []string{".gz", ".zst", ".bz2", ".z", ".Z"} {
		if short, ok := strings.CutSuffix(base, end); ok && short != "" {
			return short
		}
	}
	return base
}

// tar scans the files of a tar archive.
func (c *contents) tar(name string, r io.Reader, depth int) error {
	t := &tarReader{r: r}
	for {
		e, err := t.next()
		if err == io.EOF || errors.Is(err, errTarOpen) && c.of != nil {
			// A file is as long as it is: an archive that lacks its end mark is whole.
			return c.behind(name, r, depth)
		}
		if err != nil {
			return named(name, err)
		}
		if err := c.entry(); err != nil {
			return named(name, err)
		}
		if !e.isFile() {
			continue
		}
		if err := c.content(name+inside+e.name, t, e.size, depth); err != nil {
			return err
		}
	}
}

// behind scans what stands behind the end of an archive, where there is more than the
// zero bytes that fill the last block.
func (c *contents) behind(name string, r io.Reader, depth int) error {
	rest, err := pastZeros(r)
	if err != nil || rest == nil {
		return named(name, err)
	}
	return c.content(name+inside+"(behind its end)", rest, -1, depth)
}

// pastZeros skips zero bytes; nil when there is nothing else.
func pastZeros(r io.Reader) (io.Reader, error) {
	buf := make([]byte, 4<<10)
	for {
		n, err := r.Read(buf)
		if text := strings.TrimLeft(string(buf[:n]), "\x00"); text != "" {
			return io.MultiReader(strings.NewReader(text), r), nil
		}
		if err == io.EOF {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// zip scans the files of a zip archive.
func (c *contents) zip(name string, r io.Reader, depth int) error {
	in, free := c.decompressors.buffered(r)
	defer free()
	inflater := flate.NewReader(nil)
	z := &zipReader{in: in, inflate: func(p *zipPacked) (io.Reader, error) {
		err := inflater.(flate.Resetter).Reset(p, nil)
		return &unpacking{r: inflater, spent: &c.spent, of: c.of}, err
	}}
	for {
		e, err := z.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return named(name, err)
		}
		if err := c.entry(); err != nil {
			return named(name, err)
		}
		full := name + inside + e.name
		if e.closed != "" {
			c.leaveClosed("zip entry, "+e.closed, full)
		}
		if err := c.content(full, e, e.size, depth); err != nil {
			return err
		}
	}
	if err := z.listing(); err != nil {
		return named(name, err)
	}
	return c.rest(name, in, depth)
}

// rest scans what stands behind a zip archive's directory: a comment, another archive.
func (c *contents) rest(name string, in *bufio.Reader, depth int) error {
	if _, err := in.Peek(1); err != nil {
		if err == io.EOF {
			return nil
		}
		return named(name, err)
	}
	return c.content(name+inside+"(behind its end)", in, -1, depth)
}
