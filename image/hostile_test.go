package image

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/covkey/covkey/scan"
)

// failure is all that a scan says went wrong, empty for nothing.
func failure(r *scan.Result, err error) string {
	if r != nil {
		err = errors.Join(err, errors.Join(r.Errors...))
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestCutOffAnywhere: an archive that ends too early is never taken for a whole one.
func TestCutOffAnywhere(t *testing.T) {
	t.Parallel()
	img := imageOf(t, step{"COPY a", layerOf(t, entry{name: "a", text: "b"})}, step{"COPY c", layerOf(t, entry{name: "c", text: "d"})})
	saved, archive := dockerSave(t, map[string]v1.Image{"example.com/widget:1": img}), tarFolder(t, ociFolder(t, indexOf(img)))
	for name, data := range map[string][]byte{"docker save": saved, "OCI archive": archive} {
		// Of the two blocks that mark the end nothing hangs on the second.
		for end := range len(data) - tarBlock {
			if end%tarBlock > 1 && end%tarBlock < tarBlock-1 && end%251 != 0 {
				continue // not all of the same
			}
			if failure(tryArchive(data[:end])) == "" {
				t.Fatalf("%s: cut off at %d of %d, and nothing was said", name, end, len(data))
			}
		}
		if said := failure(tryArchive(data[:len(data)-tarBlock])); said != "" {
			t.Errorf("%s: without its last block: %s", name, said)
		}
	}
	for name, data := range map[string][]byte{"gzip": gzipOf(t, saved), "zstd": zstdOf(t, saved)} {
		for end := 0; end < len(data); end += 3 {
			if failure(tryArchive(data[:end])) == "" {
				t.Fatalf("%s: cut off at %d of %d, and nothing was said", name, end, len(data))
			}
		}
	}
}

// TestDamagedAnywhere: in an OCI layout every bit of what is scanned has a digest.
func TestDamagedAnywhere(t *testing.T) {
	t.Parallel()
	img := imageOf(t, step{"COPY a", static.NewLayer(gzipOf(t, tarOf(t, entry{name: "a", text: "b"})), types.OCILayer)})
	folder := fstest.MapFS{}
	check(t, filepath.Walk(ociFolder(t, indexOf(img)), func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			data, err := os.ReadFile(path)
			check(t, err)
			_, rest, _ := strings.Cut(filepath.ToSlash(path), "/blobs/")
			if rest == "" {
				folder[filepath.Base(path)] = &fstest.MapFile{Data: data}
			} else {
				folder["blobs/"+rest] = &fstest.MapFile{Data: data}
			}
		}
		return err
	}))
	try := func() string {
		return failure(Scan(context.Background(), Source{Folder: folder}, small(), scan.Policy{}))
	}
	if said := try(); said != "" {
		t.Fatal(said)
	}
	for name, file := range folder {
		if !strings.HasPrefix(name, "blobs/") {
			continue
		}
		for at := 0; at < len(file.Data); at += 5 {
			file.Data[at] ^= 4
			if said := try(); !strings.Contains(said, name) {
				t.Fatalf("%s with byte %d changed: %q", name, at, said)
			}
			file.Data[at] ^= 4
		}
	}
}

// withFile is what a scan says of an image with one file.
func withFile(t testing.TB, name string, text []byte) string {
	t.Helper()
	img := imageOf(t, step{"COPY", layerOf(t, entry{name: name, text: string(text)})})
	return failure(tryArchive(dockerSave(t, map[string]v1.Image{"example.com/widget:1": img})))
}

