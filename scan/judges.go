package scan

import (
	"cmp"
	"slices"
	"sync"

	"github.com/covkey/covkey/cores"
	"github.com/covkey/covkey/detector"
)

// job is a piece of a content that was read and waits to be judged.
type job struct {
	index   int
	attempt int32
	part    int
	content *found
	piece   detector.Piece
}

// judged is what was found in one piece.
type judged struct {
	index    int
	attempt  int32
	part     int
	findings []detector.Finding
}

// judges search pieces for keys: on the goroutine that reads as long as there is little
// to do, which is so in nearly every hook and needs no other thread; then on all cores.
type judges struct {
	engine    *engine
	own       []judged // what was found before there were others
	jobs      chan job // nil until start
	results   chan judged
	working   sync.WaitGroup
	collected chan []judged
}

// take has one piece judged. Until start it is called by one goroutine only.
func (j *judges) take(w job) {
	if j.jobs != nil {
		j.jobs <- w
		return
	}
	if found := j.judge(w); len(found.findings) > 0 {
		j.own = append(j.own, found)
	}
}

func (j *judges) judge(w job) judged {
	var found []detector.Finding
	path := w.content.path
	if mentions := w.piece.Mentions(); mentions || detector.Mentions(detector.Input{Path: path}) {
		if mentions {
			w.content.mentions.Store(true)
		}
		found = w.piece.Scan(path, j.engine.policy.Detector)
	}
	w.piece.Free(j.engine.room)
	return judged{w.index, w.attempt, w.part, found}
}

// start lets other goroutines judge, if they do not yet.
func (j *judges) start() {
	if j.jobs != nil {
		return
	}
	workers := min(cores.All(), 8)
	j.jobs, j.results, j.collected = make(chan job, workers), make(chan judged, workers), make(chan []judged)
	for range workers {
		j.working.Go(func() {
			for w := range j.jobs {
				if found := j.judge(w); len(found.findings) > 0 {
					j.results <- found
				}
			}
		})
	}
	go func() {
		var all []judged
		for r := range j.results {
			all = append(all, r)
		}
		j.collected <- all
	}()
}

// finish waits for all pieces and lists what was found, in the order of the contents.
func (j *judges) finish() []judged {
	all := j.own
	if j.jobs != nil {
		close(j.jobs)
		j.working.Wait()
		close(j.results)
		all = append(all, <-j.collected...)
	}
	slices.SortFunc(all, func(a, b judged) int { return cmp.Or(cmp.Compare(a.index, b.index), cmp.Compare(a.part, b.part)) })
	return all
}
