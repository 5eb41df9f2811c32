package image

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/scan"
)

// Source is where an image is: one of the two is set.
type Source struct {
	// Archive opens an archive, which is read once from its beginning.
	Archive func() (io.ReadCloser, error)
	// Folder is a folder with what an archive has in it.
	Folder fs.FS
}

// run is one scan.
type run struct {
	ctx           context.Context
	stream        *scan.Stream
	spent         spent
	decompressors decompressors

	// What the source has, in its order, and by name: the last of a name counts, as it
	// does for who unpacks an archive.
	blobs     []*blob
	byName    map[string]*blob
	links     map[string]string
	documents int64 // bytes of those that are kept
	seed      maphash.Seed

	mu     sync.Mutex
	closed map[string]*closedFormat
}

// closedFormat counts contents that are not opened.
type closedFormat struct {
	n     int
	first string
}

// Scan scans everything in the source. Every key counts, new or not. An error is a scan
// that could not be done at all; what could not be read on the way is in the result.
func Scan(ctx context.Context, source Source, limits Limits, policy scan.Policy) (*scan.Result, error) {
	r := &run{
		ctx: ctx, stream: scan.NewStream(ctx, policy),
		seed: maphash.MakeSeed(), byName: map[string]*blob{}, links: map[string]string{}, closed: map[string]*closedFormat{},
	}
	r.spent.limits = limits
	var err error
	if source.Folder != nil {
		err = r.folder(source.Folder)
	} else {
		err = r.archive(source.Archive)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if errors.Is(err, errNoImage) {
		return nil, err
	}
	if err != nil && !errors.Is(err, errStopped) {
		r.fail(err)
	}
	complete := err == nil
	images := r.images(complete)
	r.attribute(images)
	r.tellClosed()
	return r.stream.Result(), ctx.Err()
}

// errNoImage: the source is no image.
var errNoImage = errors.New("not an image")

// errStopped ends a run after too many errors.
var errStopped = errors.New("too many errors")

// fail notes an error and goes on, or ends the run when there are too many.
func (r *run) fail(err error) error {
	if !r.stream.Fail(err) {
		return errStopped
	}
	return nil
}

// leaveClosed notes a content that is scanned as it is because it cannot be opened.
func (r *run) leaveClosed(called, name string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c := r.closed[called]
	if c == nil {
		c = &closedFormat{first: name}
		r.closed[called] = c
	}
	c.n++
}

func (r *run) tellClosed() {
	var kinds []string
	for called := range r.closed {
		kinds = append(kinds, called)
	}
	slices.Sort(kinds)
	for _, called := range kinds {
		c := r.closed[called]
		r.stream.Note(fmt.Sprintf("%d not opened (%s), scanned as stored: %s", c.n, called, shown(c.first)))
	}
}

// archive scans an archive.
func (r *run) archive(open func() (io.ReadCloser, error)) error {
	in, err := open()
	if err != nil {
		return err
	}
	err = r.outer(in, 0)
	return errors.Join(err, in.Close())
}

// outer scans an archive that may be compressed.
func (r *run) outer(in io.Reader, wrapped int) error {
	var head [sniffed]byte
	n, rest, err := peek(in, head[:])
	if err != nil {
		return err
	}
	switch f, called := formatOf(head[:n]); {
	case f == tarred:
		return r.entries(rest)
	case (f == gzipped || f == zstded || f == bzipped) && wrapped == 0:
		out, done, err := r.decompressors.open(f, rest)
		if err != nil {
			return fmt.Errorf("the %s archive: %w", called, err)
		}
		defer done()
		unpacked := &unpacking{r: out, spent: &r.spent}
		if err := r.outer(unpacked, 1); err != nil {
			return err
		}
		return drain(unpacked) // its checksum is at the end
	case n == 0:
		return fmt.Errorf("%w: it is empty", errNoImage)
	case called != "":
		return fmt.Errorf("%w: it is a %s file; wanted is a tar archive, alone or in gzip, zstd or bzip2", errNoImage, called)
	}
	return fmt.Errorf("%w: neither a tar archive nor one that is compressed", errNoImage)
}

// entries scans what a tar archive has.
func (r *run) entries(in io.Reader) error {
	t := &tarReader{r: in}
	for {
		e, err := t.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return fmt.Errorf("the archive: %w", err)
		}
		if err := r.entry(); err != nil {
			return err
		}
		if len(r.blobs)+len(r.links) > mostBlobs || len(e.name)+len(e.link) > longestPath {
			return fmt.Errorf("%w: the archive has too many files, or names that are too long, to be that of an image", errTooMuch)
		}
		switch name := cleaned(e.name); {
		case e.kind == tarSymlink:
			r.links[name] = cleaned(joined(name, e.link))
		case e.kind == tarHard:
			r.links[name] = cleaned(e.link)
		case e.isFile():
			if err := r.blob(name, t, e.size); err != nil {
				return err
			}
		}
	}
	rest, err := pastZeros(in)
	if err != nil || rest == nil {
		return err
	}
	return r.blob("(behind the end of the archive)", rest, -1)
}

func (r *run) entry() error { return r.spent.entry() }

// folder scans what a folder has.
func (r *run) folder(folder fs.FS) error {
	if !exists(folder, "index.json") && !exists(folder, "manifest.json") {
		return fmt.Errorf("%w: the folder has neither index.json (an OCI layout) nor manifest.json (what docker save writes)", errNoImage)
	}
	return fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return r.fail(err)
		}
		if r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		if err := r.entry(); err != nil {
			return err
		}
		if d.IsDir() {
			return nil
		}
		if len(r.blobs) > mostBlobs {
			return fmt.Errorf("%w: the folder has too many files to be that of an image", errTooMuch)
		}
		info, err := fs.Stat(folder, name) // of what a link leads to: some tools make layouts of links
		if err != nil {
			return r.fail(err)
		}
		if !info.Mode().IsRegular() {
			return r.fail(fmt.Errorf("%s is no file, and no link to one", shown(name)))
		}
		f, err := folder.Open(name)
		if err != nil {
			return r.fail(err)
		}
		err = r.blob(name, f, info.Size())
		return errors.Join(err, f.Close())
	})
}

func exists(folder fs.FS, name string) bool {
	_, err := fs.Stat(folder, name)
	return err == nil
}

// cleaned is a name in an archive without what does not matter. It is only ever compared
// with other names.
func cleaned(name string) string {
	return strings.TrimPrefix(cleanPath("/"+name), "/")
}

// mask hides keys in names that come from the image.
func mask(s string) string { return detector.Mask(s) }