// TestBombs: what is small and unpacks to much ends, with what and where.
func TestBombs(t *testing.T) {
	t.Parallel()
	zeros := make([]byte, 2<<20)
	many := make([]entry, 4000)
	for i := range many {
		many[i].name = fmt.Sprint(i)
	}
	deep := []byte("CODECOV_TOKEN=")
	for range 5 {
		deep = zipOf(t, zipped1{name: "in.zip", text: deep})
	}
	ratio := "unpacks to more than 250 times its size"
	for name, c := range map[string]struct {
		file string
		text []byte
		want string
	}{
		"gzip":          {"a/b.gz", gzipOf(t, zeros), ratio},
		"zstd":          {"a/b.zst", zstdOf(t, zeros), ratio},
		"zip":           {"a/b.zip", zipOf(t, zipped1{name: "z", text: zeros, deflate: true}), ratio},
		"gzip in gzip":  {"a/b.gz", gzipOf(t, gzipOf(t, zeros)), ratio},
		"many in a zip": {"a/b.zip", zipOf(t, zipped1{name: "1", text: zeros[:1<<20], deflate: true}, zipped1{name: "2", text: zeros[:1<<20], deflate: true}), ratio},
		"entries":       {"a/b.tar", tarOf(t, many...), "more than 3000 files"},
		"deep":          {"a/b.zip", deep, "more than --archive-depth allows"},
	} {
		t.Run(name, func(t *testing.T) {
			said := withFile(t, c.file, c.text)
			if !strings.Contains(said, c.want) || c.want == ratio && !strings.Contains(said, `"a/b.`) {
				t.Errorf("said: %q", said)
			}
		})
	}
	t.Run("layer", func(t *testing.T) {
		layer := tarOf(t, entry{name: "zeros", text: string(make([]byte, 9<<20))})
		img := imageOf(t, step{"COPY", static.NewLayer(gzipOf(t, layer), types.OCILayer)})
		if said := failure(tryArchive(tarFolder(t, ociFolder(t, indexOf(img))))); !strings.Contains(said, "unpacks to more than 8388608 bytes") {
			t.Errorf("said: %q", said)
		}
	})
}

// TestNested: files in archives in files of layers.
func TestNested(t *testing.T) {
	t.Parallel()
	token := "CODECOV_TOKEN=" + newKey() + "\n"
	inner := tarOf(t, entry{name: "w/ci.env", text: token})
	img := imageOf(t, step{"COPY", layerOf(t,
		entry{name: "app.jar", text: string(zipOf(t, zipped1{name: "lib/in.tar", text: inner, deflate: true}, zipped1{name: "b", text: []byte(token)}))},
		entry{name: "t.tgz", text: string(gzipOf(t, inner))},
		entry{name: "one.env.gz", text: string(gzipOf(t, []byte(token)))},
		entry{name: "one.env.zst", text: string(zstdOf(t, []byte(token)))},
		entry{name: "deep.zip", text: string(zipOf(t, zipped1{name: "2.zip", text: zipOf(t, zipped1{name: "3.gz", text: gzipOf(t, inner)})}))},
		entry{name: "unsized.zip", text: string(zipOf(t, zipped1{name: "s", text: []byte(token), unsized: true}, zipped1{name: "d", text: []byte(token), unsized: true, deflate: true}))},
		entry{name: "two.zip", text: string(zipOf(t, zipped1{name: "a", text: []byte("b")})) + string(zipOf(t, zipped1{name: "c", text: []byte(token)}))},
		entry{name: "not.xz", text: "\xfd7zXZ\x00 and so on"},
	)})
	data := dockerSave(t, map[string]v1.Image{"example.com/widget:1": img})
	r := scanArchive(t, data)
	wantClean(t, r)
	const in = ":1:15 layer 1/1 present 0 (COPY)"
	wantTold(t, r, "app.jar!/lib/in.tar!/w/ci.env"+in, "app.jar!/b"+in, "t.tgz!/w/ci.env"+in, "one.env.gz!/one.env"+in, "one.env.zst!/one.env"+in,
		"deep.zip!/2.zip!/3.gz!/w/ci.env"+in, "unsized.zip!/s"+in, "unsized.zip!/d"+in, "two.zip!/(behind its end)!/c"+in)
	if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], `1 not opened (xz), scanned as stored: "not.xz"`) {
		t.Errorf("notes: %q", r.Notes)
	}
	limits := small()
	limits.Depth = 0
	r, err := Scan(context.Background(), Source{Archive: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}, limits, scan.Policy{Report: 1})
	check(t, err)
	wantClean(t, r)
}

