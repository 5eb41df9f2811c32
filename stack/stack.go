// Package stack gives the first goroutine a stack of the size that a hook's run comes to.
//
// It begins with 2 kB and doubles as it gets deeper. Each time what is on it is moved,
// which reads tables all over the program: on a machine where a page costs when it is
// first touched, four of these moves are a fifteenth of a small commit. A stack that grows
// before anything is on it moves nothing.
//
// Packages are initialised in the order of their import paths as far as their imports are
// (Go 1.21), so one that imports nothing is among the first. This one must never import
// anything or do anything else.
package stack

const size = 40 << 10 // bytes; the next power of two is what the stack gets

var _ = grow(false)

// grow has a frame of that size, which is not touched.
//
//go:noinline
func grow(touch bool) byte {
	if !touch {
		return 0
	}
	var room [size]byte
	return fill(&room)
}

//go:noinline
func fill(room *[size]byte) byte {
	for i := range room {
		room[i] = byte(i)
	}
	return room[len(room)/2]
}
