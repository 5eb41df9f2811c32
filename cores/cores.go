// Package cores says how many cores a run uses: one, until there is work for more.
//
// With several, the runtime wakes a thread for nearly everything that is begun, and what
// moves from one core to another takes a part of the heap of its own. Where a page costs
// when it is first touched, that is a thirtieth of a small commit. Whatever shares out its
// work asks All first.
//
// It is initialised before nearly all others (see start), so it must never import a package
// that others wait for; and it must never take cores away from a run that has them.
package cores

import (
	"runtime"
	"sync/atomic"
)

var (
	had  atomic.Int32 // cores that the process began with; 0 as long as One was not called
	held atomic.Bool  // all but one of them are held back
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
