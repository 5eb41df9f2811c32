package scan

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
)

// TestRelevant: on random changes, what stays says the same of every blob: how often
// it arrives less how often it leaves. No blob of a path that went away arrives anywhere,
// so what only moved is not read; a path that stays keeps what it was.
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
			if c.New.IsZero() {
				sides[c.Old] = [2]bool{true, sides[c.Old][1]}
			} else if !slices.ContainsFunc(changes, func(was gitrepo.Change) bool { return was.Path == c.Path && was.Old == c.Old }) {
				t.Fatalf("%+v: not what the path was in %v", c, changes)
			}
			sides[c.New] = [2]bool{sides[c.New][0], true}
		}
		for id, s := range sides {
			if !id.IsZero() && s[0] && s[1] {
				t.Fatalf("%s went and arrives in %v", id, got)
			}
		}
	}
}

// TestOldBlobElsewhere: the blob that a path had before is at another path now. The
// lines that the first path kept are not new in it for that; in a copy the key is new
// where the copy is, in a merge nowhere when each file comes from one side.
func TestOldBlobElsewhere(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(4, 4))
	line := "CODECOV_TOKEN=" + key(rng) + "\n"
	ctx := context.Background()
	policy := Policy{Report: detector.High}
	r := newRepository(t)
	commit := func(parents ...gitrepo.ID) gitrepo.ID {
		args := []string{"commit-tree", "-m", "x", r.git("write-tree")}
		for _, p := range parents {
			args = append(args, "-p", p.String())
		}
		id, err := gitrepo.ParseID(r.git(args...))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	r.write("a.env", line)
	r.git("add", "-A")
	one := commit()
	r.write("a.env", "make\n"+line)
	r.write("copy.env", line)
	r.git("add", "-A")
	result, err := Staged(ctx, r.open(), []gitrepo.ID{one}, policy)
	if err != nil || len(result.Findings) != 1 || result.Findings[0].Path != "copy.env" {
		t.Errorf("a copy: %+v, %v", result, err)
	}
	r.write("a.env", "make\n")
	r.git("add", "-A")
	two := commit()
	r.write("a.env", "make\n"+line)
	r.git("add", "-A")
	result, err = Staged(ctx, r.open(), []gitrepo.ID{one, two}, policy)
	if err != nil || len(result.Findings) != 0 {
		t.Errorf("a merge: %+v, %v", result, err)
	}
}
