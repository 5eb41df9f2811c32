package gitrepo

import "math/bits"

// baseCache remembers objects of one pack that deltas may stand on. Of two
// generations the older is forgotten when the younger is full; its memory is used
// again, because memory that was never used before costs more than what is put there.
type baseCache struct {
	young, old map[int64]packed
	size       int // bytes in young
	// free are buffers by the logarithm of their length, spare is how many bytes they are.
	free  [bits.UintSize][][]byte
	spare int
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
		forgotten := c.old
		c.young, c.old, c.size = map[int64]packed{}, c.young, 0
		for _, f := range forgotten {
			c.give(f.data)
		}
	}
	c.young[offset] = o
	c.size += len(o.data)
}

// room gives an empty buffer for n bytes.
func (c *baseCache) room(n int) []byte {
	class := bits.Len(uint(max(0, n-1)))
	if n > longestOne {
		return make([]byte, 0, n)
	}
	free := c.free[class]
	if len(free) == 0 {
		return make([]byte, 0, 1<<class)
	}
	c.free[class] = free[:len(free)-1]
	c.spare -= 1 << class
	return free[len(free)-1]
}

// give takes a buffer back.
func (c *baseCache) give(data []byte) {
	class := bits.Len(uint(max(0, cap(data)-1)))
	if cap(data) == 1<<class && c.spare+cap(data) <= mostBases {
		c.free[class] = append(c.free[class], data[:0])
		c.spare += cap(data)
	}
}
