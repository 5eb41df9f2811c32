// Package start does what has to come before other packages are initialised. Importing it
// is all there is to it.
//
// The first goroutine's stack gets the size that a hook's run comes to. It begins with 2 kB
// and doubles as it gets deeper. Each time what is on it is moved, which reads tables all
// over the program: on a machine where a page costs when it is first touched, four of these
// moves are a fifteenth of a small commit. A stack that grows before anything is on it
// moves nothing.
//
// And the run begins with one core (see cores).
//
// Packages are initialised in the order of their import paths as far as their imports are
// (Go 1.21), so one that imports next to nothing is among the first. This one must never
// import anything but cores.
package start

import "github.com/covkey/covkey/cores"

const size = 40 << 10 // bytes; the next power of two is what the stack gets

var (
	_ = grow(false)
	_ = cores.One()
)

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
