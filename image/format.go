package image

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// format is what a content is, as its first bytes tell: names are not asked.
type format int

const (
	plain format = iota
	gzipped
	zstded
	bzipped
	tarred
	zipped
	// closed is a format that is known and not opened.
	closed
)

// sniffed is how many bytes tell the format.
const sniffed = tarBlock

// notOpened are formats that are told by their first bytes and not looked into.
var notOpened = [...]struct{ magic, name string }{
	{"\xfd7zXZ\x00", "xz"},
	{"7z\xbc\xaf\x27\x1c", "7z"},
	{"Rar!\x1a\x07", "rar"},
	{"\x04\x22\x4d\x18", "lz4"},
	{"\xed\xab\xee\xdb", "rpm"},
	{"!<arch>\ndebian-binary", "deb"},
	{"MSCF\x00\x00\x00\x00", "cab"},
	{"hsqs", "squashfs"},
	{"07070", "cpio"},
}

// formatOf tells the format by the first bytes, as many as there are up to sniffed; of
// one that is not opened also how it is called.
func formatOf(head []byte) (format, string) {
	switch {
	case has(head, "\x1f\x8b\x08"):
		return gzipped, "gzip"
	case has(head, "\x28\xb5\x2f\xfd"), len(head) > 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte("\x2a\x4d\x18")):
		return zstded, "zstd"
	case has(head, "BZh") && len(head) >= 10 && (string(head[4:10]) == "1AY&SY" || string(head[4:10]) == "\x17\x72\x45\x38\x50\x90"):
		return bzipped, "bzip2"
	case has(head, "PK\x03\x04"), has(head, "PK\x05\x06") && len(head) >= 22:
		return zipped, "zip"
	case isTarHeader(head) && head[0] != 0:
		return tarred, "tar"
	}
	for _, c := range notOpened {
		if has(head, c.magic) {
			return closed, c.name
		}
	}
	return plain, ""
}

func has(head []byte, magic string) bool {
	return len(head) >= len(magic) && string(head[:len(magic)]) == magic
}

// peek reads the first bytes of a content; rest gives it from its beginning again.
func peek(r io.Reader, head []byte) (n int, rest io.Reader, err error) {
	for n < len(head) && err == nil {
		var read int
		read, err = r.Read(head[n:])
		n += read
	}
	if err == io.EOF { // io.ReadFull would say the same of one that is cut off
		return n, bytes.NewReader(head[:n]), nil
	}
	return n, io.MultiReader(bytes.NewReader(head[:n]), r), err
}

// decompressors are used again: a gzip reader takes 40 kB, and an image has thousands of
// small gzip files.
type decompressors struct{ gzips, buffers sync.Pool }

// open gives what was compressed. done is to be called behind the last Read.
func (d *decompressors) open(f format, r io.Reader) (out io.Reader, done func(), err error) {
	switch f {
	case gzipped:
		return d.gzip(r)
	case zstded:
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(widestWindow))
		if err != nil {
			return nil, nil, err
		}
		return z, z.Close, nil
	case bzipped:
		return bzip2.NewReader(r), func() {}, nil
	}
	return nil, nil, fmt.Errorf("format %d is no compression", f)
}

func (d *decompressors) gzip(r io.Reader) (io.Reader, func(), error) {
	in, free := d.buffered(r)
	z, ok := d.gzips.Get().(*gzip.Reader)
	if !ok {
		z = new(gzip.Reader)
	}
	done := func() {
		free()
		d.gzips.Put(z)
	}
	if err := z.Reset(in); err != nil {
		done()
		return nil, nil, cutOff(err)
	}
	return z, done, nil
}

// buffered reads in larger pieces.
func (d *decompressors) buffered(r io.Reader) (*bufio.Reader, func()) {
	in, ok := d.buffers.Get().(*bufio.Reader)
	if !ok {
		in = bufio.NewReaderSize(nil, 64<<10)
	}
	in.Reset(r)
	return in, func() {
		in.Reset(nil)
		d.buffers.Put(in)
	}
}
