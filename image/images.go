package image

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// image is one image of the source, for one platform.
type image struct {
	names    []string // none for one without
	platform string
	config   *blob // nil when it is not there
	layers   []imageLayer
	// manifests are the documents that led to it.
	manifests []*blob
	settings  config
}

// imageLayer is a layer in its place.
type imageLayer struct {
	blob        *blob // nil when it is not there
	digest      string
	instruction string
}

// title is what a report calls the image.
func (m *image) title() string {
	name := strings.Join(m.names, ", ")
	if name == "" {
		name = "image without a name"
	}
	if m.platform != "" {
		name += " (" + m.platform + ")"
	}
	return name
}

// finder goes from the top of the source to its images. What is not as it should be is
// an error, each told once.
type finder struct {
	*run
	complete bool // the source was read to its end
	images   []*image
	bySum    map[string]*image
	told     map[string]bool
	// absent are the platforms of which nothing is here, by their index.
	absent []string
}

// deepestIndex is how many indexes may refer to each other.
const deepestIndex = 8

// images finds the images. Where the source was not read to its end nothing is said
// about what is missing.
func (r *run) images(complete bool) []*image {
	f := &finder{run: r, complete: complete, bySum: map[string]*image{}, told: map[string]bool{}}
	index, saves := r.named("index.json"), r.named("manifest.json")
	if layout := r.named("oci-layout"); layout != nil && layout.document == nil {
		f.fault(fmt.Errorf("%s: not JSON", shown(layout.name)))
	}
	switch {
	case !complete && index == nil && saves == nil:
		return nil
	case index == nil && saves == nil:
		f.fault(fmt.Errorf("%w: it has neither index.json (an OCI layout) nor manifest.json (what docker save writes); to scan what is in it as files, unpack it and use covkey scan files", errNoImage))
	}
	if index != nil {
		f.index(index, nil, 0)
	}
	if saves != nil {
		f.saved(saves)
	}
	if complete && len(f.images) == 0 && len(f.told) == 0 {
		f.fault(fmt.Errorf("%w: it lists no image", errNoImage))
	}
	if len(f.absent) > 0 && len(f.images) > 0 {
		r.stream.Note("not in it, so not scanned: " + strings.Join(f.absent, ", "))
	}
	return f.images
}

// fault notes an error once.
func (f *finder) fault(err error) {
	if !f.complete || f.told[err.Error()] || len(f.told) > mostFaults {
		return
	}
	f.told[err.Error()] = true
	if len(f.told) > mostFaults {
		err = errors.New("what else is wrong with the manifests is not listed")
	}
	f.stream.Fail(err)
}

// faultOf notes an error about a blob that was read to its end.
func (f *finder) faultOf(b *blob, err error) {
	if !b.broken {
		f.fault(err)
	}
}

// named finds a file of the source, through links.
func (r *run) named(name string) *blob {
	for range 40 { // as the kernel does, for one in a loop
		if b := r.byName[name]; b != nil {
			return b
		}
		target, ok := r.links[name]
		if !ok {
			return nil
		}
		name = target
	}
	return nil
}

// described finds the blob of a descriptor.
func (r *run) described(d descriptor) (*blob, error) {
	if !isDigest(d.Digest) {
		return nil, fmt.Errorf("%s is no digest of a known kind", shown(mask(d.Digest)))
	}
	b := r.named("blobs/" + strings.Replace(d.Digest, ":", "/", 1))
	if b == nil {
		return nil, errNotThere
	}
	if !b.broken && d.Size != b.size {
		return nil, fmt.Errorf("it has %d bytes, and %d are said of it", b.size, d.Size)
	}
	return b, nil
}

var errNotThere = errors.New("it is not there")

// index follows an index to its images.
func (f *finder) index(b *blob, names []string, depth int) {
	var m manifest
	if err := b.as(&m); err != nil {
		f.faultOf(b, err)
		return
	}
	if depth > deepestIndex {
		f.fault(fmt.Errorf("%s: more than %d indexes in each other", shown(b.name), deepestIndex))
		return
	}
	var lacking []string
	here := 0
	for _, d := range m.Manifests {
		at, err := f.described(d)
		if errors.Is(err, errNotThere) && depth > 0 {
			lacking = append(lacking, d.title())
			continue
		}
		if err != nil {
			f.fault(fmt.Errorf("%s: manifest %s: %w", shown(b.name), mask(d.Digest), err))
			continue
		}
		here++
		f.manifest(at, d, slices.Concat(names, d.names()), b, depth)
	}
	switch {
	case len(lacking) > 0 && here == 0:
		f.fault(fmt.Errorf("%s: none of its images is there: %s", shown(b.name), strings.Join(lacking, ", ")))
	case len(lacking) > 0:
		// docker save and others write the whole index of an image of which they have one
		// platform. What is not there is nowhere in what was saved.
		f.absent = append(f.absent, lacking...)
	}
}

// names are what the descriptor calls the image.
func (d descriptor) names() []string {
	for _, key := range []string{"io.containerd.image.name", "org.opencontainers.image.ref.name"} {
		if name := d.Annotations[key]; name != "" {
			return []string{mask(name)}
		}
	}
	return nil
}

func (d descriptor) title() string {
	if p := d.Platform.String(); p != "" {
		return mask(p)
	}
	return mask(d.Digest)
}

