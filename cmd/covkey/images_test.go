package main

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/rogpeppe/go-internal/testscript"
)

// buildImage: "image FORM OUT STEPS" builds an image of the lines of STEPS, a Dockerfile
// in which each line that brings files ends in "<- FOLDER". FORM is save (docker save),
// layout (the folder of an OCI layout) or oci (an archive of one).
func buildImage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: image save|layout|oci OUT STEPS")
	}
	out := ts.MkAbs(args[1])
	img := imageOfSteps(ts, args[2])
	switch args[0] {
	case "save":
		tag, err := name.NewTag("example.com/widget:1.0")
		ts.Check(err)
		ts.Check(tarball.WriteToFile(out, tag, img))
		return
	case "layout":
		ts.Check(writeLayout(out, img))
		return
	case "oci":
		dir := filepath.Join(ts.Getenv("WORK"), ".layout")
		ts.Check(writeLayout(dir, img))
		ts.Check(os.WriteFile(out, folderTar(ts, dir), 0o644))
		ts.Check(os.RemoveAll(dir))
		return
	}
	ts.Fatalf("unknown form %q", args[0])
}

func writeLayout(dir string, img v1.Image) error {
	index := mutate.AppendManifests(empty.Index, mutate.IndexAddendum{Add: img, Descriptor: v1.Descriptor{
		Annotations: map[string]string{"org.opencontainers.image.ref.name": "example.com/widget:1.0"},
	}})
	_, err := layout.Write(dir, index)
	return err
}

func imageOfSteps(ts *testscript.TestScript, steps string) v1.Image {
	var adds []mutate.Addendum
	var env []string
	for line := range strings.Lines(ts.ReadFile(steps)) {
		does, folder, brings := strings.Cut(strings.TrimSpace(line), " <- ")
		add := mutate.Addendum{History: v1.History{CreatedBy: does, EmptyLayer: !brings}}
		if set, ok := strings.CutPrefix(does, "ENV "); ok {
			env = append(env, set)
		}
		if brings {
			add.Layer, add.MediaType = static.NewLayer(folderTar(ts, ts.MkAbs(folder)), types.OCIUncompressedLayer), types.OCIUncompressedLayer
		}
		adds = append(adds, add)
	}
	img, err := mutate.Append(mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON), adds...)
	ts.Check(err)
	c, err := img.ConfigFile()
	ts.Check(err)
	c = c.DeepCopy()
	c.OS, c.Architecture, c.Config.Env = "linux", "amd64", env
	img, err = mutate.ConfigFile(img, c)
	ts.Check(err)
	return img
}

// folderTar writes a folder's files as an archive.
func folderTar(ts *testscript.TestScript, dir string) []byte {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	ts.Check(w.AddFS(os.DirFS(dir)))
	ts.Check(w.Close())
	return out.Bytes()
}
