package scan

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/covkey/covkey/gitrepo"
)

// TestRelevant: on random changes, what stays says the same of every blob: how often
// it arrives less how often it leaves. No blob is left on both sides, so what only
// moved is not read.
func TestRelevant(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(9, 9))
	ids := []gitrepo.ID{{}}
	for _, digit := range "12345" {
		id, err := gitrepo.ParseID(strings.Repeat(string(digit), 40))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	policy := Policy{Excluded: func(path string) bool { return strings.HasPrefix(path, "excluded") }}
	balance := func(changes []gitrepo.Change) map[gitrepo.ID]int {
		sum := map[gitrepo.ID]int{}
		for _, c := range changes {
			if !policy.excludes(c.Path) {
				sum[c.New]++
				sum[c.Old]--
			}
		}
		delete(sum, gitrepo.ID{})
		for id, n := range sum {
			if n == 0 {
				delete(sum, id)
			}
		}
		return sum
	}
	for range 2000 {
		var changes []gitrepo.Change
		for n := range rng.IntN(8) {
			c := gitrepo.Change{Path: fmt.Sprintf("%s%d", []string{"", "excluded"}[rng.IntN(5)/4], n), Old: ids[rng.IntN(len(ids))], New: ids[rng.IntN(len(ids))]}
			if c.Old != c.New {
				changes = append(changes, c)
			}
		}
		before := fmt.Sprint(changes)
		got := policy.relevant(changes)
		if fmt.Sprint(changes) != before {
			t.Fatal("the list that was given changed")
		}
		if fmt.Sprint(balance(got)) != fmt.Sprint(balance(changes)) {
			t.Fatalf("%v became %v", changes, got)
		}
		sides := map[gitrepo.ID][2]bool{}
		for _, c := range got {
			if policy.excludes(c.Path) || c.Old == c.New {
				t.Fatalf("%+v is kept", c)
			}
			sides[c.Old] = [2]bool{true, sides[c.Old][1]}
			sides[c.New] = [2]bool{sides[c.New][0], true}
		}
		for id, s := range sides {
			if !id.IsZero() && s[0] && s[1] {
				t.Fatalf("%s is on both sides of %v", id, got)
			}
		}
	}
}
