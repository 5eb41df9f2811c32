package gitrepo

import "math/bits"

// baseCache remembers objects of one pack that deltas may stand on. Of two
// generations the older is forgotten when the younger is full; its memory is used
// again, because memory that was never used before costs more than what is put there.
type baseCache struct {
	buffers
	young, old map[int64]packed
	size       int // bytes in young
}

// buffers are room that was given back, by the logarithm of its length.
type buffers struct {
	free  [bits.UintSize][][]byte
	spare int // bytes
}

const (
	mostBases  = 1 << 20 // bytes in one generation, and to spare
	longestOne = 4 << 20 // bytes of an object that is remembered
)

func (c *baseCache) get(offset int64) (packed, bool) {
	if o, ok := c.young[offset]; ok {
		return o, true
	}
	o, ok := c.old[offset]
	if ok {
		delete(c.old, offset)
		c.put(offset, o)
	}
	return o, ok
}

// put remembers an object, whose data is the cache's from here on: it lasts until two
// more generations' worth were put.
func (c *baseCache) put(offset int64, o packed) {
	if len(o.data) > longestOne {
		return
	}
	if _, known := c.young[offset]; known {
		return
	}
	if c.size+len(o.data) > mostBases || c.young == nil {
		if c.old == nil {
			c.old = map[int64]packed{}
		}
		for _, f := range c.old {
			c.give(f.data)
		}
		clear(c.old)
		c.young, c.old, c.size = c.old, c.young, 0
	}
	c.young[offset] = o
	c.size += len(o.data)
}

// room gives an empty buffer for n bytes.
func (b *buffers) room(n int) []byte {
	class := bits.Len(uint(max(0, n-1)))
	if n > longestOne {
		return make([]byte, 0, n)
	}
	free := b.free[class]
	if len(free) == 0 {
		return make([]byte, 0, 1<<class)
	}
	b.free[class] = free[:len(free)-1]
	b.spare -= 1 << class
	return free[len(free)-1]
}

// give takes a buffer back.
func (b *buffers) give(data []byte) {
	class := bits.Len(uint(max(0, cap(data)-1)))
	if cap(data) == 1<<class && b.spare+cap(data) <= mostBases {
		b.free[class] = append(b.free[class], data[:0])
		b.spare += cap(data)
	}
}
