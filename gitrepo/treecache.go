package gitrepo

import "context"

// treeCache remembers trees: a commit is compared with its parents, which are compared
// with theirs, and most of the folders are the same. Of two generations the older is
// forgotten when the younger is full, and its room is used again.
type treeCache struct {
	young, old generation
}

const (
	mostTrees   = 1 << 20 // bytes in one generation
	longestTree = 1 << 20 // bytes of a tree that is remembered
)

// turn begins a comparison. What is given from here on stays up to the next one.
func (c *treeCache) turn() {
	if c.young.size() <= mostTrees {
		return
	}
	c.old.forget()
	c.young, c.old = c.old, c.young
}

func (c *treeCache) get(id ID) ([]byte, bool) {
	if data, ok := c.young.get(id); ok {
		return data, true
	}
	data, ok := c.old.get(id)
	if ok {
		data = c.young.put(id, data)
	}
	return data, ok
}

// cachedObjects reads trees through a cache.
type cachedObjects struct {
	src   Reader
	trees *treeCache
}

// through gives a source of trees for one comparison.
func (c *treeCache) through(src Reader) cachedObjects {
	c.turn()
	return cachedObjects{src, c}
}

func (c cachedObjects) Object(ctx context.Context, id ID) (Object, error) {
	if data, ok := c.trees.get(id); ok {
		return Object{id, Tree, data}, nil
	}
	if ctx.Err() == nil && c.trees.young.size() <= mostTrees {
		if o, ok := c.src.lend(id); ok && o.Kind == Tree && len(o.Data) <= longestTree {
			return Object{id, Tree, c.trees.young.put(id, o.Data)}, nil
		}
	}
	return c.src.Object(ctx, id)
}
