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
	"sync"
	"syscall"
	"time"
)

func main() {
	ctx, stop := interruptible(context.Background())
	code := run(ctx, process{
		args: os.Args, env: os.Environ(),
		stdin: os.Stdin, stdout: &stream{file: os.Stdout}, stderr: &stream{file: os.Stderr},
	})
	stop()
	os.Exit(code)
}

// interruptible gives a context that a signal ends. Signals are listened to only when
// the run lasts: that takes threads, which were a fifth of what a small hook did behind
// its start. Until then a signal ends the process, which decides nothing either.
func interruptible(parent context.Context) (context.Context, func()) {
	const lasts = 50 * time.Millisecond
	ctx, cancel := context.WithCancel(parent)
	later := time.AfterFunc(lasts, func() {
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
		<-signals
		cancel()
	})
	return ctx, func() { later.Stop(); cancel() }
}

// stream is standard output or error. A pipe that nobody reads is an error like any
// other where something is written to it, and not the end of the process.
type stream struct {
	file *os.File
	once sync.Once
}

func (s *stream) Fd() uintptr { return s.file.Fd() }

func (s *stream) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	s.once.Do(func() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) })
	return s.file.Write(p)
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
	if err := s.do(ctx); err != nil {
		if ctx.Err() != nil {
			err = errInterrupted
		}
		s.fail(err)
		return exitFailed
	}
	return s.code
}

// do runs the command that the arguments name.
func (s *session) do(ctx context.Context) error {
	if name, args, ok := plainHook(s.args); ok {
		return s.hook(ctx, defaultFlags(), name, args)
	}
	app := s.app()
	return app.RunContext(ctx, reorder(app, s.args))
}
