//go:build bench && unix

// Command peak runs a program and writes how much memory it held at most, in bytes, to
// a file. It is for benchmarks alone (built with -tags bench). It must never change
// what the program does: streams, environment and exit code are the program's own.
//
//	peak FILE PROGRAM [ARGUMENT]...
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "peak:", err)
		os.Exit(2)
	}
	os.Exit(code)
}

func run(args []string) (code int, err error) {
	if len(args) < 2 {
		return 0, errors.New("usage: peak FILE PROGRAM [ARGUMENT...]")
	}
	cmd := exec.Command(args[1], args[2:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); cmd.ProcessState == nil {
		return 0, err
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0, errors.New("this system does not tell how much memory a process had")
	}
	held := int64(usage.Maxrss)
	if runtime.GOOS != "darwin" { // which alone counts in bytes
		held *= 1024
	}
	if err := os.WriteFile(args[0], fmt.Appendf(nil, "%d\n", held), 0o644); err != nil {
		return 0, err
	}
	return cmd.ProcessState.ExitCode(), nil
}
