package scan

import (
	"cmp"
	"hash/maphash"
	"path"
	"slices"
	"sync"

	"github.com/covkey/covkey/cores"
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
	queues []chan []request
	// batches are what the queues get next.
	batches [][]request
	forks   []*gitrepo.Repository
	work    sync.WaitGroup

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
	// A reader gets so many contents at once, the better to read those together that are
	// stored together; the listing may be so many of these ahead of it.
	batchLength = 8192
	queueLength = 4
)

func newReaders(e *engine, j *judges) *readers {
	return &readers{engine: e, judges: j, seed: maphash.MakeSeed()}
}

// expect is told how many revisions will bring contents. Each brings one or more, as a rule.
func (r *readers) expect(revisions int) {
	if revisions > fewContents {
		r.begun = fewContents
	}
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
	n := maphash.String(r.seed, path.Base(f.path)) % uint64(len(r.queues))
	r.batches[n] = append(r.batches[n], request{index, f})
	return len(r.batches[n]) < batchLength || r.send(n)
}

// send hands a reader its batch; false when the scan is to stop.
func (r *readers) send(n uint64) bool {
	select {
	case r.queues[n] <- r.batches[n]:
	case <-r.engine.ctx.Done():
		return false
	}
	r.batches[n] = nil
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
	for range max(1, min(cores.All(), mostReaders)) {
		fork, err := r.engine.repo.Fork()
		if err != nil {
			return err
		}
		queue := make(chan []request, queueLength)
		r.forks, r.queues, r.batches = append(r.forks, fork), append(r.queues, queue), append(r.batches, nil)
		r.work.Go(func() {
			for batch := range queue {
				r.readBatch(fork, batch)
			}
		})
	}
	return nil
}

// readBatch reads those of some contents that may mention Codecov: what is left when the
// scan is to stop is not read any more.
func (r *readers) readBatch(fork *gitrepo.Repository, batch []request) {
	for _, q := range r.passOver(fork, batch) {
		if r.stopped() {
			return
		}
		if err := r.readWith(fork, q.index, q.found); err != nil {
			r.note(q.index, err)
		}
	}
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
	for n, queue := range r.queues {
		r.send(uint64(n))
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

// mention is what a content has somewhere if detector.Mentions is true for it.
var mention = &gitrepo.Pattern{In: detector.MayMention, Bytes: &detector.MentionBytes, Longest: detector.LongestMention}

// passOver leaves those contents that have to be read: the path, or, as far as their
// repository can tell without that, the content may mention Codecov.
func (r *readers) passOver(repo *gitrepo.Repository, batch []request) []request {
	ids := make([]gitrepo.ID, len(batch))
	for i, q := range batch {
		ids[i] = q.found.id
	}
	left := batch[:0]
	for i, known := range repo.Unmatched(r.engine.ctx, ids, mention) {
		this := batch[i].found
		if !known.OK || detector.Mentions(detector.Input{Path: this.path}) {
			left = append(left, batch[i])
			continue
		}
		this.attempt, this.size = 1, known.Size
		r.engine.told.Read(int(known.Size))
		r.engine.told.Content()
	}
	return left
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
