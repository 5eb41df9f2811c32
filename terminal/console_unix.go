//go:build unix

package terminal

import "golang.org/x/sys/unix"

// obeys: as for git, a terminal that does not say what it is gets plain text.
func obeys(_ uintptr, term string) bool { return term != "" && term != "dumb" }

func columns(fd uintptr) int {
	size, err := unix.IoctlGetWinsize(int(fd), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Col)
}
