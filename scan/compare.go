package scan

import (
	"slices"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
)

// compare keeps of a revision's findings what is new against all its parents.
func (e *engine) compare(rev revision, founds []*found) error {
	parents, err := e.changes(rev)
	if err != nil {
		return err
	}
	if rev.isMerge() { // what only moved is in the list that was made at less cost
		brought := map[content]bool{}
		for _, c := range inAll(parents) {
			brought[c] = true
		}
		founds = slices.DeleteFunc(founds, func(f *found) bool { return !brought[f.content] })
	}
	commit, subject := rev.name()
	v := &versions{engine: e, want: map[detector.Fingerprint]bool{}, read: map[content]version{}}
	for _, f := range founds {
		for _, k := range f.findings {
			v.want[k.Fingerprint] = true
		}
	}
	var sides []*side
	for _, changes := range parents {
		sides = append(sides, &side{versions: v, changes: changes})
	}
	before := len(e.result.Findings)
	for _, f := range founds {
		fresh, err := e.fresh(sides, f)
		if err != nil {
			return err
		}
		e.result.add(e.policy, f.path, commit, subject, fresh)
	}
	sortFindings(e.result.Findings[before:])
	return nil
}

// fresh lists the findings of one content that every parent lacks.
func (e *engine) fresh(sides []*side, f *found) ([]detector.Finding, error) {
	var fresh []detector.Finding
	byKey := map[detector.Fingerprint][]detector.Finding{}
	var order []detector.Fingerprint
	for _, k := range f.findings {
		if byKey[k.Fingerprint] == nil {
			order = append(order, k.Fingerprint)
		}
		byKey[k.Fingerprint] = append(byKey[k.Fingerprint], k)
	}
	for _, fp := range order {
		open, allowed := split(byKey[fp])
		surplus := -1
		old := map[uint64]int{}
		for _, s := range sides {
			n, contexts, err := s.surplus(f.content, fp)
			if err != nil {
				return nil, err
			}
			for line, times := range contexts {
				old[line] = max(old[line], times)
			}
			if surplus < 0 || n < surplus {
				surplus = n
			}
		}
		if surplus > 0 {
			fresh = append(fresh, pick(open, old, surplus)...)
		}
		n, err := e.freshAllowed(sides, f.content, fp, len(allowed))
		if err != nil {
			return nil, err
		}
		fresh = append(fresh, allowed[len(allowed)-n:]...)
	}
	return fresh, nil
}

// split parts the findings of one key by whether an annotation covers them.
func split(fs []detector.Finding) (open, allowed []detector.Finding) {
	for _, f := range fs {
		if f.Allowed {
			allowed = append(allowed, f)
		} else {
			open = append(open, f)
		}
	}
	return open, allowed
}

// pick chooses n of a key's findings to report: those first whose line is not in
// the old version.
func pick(open []detector.Finding, old map[uint64]int, n int) []detector.Finding {
	var added, kept []detector.Finding
	for _, f := range open {
		if old[f.Context] > 0 {
			old[f.Context]--
			kept = append(kept, f)
		} else {
			added = append(added, f)
		}
	}
	all := append(added, kept...)
	return all[:min(n, len(all))]
}

// freshAllowed is how many annotated findings of a key the parents lack; they
// are counted, not reported.
func (e *engine) freshAllowed(sides []*side, c content, fp detector.Fingerprint, now int) (int, error) {
	fewest := now
	for _, s := range sides {
		if fewest == 0 {
			break
		}
		old, ok := s.oldOf(c.path)
		if !ok {
			continue
		}
		before, err := s.before(c.path, old)
		if err != nil {
			return 0, err
		}
		fewest = min(fewest, max(0, now-before.found[fp]))
	}
	return fewest, nil
}

// side is the comparison of a revision with one of its parents.
type side struct {
	*versions
	changes []gitrepo.Change
	// moved holds, per key, what paths of the same change gave up; nil until a
	// key needs it.
	moved map[detector.Fingerprint]*pool
}

// pool is how often a key went away elsewhere, and on which lines it stood.
type pool struct {
	left     int
	contexts map[uint64]int
}

// oldOf is the blob that the parent has at a path.
func (s *side) oldOf(path string) (gitrepo.ID, bool) {
	for _, c := range s.changes {
		if c.Path == path {
			return c.Old, !c.Old.IsZero()
		}
	}
	return gitrepo.ID{}, false
}

// surplus is by how much a content holds the key more often than what it came
// from: the parent's file at the same path, then what left other paths in the
// same change (a rename, with or without an edit, or a move between files).
func (s *side) surplus(c content, fp detector.Fingerprint) (int, map[uint64]int, error) {
	now, err := s.version(c.path, c.id)
	if err != nil {
		return 0, nil, err
	}
	contexts := map[uint64]int{}
	n := count(now.held, fp, nil)
	if old, ok := s.oldOf(c.path); ok {
		before, err := s.before(c.path, old)
		if err != nil {
			return 0, nil, err
		}
		n -= count(before.held, fp, contexts)
	}
	if n <= 0 {
		return 0, contexts, nil
	}
	if s.moved == nil {
		if err := s.findMoved(); err != nil {
			return 0, nil, err
		}
	}
	p := s.moved[fp]
	if p == nil {
		return n, contexts, nil
	}
	for line, times := range p.contexts {
		contexts[line] += times
	}
	used := min(n, p.left)
	p.left -= used
	return n - used, contexts, nil
}

// findMoved adds up, for every wanted key, what the paths of this change hold
// less of it than before.
func (s *side) findMoved() error {
	s.moved = map[detector.Fingerprint]*pool{}
	for _, c := range s.changes {
		if c.Old.IsZero() {
			continue
		}
		before, err := s.before(c.Path, c.Old)
		if err != nil {
			return err
		}
		if len(before.held) == 0 {
			continue
		}
		after, err := s.version(c.Path, c.New)
		if err != nil {
			return err
		}
		for _, fp := range keysOf(before.held, func(o detector.Occurrence) detector.Fingerprint { return o.Fingerprint }) {
			lines := map[uint64]int{}
			gone := count(before.held, fp, lines) - count(after.held, fp, nil)
			if gone <= 0 {
				continue
			}
			p := s.moved[fp]
			if p == nil {
				p = &pool{contexts: map[uint64]int{}}
				s.moved[fp] = p
			}
			p.left += gone
			for line, times := range lines {
				p.contexts[line] += times
			}
		}
	}
	return nil
}

// keysOf lists the keys of occurrences or findings, each once, in their order.
func keysOf[T any](all []T, key func(T) detector.Fingerprint) []detector.Fingerprint {
	var keys []detector.Fingerprint
	seen := map[detector.Fingerprint]bool{}
	for _, v := range all {
		if k := key(v); !seen[k] {
			seen[k] = true
			keys = append(keys, k)
		}
	}
	return keys
}

// count counts a key's occurrences and, where asked, the lines they stand on.
func count(held []detector.Occurrence, fp detector.Fingerprint, contexts map[uint64]int) int {
	n := 0
	for _, o := range held {
		if o.Fingerprint != fp {
			continue
		}
		n++
		if contexts != nil {
			contexts[o.Context]++
		}
	}
	return n
}