// TestBadArchives: archives in layers that cannot be read to their end.
func TestBadArchives(t *testing.T) {
	t.Parallel()
	text := []byte(strings.Repeat("0123456789abcdef", 400))
	whole := map[string][]byte{
		"a.gz": gzipOf(t, text), "a.zst": zstdOf(t, text), "a.tar": tarOf(t, entry{name: "a", text: string(text)}),
		"a.zip": zipOf(t, zipped1{name: "a", text: text, deflate: true}), "b.zip": zipOf(t, zipped1{name: "a", text: text, unsized: true}),
	}
	for name, data := range whole {
		if said := withFile(t, "x/"+name, data); said != "" {
			t.Errorf("%s: %s", name, said)
		}
		for _, part := range []int{2, 3, 7} {
			end := max(sniffed, len(data)-len(data)/part)
			if name == "a.gz" || name == "a.zst" || name == "a.zip" {
				end = len(data) - len(data)/part
			}
			said := withFile(t, "x/"+name, data[:end])
			if !strings.Contains(said, `"x/`+name) || !strings.Contains(said, "EOF") {
				t.Errorf("%s cut off at %d of %d: %q", name, end, len(data), said)
			}
		}
	}
	changed := bytes.Clone(whole["b.zip"])
	changed[len(changed)/2] ^= 1
	if said := withFile(t, "x/b.zip", changed); !strings.Contains(said, "checksum") {
		t.Errorf("changed: %q", said)
	}
}

// layoutOf makes an OCI layout by hand. Each blob is written under its digest.
type layoutOf struct{ fstest.MapFS }

func newLayout() layoutOf {
	return layoutOf{fstest.MapFS{"oci-layout": {Data: []byte(`{"imageLayoutVersion":"1.0.0"}`)}}}
}

func (l layoutOf) put(t testing.TB, mediaType string, data any) descriptor {
	t.Helper()
	text, ok := data.([]byte)
	if !ok {
		var err error
		text, err = json.Marshal(data)
		check(t, err)
	}
	digest := sumOf(text)
	l.MapFS["blobs/"+strings.Replace(digest, ":", "/", 1)] = &fstest.MapFile{Data: text}
	return descriptor{MediaType: mediaType, Digest: digest, Size: int64(len(text))}
}

func (l layoutOf) scan(t testing.TB, index any) (*scan.Result, error) {
	t.Helper()
	if text, ok := index.(string); ok {
		l.MapFS["index.json"] = &fstest.MapFile{Data: []byte(text)}
	} else if index != nil {
		text, err := json.Marshal(index)
		check(t, err)
		l.MapFS["index.json"] = &fstest.MapFile{Data: text}
	}
	return Scan(context.Background(), Source{Folder: l.MapFS}, small(), scan.Policy{Report: 1})
}

const (
	layerType    = "application/vnd.oci.image.layer.v1.tar"
	configType   = "application/vnd.oci.image.config.v1+json"
	manifestType = "application/vnd.oci.image.manifest.v1+json"
	indexType    = "application/vnd.oci.image.index.v1+json"
)

