package detector

import (
	"bytes"
	"slices"
	"sort"
)

// usedNames is what the bound names stand for.
type usedNames struct {
	uses map[string]*uses
	// lengths has for each first byte of a name a bit for its length: of nearly every
	// word it tells that it is none.
	lengths [256]uint64
}

func (n *usedNames) add(b binding) {
	u := n.uses[b.name]
	if u == nil {
		u = &uses{}
		n.uses[b.name] = u
		n.lengths[b.name[0]] |= 1 << (len(b.name) % 64)
	}
	u.bindings = append(u.bindings, b)
}

// next is the first use of a name at at or behind it, u being nil when there is none. A
// word with hyphens in it is looked up whole, and then without its end, from each of its
// parts on.
func (n *usedNames) next(text []byte, at int) (start, end int, u *uses) {
	for at < len(text) {
		if !isWordByte(text[at]) {
			at++
			continue
		}
		whole := at + 1
		for whole < len(text) && (isWordByte(text[whole]) || text[whole] == '-' && whole+1 < len(text) && isWordByte(text[whole+1])) {
			whole++
		}
		for at < whole {
			if u := n.find(text[at:whole]); u != nil {
				return at, whole, u
			}
			dash := bytes.IndexByte(text[at:whole], '-')
			if dash < 0 {
				break
			}
			if u := n.find(text[at : at+dash]); u != nil {
				return at, at + dash, u
			}
			at += dash + 1
		}
		at = whole
	}
	return 0, 0, nil
}

func (n *usedNames) find(word []byte) *uses {
	if n.lengths[word[0]]>>(len(word)%64)&1 == 0 {
		return nil
	}
	return n.uses[string(word)]
}

// uses is where one name is bound, in the order of the values.
type uses struct {
	bindings []binding
	lost     bool // the name was given another value since

	passed  int   // values before the last use
	byName  []int // the bindings in the order of their names
	longest int   // name in the text
}

// at is the binding that speaks at a use: the last before it, or the one whose own name
// or value the use is. Uses are asked for in their order.
func (u *uses) at(start, end int) (b *binding, own bool) {
	for u.passed < len(u.bindings) && u.bindings[u.passed].candidate.start < start {
		u.passed++
	}
	first := len(u.bindings)
	if u.passed < first && u.bindings[u.passed].candidate.start < end {
		first = u.passed
	}
	if u.byName == nil {
		u.sortByName()
	}
	n := sort.Search(len(u.byName), func(i int) bool { return u.bindings[u.byName[i]].start > start })
	for n--; n >= 0; n-- {
		i := u.byName[n]
		if b := &u.bindings[i]; start-b.start >= u.longest {
			break
		} else if start < b.end {
			first = min(first, i)
		}
	}
	if first < len(u.bindings) {
		return &u.bindings[first], true
	}
	return &u.bindings[max(0, u.passed-1)], false
}

func (u *uses) sortByName() {
	for i, b := range u.bindings {
		u.byName = append(u.byName, i)
		u.longest = max(u.longest, b.end-b.start)
	}
	slices.SortFunc(u.byName, func(i, j int) int { return u.bindings[i].start - u.bindings[j].start })
}
