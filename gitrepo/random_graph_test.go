package gitrepo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// graph is a random history: for each commit its parents, which come before it,
// and its date.
type graph struct {
	parents [][]int
	dates   []int64
	// skewed: some commit is dated before a parent.
	skewed bool
	ids    []ID
}

// clocks are the ways in which commits are dated; the first keep to the order of
// history.
var clocks = []func(rng *rand.Rand, n int, parents int64) int64{
	func(rng *rand.Rand, n int, parents int64) int64 { return parents + 1 + rng.Int64N(100) },
	func(rng *rand.Rand, n int, parents int64) int64 { return parents + rng.Int64N(2) },
	func(rng *rand.Rand, n int, parents int64) int64 { return 1_500_000_000 },
	func(rng *rand.Rand, n int, parents int64) int64 { // a wrong clock now and then
		if rng.IntN(6) == 0 {
			return 1_500_000_000 + int64(n)*60 + rng.Int64N(40_000) - 20_000
		}
		return 1_500_000_000 + int64(n)*60
	},
	func(rng *rand.Rand, n int, parents int64) int64 { return 1_500_000_000 + rng.Int64N(1000) },
	func(rng *rand.Rand, n int, parents int64) int64 { return 1_500_000_000 - int64(n)*60 },
}

// randomGraph makes roots, long lines, branches, merges and octopuses.
func randomGraph(rng *rand.Rand) *graph {
	g := &graph{}
	clock := clocks[rng.IntN(len(clocks))]
	for n := range 3 + rng.IntN(30) {
		var parents []int
		if n > 0 && rng.IntN(12) > 0 {
			for range 1 + max(0, rng.IntN(7)-3) {
				back := 1 + rng.IntN(min(n, 1+rng.IntN(6)))
				if p := n - back; !slices.Contains(parents, p) {
					parents = append(parents, p)
				}
			}
		}
		youngest := int64(1_500_000_000)
		for _, p := range parents {
			youngest = max(youngest, g.dates[p])
		}
		date := clock(rng, n, youngest)
		for _, p := range parents {
			g.skewed = g.skewed || date < g.dates[p]
		}
		g.parents, g.dates = append(g.parents, parents), append(g.dates, date)
	}
	return g
}

// stream writes the graph for git fast-import; marks count from first on.
func (g *graph) stream(b *strings.Builder, first int) {
	for n := range g.parents {
		message := fmt.Sprintf("commit %d", first+n)
		fmt.Fprintf(b, "reset refs/heads/t\n\ncommit refs/heads/t\nmark :%d\ncommitter A <a@b> %d +0000\ndata %d\n%s\n",
			first+n, g.dates[n], len(message), message)
		for i, p := range g.parents[n] {
			fmt.Fprintf(b, "%s :%d\n", map[bool]string{true: "from", false: "merge"}[i == 0], first+p)
		}
	}
}

// reach is what some commits reach, by the plainest of walks.
func (g *graph) reach(from []int) map[int]bool {
	seen := map[int]bool{}
	for todo := slices.Clone(from); len(todo) > 0; {
		n := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if !seen[n] {
			seen[n] = true
			todo = append(todo, g.parents[n]...)
		}
	}
	return seen
}

// importGraphs makes random graphs in one repository.
func importGraphs(f *fixture, rng *rand.Rand, count int) []*graph {
	f.t.Helper()
	var graphs []*graph
	var in strings.Builder
	next := 1
	for range count {
		g := randomGraph(rng)
		g.stream(&in, next)
		next += len(g.parents)
		graphs = append(graphs, g)
	}
	marks := filepath.Join(f.root, "marks")
	f.gitWith(in.String(), "fast-import", "--quiet", "--export-marks="+marks)
	byMark := map[string]ID{}
	for line := range strings.Lines(f.read("../marks")) {
		mark, hex, _ := strings.Cut(strings.TrimSpace(line), " ")
		byMark[mark] = f.id(hex)
	}
	next = 1
	for _, g := range graphs {
		for range g.parents {
			g.ids = append(g.ids, byMark[fmt.Sprintf(":%d", next)])
			next++
		}
	}
	return graphs
}

