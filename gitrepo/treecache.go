package gitrepo

import "context"

// treeCache remembers trees: a commit is compared with its parents, which are compared
// with theirs, and most of the folders are the same. Of two generations the older is
// forgotten when the younger is full.
type treeCache struct {
	young, old map[ID]Object
	size       int // bytes in young
}

const (
	mostTrees    = 4 << 20 // bytes in one generation
	longestTree  = 1 << 20 // bytes of a tree that is remembered
	treeOverhead = 128     // bytes beside its content
)

func (c *treeCache) object(ctx context.Context, src objects, id ID) (Object, error) {
	if o, ok := c.young[id]; ok {
		return o, nil
	}
	o, ok := c.old[id]
	if !ok {
		var err error
		if o, err = src.Object(ctx, id); err != nil {
			return o, err
		}
	}
	if o.Kind == Tree && len(o.Data) <= longestTree {
		if c.size > mostTrees || c.young == nil {
			c.young, c.old, c.size = map[ID]Object{}, c.young, 0
		}
		c.young[id] = o
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
