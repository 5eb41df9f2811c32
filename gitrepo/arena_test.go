package gitrepo

import (
	"bytes"
	"testing"
)

// TestArena: rooms do not overlap until all are given back, and are used again then.
func TestArena(t *testing.T) {
	t.Parallel()
	var a arena
	for round := range 3 {
		var rooms [][]byte
		total := 0
		for i := range 500 {
			n := []int{0, 1, 20, arenaChunk - 7, arenaChunk, arenaChunk + 1, 999}[i%7]
			room := a.room(n)
			if len(room) != n || cap(room) != n {
				t.Fatalf("%d bytes with room for %d, want %d", len(room), cap(room), n)
			}
			for at := range room {
				room[at] = byte(i)
			}
			rooms = append(rooms, room)
			total += n
		}
		if a.size() < total {
			t.Errorf("size %d of %d bytes", a.size(), total)
		}
		for i, room := range rooms {
			if bytes.Count(room, []byte{byte(i)}) != len(room) {
				t.Fatalf("round %d: room %d was overwritten", round, i)
			}
		}
		chunks := len(a.chunks)
		a.reset()
		if a.room(10); len(a.chunks) != chunks {
			t.Errorf("chunks are not used again")
		}
		a.reset()
	}
}

// TestGeneration: an id that only begins like a remembered one is not it.
func TestGeneration(t *testing.T) {
	t.Parallel()
	one, other := idFromBytes(bytes.Repeat([]byte{7}, sha1Size)), idFromBytes(append(bytes.Repeat([]byte{7}, sha1Size-1), 8))
	if one.Beginning() != other.Beginning() {
		t.Fatal("the ids do not begin alike")
	}
	var g generation
	g.put(one, []byte("one"))
	if data, ok := g.get(one); !ok || string(data) != "one" {
		t.Errorf("%q, %v", data, ok)
	}
	if data, ok := g.get(other); ok {
		t.Errorf("%q for another id", data)
	}
	g.forget()
	if _, ok := g.get(one); ok || g.size() != 0 {
		t.Error("it is not forgotten")
	}
}
