package image

import (
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// leaky is an image with keys in all the places that files have.
func leaky(t testing.TB) v1.Image {
	t.Helper()
	token := "CODECOV_TOKEN=" + newKey() + "\n"
	img := imageOf(t,
		step{"COPY . /app # buildkit", layerOf(t,
			entry{name: "app/"}, entry{name: "app/deleted.env", text: token}, entry{name: "app/kept.env", text: token},
			entry{name: "app/over.env", text: token}, entry{name: "app/dir/gone.env", text: token}, entry{name: "app/opaque/in.env", text: token},
			entry{name: "app/linked.env", text: token}, entry{name: "app/other.env", link: "app/linked.env"},
		)},
		step{does: "ENV A=b"},
		step{"RUN /bin/sh -c rm # buildkit", layerOf(t,
			entry{name: "app/.wh.deleted.env"}, entry{name: "app/over.env", text: "empty\n"}, entry{name: "app/.wh.dir"},
			entry{name: "app/opaque/"}, entry{name: "app/opaque/.wh..wh..opq"}, entry{name: "app/.wh.linked.env"},
		)},
	)
	return img
}

var leakyTold = []string{
	"app/deleted.env:1:15 layer 1/2 deleted 2 (COPY . /app)",
	"app/dir/gone.env:1:15 layer 1/2 deleted 2 (COPY . /app)",
	"app/kept.env:1:15 layer 1/2 present 0 (COPY . /app)",
	"app/linked.env:1:15 layer 1/2 present 0 (COPY . /app)",
	"app/opaque/in.env:1:15 layer 1/2 deleted 2 (COPY . /app)",
	"app/over.env:1:15 layer 1/2 overwritten 2 (COPY . /app)",
}

// TestForms: the same image says the same in each form that it is saved in.
func TestForms(t *testing.T) {
	t.Parallel()
	img := leaky(t)
	folder := ociFolder(t, indexOf(img))
	archive := tarFolder(t, folder)
	saved := dockerSave(t, map[string]v1.Image{"example.com/widget:1": img})
	for name, data := range map[string][]byte{
		"docker save": saved, "OCI archive": archive,
		"docker save, gzip": gzipOf(t, saved), "OCI archive, zstd": zstdOf(t, archive),
	} {
		t.Run(name, func(t *testing.T) {
			r := scanArchive(t, data)
			wantClean(t, r)
			wantTold(t, r, leakyTold...)
		})
	}
	r := scanFolder(t, folder)
	wantClean(t, r)
	wantTold(t, r, leakyTold...)
	if got := r.Findings[0].Origin.Images; len(got) != 1 || got[0] != "widget:1 (linux/amd64)" {
		t.Errorf("images: %q", got)
	}
}

// TestCompressedLayers: layers in gzip and zstd, and what they are together with.
func TestCompressedLayers(t *testing.T) {
	t.Parallel()
	token := "CODECOV_TOKEN=" + newKey() + "\n"
	plain := tarOf(t, entry{name: "etc/ci.env", text: token})
	img := imageOf(t,
		step{"COPY a", static.NewLayer(gzipOf(t, plain), types.OCILayer)},
		step{"COPY b", static.NewLayer(zstdOf(t, plain), types.OCILayerZStd)},
	)
	r := scanFolder(t, ociFolder(t, indexOf(img)))
	wantClean(t, r)
	wantTold(t, r, "etc/ci.env:1:15 layer 1/2 overwritten 2 (COPY a)", "etc/ci.env:1:15 layer 2/2 present 0 (COPY b)")
}

// TestConfiguration: what is no file.
func TestConfiguration(t *testing.T) {
	t.Parallel()
	key, other := newKey(), newKey()
	img := imageOf(t,
		step{does: "ENV CODECOV_TOKEN=" + key},
		step{does: "RUN |1 TOKEN=" + other + " /bin/sh -c codecov -t $TOKEN # buildkit", layer: layerOf(t, entry{name: "a", text: "b"})},
	)
	c, err := img.ConfigFile()
	check(t, err)
	c = c.DeepCopy()
	c.Config.Env = []string{"PATH=/bin", "CODECOV_TOKEN=" + key}
	c.Config.Labels = map[string]string{"a": "b", "codecov.token": newKey()}
	c.Config.Cmd = []string{"codecov", "-t", newKey()}
	c.Config.Entrypoint = []string{"/bin/sh", "-c", "codecov -t " + newKey() + " -f a"}
	c.Config.OnBuild = []string{"RUN codecov -t " + newKey()}
	c.Config.Healthcheck = &v1.HealthConfig{Test: []string{"CMD-SHELL", "codecov -t " + newKey()}}
	img, err = mutate.ConfigFile(img, c)
	check(t, err)
	img = mutate.Annotations(img, map[string]string{"codecov_token": newKey()}).(v1.Image)
	want := []string{
		"IMAGE_CONFIG/Env:2:15", "IMAGE_CONFIG/Labels:2:15", "IMAGE_CONFIG/Cmd:1:12", "IMAGE_CONFIG/Entrypoint:1:23",
		"IMAGE_CONFIG/OnBuild:1:16", "IMAGE_CONFIG/Healthcheck:1:22", "IMAGE_CONFIG/History:1:19", "IMAGE_CONFIG/History:2:14",
	}
	r := scanArchive(t, dockerSave(t, map[string]v1.Image{"example.com/widget:1": img}))
	wantClean(t, r)
	wantTold(t, r, want...)
	r = scanFolder(t, ociFolder(t, indexOf(img)))
	wantClean(t, r)
	if got := told(r); len(got) != len(want)+1 {
		t.Errorf("with an annotation: %q", got)
	}
}
