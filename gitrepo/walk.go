package gitrepo

import (
	"bytes"
	"container/heap"
	"context"
	"errors"
)

// Reachable walks from the tips and the known commits back through history,
// newest first, as git's own rev-list does (revision.c, limit_list): what a
// known commit reaches is known as well. It may stop when only known commits are
// left to look at and all of them are older than every commit found, because a
// commit is normally younger than its parents; for clocks that were wrong it
// looks a few commits further, like git. Where a clock was wrong for longer the
// answer holds commits too many, never too few.
func (g *goGit) Reachable(ctx context.Context, tips, known []ID) (ids []ID, err error) {
	w := walk{ctx: ctx, nodes: newNodes(ctx, g), seen: map[ID]*walked{}}
	defer func() { err = errors.Join(err, w.nodes.close()) }()
	for _, id := range known {
		if err := w.visit(id, true); err != nil {
			return nil, err
		}
	}
	for _, id := range tips {
		if err := w.visit(id, false); err != nil {
			return nil, err
		}
	}
	if err := w.run(); err != nil {
		return nil, err
	}
	for i := len(w.found) - 1; i >= 0; i-- {
		if c := w.found[i]; !c.known {
			ids = append(ids, c.id)
		}
	}
	return ids, nil
}

// walked is a commit that the walk has met.
type walked struct {
	id ID
	node
	known  bool
	queued bool
}

type walk struct {
	ctx   context.Context
	nodes *nodes
	seen  map[ID]*walked
	queue byDate
	found []*walked
	// open counts the commits in the queue that are not known.
	open int
}

// visit meets a commit, for the first time or again.
func (w *walk) visit(id ID, known bool) error {
	if c, ok := w.seen[id]; ok {
		if known {
			w.markKnown(c)
		}
		return nil
	}
	read, err := w.nodes.get(id)
	if err != nil {
		if known && errors.Is(err, ErrNotFound) {
			return nil // what lies behind a known commit need not be here
		}
		return err
	}
	c := &walked{id: id, node: read, known: known, queued: true}
	w.seen[id] = c
	heap.Push(&w.queue, c)
	if !known {
		w.open++
	}
	return nil
}

// markKnown spreads the mark to what was already met behind a commit.
func (w *walk) markKnown(c *walked) {
	todo := []*walked{c}
	for len(todo) > 0 {
		c, todo = todo[len(todo)-1], todo[:len(todo)-1]
		if c.known {
			continue
		}
		c.known = true
		if c.queued {
			w.open--
		}
		for _, p := range c.parents {
			if met, ok := w.seen[p]; ok {
				todo = append(todo, met)
			}
		}
	}
}

func (w *walk) run() error {
	const slop = 5 // as in git's revision.c
	oldest := int64(0)
	left := slop
	for len(w.queue) > 0 {
		if err := w.ctx.Err(); err != nil {
			return err
		}
		if w.open == 0 {
			if len(w.found) == 0 {
				return nil
			}
			if w.queue[0].date < oldest {
				left--
			} else {
				left = slop
			}
			if left < 0 {
				return nil
			}
		}
		c := heap.Pop(&w.queue).(*walked)
		c.queued = false
		if !c.known {
			w.open--
			w.found = append(w.found, c)
			if len(w.found) == 1 || c.date < oldest {
				oldest = c.date
			}
		}
		for _, p := range c.parents {
			if err := w.visit(p, c.known); err != nil {
				return err
			}
		}
	}
	return nil
}

// byDate is a heap of commits, the youngest on top; ties by id keep the order
// the same from run to run.
type byDate []*walked

func (q byDate) Len() int { return len(q) }
func (q byDate) Less(i, j int) bool {
	if q[i].date != q[j].date {
		return q[i].date > q[j].date
	}
	return bytes.Compare(q[i].id.sum[:], q[j].id.sum[:]) < 0
}
func (q byDate) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *byDate) Push(x any)   { *q = append(*q, x.(*walked)) }
func (q *byDate) Pop() any {
	old := *q
	c := old[len(old)-1]
	*q = old[:len(old)-1]
	return c
}
