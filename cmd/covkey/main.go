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

	"github.com/covkey/covkey/cores"
	_ "github.com/covkey/covkey/start" // before other packages are initialised
)

func main() {
	ctx, interrupted := interruptible(context.Background())
	p := process{
		args: os.Args, env: os.Environ(),
		stdin: os.Stdin, stdout: &stream{file: os.Stdout}, stderr: &stream{file: os.Stderr},
		interrupted: interrupted,
	}
	s := &session{process: p, code: exitClean}
	var last sync.Once // the end is told by whoever comes to it first
	interrupted.abandon = func() {
		last.Do(func() {
			interrupted.clear()
			s.sayInterrupted()
			os.Exit(exitFailed)
		})
		select {} // the other one ends the process
	}
	code := s.run(ctx)
	last.Do(interrupted.stop)
	os.Exit(code)
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
	interrupted    *interruption // nil: nothing interrupts
}

// The exit codes of the contract.
const (
	exitClean  = 0
	exitFound  = 1
	exitFailed = 2
)

// run is the whole program. It alone decides the exit code.
func (s *session) run(ctx context.Context) int {
	if err := s.start(); err != nil {
		s.fail(err)
		return exitFailed
	}
	if err := s.do(ctx); err != nil {
		if ctx.Err() != nil {
			s.sayInterrupted()
		} else {
			s.fail(err)
		}
		return exitFailed
	}
	return s.code
}

// do runs the command that the arguments name.
func (s *session) do(ctx context.Context) error {
	if name, args, ok := plainHook(s.args); ok {
		return s.hook(ctx, defaultFlags(), name, args)
	}
	cores.All() // only a hook as git calls it is over before more than one helps
	app := s.app()
	if len(s.args) > 1 && s.args[1] == completer {
		s.complete(app, s.args[2:])
		return nil
	}
	switch what, about := asked(app, s.args); what {
	case "help":
		return s.help(s.stdout, about)
	case "version":
		s.printf("%s\n", thisBuild().line())
		return nil
	}
	return app.RunContext(ctx, reorder(app, s.args))
}
