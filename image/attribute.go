package image

import (
	"fmt"
	"path"
	"strings"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/scan"
)

// The paths that stand for what of an image is no file. What of a configuration a
// finding is in stands behind it.
const (
	ConfigPath   = "IMAGE_CONFIG"
	ManifestPath = "IMAGE_MANIFEST"
)

// isImage reports whether a container can be made of it: attestations and other
// artifacts have a configuration that says nothing.
func (m *image) isImage() bool { return m.config == nil || m.settings.OS != "unknown" }

// instructions takes from the history which instruction brought each layer. A history
// that does not fit the layers says nothing.
func (m *image) instructions() {
	var brought []string
	for _, h := range m.settings.History {
		if !h.EmptyLayer {
			brought = append(brought, instruction(h.CreatedBy))
		}
	}
	if len(brought) != len(m.layers) {
		return
	}
	for i := range m.layers {
		m.layers[i].instruction = brought[i]
	}
}

// instruction is a line of the history without what builders put around it.
func instruction(createdBy string) string {
	const longest = 500
	s := strings.TrimSuffix(strings.TrimSpace(createdBy), "# buildkit")
	if nop, ok := strings.CutPrefix(s, "/bin/sh -c #(nop)"); ok {
		s = nop
	} else if command, ok := strings.CutPrefix(s, "/bin/sh -c "); ok {
		s = "RUN " + command // the builder before BuildKit
	}
	if s = strings.TrimSpace(s); len(s) > longest {
		s = strings.ToValidUTF8(s[:longest], "") + "…"
	}
	return s
}

// place is where a blob is a layer.
type place struct {
	image *image
	at    int // from 0
}

// attribute hands the findings over, each with what it is in: first those in files, in
// the order of the layers, then those in configurations and manifests.
func (r *run) attribute(images []*image) {
	places := map[*blob][]place{}
	parts := map[*blob][]*image{} // configurations and manifests
	for _, m := range images {
		for i, l := range m.layers {
			if l.blob != nil {
				places[l.blob] = append(places[l.blob], place{m, i})
			}
		}
		for _, b := range append(m.manifests, m.config) {
			if b != nil {
				parts[b] = append(parts[b], m)
			}
		}
	}
	done := reported{}
	told := map[detector.Fingerprint]bool{}
	for _, m := range images {
		for _, l := range m.layers {
			if l.blob != nil && done.first(l.blob) {
				r.reportLayer(l.blob, places[l.blob])
			}
		}
	}
	for _, m := range images {
		if m.config != nil && done.first(m.config) {
			r.reportConfig(m, parts[m.config], told)
		}
	}
	r.reportOthers(parts, done, told)
}

// reported are the blobs whose findings were handed over, and their digests: the same
// content may be there more than once, and a name may have several contents. What could
// not be read has no digest.
type reported map[any]bool

// first reports whether a blob is not among them, and takes it in.
func (done reported) first(b *blob) bool {
	if done[b] || done[b.digest] {
		return false
	}
	done[b], done[b.digest] = true, b.digest != ""
	return true
}

// reportLayer hands over what was found in a layer.
func (r *run) reportLayer(b *blob, places []place) {
	first := places[0]
	base := scan.Origin{Layer: b.digest, Number: first.at + 1, Layers: len(first.image.layers), Images: titles(places)}
	if digest := first.image.layers[first.at].digest; digest != "" {
		base.Layer = digest
	}
	for _, p := range places {
		if base.Instruction = p.image.layers[p.at].instruction; base.Instruction != "" {
			break
		}
	}
	if b.document != nil { // of an artifact, like an attestation
		r.stream.Report(b.name, &base, b.document.found)
	}
	for _, f := range b.found {
		if r.ctx.Err() != nil {
			return
		}
		origin := base
		name := f.path
		if name == "" {
			name = b.name
		}
		origin.State = scan.Present
		if f.file != "" {
			origin.State, origin.HiddenBy = fate(f.file, b, places)
		}
		r.stream.Report(name, &origin, f.findings)
	}
}

// titles names the images, each once.
func titles(places []place) []string {
	var names []string
	seen := map[*image]bool{}
	for _, p := range places {
		if !seen[p.image] {
			seen[p.image] = true
			names = append(names, p.image.title())
		}
	}
	return names
}

// fate tells what the layers above do to a file: it is hidden only where it is in every
// image, under each of its names. by is the layer that does it in the first of them.
func fate(file string, b *blob, places []place) (state scan.State, by int) {
	state = scan.Present
	for _, p := range places {
		for _, name := range b.layer.names(file) {
			this, at := hiddenBy(name, p)
			if this == scan.Present {
				return scan.Present, 0
			}
			if state == scan.Present {
				state, by = this, at
			}
		}
	}
	return state, by
}

func hiddenBy(name string, p place) (scan.State, int) {
	for i := p.at + 1; i < len(p.image.layers); i++ {
		above := p.image.layers[i].blob
		if above == nil || above.layer == nil {
			continue
		}
		if state := above.layer.hides(name); state != scan.Present {
			return state, i + 1
		}
	}
	return scan.Present, 0
}

// reportOthers hands over what was found in what is neither a layer nor a configuration.
// An archive of docker save has copies of the configuration in the form of older
// versions: what was told of a configuration is not told again.
func (r *run) reportOthers(parts map[*blob][]*image, done reported, told map[detector.Fingerprint]bool) {
	for _, b := range r.blobs {
		if !done.first(b) {
			continue
		}
		if b.document != nil {
			name, origin, found := b.name, (*scan.Origin)(nil), b.document.found
			if images := parts[b]; len(images) > 0 {
				name, origin = ManifestPath+"/"+b.name, &scan.Origin{Images: imageTitles(images)}
			} else if path.Base(b.name) == "json" {
				found = untold(found, told)
			}
			r.stream.Report(name, origin, found)
		}
		for _, f := range b.found {
			name := b.name
			if f.path != "" {
				name += inside + f.path
			}
			r.stream.Report(name, nil, f.findings)
		}
	}
}

func imageTitles(images []*image) []string {
	var names []string
	for i, m := range images {
		if i == 0 || m != images[i-1] {
			names = append(names, m.title())
		}
	}
	return names
}

// untold leaves out what was told before.
func untold(found []detector.Finding, told map[detector.Fingerprint]bool) []detector.Finding {
	var left []detector.Finding
	for _, f := range found {
		if !told[f.Fingerprint] {
			left = append(left, f)
		}
	}
	return left
}

// byFingerprint is what allows a value where no comment can stand.
func byFingerprint(f detector.Finding) string {
	return fmt.Sprintf("covkey allow %s --reason <why>", f.Fingerprint)
}
