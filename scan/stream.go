package scan

import (
	"bytes"
	"context"
	"io"
	"sync"

	"github.com/covkey/covkey/detector"
)

// Stream scans contents that come out of something else while it is read, like the
// files of a container image: every key in them counts, new or not. Whoever reads says
// at the end where in the result the findings belong. Its methods may be called by
// several goroutines, the last one when no other is at work.
type Stream struct {
	policy Policy
	room   *room
	told   Progress
	heads  sync.Pool

	mu     sync.Mutex
	result *Result
}

// NewStream starts a scan that ctx ends.
func NewStream(ctx context.Context, policy Policy) *Stream {
	return &Stream{policy: policy, room: newRoom(ctx), told: policy.progress(), result: &Result{}}
}

// Scan reads a content to its end and judges it piece by piece. size is what is known of
// its length in bytes, -1 for nothing. Errors are those of r, and ctx's.
func (s *Stream) Scan(path string, r io.Reader, size int64) ([]detector.Finding, error) {
	counted := &counter{r: r, told: s.told}
	if size < 0 {
		head, ok := s.heads.Get().(*[headSize]byte)
		if !ok {
			head = new([headSize]byte)
		}
		defer s.heads.Put(head)
		r, size = measured(r, head[:])
		counted.r = r
	}
	var found []detector.Finding
	err := detector.Cut(counted, size, s.room, func(p detector.Piece) error {
		defer p.Free(s.room)
		found = append(found, p.Scan(path, s.policy.Detector)...)
		return s.room.ctx.Err()
	})
	s.told.Content()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.result.Scanned.Blobs++
	s.result.Scanned.Bytes += counted.n
	return found, err
}

// headSize is how much is read of a content of unknown size to see whether that is all:
// the buffer for a long one is 32 times as large.
const headSize = 256 << 10

// measured finds out the size of a content that fits into buf; else that stays unknown.
func measured(r io.Reader, buf []byte) (io.Reader, int64) {
	for n := 0; n < len(buf); {
		read, err := r.Read(buf[n:])
		n += read
		if err == io.EOF {
			return bytes.NewReader(buf[:n]), int64(n)
		}
		if err != nil {
			return io.MultiReader(bytes.NewReader(buf[:n]), failing{err}), -1
		}
		if n == len(buf) {
			return io.MultiReader(bytes.NewReader(buf), r), -1
		}
	}
	return r, -1
}

// failing is the end of a reader that failed.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// Again judges a text that was made of contents which were scanned.
func (s *Stream) Again(path string, text []byte) []detector.Finding {
	return detector.Scan(detector.Input{Path: path, Text: text}, s.policy.Detector)
}

// Excludes reports whether a path is left out, and notes it.
func (s *Stream) Excludes(path string) bool {
	if s.policy.Excluded == nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.result.excludes(s.policy, path)
}

// Fail notes what could not be read; the scan goes on so that keys elsewhere are shown
// as well. It returns false when the scan is to stop.
func (s *Stream) Fail(err error) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.result.Errors = append(s.result.Errors, err)
	return len(s.result.Errors) < mostErrors && s.room.ctx.Err() == nil
}

// Note adds a note, once.
func (s *Stream) Note(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.result.note(text)
}

// Report takes findings into the result: what is allowed or not severe enough is
// counted. origin may be nil.
func (s *Stream) Report(path string, origin *Origin, found []detector.Finding) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.result.Findings)
	s.result.add(s.policy, path, "", "", found)
	if origin == nil {
		return
	}
	known := map[detector.Fingerprint]bool{}
	for _, f := range found {
		known[f.Fingerprint] = true
	}
	told := *origin
	told.Instruction = detector.Mask(detector.MaskKnown(told.Instruction, known))
	for i := before; i < len(s.result.Findings); i++ {
		s.result.Findings[i].Origin = &told
	}
}

// Result is what came of it.
func (s *Stream) Result() *Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.result
}
