//go:build unix

package gitrepo

import (
	"os"
	"syscall"
)

// ownedByUser reports whether a file or folder, or the link itself, belongs to the
// user who runs this, the case in which git's safe.directory rule has nothing to say.
func ownedByUser(path string) bool {
	info, err := os.Lstat(path)
	if err != nil {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// sameFileSystem reports whether two folders are on one file system.
func sameFileSystem(a, b string) bool {
	var devices [2]uint64
	for i, path := range []string{a, b} {
		info, err := os.Stat(path)
		if err != nil {
			return true // what is wrong shows where it is read
		}
		stat, ok := info.Sys().(*syscall.Stat_t)
		if !ok {
			return true
		}
		devices[i] = uint64(stat.Dev)
	}
	return devices[0] == devices[1]
}
