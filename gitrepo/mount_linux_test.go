package gitrepo

import (
	"syscall"
)

// mount puts a file system of its own at a folder of the fixture.
func (f *fixture) mount(folder string) {
	f.t.Helper()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=1m"); err != nil {
		f.lacks("mounting: " + err.Error())
	}
	f.t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			f.t.Error(err)
		}
	})
}

// readOnly makes a folder of the fixture one that nobody can write to, not even root.
func (f *fixture) readOnly(folder string) {
	f.t.Helper()
	if err := syscall.Mount(folder, folder, "", syscall.MS_BIND, ""); err != nil {
		f.lacks("mounting: " + err.Error())
	}
	f.t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			f.t.Error(err)
		}
	})
	if err := syscall.Mount("", folder, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		f.lacks("mounting: " + err.Error())
	}
}
