// Package cores says how many cores a run uses: one, until there is work for more.
//
// With several, the runtime wakes a thread for nearly everything that is begun, and what
// moves from one core to another takes a part of the heap of its own. Where a page costs
// when it is first touched, that is a thirtieth of a small commit. Whatever shares out its
// work asks All first.
//
// This package is initialised before nearly all others (see start) and must import nothing
// but the runtime. It must never take cores away from a run that has them.
package cores

import (
	"runtime"
	"sync/atomic"
)

var (
	had  atomic.Int32 // what the process began with, once One was called
	held atomic.Bool  // only one of them is in use
)

// One lets the process use one core until All is called, and says how many it had. It is
// called once, before anything runs beside it.
func One() int {
	n := runtime.GOMAXPROCS(1)
	had.Store(int32(n))
	held.Store(true)
	return n
}

// All lets the process use its cores, if it does not yet, and says how many they are:
// GOMAXPROCS as the process began with it.
func All() int {
	n := int(had.Load())
	if n == 0 {
		return runtime.GOMAXPROCS(0)
	}
	if held.CompareAndSwap(true, false) {
		runtime.GOMAXPROCS(n)
	}
	return n
}
