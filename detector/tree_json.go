package detector

import (
	"bytes"
	"encoding/json"
)

// jsonLeaves reads JSON token by token, so that a file of any size costs no more
// memory than its nesting.
func jsonLeaves(text []byte) []leaf {
	if tooDeep(text) {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var r jsonReader
	for {
		before := int(dec.InputOffset())
		t, err := dec.Token()
		if err != nil {
			break // the end, or what is not JSON: what was read before it holds
		}
		switch t := t.(type) {
		case json.Delim:
			r.delimiter(t)
		case string:
			if r.list || r.named || r.up == nil {
				start := before + bytes.IndexByte(text[before:], '"')
				r.value(t, start)
			} else {
				r.key, r.named = t, true
			}
		default:
			r.done()
		}
	}
	return r.leaves
}

// jsonReader is where in the nesting the reader is.
type jsonReader struct {
	leaves []leaf
	up     *container
	key    string
	named  bool // the key was read, its value was not
	list   bool
	lists  []bool // list of the containers around
}

func (r *jsonReader) delimiter(d json.Delim) {
	switch d {
	case '{', '[':
		r.up = &container{key: r.key, up: r.up}
		r.lists = append(r.lists, r.list)
		r.list = d == '['
		r.key, r.named = "", false
	default:
		if r.up.key == "metadata" && r.up.up != nil { // what Kubernetes says of the map around it
			for _, m := range r.up.members {
				r.up.up.add(m.key, m.value)
			}
		}
		r.up = r.up.up
		r.list = r.lists[len(r.lists)-1]
		r.lists = r.lists[:len(r.lists)-1]
		r.done()
	}
}

func (r *jsonReader) value(text string, start int) {
	if value, ok := keyShaped(text); ok {
		l := newLeaf(r.key, r.up, value, 0)
		l.start = start
		r.leaves = append(r.leaves, l)
	} else if r.up != nil && r.list {
		if len(r.up.before) < mostMembers && len(text) <= longestName {
			r.up.before = append(r.up.before, text)
		}
	} else if r.up != nil {
		r.up.add(r.key, text)
	}
	r.done()
}

func (r *jsonReader) done() { r.key, r.named = "", false }
