//go:build !darwin && !dragonfly && !freebsd && !linux && !netbsd && !openbsd && !windows

package install

import "os"

// tryLock only opens the folder: this system's locks are not in Go's standard
// library. Nothing that install does writes over an old hook, with or without one.
func tryLock(dir string) (*os.File, error) { return os.Open(dir) }
