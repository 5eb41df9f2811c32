// Command covkey keeps Codecov keys out of git.
//
// The commands are thin: they turn flags into calls of the other packages and
// results into one exit code. Only this package touches the process: its
// arguments, environment, streams and exit status.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A pipe that nobody reads is an error like any other where something is written
	// to it, and not the end of the process.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	code := run(ctx, process{
		args: os.Args, env: os.Environ(),
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
	})
	stop()
	os.Exit(code)
}

// process is what the program gets from outside.
type process struct {
	args           []string
	env            []string
	dir            string // working folder; empty for the process's own
	stdin          io.Reader
	stdout, stderr io.Writer
}

// The exit codes of the contract.
const (
	exitClean  = 0
	exitFound  = 1
	exitFailed = 2
)

// run is the whole program. It alone decides the exit code.
func run(ctx context.Context, p process) int {
	s := &session{process: p, code: exitClean}
	if err := s.start(); err != nil {
		s.fail(err)
		return exitFailed
	}
	app := s.app()
	if err := app.RunContext(ctx, reorder(app, p.args)); err != nil {
		if ctx.Err() != nil {
			err = errInterrupted
		}
		s.fail(err)
		return exitFailed
	}
	return s.code
}
