package gitrepo

import (
	"context"
	"sync/atomic"
	"time"
)

// patience is how long git may take to answer before it is looked whether anything
// in the repository lets it wait for ever.
const patience = 2 * time.Second

// watch gives the context for one question to git. It ends, with the reason as its
// cause, when git has been waiting for what does not come.
func (g *gitProgram) watch(ctx context.Context) (watched context.Context, done func()) {
	if g.endless == nil {
		return ctx, func() {}
	}
	watched, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(patience, func() {
		if err := g.endless(); err != nil {
			cancel(err)
		}
	})
	return watched, func() { timer.Stop(); cancel(nil) }
}

// contentWatched asks the running process for an object, which is ended as in watch.
func (g *gitProgram) contentWatched(ctx context.Context, id ID, read ReadFunc) error {
	if g.endless == nil {
		return g.batch.content(ctx, id, read)
	}
	var why atomic.Pointer[error]
	batch := g.batch
	timer := time.AfterFunc(patience, func() {
		if err := g.endless(); err != nil {
			why.Store(&err)
			_ = batch.cmd.Process.Kill() // it has ended otherwise
		}
	})
	defer timer.Stop()
	err := batch.content(ctx, id, read)
	if reason := why.Load(); err != nil && reason != nil {
		_ = g.Close() // what a killed process says is known
		return *reason
	}
	return err
}
