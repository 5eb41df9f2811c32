package cores

import (
	"runtime"
	"sync"
	"testing"
)

// TestAll: cores are counted as the process had them, and given back once to whoever asks.
func TestAll(t *testing.T) {
	before := runtime.GOMAXPROCS(4)
	t.Cleanup(func() { runtime.GOMAXPROCS(before); had.Store(0); held.Store(false) })
	if n := All(); n != 4 {
		t.Errorf("%d cores, want those of the process", n)
	}
	if n := One(); n != 4 {
		t.Errorf("there were %d cores, want 4", n)
	}
	if n := runtime.GOMAXPROCS(0); n != 1 {
		t.Errorf("%d cores are in use, want 1", n)
	}
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			if n := All(); n != 4 {
				t.Errorf("%d cores, want those before", n)
			}
		})
	}
	asking.Wait()
	if n := runtime.GOMAXPROCS(0); n != 4 {
		t.Errorf("%d cores are in use, want 4", n)
	}
	runtime.GOMAXPROCS(2)
	if All(); runtime.GOMAXPROCS(0) != 2 {
		t.Error("a second question changed the cores")
	}
}