// manifest takes an image, or goes on when it is another index.
func (f *finder) manifest(b *blob, d descriptor, names []string, above *blob, depth int) {
	var m manifest
	if err := b.as(&m); err != nil {
		f.faultOf(b, err)
		return
	}
	if m.Manifests != nil {
		f.index(b, names, depth+1)
		return
	}
	one := &image{platform: mask(d.Platform.String()), manifests: []*blob{above, b}}
	if m.Config == nil {
		f.fault(fmt.Errorf("%s: it has no configuration and is no index", shown(b.name)))
	} else if at, err := f.described(*m.Config); err != nil {
		f.fault(fmt.Errorf("%s: configuration %s: %w", shown(b.name), mask(m.Config.Digest), err))
	} else {
		one.config = at
	}
	if f.tooMany(b, len(m.Layers)) {
		return
	}
	for _, l := range m.Layers {
		at, err := f.described(l)
		switch {
		case errors.Is(err, errNotThere) && l.isForeign():
			f.fault(fmt.Errorf("%s: layer %s is one that is not handed on with the image (%s) and is not there: it was not scanned", shown(b.name), mask(l.Digest), mask(l.MediaType)))
		case err != nil:
			f.fault(fmt.Errorf("%s: layer %s: %w", shown(b.name), mask(l.Digest), err))
		case l.isLayer() && !at.broken && at.layer == nil:
			f.fault(fmt.Errorf("%s: layer %s is no tar archive, alone or in gzip or zstd", shown(b.name), mask(l.Digest)))
		}
		one.layers = append(one.layers, imageLayer{blob: at, digest: mask(l.Digest)})
	}
	f.take(one, names)
}

// saved takes the images that docker save lists.
func (f *finder) saved(b *blob) {
	var list []saved
	if err := b.as(&list); err != nil {
		f.faultOf(b, err)
		return
	}
	for i, s := range list {
		one := &image{manifests: []*blob{b}}
		if at := f.named(cleaned(s.Config)); at == nil {
			f.fault(fmt.Errorf("%s: image %d: its configuration %s is not there", shown(b.name), i+1, shown(mask(s.Config))))
		} else {
			one.config = at
			f.sum(at, s.Config)
		}
		if f.tooMany(b, len(s.Layers)) {
			return
		}
		for _, name := range s.Layers {
			at := f.named(cleaned(name))
			switch {
			case at == nil:
				f.fault(fmt.Errorf("%s: image %d: its layer %s is not there", shown(b.name), i+1, shown(mask(name))))
			case !at.broken && at.layer == nil:
				f.fault(fmt.Errorf("%s: image %d: its layer %s is no tar archive", shown(b.name), i+1, shown(mask(name))))
			}
			l := imageLayer{blob: at}
			if at != nil {
				l.digest = at.digest
			}
			one.layers = append(one.layers, l)
		}
		f.diffs(one)
		for j := range s.RepoTags {
			s.RepoTags[j] = mask(s.RepoTags[j])
		}
		f.take(one, s.RepoTags)
	}
}

// sum checks a configuration against the digest that its name is.
func (f *finder) sum(b *blob, name string) {
	base := strings.TrimPrefix(strings.TrimSuffix(path.Base(name), ".json"), "sha256:")
	if want := "sha256:" + base; !b.broken && isDigest(want) && want != b.digest {
		f.fault(fmt.Errorf("%s: its content has another digest, %s: it is damaged or was changed", shown(b.name), b.digest))
	}
}

// diffs checks the layers that docker save wrote against the digests in the
// configuration.
func (f *finder) diffs(m *image) {
	var c config
	if m.config == nil || m.config.as(&c) != nil {
		return // which take says
	}
	if len(c.RootFS.DiffIDs) != len(m.layers) {
		f.fault(fmt.Errorf("%s: it has %d layers, and its configuration lists %d", shown(m.config.name), len(m.layers), len(c.RootFS.DiffIDs)))
		return
	}
	for i, want := range c.RootFS.DiffIDs {
		if b := m.layers[i].blob; b != nil && !b.broken && b.unpacked != want {
			f.fault(fmt.Errorf("%s: layer %d has another digest than the configuration says, %s: it is damaged or was changed", shown(b.name), i+1, b.unpacked))
		}
	}
}

// tooMany refuses manifests that are made to keep the scan busy.
func (f *finder) tooMany(b *blob, layers int) bool {
	if layers <= mostLayers && len(f.images) < mostImages {
		return false
	}
	f.fault(fmt.Errorf("%s: more than %d layers, or %d images in all", shown(b.name), mostLayers, mostImages))
	return true
}

// take adds an image. One that is listed twice, as docker save does in an archive of both
// forms, is one.
func (f *finder) take(m *image, names []string) {
	sum := sha256.New()
	if m.config != nil {
		io.WriteString(sum, m.config.digest)
		if err := m.config.as(&m.settings); err != nil {
			if m.isImage() {
				f.faultOf(m.config, err)
			}
		} else if m.platform == "" && m.isImage() {
			m.platform = mask(m.settings.platform.String())
		}
	}
	for _, l := range m.layers {
		if l.blob != nil {
			io.WriteString(sum, " "+l.blob.digest)
		}
	}
	key := string(sum.Sum(nil))
	known := f.bySum[key]
	if known == nil {
		m.instructions()
		f.bySum[key] = m
		f.images = append(f.images, m)
		known = m
	} else {
		known.manifests = append(known.manifests, m.manifests...)
	}
	for _, name := range names {
		known.call(name)
	}
}

// call adds a name. docker save gives the tag alone where it gives the whole name
// elsewhere.
func (m *image) call(name string) {
	for i, have := range m.names {
		switch {
		case have == name, strings.HasSuffix(have, ":"+name), strings.HasSuffix(have, "/"+name):
			return
		case strings.HasSuffix(name, ":"+have), strings.HasSuffix(name, "/"+have):
			m.names[i] = name
			return
		}
	}
	if len(m.names) < mostNames {
		m.names = append(m.names, name)
	}
}
