package scan

import (
	"slices"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
)

// refs says which refs reach what has a key, and where they have it themselves. HEAD is
// told of only where no branch names its commit.
func (t *tracer) refs() error {
	e := t.engine
	all := t.held
	head, err := e.repo.Head(e.ctx)
	if err == nil && !head.IsZero() && !slices.ContainsFunc(all, func(h held) bool { return h.commit == head }) {
		all = append(slices.Clone(all), held{ref: gitrepo.Ref{Name: "HEAD", ID: head}, commit: head})
	}
	told, tips := 0, 0
	for _, h := range all {
		keys, places, err := t.holds(h)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if told++; told > mostRefs {
				t.keys[k].Partly = true
				continue
			}
			t.keys[k].Refs = append(t.keys[k].Refs, detector.MaskKnown(h.ref.Name, t.want))
		}
		for _, p := range places {
			spots, err := t.spots(p)
			if err != nil {
				return err
			}
			for _, s := range spots {
				if tips++; tips > mostTips && len(t.keys[s.key].Tips) > 0 {
					t.keys[s.key].Partly = true
					continue
				}
				t.tip(s, h.ref.Name, p.path)
			}
		}
	}
	return nil
}

// tip notes a place, once.
func (t *tracer) tip(s spot, ref, path string) {
	key := &t.keys[s.key]
	this := Tip{detector.MaskKnown(ref, t.want), detector.MaskKnown(path, t.want), s.line}
	for i := len(key.Tips) - 1; i >= 0 && key.Tips[i].Ref == this.Ref; i-- {
		if key.Tips[i] == this {
			return
		}
	}
	key.Tips = append(key.Tips, this)
}

// holds lists the keys that a ref reaches, and the places in what it names.
func (t *tracer) holds(h held) (keys []int, places []place, err error) {
	var reached set
	if n, ok := t.at[h.commit]; ok {
		reached = t.states[n].reached
		if t.states[n].files != 0 {
			if places, _, err = t.holding(t.infos[n].Tree); err != nil {
				return nil, nil, err
			}
		}
	}
	for _, tag := range h.beside.Tags {
		reached = t.sets.with(reached, keysIn(t.inMessage[tag]))
		for _, s := range t.inMessage[tag] {
			t.tip(s, h.ref.Name, TagMessage)
		}
	}
	for _, tree := range h.beside.Trees {
		of, held, err := t.holding(tree.ID)
		if err != nil {
			return nil, nil, err
		}
		places = append(places, of...)
		reached = t.sets.with(reached, held)
	}
	for _, blob := range h.beside.Blobs {
		p := place{blob.Name, blob.ID}
		spots, err := t.spots(p)
		if err != nil {
			return nil, nil, err
		}
		places = append(places, p)
		reached = t.sets.with(reached, keysIn(spots))
	}
	return t.sets.list[reached], places, nil
}
