package image

import (
	"archive/tar"
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"

	"github.com/covkey/covkey/scan"
)

// TestSharedLayers: a layer of several images is read and told once, with their names; a
// file is hidden only when it is in all of them.
func TestSharedLayers(t *testing.T) {
	t.Parallel()
	token := "CODECOV_TOKEN=" + newKey() + "\n"
	base := layerOf(t, entry{name: "both.env", text: token}, entry{name: "one.env", text: token})
	a := imageOf(t, step{"COPY", base}, step{"RUN rm both.env one.env", layerOf(t, entry{name: ".wh.both.env"}, entry{name: ".wh.one.env"})})
	b := imageOf(t, step{"COPY", base}, step{"RUN rm both.env", layerOf(t, entry{name: ".wh.both.env"})})
	data := dockerSave(t, map[string]v1.Image{"example.com/a:1": a, "example.com/b:1": b})
	r := scanArchive(t, data)
	wantClean(t, r)
	wantTold(t, r, "both.env:1:15 layer 1/2 deleted 2 (COPY)", "one.env:1:15 layer 1/2 present 0 (COPY)")
	names := slices.Sorted(slices.Values(r.Findings[0].Origin.Images))
	if got := strings.Join(names, "; "); got != "example.com/a:1 (linux/amd64); example.com/b:1 (linux/amd64)" {
		t.Errorf("images: %q", got)
	}
}

// TestPlatforms: all platforms of an index in an index, and an attestation beside them.
func TestPlatforms(t *testing.T) {
	t.Parallel()
	token := "CODECOV_TOKEN=" + newKey() + "\n"
	index := mutate.IndexMediaType(indexOf(), types.OCIImageIndex)
	for _, arch := range []string{"amd64", "arm64"} {
		img := imageOf(t, step{"COPY", layerOf(t, entry{name: arch + ".env", text: token})})
		c, err := img.ConfigFile()
		check(t, err)
		c = c.DeepCopy()
		c.Architecture = arch
		img, err = mutate.ConfigFile(img, c)
		check(t, err)
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: img, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "linux", Architecture: arch}}})
	}
	statement := static.NewLayer([]byte(`{"predicate":{"invocation":{"environment":{"CODECOV_TOKEN":"`+newKey()+`"}}}}`), "application/vnd.in-toto+json")
	attestation := imageOf(t, step{"", statement})
	index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: attestation, Descriptor: v1.Descriptor{Platform: &v1.Platform{OS: "unknown", Architecture: "unknown"}}})
	outer := mutate.AppendManifests(indexOf(), mutate.IndexAddendum{Add: index, Descriptor: v1.Descriptor{
		MediaType: types.OCIImageIndex, Annotations: map[string]string{"io.containerd.image.name": "example.com/widget:2"},
	}})
	r := scanFolder(t, ociFolder(t, outer))
	wantClean(t, r)
	if len(r.Findings) != 3 {
		t.Fatalf("findings: %q", told(r))
	}
	for i, want := range []string{"example.com/widget:2 (linux/amd64)", "example.com/widget:2 (linux/arm64)"} {
		if got := r.Findings[i].Origin.Images; len(got) != 1 || got[0] != want {
			t.Errorf("images: %q, want %q", got, want)
		}
	}
}

// TestWithoutReference: what no manifest names is scanned as well.
func TestWithoutReference(t *testing.T) {
	t.Parallel()
	token := "CODECOV_TOKEN=" + newKey() + "\n"
	img := imageOf(t, step{"COPY", layerOf(t, entry{name: "a", text: "b"})})
	dir := ociFolder(t, indexOf(img))
	data := tarFolder(t, dir)
	l := tarOf(t, entry{name: "w/ci.env", text: token})
	var entries []entry
	for _, f := range mustTar(t, data) {
		entries = append(entries, entry{name: f.name, text: f.text})
	}
	entries = append(entries, entry{name: "notes.env", text: token}, entry{name: "notes.env", text: " CODECOV_TOKEN=" + newKey()}, entry{name: "blobs/" + strings.Replace(sumOf(l), ":", "/", 1), text: string(l)})
	r := scanArchive(t, append(tarOf(t, entries...), []byte("CODECOV_TOKEN="+newKey())...))
	wantClean(t, r)
	wantTold(t, r, "notes.env:1:15", "notes.env:1:16", "blobs/"+strings.Replace(sumOf(l), ":", "/", 1)+"!/w/ci.env:1:15", "(behind the end of the archive):1:15")
}

func mustTar(t *testing.T, data []byte) []file {
	t.Helper()
	all, err := ourTar(data)
	check(t, err)
	return all
}