// TestBadLayouts: manifests that are wrong, and what they name and is not there.
func TestBadLayouts(t *testing.T) {
	t.Parallel()
	l := newLayout()
	layer := l.put(t, layerType, tarOf(t, entry{name: "a", text: "b"}))
	conf := l.put(t, configType, map[string]any{"os": "linux", "architecture": "amd64"})
	good := l.put(t, manifestType, manifest{Config: &conf, Layers: []descriptor{layer}})
	other := func(d descriptor, change func(*descriptor)) descriptor { change(&d); return d }
	gone := other(layer, func(d *descriptor) { d.Digest = sumOf([]byte("gone")) })
	of := func(m manifest) manifest { return manifest{Manifests: []descriptor{l.put(t, manifestType, m)}} }
	for name, c := range map[string]struct {
		index any
		want  string
	}{
		"good":            {manifest{Manifests: []descriptor{good}}, ""},
		"twice":           {manifest{Manifests: []descriptor{good, good}}, ""},
		"nested":          {manifest{Manifests: []descriptor{l.put(t, indexType, manifest{Manifests: []descriptor{good}})}}, ""},
		"no JSON":         {"{", "index.json"},
		"empty":           {"", "index.json"},
		"other JSON":      {`{"manifests":7}`, "index.json"},
		"a list":          {`[]`, "index.json"},
		"no images":       {manifest{Manifests: []descriptor{}}, "it lists no image"},
		"no manifest":     {manifest{Manifests: []descriptor{gone}}, "is not there"},
		"no layer":        {of(manifest{Config: &conf, Layers: []descriptor{gone}}), "layer " + gone.Digest + ": it is not there"},
		"no config":       {of(manifest{Config: &gone, Layers: []descriptor{layer}}), "configuration " + gone.Digest},
		"foreign layer":   {of(manifest{Config: &conf, Layers: []descriptor{other(gone, func(d *descriptor) { d.URLs = []string{"https://example.com/"} })}}), "was not scanned"},
		"foreign, there":  {of(manifest{Config: &conf, Layers: []descriptor{other(layer, func(d *descriptor) { d.URLs = []string{"https://example.com/"} })}}), ""},
		"another size":    {of(manifest{Config: &conf, Layers: []descriptor{other(layer, func(d *descriptor) { d.Size++ })}}), "bytes"},
		"a path":          {of(manifest{Config: &conf, Layers: []descriptor{other(layer, func(d *descriptor) { d.Digest = "sha256:../../../etc/passwd" })}}), "no digest"},
		"layer is a text": {of(manifest{Config: &conf, Layers: []descriptor{l.put(t, layerType, []byte("text"))}}), "no tar archive"},
		"many layers":     {of(manifest{Config: &conf, Layers: slices.Repeat([]descriptor{layer}, mostLayers+1)}), "more than 2000 layers"},
		"many are gone":   {of(manifest{Config: &conf, Layers: goneLayers(mostFaults + 5)}), "is not listed"},
		"config is a tar": {of(manifest{Config: &layer, Layers: []descriptor{layer}}), "no JSON"},
	} {
		r, err := l.scan(t, c.index)
		if said := failure(r, err); c.want == "" && said != "" || !strings.Contains(said, c.want) {
			t.Errorf("%s: %q, want %q", name, said, c.want)
		}
	}
	// docker save writes the whole index of an image of which it has one platform.
	absent := other(gone, func(d *descriptor) { d.Platform = &platform{OS: "linux", Architecture: "arm64"} })
	r, err := l.scan(t, manifest{Manifests: []descriptor{l.put(t, indexType, manifest{Manifests: []descriptor{good, absent}})}})
	if said := failure(r, err); said != "" || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "linux/arm64") {
		t.Errorf("a platform that is not there: %q, %q", said, r.Notes)
	}
	deep := good
	for range deepestIndex + 2 {
		deep = l.put(t, indexType, manifest{Manifests: []descriptor{deep}})
	}
	if said := failure(l.scan(t, manifest{Manifests: []descriptor{deep}})); !strings.Contains(said, "indexes in each other") {
		t.Errorf("deep: %q", said)
	}
}

// goneLayers are layers that are not there.
func goneLayers(n int) []descriptor {
	var all []descriptor
	for i := range n {
		all = append(all, descriptor{MediaType: layerType, Digest: sumOf([]byte{byte(i)})})
	}
	return all
}

