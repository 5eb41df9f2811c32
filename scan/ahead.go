package scan

import (
	"cmp"
	"context"
	"sync"

	"github.com/covkey/covkey/cores"
	"github.com/covkey/covkey/gitrepo"
)

// ahead works something out for each of a row of things, in their order. Where there are
// many, other goroutines work ahead of whoever asks.
type ahead[T any] struct {
	ctx        context.Context
	repo       *gitrepo.Repository
	total      int
	work       func(repo *gitrepo.Repository, n int) T
	*shared[T] // nil as long as one does all the work
}

// shared is what several goroutines work on.
type shared[T any] struct {
	// weigh tells how much room an answer takes, in a unit of which mostHeld are held.
	weigh func(T) int

	forks   []*gitrepo.Repository
	workers sync.WaitGroup

	mu    sync.Mutex
	moved sync.Cond // an answer is there, or asked for, or no more are wanted
	parts []*part[T]
	begun int // parts
	asked int // what is waited for
	held  int // the weight of the answers that were not asked for yet
	idle  int // goroutines that wait until less is held
	over  bool
}

// part is some things in a row: revisions share most of their trees with the next ones, so
// one goroutine lists them. It is nil before it is begun with and when it is done with.
type part[T any] [partLength]struct {
	answer T
	done   bool
}

const (
	partLength = 32
	// fewAsked are worked out when they are asked for.
	fewAsked    = 2 * partLength
	mostHeld    = 200_000
	mostWorkers = 8
)

func newAhead[T any](e *engine, total int, weigh func(T) int, work func(repo *gitrepo.Repository, n int) T) *ahead[T] {
	a := &ahead[T]{ctx: e.ctx, repo: e.repo, total: total, work: work}
	if total <= fewAsked || cores.All() == 1 {
		return a
	}
	a.shared = &shared[T]{weigh: weigh}
	a.moved.L = &a.mu
	a.parts = make([]*part[T], (total+partLength-1)/partLength)
	for range min(cores.All(), mostWorkers) {
		fork, err := e.repo.Fork()
		if err != nil { // what is wrong shows where the repository is read
			break
		}
		a.forks = append(a.forks, fork)
		a.workers.Go(func() { a.run(fork) })
	}
	return a
}

// get gives the nth answer; each is asked for once, in their order. Not ok is a run that
// was cancelled.
func (a *ahead[T]) get(n int) (answer T, ok bool) {
	if a.shared == nil || len(a.forks) == 0 {
		return a.work(a.repo, n), a.ctx.Err() == nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = n
	if a.idle > 0 {
		a.moved.Broadcast()
	}
	of, at := n/partLength, n%partLength
	for a.parts[of] == nil || !a.parts[of][at].done {
		if a.ctx.Err() != nil {
			return answer, false
		}
		a.moved.Wait()
	}
	answer, a.parts[of][at].answer = a.parts[of][at].answer, answer
	if at == partLength-1 {
		a.parts[of] = nil
	}
	a.held -= a.weigh(answer)
	return answer, true
}

// run works on parts until none is left.
func (a *ahead[T]) run(fork *gitrepo.Repository) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for !a.over && a.begun < len(a.parts) {
		p, first := new(part[T]), a.begun*partLength
		a.parts[a.begun] = p
		a.begun++
		for n := first; n < min(first+partLength, a.total); n++ {
			for a.held > mostHeld && n > a.asked && !a.over {
				a.idle++
				a.moved.Wait()
				a.idle--
			}
			if a.over {
				return
			}
			a.mu.Unlock()
			answer := a.work(fork, n)
			a.mu.Lock()
			p[n-first].answer, p[n-first].done = answer, true
			a.held += a.weigh(answer)
			if n == a.asked || a.ctx.Err() != nil {
				a.moved.Broadcast()
			}
		}
	}
}

// close ends the work.
func (a *ahead[T]) close() error {
	if a.shared == nil {
		return nil
	}
	a.mu.Lock()
	a.over = true
	a.moved.Broadcast()
	a.mu.Unlock()
	a.workers.Wait()
	var err error
	for _, fork := range a.forks {
		err = cmp.Or(err, a.repo.Join(fork))
	}
	return err
}
