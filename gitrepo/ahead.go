package gitrepo

import (
	"container/heap"
	"context"
	"errors"
	"io"
	"sync"

	"github.com/covkey/covkey/cores"
)

// node is what a walk through history needs of a commit.
type node struct {
	parents []ID
	date    int64
}

// nodes reads commits for a walk. After the first few, other goroutines read ahead of
// it what the commits that it has met name as their parents.
type nodes struct {
	ctx  context.Context
	own  *goGit
	room []byte
	read int // commits that were asked for

	mu    sync.Mutex
	more  sync.Cond // there is work, or none will come
	ready sync.Cond // a commit was read
	// asked are the commits that were read or are to be; todo names those that nobody
	// has begun with.
	asked map[ID]*reading
	todo  byChild
	ahead int // commits that were begun with and that the walk has not taken
	idle  int // goroutines that have nothing to do
	// wanted is what the walk waits for.
	wanted *reading
	ended  bool
	err    error // of what the others had open
	work   sync.WaitGroup
}

// reading is a commit on its way.
type reading struct {
	begun, done bool
	node        node
	err         error
}

// parent is a commit that a younger one names as its parent; date is that one's.
type parent struct {
	id   ID
	date int64
}

// byChild is a heap: the walk comes to the parents of the youngest commit first.
type byChild []parent

func (q byChild) Len() int           { return len(q) }
func (q byChild) Less(i, j int) bool { return q[i].date > q[j].date }
func (q byChild) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *byChild) Push(x any)        { *q = append(*q, x.(parent)) }
func (q *byChild) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

const (
	fewCommits = 64
	// mostAhead is how far the reading is ahead of the walk: what a walk does not come
	// to was read for nothing.
	mostAhead   = 256
	mostWalkers = 4
)

func newNodes(ctx context.Context, own *goGit) *nodes {
	n := &nodes{ctx: ctx, own: own}
	n.more.L, n.ready.L = &n.mu, &n.mu
	return n
}

// get reads a commit; each is asked for once.
func (n *nodes) get(id ID) (node, error) {
	n.read++
	if n.asked == nil {
		if n.read <= fewCommits || cores.All() == 1 {
			return n.own.node(n.ctx, id, &n.room)
		}
		n.start()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	r := n.asked[id]
	if r == nil {
		r = &reading{}
		n.asked[id] = r
	}
	if !r.begun {
		n.do(n.own, id, r, &n.room)
	}
	for !r.done {
		if id, other := n.pick(); other != nil { // it helps rather than wait
			n.do(n.own, id, other, &n.room)
			continue
		}
		n.wanted = r
		n.ready.Wait()
	}
	if n.ahead--; n.ahead == mostAhead/2 && n.idle > 0 {
		n.more.Broadcast()
	}
	got, err := r.node, r.err
	r.node = node{}
	return got, err
}

// start begins to read ahead.
func (n *nodes) start() {
	n.asked = map[ID]*reading{}
	for range min(cores.All()-1, mostWalkers) {
		fork := n.own.fork()
		n.work.Go(func() {
			var room []byte
			n.mu.Lock()
			defer func() {
				n.err = errors.Join(n.err, fork.Close())
				n.mu.Unlock()
			}()
			for !n.ended {
				if id, r := n.pick(); r != nil {
					n.do(fork, id, r, &room)
					continue
				}
				n.idle++
				n.more.Wait()
				n.idle--
			}
		})
	}
}

// pick takes a commit that is to be read; nil when there is none, or when the walk has
// to catch up first.
func (n *nodes) pick() (ID, *reading) {
	for len(n.todo) > 0 && n.ahead <= mostAhead {
		next := heap.Pop(&n.todo).(parent)
		if r := n.asked[next.id]; !r.begun {
			return next.id, r
		}
	}
	return ID{}, nil
}

// do reads a commit and asks for its parents.
func (n *nodes) do(with *goGit, id ID, r *reading, room *[]byte) {
	r.begun = true
	n.ahead++
	n.mu.Unlock()
	got, err := with.node(n.ctx, id, room)
	n.mu.Lock()
	r.node, r.err, r.done = got, err, true
	if r == n.wanted {
		n.ready.Signal()
	}
	for _, p := range got.parents {
		if n.asked[p] == nil {
			n.asked[p] = &reading{}
			heap.Push(&n.todo, parent{p, got.date})
		}
	}
	if n.idle > 0 && len(n.todo) > 1 && n.ahead <= mostAhead {
		n.more.Signal()
	}
}

// close ends the reading ahead.
func (n *nodes) close() error {
	n.mu.Lock()
	n.ended = true
	n.more.Broadcast()
	n.mu.Unlock()
	n.work.Wait()
	return n.err
}

// node reads what a walk needs of a commit, without parents where the clone was cut
// off. What is neither kept nor lent goes into room, which is used again.
func (g *goGit) node(ctx context.Context, id ID, room *[]byte) (node, error) {
	if err := ctx.Err(); err != nil {
		return node{}, err
	}
	o, ok := g.kept(id)
	if !ok {
		if o, ok = g.lend(id); ok {
			g.keep(o)
		}
	}
	if !ok {
		o.ID = id
		err := g.Stream(ctx, id, func(h Header, r io.Reader) (err error) {
			o.Kind = h.Kind
			if int64(cap(*room)) < h.Size {
				o.Data, err = readSized(r, h.Size)
				*room = o.Data
				return err
			}
			o.Data = (*room)[:h.Size]
			_, err = io.ReadFull(r, o.Data)
			return err
		})
		if err != nil {
			return node{}, err
		}
		g.keep(o)
	}
	info, err := parseCommit(o)
	if err != nil {
		return node{}, err
	}
	cut, err := g.isShallow(id)
	if cut {
		info.Parents = nil
	}
	return node{info.Parents, info.Date}, err
}