// TestBadSaves: what is wrong in archives of docker save.
func TestBadSaves(t *testing.T) {
	t.Parallel()
	layer := tarOf(t, entry{name: "a", text: "b"})
	conf := fmt.Sprintf(`{"os":"linux","rootfs":{"type":"layers","diff_ids":[%q]}}`, sumOf(layer))
	list := func(config, layer string) string {
		return fmt.Sprintf(`[{"Config":%q,"RepoTags":["widget:1"],"Layers":[%q]}]`, config, layer)
	}
	name := strings.TrimPrefix(sumOf([]byte(conf)), "sha256:") + ".json"
	base := []entry{{name: name, text: conf}, {name: "1/layer.tar", text: string(layer)}}
	with := func(more ...entry) []byte { return tarOf(t, append(base[:2:2], more...)...) }
	for what, c := range map[string]struct {
		data []byte
		want string
	}{
		"good":            {with(entry{name: "manifest.json", text: list(name, "1/layer.tar")}), ""},
		"./ before":       {with(entry{name: "./manifest.json", text: list("./"+name, "./1/layer.tar")}), ""},
		"a link":          {with(entry{name: "2/layer.tar", link: "../1/layer.tar", kind: '2'}, entry{name: "manifest.json", text: list(name, "2/layer.tar")}), ""},
		"a hard link":     {with(entry{name: "2/layer.tar", link: "1/layer.tar"}, entry{name: "manifest.json", text: list(name, "2/layer.tar")}), ""},
		"links in a loop": {with(entry{name: "2/layer.tar", link: "3", kind: '2'}, entry{name: "2/3", link: "layer.tar", kind: '2'}, entry{name: "manifest.json", text: list(name, "2/layer.tar")}), `layer "2/layer.tar" is not there`},
		"no list":         {with(), "not an image"},
		"no JSON":         {with(entry{name: "manifest.json", text: "[{"}), "manifest.json"},
		"an object":       {with(entry{name: "manifest.json", text: "{}"}), "manifest.json"},
		"no layer":        {with(entry{name: "manifest.json", text: list(name, "9/layer.tar")}), `its layer "9/layer.tar" is not there`},
		"a path":          {with(entry{name: "manifest.json", text: list(name, "../../etc/passwd")}), `"../../etc/passwd" is not there`},
		"no config":       {with(entry{name: "manifest.json", text: list("x.json", "1/layer.tar")}), `its configuration "x.json" is not there`},
		"another layer":   {with(entry{name: "1/layer.tar", text: string(tarOf(t, entry{name: "a", text: "c"}))}, entry{name: "manifest.json", text: list(name, "1/layer.tar")}), "another digest than the configuration says"},
		"another config":  {with(entry{name: name, text: conf + " "}, entry{name: "manifest.json", text: list(name, "1/layer.tar")}), "another digest"},
		"nothing":         {nil, "it is empty"},
		"a text":          {[]byte("text"), "neither a tar archive"},
		"a zip":           {zipOf(t, zipped1{name: "manifest.json", text: []byte("[]")}), "it is a zip file"},
		"an empty tar":    {make([]byte, 1024), "not an image"},
	} {
		if said := failure(tryArchive(c.data)); c.want == "" && said != "" || !strings.Contains(said, c.want) {
			t.Errorf("%s: %q, want %q", what, said, c.want)
		}
	}
}

// TestBadFolder: a folder is read as it is: no pipe is waited for, no loop followed.
func TestBadFolder(t *testing.T) {
	t.Parallel()
	dir := ociFolder(t, indexOf(imageOf(t, step{"COPY", layerOf(t, entry{name: "a", text: "b"})})))
	if err := os.Symlink("loop", filepath.Join(dir, "blobs", "loop")); err != nil {
		t.Skip(err)
	}
	if said := failure(Scan(context.Background(), Source{Folder: os.DirFS(dir)}, small(), scan.Policy{})); !strings.Contains(said, "blobs/loop") {
		t.Errorf("a loop: %q", said)
	}
	r, err := Scan(context.Background(), Source{Folder: os.DirFS(t.TempDir())}, small(), scan.Policy{})
	if !errors.Is(err, errNoImage) {
		t.Errorf("an empty folder: %v, %v", r, err)
	}
}
