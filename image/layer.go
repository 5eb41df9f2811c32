package image

import (
	"hash/maphash"
	"path"
	"slices"
	"strings"

	"github.com/covkey/covkey/scan"
)

// layer is what is known of a layer's files when it was read: for each only a hash of
// what happens to its path, which is enough to see what is hidden of the layers below.
type layer struct {
	seed   maphash.Seed
	hashes []uint64
	// links are the other names of files in the layer, by the name that has the content,
	// as many as linked allows.
	links  map[string][]string
	linked int
}

// mostLinked bounds the names of links that are kept of a layer, in bytes. Of further
// ones is not known that a file may go on under another name.
const mostLinked = 4 << 20

// What a layer does to a path.
const (
	atFile   = 'f' // something that is no folder stands there
	atFolder = 'd'
	atGone   = 'w' // what the layers below have there is deleted
	atOpaque = 'o' // and what they have in the folder
)

// The names of the files that delete (the image specification, "Whiteouts").
const (
	whiteout = ".wh."
	opaque   = ".wh..wh..opq"
)

func newLayer(seed maphash.Seed) *layer { return &layer{seed: seed, links: map[string][]string{}} }

// entry takes an entry of the layer's archive.
func (l *layer) entry(name string, e tarEntry) {
	folder, base := path.Split(name)
	folder = strings.TrimSuffix(folder, "/")
	gone, deletes := strings.CutPrefix(base, whiteout)
	switch {
	case base == opaque:
		l.add(atOpaque, folder)
	case deletes && !strings.HasPrefix(gone, whiteout): // others are AUFS's own
		l.add(atGone, path.Join(folder, gone))
	case e.kind == tarDir:
		l.add(atFolder, name)
	default:
		l.add(atFile, name)
	}
	if e.kind == tarHard {
		target := cleaned(e.link)
		if l.linked += len(name) + len(target); l.linked <= mostLinked {
			l.links[target] = append(l.links[target], name)
		}
	}
}

func (l *layer) add(what byte, name string) {
	l.hashes = append(l.hashes, l.hash(what, name))
}

func (l *layer) hash(what byte, name string) uint64 {
	var h maphash.Hash
	h.SetSeed(l.seed)
	h.WriteByte(what)
	h.WriteString(name)
	return h.Sum64()
}

// done makes it ready to be asked.
func (l *layer) done() {
	slices.Sort(l.hashes)
	l.hashes = slices.Clip(slices.Compact(l.hashes))
}

func (l *layer) has(what byte, name string) bool {
	_, ok := slices.BinarySearch(l.hashes, l.hash(what, name))
	return ok
}

// hides tells what the layer does to a file of a layer below.
func (l *layer) hides(name string) scan.State {
	if len(name) > longestPath {
		return scan.Present
	}
	if l.has(atGone, name) {
		// Deleted; or deleted and written anew, which comes to the same.
		return scan.Deleted
	}
	if l.has(atFile, name) || l.has(atFolder, name) {
		return scan.Overwritten
	}
	for folder := name; folder != ""; {
		folder = strings.TrimSuffix(folder[:strings.LastIndexByte(folder, '/')+1], "/")
		switch {
		case l.has(atOpaque, folder), folder != "" && l.has(atGone, folder):
			return scan.Deleted
		case folder != "" && l.has(atFile, folder):
			return scan.Overwritten // by something that is no folder
		}
	}
	return scan.Present
}

// names are the names of a file in the layer.
func (l *layer) names(file string) []string {
	links := l.links[file]
	return append([]string{file}, links[:min(len(links), mostNames)]...)
}
