package detector

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// xmlLeaves reads XML: the text of an element is a value under the element's name,
// an attribute one under its own.
func xmlLeaves(text []byte) []leaf {
	dec := xml.NewDecoder(bytes.NewReader(text))
	dec.Strict = false
	dec.Entity = xml.HTMLEntity
	var r xmlReader
	for {
		before := int(dec.InputOffset())
		t, err := dec.RawToken()
		if err != nil {
			return r.leaves // the end, or what is not XML: what was read before it holds
		}
		switch t := t.(type) {
		case xml.StartElement:
			r.open(t, text, before, int(dec.InputOffset()))
		case xml.EndElement:
			if r.up != nil {
				r.up = r.up.up
				r.depth--
			}
		case xml.CharData:
			r.text(string(t), text, before)
		}
	}
}

type xmlReader struct {
	leaves []leaf
	up     *container
	depth  int
}

func (r *xmlReader) open(t xml.StartElement, text []byte, from, to int) {
	element := &container{key: t.Name.Local, up: r.up}
	if r.depth++; r.depth > mostDepth*mostDepth {
		return
	}
	for _, a := range t.Attr {
		value, ok := keyShaped(a.Value)
		if !ok {
			element.add(a.Name.Local, a.Value)
			continue
		}
		l := newLeaf(a.Name.Local, element, value, 0)
		if at := bytes.Index(text[from:to], []byte(value)); at >= 0 {
			l.start = from + at
			r.leaves = append(r.leaves, l)
		}
	}
	r.up = element
}

func (r *xmlReader) text(s string, text []byte, from int) {
	if r.up == nil {
		return
	}
	value, ok := keyShaped(s)
	if !ok {
		if s = strings.TrimSpace(s); r.up.up != nil && s != "" {
			r.up.up.add(r.up.key, s)
		}
		return
	}
	// The element is the value's name; what stands beside it is its container's.
	owner := &container{key: r.up.key, members: r.up.members}
	if r.up.up != nil {
		owner = r.up.up
	}
	l := newLeaf(r.up.key, owner, value, 0)
	l.attributes = r.up.members
	for _, m := range owner.members { // elements of one name are a list
		if m.key == r.up.key {
			l.before = append(l.before, m.value)
		}
	}
	l.start = from + max(0, bytes.Index(text[from:], []byte(value)))
	r.leaves = append(r.leaves, l)
}
