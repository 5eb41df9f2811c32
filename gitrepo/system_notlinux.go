//go:build !linux

package gitrepo

// forgetPages leaves it to the system how long it keeps mapped pages.
func forgetPages([]byte) {}
