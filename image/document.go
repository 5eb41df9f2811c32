package image

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/covkey/covkey/detector"
)

// document is a manifest, an index, a configuration or another blob in JSON. What it is
// is told by who refers to it; it is read as each when it is asked for.
type document struct {
	text  []byte
	found []detector.Finding
}

// readDocument reads and scans a blob that looks like a document.
func (r *run) readDocument(b *blob, in io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(in, longestDocument+1))
	if err != nil {
		return nil // it comes again
	}
	if len(text) > longestDocument { // of a size that nothing said before
		return r.file(b, b.name, io.MultiReader(bytes.NewReader(text), in), -1, b.add)
	}
	if !json.Valid(text) || len(text) > shortDocument && !isManifest(text) {
		return r.file(b, b.name, bytes.NewReader(text), int64(len(text)), b.add)
	}
	if r.documents += int64(len(text)); r.documents > mostDocuments {
		return fmt.Errorf("%w: its manifests and configurations are longer than %d bytes", errTooMuch, mostDocuments)
	}
	found, err := r.stream.Scan(b.name, bytes.NewReader(text), int64(len(text)))
	b.document = &document{text: text, found: found}
	return err
}

// isManifest reports whether a document has what a manifest, an index or a configuration
// has. Other long ones (an attestation, a list of what is in the image) are scanned and
// not kept.
func isManifest(text []byte) bool {
	var any struct {
		Manifests, Layers, RootFS, Config json.RawMessage
		Version                           string `json:"imageLayoutVersion"`
	}
	if text = bytes.TrimSpace(text); text[0] == '[' {
		return true // what docker save writes
	}
	return json.Unmarshal(text, &any) == nil &&
		(any.Manifests != nil || any.Layers != nil || any.RootFS != nil || any.Config != nil || any.Version != "")
}

// as reads the document as what v is.
func (b *blob) as(v any) error {
	if b.document == nil {
		return fmt.Errorf("%s: no JSON of the form that is expected there", shown(b.name))
	}
	if err := json.Unmarshal(b.document.text, v); err != nil {
		return fmt.Errorf("%s: no JSON of the form that is expected there: %s", shown(b.name), mask(err.Error()))
	}
	return nil
}

// What is read of the documents of an OCI layout (image-spec 1.1: descriptor.md,
// image-index.md, manifest.md) and of their forerunners by Docker, which have the same
// fields.
type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Size        int64             `json:"size"`
	URLs        []string          `json:"urls"`
	Annotations map[string]string `json:"annotations"`
	Platform    *platform         `json:"platform"`
}

type platform struct {
	Architecture string `json:"architecture"`
	OS           string `json:"os"`
	Variant      string `json:"variant"`
}

func (p *platform) String() string {
	if p == nil || p.OS == "" && p.Architecture == "" || p.OS == "unknown" {
		return ""
	}
	return strings.TrimSuffix(p.OS+"/"+p.Architecture+"/"+p.Variant, "/")
}

type manifest struct {
	MediaType string       `json:"mediaType"`
	Manifests []descriptor `json:"manifests"` // of an index
	Config    *descriptor  `json:"config"`
	Layers    []descriptor `json:"layers"`
}

// saved is an entry of manifest.json, the list that docker save writes.
type saved struct {
	Config   string
	RepoTags []string
	Layers   []string
}

// config is what is read of an image's configuration (image-spec: config.md).
type config struct {
	platform
	Config  settings  `json:"config"`
	RootFS  rootFS    `json:"rootfs"`
	History []history `json:"history"`
}

type rootFS struct {
	DiffIDs []string `json:"diff_ids"`
}

type history struct {
	CreatedBy  string `json:"created_by"`
	Comment    string `json:"comment"`
	Author     string `json:"author"`
	EmptyLayer bool   `json:"empty_layer"`
}

// settings are what a container is started with.
type settings struct {
	Env         []string          `json:"Env"`
	Entrypoint  words             `json:"Entrypoint"`
	Cmd         words             `json:"Cmd"`
	Shell       words             `json:"Shell"`
	OnBuild     []string          `json:"OnBuild"`
	Labels      map[string]string `json:"Labels"`
	Healthcheck *struct {
		Test words `json:"Test"`
	} `json:"Healthcheck"`
}

// words are a command's; old images have one text.
type words []string

func (w *words) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		if one != "" {
			*w = words{one}
		}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(w))
}

// isLayer reports whether what a manifest lists is a layer of files, by its media type.
// Artifacts that are no images list other things.
func (d descriptor) isLayer() bool {
	return strings.HasPrefix(d.MediaType, "application/vnd.oci.image.layer.") ||
		strings.HasPrefix(d.MediaType, "application/vnd.docker.image.rootfs.")
}

// isForeign reports whether a layer is one that is not handed on with the image.
func (d descriptor) isForeign() bool {
	return len(d.URLs) > 0 || strings.Contains(d.MediaType, "nondistributable") || strings.Contains(d.MediaType, "foreign")
}
