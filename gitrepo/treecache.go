package gitrepo

import "context"

// treeCache remembers trees: a commit is compared with its parents, which are compared
// with theirs, and most of the folders are the same. Of two generations the older is
// forgotten when the younger is full.
type treeCache struct {
	young, old map[ID][]byte
	size       int // bytes in young
}

const (
	mostTrees    = 4 << 20 // bytes in one generation
	longestTree  = 1 << 20 // bytes of a tree that is remembered
	treeOverhead = 128     // bytes beside its content
)

func (c *treeCache) object(ctx context.Context, src objects, id ID) (Object, error) {
	if data, ok := c.young[id]; ok {
		return Object{id, Tree, data}, nil
	}
	data, ok := c.old[id]
	o := Object{id, Tree, data}
	if !ok {
		var err error
		if o, err = src.Object(ctx, id); err != nil {
			return o, err
		}
	}
	if o.Kind == Tree && len(o.Data) <= longestTree {
		if c.size > mostTrees || c.young == nil {
			if c.old == nil {
				c.old = map[ID][]byte{}
			}
			clear(c.old) // its room is used again
			c.young, c.old, c.size = c.old, c.young, 0
		}
		c.young[id] = o.Data
		c.size += len(o.Data) + treeOverhead
	}
	return o, nil
}

// cachedObjects reads trees through a cache.
type cachedObjects struct {
	src   objects
	trees *treeCache
}

func (c cachedObjects) Object(ctx context.Context, id ID) (Object, error) {
	return c.trees.object(ctx, c.src, id)
}
