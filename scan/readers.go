package scan

import (
	"cmp"
	"hash/maphash"
	"runtime"
	"slices"
	"sync"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
)

// readers read contents and hand them to the judges. The first few are read right
// away, which is all that most runs need; from then on several repositories of one
// and the same place are read beside the listing of changes.
type readers struct {
	engine *engine
	judges *judges
	seed   maphash.Seed
	begun  int // contents that were read here
	queues []chan request
	forks  []*gitrepo.Repository
	work   sync.WaitGroup

	mu     sync.Mutex
	failed []failure
	stop   bool
}

// request is a content to be read, by its index.
type request struct {
	index int
	found *found
}

// failure is a content that could not be read.
type failure struct {
	index int
	err   error
}

const (
	fewContents = 32
	longContent = 256 << 10 // bytes
	// mostReaders bounds the memory: each may hold a piece of a long content and wait
	// for room for the next, and one more has to fit in (roomSize).
	mostReaders = roomSize/detector.LongestWhole - 1
	// queueLength is how far the listing may be ahead of a reader.
	queueLength = 256
)

func newReaders(e *engine, j *judges) *readers {
	return &readers{engine: e, judges: j, seed: maphash.MakeSeed()}
}

// read has one content read; false when the scan is to stop.
func (r *readers) read(index int, f *found) bool {
	if r.begun < fewContents {
		r.begun++
		err := r.readWith(r.engine.repo, index, f)
		return err == nil || r.engine.fail(err)
	}
	if r.queues == nil {
		if err := r.start(); err != nil {
			return r.engine.fail(err)
		}
	}
	// Versions of a file are often stored as what differs from one another, so the
	// same reader gets them.
	queue := r.queues[maphash.String(r.seed, f.path)%uint64(len(r.queues))]
	select {
	case queue <- request{index, f}:
	case <-r.engine.ctx.Done():
		return false
	}
	return !r.stopped()
}

// stopped reports whether nothing more is to be read.
func (r *readers) stopped() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.stop
}

func (r *readers) start() error {
	r.judges.start()
	for range max(1, min(runtime.GOMAXPROCS(0), mostReaders)) {
		fork, err := r.engine.repo.Fork()
		if err != nil {
			return err
		}
		queue := make(chan request, queueLength)
		r.forks, r.queues = append(r.forks, fork), append(r.queues, queue)
		r.work.Go(func() {
			for q := range queue {
				if r.stopped() { // what is left in the queue is not read any more
					continue
				}
				if err := r.readWith(fork, q.index, q.found); err != nil {
					r.note(q.index, err)
				}
			}
		})
	}
	return nil
}

// note keeps an error; after many of them nothing more is asked for.
func (r *readers) note(index int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = append(r.failed, failure{index, err})
	r.stop = r.stop || len(r.failed) >= mostErrors || r.engine.ctx.Err() != nil
}

// finish waits for what was asked for and takes the errors over, in the order of the
// contents.
func (r *readers) finish() {
	for _, queue := range r.queues {
		close(queue)
	}
	r.work.Wait()
	slices.SortFunc(r.failed, func(a, b failure) int { return cmp.Compare(a.index, b.index) })
	for _, f := range r.failed {
		r.engine.fail(f.err)
	}
	for _, fork := range r.forks {
		if err := r.engine.repo.Join(fork); err != nil {
			r.engine.fail(err)
		}
	}
}

// readWith hands one content to the judges.
func (r *readers) readWith(repo *gitrepo.Repository, index int, this *found) error {
	begin := func(size int64) {
		this.attempt++
		if this.size = size; size > longContent {
			r.judges.start()
		}
	}
	err := r.engine.cut(repo, this.path, this.id, begin, func(part int, p detector.Piece) error {
		r.judges.take(job{index, this.attempt, part, this, p})
		return nil
	})
	r.engine.told.Content()
	if err != nil {
		this.attempt++ // what was judged of it counts for nothing
		this.size = -1
		return err
	}
	return nil
}
