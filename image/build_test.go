package image

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/klauspost/compress/zstd"

	"github.com/covkey/covkey/scan"
)

// newKey makes a random UUID of version 4, as Codecov does.
func newKey() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // documented never to happen
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// entry is an entry of an archive that a test writes. A name that ends in a slash is a
// folder; one with a link and no kind is a hard link.
type entry struct {
	name, text, link string
	kind             byte
}

// tarOf writes an archive.
func tarOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, e := range entries {
		h := &tar.Header{Name: e.name, Mode: 0o644, Size: int64(len(e.text)), Linkname: e.link, Typeflag: e.kind}
		switch {
		case e.kind != 0:
		case e.link != "":
			h.Typeflag = tar.TypeLink
		case strings.HasSuffix(e.name, "/"):
			h.Typeflag = tar.TypeDir
		default:
			h.Typeflag = tar.TypeReg
		}
		check(t, w.WriteHeader(h))
		_, err := io.WriteString(w, e.text)
		check(t, err)
	}
	check(t, w.Close())
	return out.Bytes()
}

func gzipOf(t testing.TB, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(data)
	check(t, err)
	check(t, w.Close())
	return out.Bytes()
}

func zstdOf(t testing.TB, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	check(t, err)
	return w.EncodeAll(data, nil)
}

// layerOf is a layer as it is in an archive of docker save.
func layerOf(t testing.TB, entries ...entry) v1.Layer {
	t.Helper()
	return static.NewLayer(tarOf(t, entries...), types.OCIUncompressedLayer)
}

// step is an instruction of a Dockerfile; its layer is nil for one that has none.
type step struct {
	does  string
	layer v1.Layer
}

// imageOf builds an image.
func imageOf(t testing.TB, steps ...step) v1.Image {
	t.Helper()
	var adds []mutate.Addendum
	for _, s := range steps {
		a := mutate.Addendum{Layer: s.layer, History: v1.History{CreatedBy: s.does, EmptyLayer: s.layer == nil}}
		if s.layer != nil {
			var err error
			a.MediaType, err = s.layer.MediaType()
			check(t, err)
		}
		adds = append(adds, a)
	}
	base := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	img, err := mutate.Append(base, adds...)
	check(t, err)
	c, err := img.ConfigFile()
	check(t, err)
	c = c.DeepCopy()
	c.OS, c.Architecture = "linux", "amd64"
	img, err = mutate.ConfigFile(img, c)
	check(t, err)
	return img
}

// dockerSave writes images as docker save did before it wrote OCI layouts.
func dockerSave(t testing.TB, images map[string]v1.Image) []byte {
	t.Helper()
	refs := map[name.Tag]v1.Image{}
	for n, img := range images {
		tag, err := name.NewTag(n)
		check(t, err)
		refs[tag] = img
	}
	path := filepath.Join(t.TempDir(), "saved.tar")
	check(t, tarball.MultiWriteToFile(path, refs))
	data, err := os.ReadFile(path)
	check(t, err)
	return data
}

// ociFolder writes an OCI layout.
func ociFolder(t testing.TB, index v1.ImageIndex) string {
	t.Helper()
	dir := t.TempDir()
	_, err := layout.Write(dir, index)
	check(t, err)
	return dir
}

func indexOf(images ...v1.Image) v1.ImageIndex {
	index := mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, img := range images {
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: img, Descriptor: v1.Descriptor{
			Annotations: map[string]string{"org.opencontainers.image.ref.name": "widget:1"},
		}})
	}
	return index
}

// tarFolder writes a folder's files as an archive.
func tarFolder(t testing.TB, dir string) []byte {
	t.Helper()
	var entries []entry
	check(t, filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err != nil || !info.Mode().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		check(t, err)
		rel, err := filepath.Rel(dir, path)
		entries = append(entries, entry{name: filepath.ToSlash(rel), text: string(data)})
		return err
	}))
	return tarOf(t, entries...)
}

// small are limits that a test reaches.
func small() Limits {
	l := DefaultLimits()
	l.Unpacked, l.Entries, l.Slack = 8<<20, 3000, 1<<20
	return l
}

func scanArchive(t testing.TB, data []byte) *scan.Result {
	t.Helper()
	result, err := tryArchive(data)
	check(t, err)
	return result
}

func tryArchive(data []byte) (*scan.Result, error) { return tryWith(data, scan.Policy{Report: 1}) }

func tryWith(data []byte, policy scan.Policy) (*scan.Result, error) {
	source := Source{Archive: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
	return Scan(context.Background(), source, small(), policy)
}

func scanFolder(t testing.TB, dir string) *scan.Result {
	t.Helper()
	result, err := Scan(context.Background(), Source{Folder: os.DirFS(dir)}, small(), scan.Policy{Report: 1})
	check(t, err)
	return result
}

// told are the findings of a result, a line each: what a test compares.
func told(r *scan.Result) []string {
	var lines []string
	for _, f := range r.Findings {
		line := fmt.Sprintf("%s:%d:%d", f.Path, f.Line, f.Column)
		if o := f.Origin; o != nil && o.Layer != "" {
			line += fmt.Sprintf(" layer %d/%d %s %d (%s)", o.Number, o.Layers, o.State, o.HiddenBy, o.Instruction)
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

func wantTold(t testing.TB, r *scan.Result, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := told(r); !slices.Equal(got, want) {
		t.Errorf("findings:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func wantClean(t testing.TB, r *scan.Result) {
	t.Helper()
	for _, err := range r.Errors {
		t.Errorf("error: %v", err)
	}
}
