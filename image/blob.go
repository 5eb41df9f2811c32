package image

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"path"
	"strings"

	"github.com/covkey/covkey/detector"
)

// blob is a file of the source: a layer, a configuration, a manifest or something else.
type blob struct {
	name string
	// digest is that of the bytes, unpacked that of what they are compressed from.
	digest, unpacked string
	size             int64
	document         *document
	layer            *layer
	// found are the keys in it, each with its path in the layer.
	found []foundIn
	// broken tells that it could not be read to its end, which was said.
	broken bool
}

// foundIn are keys in one content of a blob. file is the file of the layer that they are
// in, path may go on in an archive; both are empty for a blob that is no layer.
type foundIn struct {
	file, path string
	findings   []detector.Finding
}

// blob scans a file of the source. An error ends the run.
func (r *run) blob(name string, in io.Reader, size int64) error {
	b := &blob{name: name}
	r.blobs = append(r.blobs, b)
	r.byName[name] = b
	sum := sha256.New()
	want, named := blobDigest(name)
	var other hash.Hash
	hashed := io.Writer(sum)
	if strings.HasPrefix(want, "sha512:") {
		other = sha512.New()
		hashed = io.MultiWriter(sum, other)
	}
	in = io.TeeReader(in, hashed)
	if size < 0 || size > aheadSize {
		a := readAhead(in)
		defer a.stop()
		in = a
	}
	counted := &countingReader{r: in}
	err := r.read(b, counted, size)
	if errors.Is(err, errStopped) || r.ctx.Err() != nil {
		return err
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", shown(name), err)
	}
	if errors.Is(err, errTooMuch) {
		return err
	}
	if drained := drain(counted); drained != nil { // the source itself cannot be read any further
		b.broken = true
		return fmt.Errorf("%s: %w", shown(name), drained)
	}
	b.size, b.digest = counted.n, "sha256:"+hex.EncodeToString(sum.Sum(nil))
	if b.unpacked == "" {
		b.unpacked = b.digest
	}
	if err != nil {
		b.broken = true
		return r.fail(err)
	}
	got := b.digest
	if other != nil {
		got = "sha512:" + hex.EncodeToString(other.Sum(nil))
	}
	if named && got != want {
		b.broken = true
		return r.fail(fmt.Errorf("%s: its content has another digest, %s: it is damaged or was changed", shown(name), got))
	}
	return nil
}

// blobDigest is the digest that the name of a blob in an OCI layout says.
func blobDigest(name string) (digest string, ok bool) {
	rest, ok := strings.CutPrefix(name, "blobs/")
	if !ok {
		return "", false
	}
	algorithm, digits, _ := strings.Cut(rest, "/")
	return algorithm + ":" + digits, isDigest(algorithm + ":" + digits)
}

// isDigest reports whether a text is a digest of a kind that is checked.
func isDigest(s string) bool {
	algorithm, digits, _ := strings.Cut(s, ":")
	want := map[string]int{"sha256": 64, "sha512": 128}[algorithm]
	return want > 0 && len(digits) == want && strings.Trim(digits, "0123456789abcdef") == ""
}

type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// read scans a blob as what it is.
func (r *run) read(b *blob, in io.Reader, size int64) error {
	var head [sniffed]byte
	n, rest, err := peek(in, head[:])
	if err != nil {
		return nil // it comes again
	}
	f, _ := formatOf(head[:n])
	switch {
	case isJSON(head[:n]) && (size < 0 || size <= longestDocument):
		return r.readDocument(b, rest)
	case f == gzipped || f == zstded || f == bzipped:
		return r.readPacked(b, f, rest)
	}
	return r.readPlain(b, head[:n], rest, size)
}

// readPlain scans a blob that is not compressed, or no longer.
func (r *run) readPlain(b *blob, head []byte, rest io.Reader, size int64) error {
	if f, _ := formatOf(head); f == tarred {
		return r.readLayer(b, rest)
	}
	if len(bytes.Trim(head, "\x00")) == 0 && (len(head) == 0 || len(head) == sniffed) {
		// All that an archive without files is.
		b.layer = newLayer(r.seed)
		return r.behind(b, rest)
	}
	return r.file(b, b.name, rest, size, b.add)
}

// behind scans what stands behind the end of a layer's archive.
func (r *run) behind(b *blob, in io.Reader) error {
	rest, err := pastZeros(in)
	if err != nil || rest == nil {
		return err
	}
	return r.file(b, "(behind the end of the layer)", rest, -1, func(path string, found []detector.Finding) {
		b.found = append(b.found, foundIn{path: path, findings: found})
	})
}

// add takes what was found in a blob that is no layer.
func (b *blob) add(name string, found []detector.Finding) {
	if name == b.name {
		name = ""
	}
	b.found = append(b.found, foundIn{path: name, findings: found})
}

// isJSON reports whether a text begins as a document does.
func isJSON(head []byte) bool {
	head = bytes.TrimLeft(head, " \t\r\n")
	return len(head) > 0 && (head[0] == '{' || head[0] == '[')
}

// readPacked scans a blob that is compressed: nearly always a layer.
func (r *run) readPacked(b *blob, f format, in io.Reader) error {
	out, done, err := r.decompressors.open(f, in)
	if err != nil {
		return err
	}
	defer done()
	sum := sha256.New()
	unpacked := readAhead(&unpacking{r: io.TeeReader(out, sum), spent: &r.spent})
	defer unpacked.stop()
	var head [sniffed]byte
	n, rest, err := peek(unpacked, head[:])
	if err != nil {
		return err
	}
	if err := r.readPlain(b, head[:n], rest, -1); err != nil {
		return err
	}
	if err := drain(unpacked); err != nil {
		return err
	}
	b.unpacked = "sha256:" + hex.EncodeToString(sum.Sum(nil))
	return nil
}

// readLayer scans the files of a layer. The archive may lack its end mark: digests tell
// whether a layer is whole.
func (r *run) readLayer(b *blob, in io.Reader) error {
	b.layer = newLayer(r.seed)
	t := &tarReader{r: in}
	for {
		e, err := t.next()
		if err == io.EOF || errors.Is(err, errTarOpen) {
			break
		}
		if err != nil {
			return err
		}
		if err := r.entry(); err != nil {
			return err
		}
		name := cleaned(e.name)
		b.layer.entry(name, e)
		if !e.isFile() {
			continue
		}
		err = r.file(b, name, t, e.size, func(path string, found []detector.Finding) {
			b.found = append(b.found, foundIn{file: name, path: path, findings: found})
		})
		if err != nil {
			return err
		}
	}
	b.layer.done()
	return r.behind(b, in)
}

func cleanPath(name string) string { return path.Clean(name) }

// joined is where a link leads that stands beside name.
func joined(name, link string) string {
	if strings.HasPrefix(link, "/") {
		return link
	}
	return path.Join("/", path.Dir(name), link)
}
