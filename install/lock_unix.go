//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package install

import (
	"errors"
	"os"
	"syscall"
)

// tryLock locks the folder itself, so that there is no lock file to be left over.
// Where the file system knows no locks it goes on without one: nothing that install
// does writes over an old hook, with or without it.
func tryLock(dir string) (*os.File, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); {
	case errors.Is(err, syscall.EWOULDBLOCK), errors.Is(err, syscall.EINTR):
		f.Close() // nothing was written through it
		return nil, errBusy
	default:
	}
	// The folder may have been taken away, and made anew, since it was opened.
	held, err := f.Stat()
	if err == nil {
		var now os.FileInfo
		if now, err = os.Stat(dir); err == nil && os.SameFile(held, now) {
			return f, nil
		}
	}
	f.Close() // nothing was written through it
	if absent(err) != nil {
		return nil, err
	}
	return nil, errBusy
}
