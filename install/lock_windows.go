package install

import (
	"errors"
	"os"
	"syscall"
)

// tryLock opens a file beside the folder that nobody else can open meanwhile, and
// that goes away with its handle, however the process ends.
func tryLock(dir string) (*os.File, error) {
	const (
		deleteAccess     = 0x00010000
		deleteOnClose    = 0x04000000
		sharingViolation = syscall.Errno(32)
	)
	path := dir + ".covkey.lock"
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	h, err := syscall.CreateFile(name, syscall.GENERIC_WRITE|deleteAccess, 0, nil, syscall.OPEN_ALWAYS, deleteOnClose, 0)
	if errors.Is(err, sharingViolation) {
		return nil, errBusy
	}
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	f := os.NewFile(uintptr(h), path)
	if !exists(dir) { // taken away since it was looked for
		f.Close() // nothing was written through it
		return nil, errBusy
	}
	return f, nil
}
