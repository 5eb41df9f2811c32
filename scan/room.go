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

// pool is where buffers for n bytes come from and go to, and how long they are there; nil
// for a length that is not kept.
func (r *room) pool(n int) (size int, pool *sync.Pool) {
	class := bits.Len(uint(max(0, n-1)))
	switch {
	case n == detector.LongestWhole:
		return n, &r.pieces
	case shortestText <= class && class < longestText:
		return 1 << class, &r.texts[class]
	}
	return n, nil
}

// Take waits until there is room for n bytes, at most detector.LongestWhole.
func (r *room) Take(n int) ([]byte, error) {
	size, pool := r.pool(n)
	if err := r.left.Acquire(r.ctx, int64(size)); err != nil {
		return nil, err
	}
	if pool != nil {
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
	if size, pool := r.pool(len(buf)); pool != nil && size == len(buf) {
		pool.Put(&buf)
	}
}
