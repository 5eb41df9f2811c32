package scan

import (
	"slices"

	"github.com/covkey/covkey/gitrepo"
)

// relevant leaves out what cannot make a key new against one parent: excluded paths,
// and contents that only moved.
//
// What is new is decided by counting: over all paths of a change, what they hold more
// of a key, less what they hold less of it. When a path goes and its very blob arrives
// at another, both sides hold the same, whatever that is, so leaving both out changes
// no sum. A renamed folder is then not read at all, and a blob that a partial clone has
// not fetched need not be here to be moved. What leaves an excluded path is new where
// it arrives, so excluded paths go first.
//
// A path that stays, with other content, is no move, though its old blob may arrive
// elsewhere: the lines that it kept are measured against that blob. Else they would
// count as new in it, and against several parents, where each path has its own
// smallest surplus, the sum would not come out even.
func (p Policy) relevant(changes []gitrepo.Change) []gitrepo.Change {
	if !slices.ContainsFunc(changes, func(c gitrepo.Change) bool { return c.New.IsZero() || c.Old == c.New || p.excludes(c.Path) }) {
		return changes
	}
	kept := make([]gitrepo.Change, 0, len(changes))
	var gone []int                    // paths that went away
	arrived := map[gitrepo.ID][]int{} // where a blob arrived
	for _, c := range changes {
		if p.excludes(c.Path) {
			continue
		}
		if c.New.IsZero() {
			gone = append(gone, len(kept))
		} else {
			arrived[c.New] = append(arrived[c.New], len(kept))
		}
		kept = append(kept, c)
	}
	for len(gone) > 0 {
		from := &kept[gone[0]]
		gone = gone[1:]
		at := arrived[from.Old]
		if len(at) == 0 {
			continue
		}
		arrived[from.Old] = at[1:]
		to := &kept[at[0]]
		from.Old, to.New = gitrepo.ID{}, gitrepo.ID{}
		if !to.Old.IsZero() { // what was there is pushed out, and may have moved in its turn
			gone = append(gone, at[0])
		}
	}
	return slices.DeleteFunc(kept, func(c gitrepo.Change) bool { return c.Old == c.New })
}
