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
