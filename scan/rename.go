package scan

import "github.com/covkey/covkey/gitrepo"

// relevant leaves out what cannot make a key new against one parent: excluded paths,
// and contents that only moved.
//
// What is new is decided by counting: over all paths of a change, what they hold more
// of a key, less what they hold less of it. When the very blob that leaves one path
// arrives at another, both sides hold the same, whatever that is, so leaving both out
// changes no sum. A renamed folder is then not read at all, and a blob that a partial
// clone has not fetched need not be here to be moved. What leaves an excluded path is
// new where it arrives, so excluded paths go first.
func (p Policy) relevant(changes []gitrepo.Change) []gitrepo.Change {
	kept := make([]gitrepo.Change, 0, len(changes))
	left := map[gitrepo.ID]int{} // how often a blob left a path
	for _, c := range changes {
		if p.excludes(c.Path) {
			continue
		}
		kept = append(kept, c)
		if !c.Old.IsZero() {
			left[c.Old]++
		}
	}
	arrived := map[gitrepo.ID]int{} // of those, how many were met again
	for i, c := range kept {
		if !c.New.IsZero() && left[c.New] > arrived[c.New] {
			arrived[c.New]++
			kept[i].New = gitrepo.ID{}
		}
	}
	if len(arrived) == 0 {
		return kept
	}
	rest := kept[:0]
	for _, c := range kept {
		if !c.Old.IsZero() && arrived[c.Old] > 0 {
			arrived[c.Old]--
			c.Old = gitrepo.ID{}
		}
		if c.Old != c.New {
			rest = append(rest, c)
		}
	}
	return rest
}
