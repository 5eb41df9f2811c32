//go:build unix

package gitrepo

import (
	"os"
	"syscall"
)

// ownedByUser reports whether the folder belongs to the user who runs this, the
// case in which git's safe.directory rule has nothing to say.
func ownedByUser(dir string) bool {
	info, err := os.Stat(dir)
	if err != nil {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}
