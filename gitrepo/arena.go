package gitrepo

import "bytes"

// generation has objects of one kind that are forgotten together, by the beginning of
// their ids; each stands behind its whole id.
type generation struct {
	all map[uint64][]byte
	arena
}

func (g *generation) get(id ID) ([]byte, bool) {
	data, ok := g.all[id.Beginning()]
	if !ok || !bytes.HasPrefix(data, id.sum[:id.size]) {
		return nil, false
	}
	return data[id.size:], true
}

// put remembers a copy of an object.
func (g *generation) put(id ID, data []byte) []byte {
	if g.all == nil {
		g.all = map[uint64][]byte{}
	}
	room := g.room(int(id.size) + len(data))
	copy(room, id.sum[:id.size])
	copy(room[id.size:], data)
	g.all[id.Beginning()] = room
	return room[id.size:]
}

func (g *generation) forget() {
	clear(g.all)
	g.reset()
}

// arena is room for what is forgotten together, after which it is used again.
type arena struct {
	chunks [][]byte
	used   int // bytes of chunks; what is left of one that had too little room counts as well
	long   int // bytes that are in no chunk
}

const arenaChunk = 64 << 10 // bytes

func (a *arena) size() int { return a.used + a.long }

func (a *arena) room(n int) []byte {
	if n > arenaChunk {
		a.long += n
		return make([]byte, n)
	}
	if at := a.used % arenaChunk; at+n > arenaChunk {
		a.used += arenaChunk - at
	}
	chunk, at := a.used/arenaChunk, a.used%arenaChunk
	if chunk == len(a.chunks) {
		a.chunks = append(a.chunks, make([]byte, arenaChunk))
	}
	a.used += n
	return a.chunks[chunk][at : at+n : at+n]
}

func (a *arena) reset() { a.used, a.long = 0, 0 }
