package image

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"errors"
	"io"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// file is a file of an archive, to compare two readers by.
type file struct{ name, text string }

// FuzzTar: what the standard library reads, we read in the same way, or refuse.
func FuzzTar(f *testing.F) {
	f.Add(tarOf(f, entry{name: "a", text: "b"}, entry{name: "d/"}, entry{name: "d/l", link: "a"}, entry{name: string(bytes.Repeat([]byte("long/"), 60)) + "x", text: "c"}))
	var gnu bytes.Buffer
	w := tar.NewWriter(&gnu)
	check(f, w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: string(bytes.Repeat([]byte("n"), 300)), Size: 3, Format: tar.FormatGNU}))
	_, err := io.WriteString(w, "abc")
	check(f, err)
	check(f, w.Close())
	f.Add(gnu.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		theirs, err := standardTar(data)
		if err != nil {
			return
		}
		ours, err := ourTar(data)
		if errors.Is(err, errTarOpen) || errors.Is(err, errTarHeader) || errors.Is(err, io.ErrUnexpectedEOF) {
			return
		}
		check(t, err)
		if len(ours) != len(theirs) {
			t.Fatalf("%d files, not %d", len(ours), len(theirs))
		}
		for i := range ours {
			if ours[i] != theirs[i] {
				t.Fatalf("file %d: %.100q, not %.100q", i, ours[i], theirs[i])
			}
		}
	})
}

func ourTar(data []byte) ([]file, error) {
	t := &tarReader{r: bytes.NewReader(data)}
	var all []file
	for {
		e, err := t.next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		if e.isFile() {
			text, err := io.ReadAll(t)
			if err != nil {
				return all, err
			}
			all = append(all, file{e.name, string(text)})
		}
	}
}

var errSparse = errors.New("sparse")

func standardTar(data []byte) ([]file, error) {
	r := tar.NewReader(bytes.NewReader(data))
	var all []file
	for {
		h, err := r.Next()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		switch h.Typeflag {
		case tar.TypeLink, tar.TypeSymlink, tar.TypeChar, tar.TypeBlock, tar.TypeDir, tar.TypeFifo, tar.TypeXGlobalHeader:
			continue
		case tar.TypeGNUSparse:
			return nil, errSparse // whose holes it fills
		}
		for key := range h.PAXRecords {
			if len(key) > 3 && key[:3] == "GNU" {
				return nil, errSparse
			}
		}
		text, err := io.ReadAll(r)
		if err != nil {
			return all, err
		}
		all = append(all, file{h.Name, string(text)})
	}
}

// FuzzZip: a file that the standard library reads of an archive is among ours, or the
// archive is refused.
func FuzzZip(f *testing.F) {
	text := bytes.Repeat([]byte("text "), 20)
	f.Add(zipOf(f, zipped1{name: "a", text: text}, zipped1{name: "b", text: text, deflate: true}, zipped1{name: "c", text: text, unsized: true}))
	f.Add(zipOf(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		ours, err := ourZip(data)
		if err != nil {
			return
		}
		have := map[file]bool{}
		for _, o := range ours {
			have[file{text: o.text}] = true
		}
		r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil || r.Comment != "" {
			return
		}
		for _, entry := range r.File {
			in, err := entry.Open()
			if err != nil || entry.Method != zip.Store && entry.Method != zip.Deflate || entry.Flags&1 != 0 {
				continue
			}
			text, err := io.ReadAll(io.LimitReader(in, 1<<20))
			if err == nil && len(text) < 1<<20 && !have[file{text: string(text)}] {
				t.Fatalf("%q: %.100q is not among ours: %.300q", entry.Name, text, ours)
			}
		}
	})
}

func ourZip(data []byte) ([]file, error) {
	if f, _ := formatOf(data); f != zipped {
		return nil, errZip
	}
	inflater := flate.NewReader(nil)
	z := &zipReader{in: bufio.NewReaderSize(bytes.NewReader(data), 64<<10), inflate: func(p *zipPacked) (io.Reader, error) {
		return inflater, inflater.(flate.Resetter).Reset(p, nil)
	}}
	var all []file
	for {
		e, err := z.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		text, err := io.ReadAll(io.LimitReader(e, 1<<20))
		if err != nil {
			return nil, err
		}
		all = append(all, file{e.name, string(text)})
	}
	if err := z.listing(); err != nil {
		return nil, err
	}
	rest, err := io.ReadAll(z.in)
	if err != nil {
		return nil, err
	}
	if len(rest) > 0 {
		more, err := ourZip(rest)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// FuzzArchive: no archive brings the scan down, or makes it say nothing where there is
// no image.
func FuzzArchive(f *testing.F) {
	img := imageOf(f, step{"COPY a", layerOf(f, entry{name: "a", text: "b"}, entry{name: "a.zip", text: string(zipOf(f, zipped1{name: "c", text: []byte("d")}))})})
	saved := dockerSave(f, map[string]v1.Image{"example.com/widget:1": img})
	f.Add(saved)
	f.Add(gzipOf(f, saved))
	f.Add(tarFolder(f, ociFolder(f, indexOf(img))))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := tryArchive(data)
		if err == nil && len(r.Errors) == 0 && r.Scanned.Blobs == 0 {
			t.Fatal("nothing was scanned, and nothing was said")
		}
	})
}