// TestReachableInRandomGraphs compares what is reachable with the truth, and the
// truth with git. Where dates are right the answer is exact; where they are wrong
// it may hold commits too many (git's own may as well), never too few.
func TestReachableInRandomGraphs(t *testing.T) {
	t.Parallel()
	const graphs, inProcess = 250, 12
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	f := newRepository(t)
	goGit, git := f.mustOpen(BackendGoGit), f.mustOpen(BackendGit)
	exact := 0
	for n, g := range importGraphs(f, rng, graphs) {
		for query := range inProcess {
			tips, known := g.some(rng, 1+rng.IntN(3)), g.some(rng, rng.IntN(4))
			about := fmt.Sprintf("seed %d, graph %d (skewed %v, parents %v, dates %v), %v not %v", seed, n, g.skewed, g.parents, g.dates, tips, known)
			g.check(t, about+", go-git", goGit, tips, known)
			if query == 0 {
				g.checkGit(t, f, about+", git rev-list", tips, known)
				g.check(t, about+", git", git, tips, known)
			}
		}
		if !g.skewed {
			exact++
		}
	}
	if exact < graphs/4 || exact > graphs*3/4 {
		t.Errorf("%d of %d graphs have right dates: the test no longer tries both", exact, graphs)
	}
}

func (g *graph) some(rng *rand.Rand, count int) []int {
	var list []int
	for range count {
		list = append(list, rng.IntN(len(g.parents)))
	}
	return list
}

func (g *graph) idsOf(list []int) []ID {
	var ids []ID
	for _, n := range list {
		ids = append(ids, g.ids[n])
	}
	return ids
}

// check asks a reader. An id that the repository does not have changes nothing.
func (g *graph) check(t *testing.T, about string, r *Repository, tips, known []int) {
	t.Helper()
	absent, err := ParseID(missing)
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Reachable(context.Background(), g.idsOf(tips), append(g.idsOf(known), absent))
	if err != nil {
		t.Fatalf("%s: %v", about, err)
	}
	g.judge(t, about, got, tips, known)
	if !g.skewed && slices.Max(g.dates) > slices.Min(g.dates) && g.strict() {
		if err := parentsFirst(context.Background(), r, got); err != nil {
			t.Errorf("%s: %v", about, err)
		}
	}
}

// strict reports whether every commit is younger than its parents.
func (g *graph) strict() bool {
	for n, parents := range g.parents {
		for _, p := range parents {
			if g.dates[n] <= g.dates[p] {
				return false
			}
		}
	}
	return true
}

func (g *graph) checkGit(t *testing.T, f *fixture, about string, tips, known []int) {
	t.Helper()
	args := []string{"rev-list"}
	for _, id := range g.idsOf(tips) {
		args = append(args, id.String())
	}
	args = append(args, "--not")
	for _, id := range g.idsOf(known) {
		args = append(args, id.String())
	}
	var got []ID
	for _, hex := range strings.Fields(f.git(args...)) {
		got = append(got, f.id(hex))
	}
	g.judge(t, about, got, tips, known)
}

// judge compares an answer with the truth.
func (g *graph) judge(t *testing.T, about string, got []ID, tips, known []int) {
	t.Helper()
	all, behind := g.reach(tips), g.reach(known)
	for n, id := range g.ids {
		times := 0
		for _, other := range got {
			if other == id {
				times++
			}
		}
		switch {
		case times > 1:
			t.Errorf("%s: commit %d is listed %d times", about, n, times)
		case all[n] && !behind[n] && times == 0:
			t.Errorf("%s: commit %d is missing", about, n)
		case !all[n] && times > 0:
			t.Errorf("%s: commit %d is not reachable at all", about, n)
		case behind[n] && times > 0 && !g.skewed:
			t.Errorf("%s: commit %d is known", about, n)
		}
	}
}
