package scan

import (
	"context"
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
}

func newRoom(ctx context.Context) *room {
	return &room{ctx: ctx, left: semaphore.NewWeighted(roomSize)}
}

// Take waits until there is room for n bytes, at most detector.LongestWhole.
func (r *room) Take(n int) ([]byte, error) {
	if err := r.left.Acquire(r.ctx, int64(n)); err != nil {
		return nil, err
	}
	if n == detector.LongestWhole {
		if buf, ok := r.pieces.Get().(*[]byte); ok {
			return *buf, nil
		}
	}
	return make([]byte, n), nil
}

// Free takes a buffer back.
func (r *room) Free(buf []byte) {
	r.left.Release(int64(len(buf)))
	if len(buf) == detector.LongestWhole {
		r.pieces.Put(&buf)
	}
}
