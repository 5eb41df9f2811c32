package scan

import (
	"context"
	"math/bits"
	"sync"

	"golang.org/x/sync/semaphore"

	"github.com/covkey/covkey/detector"
)

// roomSize bounds the bytes of all contents that are held at one time: read, waiting
// to be judged, or being judged.
const roomSize = 4 * detector.LongestWhole

// room is the memory for contents.
type room struct {
	ctx    context.Context
	left   *semaphore.Weighted
	pieces sync.Pool // the buffers of long texts
	// texts are the buffers of others, whose lengths are powers of two: memory that was
	// never used before costs more than reading a text into it.
	texts [longestText]sync.Pool
}

// Buffers of 1<<shortestText bytes up to less than 1<<longestText are used again.
const (
	shortestText = 10
	longestText  = 20
)

func newRoom(ctx context.Context) *room {
	return &room{ctx: ctx, left: semaphore.NewWeighted(roomSize)}
}

// Take waits until there is room for n bytes, at most detector.LongestWhole.
func (r *room) Take(n int) ([]byte, error) {
	size, class := n, bits.Len(uint(max(0, n-1)))
	pooled := shortestText <= class && class < longestText
	if pooled {
		size = 1 << class
	}
	if err := r.left.Acquire(r.ctx, int64(size)); err != nil {
		return nil, err
	}
	pool := &r.pieces
	if pooled {
		pool = &r.texts[class]
	}
	if pooled || n == detector.LongestWhole {
		if buf, ok := pool.Get().(*[]byte); ok {
			return (*buf)[:n], nil
		}
	}
	return make([]byte, n, size), nil
}

// Free takes a buffer back.
func (r *room) Free(buf []byte) {
	buf = buf[:cap(buf)]
	r.left.Release(int64(len(buf)))
	class := bits.Len(uint(max(0, len(buf)-1)))
	switch {
	case len(buf) == detector.LongestWhole:
		r.pieces.Put(&buf)
	case len(buf) == 1<<class && shortestText <= class && class < longestText:
		r.texts[class].Put(&buf)
	}
}
