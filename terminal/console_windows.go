package terminal

import (
	"golang.org/x/sys/windows"
)

// obeys: a console of Windows understands sequences when it is told to. The library for
// colours tells it for standard output; a hook writes to standard error. A terminal of
// Cygwin's is no console, and understands them.
func obeys(fd uintptr, term string) bool {
	if term == "dumb" {
		return false
	}
	var mode uint32
	console := windows.Handle(fd)
	if windows.GetConsoleMode(console, &mode) != nil {
		return true
	}
	const sequences = windows.ENABLE_PROCESSED_OUTPUT | windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING
	return mode&sequences == sequences || windows.SetConsoleMode(console, mode|sequences) == nil
}

func columns(fd uintptr) int {
	var info windows.ConsoleScreenBufferInfo
	if windows.GetConsoleScreenBufferInfo(windows.Handle(fd), &info) != nil {
		return 0
	}
	return int(info.Window.Right) - int(info.Window.Left) + 1
}