// TestStrangeTars: names, kinds and holes that are rare.
func TestStrangeTars(t *testing.T) {
	t.Parallel()
	token := "CODECOV_TOKEN=" + newKey() + "\n"
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	put := func(h tar.Header, text string) {
		h.Size, h.Mode = int64(len(text)), 0o600
		check(t, w.WriteHeader(&h))
		_, err := w.Write([]byte(text))
		check(t, err)
	}
	long := strings.Repeat("long/", 80) + "a.env"
	put(tar.Header{Typeflag: tar.TypeReg, Name: "../../etc/up.env"}, token)
	put(tar.Header{Typeflag: tar.TypeReg, Name: "/root/abs.env"}, token)
	put(tar.Header{Typeflag: tar.TypeReg, Name: long, Format: tar.FormatPAX}, token)
	put(tar.Header{Typeflag: tar.TypeReg, Name: "g" + long, Format: tar.FormatGNU}, token)
	put(tar.Header{Typeflag: tar.TypeSymlink, Name: "loop", Linkname: "loop"}, "")
	put(tar.Header{Typeflag: tar.TypeFifo, Name: "pipe"}, "")
	put(tar.Header{Typeflag: tar.TypeReg, Name: "caf\xe9.env", Format: tar.FormatGNU}, token)
	put(tar.Header{Typeflag: tar.TypeReg, Name: "last.env"}, token)
	check(t, w.Close())
	img := imageOf(t, step{"COPY", static.NewLayer(out.Bytes(), types.OCIUncompressedLayer)})
	r := scanFolder(t, ociFolder(t, indexOf(img)))
	wantClean(t, r)
	var want []string
	for _, name := range []string{"etc/up.env", "root/abs.env", long, "g" + long, "caf\xe9.env", "last.env"} {
		want = append(want, name+":1:15 layer 1/1 present 0 (COPY)")
	}
	wantTold(t, r, want...)
}

// TestSparseTar: of a file with holes the pieces are read (the old form of GNU tar).
func TestSparseTar(t *testing.T) {
	t.Parallel()
	token := "CODECOV_TOKEN=" + newKey() + "\n"
	data := tarOf(t, entry{name: "hole.env", text: token}, entry{name: "after.env", text: token})
	data[156] = tarSparse
	copy(data[257:], "ustar  \x00")
	copy(data[483:], fmt.Sprintf("%011o\x00", 1<<30)) // the size with the hole
	data[482] = 1                                     // more of the map follows
	seal(data[:tarBlock])
	data = slices.Insert(data, tarBlock, make([]byte, tarBlock)...)
	img := imageOf(t, step{"COPY", static.NewLayer(data, types.OCIUncompressedLayer)})
	r := scanFolder(t, ociFolder(t, indexOf(img)))
	wantClean(t, r)
	wantTold(t, r, "hole.env:1:15 layer 1/1 present 0 (COPY)", "after.env:1:15 layer 1/1 present 0 (COPY)")
}

// seal writes a header's checksum.
func seal(block []byte) {
	copy(block[148:156], "        ")
	sum := 0
	for _, b := range block {
		sum += int(b)
	}
	copy(block[148:], fmt.Sprintf("%06o\x00 ", sum))
}

// TestPolicy: what is allowed or left out, and evidence that is a path.
func TestPolicy(t *testing.T) {
	t.Parallel()
	img := imageOf(t, step{"COPY", layerOf(t,
		entry{name: "src/codecov.yml", text: "codecov:\n  token: " + newKey() + "\n"},
		entry{name: "src/.github/workflows/ci.yml", text: "jobs:\n  a:\n    steps:\n      - uses: codecov/codecov-action@v5\n        with:\n          token: " + newKey() + "\n"},
		entry{name: "a.env", text: "CODECOV_TOKEN=" + newKey() + " # covkey:allow for a test\n"},
		entry{name: "left/out.env", text: "CODECOV_TOKEN=" + newKey() + "\n"},
	)})
	data := dockerSave(t, map[string]v1.Image{"example.com/a:1": img})
	r, err := tryWith(data, scan.Policy{Report: 1, Excluded: func(path string) bool { return strings.HasPrefix(path, "left/") }})
	check(t, err)
	wantClean(t, r)
	wantTold(t, r, "src/codecov.yml:2:10 layer 1/1 present 0 (COPY)", "src/.github/workflows/ci.yml:6:18 layer 1/1 present 0 (COPY)")
	if r.Allowed != 1 || len(r.Excluded) != 1 {
		t.Errorf("allowed %d, left out %q", r.Allowed, r.Excluded)
	}
}
