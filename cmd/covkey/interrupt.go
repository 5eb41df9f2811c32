package main

import (
	"context"
	"maps"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// interruption ends the run when a signal asks for it. What the run would leave behind
// (a file half written, a line on the screen) is put in order by undo functions.
//
// The exit code is then 2, as for every scan that could not be done: a hook blocks, and
// a report that is not there is not taken for one without findings. A second signal
// ends the process on the spot.
type interruption struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	begin  sync.Once
	later  *time.Timer
	// abandon ends a run that does not end by itself.
	abandon func()

	mu   sync.Mutex
	last int
	undo map[int]func()
}

const (
	// lasts is when signals begin to be listened to: that takes threads, which were a
	// fifth of what a small hook did behind its start. Until then a signal ends the
	// process, which decides nothing either.
	lasts = 50 * time.Millisecond
	// grace is how long a run may take to end by itself. It cannot while it waits for
	// standard input, or for a file that does not come.
	grace = 100 * time.Millisecond
)

// interruptible gives a context that a signal ends.
func interruptible(parent context.Context) (context.Context, *interruption) {
	ctx, cancel := context.WithCancelCause(parent)
	i := &interruption{ctx: ctx, cancel: cancel, abandon: func() {}, undo: map[int]func(){}}
	i.later = time.AfterFunc(lasts, i.listen)
	return ctx, i
}

// listen begins to listen to signals, if that has not begun.
func (i *interruption) listen() {
	if i == nil {
		return
	}
	i.begin.Do(func() {
		var deadly []os.Signal
		for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
			if !signal.Ignored(s) { // as nohup does, and shells for what runs beside them
				deadly = append(deadly, s)
			}
		}
		if len(deadly) == 0 {
			return
		}
		signals := make(chan os.Signal, 1)
		signal.Notify(signals, deadly...)
		go func() {
			<-signals
			signal.Reset(deadly...)
			i.end(errInterrupted)
		}()
	})
}

// end ends the run, by itself or, where it does not, from here.
func (i *interruption) end(why error) {
	i.cancel(why)
	time.Sleep(grace)
	i.abandon()
}

// within ends the run with an error when it takes longer.
func (i *interruption) within(budget time.Duration, late error) {
	if i != nil {
		time.AfterFunc(budget, func() { i.end(late) })
	}
}

// cause is why the run was ended, nil where it was not.
func (i *interruption) cause() error {
	if i == nil || i.ctx.Err() == nil {
		return nil
	}
	return context.Cause(i.ctx)
}

// file has a file removed if the run is ended before kept is called.
func (i *interruption) file(name string) (kept func()) {
	return i.undoing(func() { _ = os.Remove(name) }) // there is no other time to try
}

// undoing has something undone if the run is ended before done is called.
func (i *interruption) undoing(undo func()) (done func()) {
	if i == nil {
		return func() {}
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.last++
	key := i.last
	i.undo[key] = undo
	return func() {
		i.mu.Lock()
		defer i.mu.Unlock()
		delete(i.undo, key)
	}
}

// clear undoes what is not done.
func (i *interruption) clear() {
	i.mu.Lock()
	left := maps.Clone(i.undo)
	i.mu.Unlock()
	for _, undo := range left {
		undo()
	}
}

func (i *interruption) stop() {
	i.later.Stop()
	i.cancel(nil)
}
