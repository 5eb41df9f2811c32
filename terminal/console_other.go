//go:build !unix && !windows

package terminal

func obeys(_ uintptr, term string) bool { return term != "" && term != "dumb" }

func columns(uintptr) int { return 0 }
