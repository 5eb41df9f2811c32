package scan

import (
	"slices"
	"strings"
	"testing"

	"github.com/covkey/covkey/gitrepo"
)

// TestContents: contents whose numbers are the same are told apart, and their lists are
// their own.
func TestContents(t *testing.T) {
	t.Parallel()
	id := func(end string) gitrepo.ID {
		id, err := gitrepo.ParseID(strings.Repeat("a", 40-len(end)) + end)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	if id("1").Beginning() != id("2").Beginning() {
		t.Fatal("the ids do not begin alike")
	}
	cs := newContents()
	for i, c := range []struct {
		content
		index int
		known bool
		first int
	}{
		{content{"a", id("1")}, 0, false, 0},
		{content{"a", id("2")}, 1, false, 1},
		{content{"b", id("2")}, 2, false, 1},
		{content{"c", id("2")}, 3, false, 1},
		{content{"a", id("2")}, 1, true, 0},
		{content{"a", id("1")}, 0, true, 0},
		{content{"a", id("2")}, 1, true, 0},
	} {
		index, known, first := cs.add(c.content, 10*i)
		if index != c.index || known != c.known || first != c.first {
			t.Errorf("%d: %d %v %d, want %d %v %d", i, index, known, first, c.index, c.known, c.first)
		}
		if !known && first != index {
			cs.putOff(index, first)
		}
	}
	for i, want := range []struct{ revisions, others []int }{{[]int{0, 50}, nil}, {[]int{10, 40, 60}, []int{2, 3}}, {[]int{20}, nil}, {[]int{30}, nil}} {
		revisions, others := slices.Sorted(cs.revisions(cs.all[i])), slices.Collect(cs.others(cs.all[i]))
		slices.Sort(others)
		if !slices.Equal(revisions, want.revisions) || !slices.Equal(others, want.others) {
			t.Errorf("%d: revisions %v, others %v, want %v", i, revisions, others, want)
		}
	}
}
