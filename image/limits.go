package image

import (
	"errors"
	"fmt"
	"io"
	"sync/atomic"
)

// Limits bound what is unpacked. What is over one is an error.
type Limits struct {
	// Depth is how many archives may be inside of each other in a file of a layer. With
	// 0 none is opened, and each is scanned as the bytes that it is.
	Depth int
	// Unpacked bounds the bytes that come out of everything that is unpacked.
	Unpacked int64
	// Entries bounds the files, folders and links in everything.
	Entries int64
	// Ratio bounds how many bytes come out of one file of a layer for each that it
	// has, as soon as more than Slack did.
	Ratio, Slack int64
}

// DefaultLimits are far above what images have, and low enough for a run to end.
func DefaultLimits() Limits {
	return Limits{Depth: 4, Unpacked: 64 << 30, Entries: 4 << 20, Ratio: 250, Slack: 256 << 20}
}

const (
	// longestDocument is how long a manifest or a configuration may be. Registries take
	// manifests of 4 MiB.
	longestDocument = 8 << 20
	// shortDocument is how long one may be to be kept whatever it looks like.
	shortDocument = 64 << 10
	// mostDocuments bounds the manifests and configurations that are kept.
	mostDocuments = 64 << 20
	// mostBlobs bounds the files of a source, mostImages and mostLayers what its manifests
	// list: an engine takes 127 layers.
	mostBlobs, mostImages, mostLayers = 100_000, 10_000, 2_000
	// mostNames are kept of an image, and of the links to a file.
	mostNames = 100
	// longestPath is how long a path may be: longer ones are no files of any system.
	longestPath = 4096
	// mostFaults are told of manifests; they repeat themselves.
	mostFaults = 20
	// widestWindow is how far back a zstd stream may refer, which is memory. The format
	// asks decoders for 8 MiB.
	widestWindow = 64 << 20
)

// errTooMuch is in every error about a limit of the whole run, which ends it.
var errTooMuch = errors.New("a limit is reached")

// spent is what of the limits was used.
type spent struct {
	limits            Limits
	unpacked, entries atomic.Int64
}

// entry counts one more file, folder or link.
func (s *spent) entry() error {
	if s.entries.Add(1) > s.limits.Entries {
		return fmt.Errorf("%w: more than %d files, folders and links in it", errTooMuch, s.limits.Entries)
	}
	return nil
}

// packed is a file of a layer, of which all that comes out of it is counted, however
// deep it was packed.
type packed struct {
	spent    *spent
	r        io.Reader
	read     int64 // of the file
	unpacked int64 // out of it
}

func (p *packed) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.read += int64(n)
	return n, err
}

// out counts bytes that came out. On a nil packed (a layer itself) only the whole run's
// limit counts.
func (s *spent) out(p *packed, n int) error {
	if s.unpacked.Add(int64(n)) > s.limits.Unpacked {
		return fmt.Errorf("%w: it unpacks to more than %d bytes", errTooMuch, s.limits.Unpacked)
	}
	if p == nil {
		return nil
	}
	p.unpacked += int64(n)
	if p.unpacked > s.limits.Slack && p.unpacked > s.limits.Ratio*p.read {
		return fmt.Errorf("unpacks to more than %d times its size: it may be made to fill memory or time (a \"zip bomb\")", s.limits.Ratio)
	}
	return nil
}

// unpacking counts what comes out of a decompressor. Its errors say that what was
// packed cannot be unpacked.
type unpacking struct {
	r     io.Reader
	spent *spent
	of    *packed
}

func (u *unpacking) Read(b []byte) (int, error) {
	n, err := u.r.Read(b)
	if tooMuch := u.spent.out(u.of, n); tooMuch != nil {
		return 0, tooMuch
	}
	return n, err
}
