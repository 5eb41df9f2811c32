package gitrepo

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
)

// changeLines writes changes as rawLines does.
func changeLines(list []Change) []string {
	var lines []string
	for _, c := range list {
		lines = append(lines, line(c.Path, c.Old.String(), c.New.String()))
	}
	sort.Strings(lines)
	return lines
}

func line(path, before, after string) string { return fmt.Sprintf("%q %s..%s", path, before, after) }

// rawLines reads git's raw format with -z, apart from the code that is tested:
// what has a blob before or after, unmerged paths and mere changes of mode left out.
func rawLines(t *testing.T, out string) []string {
	t.Helper()
	var lines []string
	fields := strings.Split(out, "\x00")
	for i := 0; i+1 < len(fields); i += 2 {
		var modes, ids [2]string
		var status string
		if _, err := fmt.Sscanf(fields[i], ":%s %s %s %s %s", &modes[0], &modes[1], &ids[0], &ids[1], &status); err != nil {
			t.Fatalf("git's raw format: %q: %v", fields[i], err)
		}
		for side := range ids {
			if modes[side] == "000000" || modes[side] == "160000" {
				ids[side] = ""
			}
		}
		if status != "U" && ids[0] != ids[1] {
			lines = append(lines, line(fields[i+1], ids[0], ids[1]))
		}
	}
	sort.Strings(lines)
	return lines
}

// askReachable asks which commits some tips reach and some known ones do not.
func (o *oracle) askReachable() {
	if len(o.some) == 0 {
		return
	}
	n := len(o.some)
	first, last, middle := o.some[0], o.some[n-1], o.some[n/2]
	none := []string{}
	parents := o.parents()
	for _, q := range []struct{ tips, known []string }{
		{o.some, none},
		{o.some, []string{first}},
		{[]string{last}, []string{first}},
		{[]string{first}, []string{last}},
		{[]string{last, middle}, o.third()},
		{[]string{last}, []string{last}},
		{none, []string{last}},
	} {
		// Where nothing is to be found, git may look at what is damaged, or not.
		if len(o.scenario.git) > 0 && (len(q.tips) == 0 || slices.Equal(q.tips, q.known)) {
			continue
		}
		o.askReach(q.tips, q.known, parents)
	}
}

// third is a commit in the middle, and, where the scenario wants it, one that is not
// here: nothing is known of that.
func (o *oracle) third() []string {
	known := []string{o.some[len(o.some)/3]}
	if o.scenario.absent {
		known = append(known, missing)
	}
	return known
}

func (o *oracle) askReach(tips, known []string, parents map[string][]string) {
	q := question{topic: reachable, name: fmt.Sprintf("%.7s not %.7s", tips, known)}
	q.ask = func(ctx context.Context, r *Repository) ([]string, error) {
		got, err := r.Reachable(ctx, o.ids(tips), o.ids(known))
		if err == nil && !o.scenario.skewed && !o.scenario.tied {
			err = parentsFirst(ctx, r, got)
		}
		var lines []string
		for _, id := range got {
			lines = append(lines, id.String())
		}
		sort.Strings(lines)
		return lines, err
	}
	if parents == nil {
		direct, err := o.revList(tips, known)
		o.add(q, direct, err)
		return
	}
	all, behind := reach(parents, tips), reach(parents, known)
	truth := slices.DeleteFunc(slices.Clone(all), func(id string) bool { return slices.Contains(behind, id) })
	if o.scenario.skewed {
		q.most = all
	} else if len(tips) > 1 && len(behind) > 0 {
		if direct, err := o.revList(tips, known); err != nil || !slices.Equal(truth, direct) {
			o.t.Fatalf("git contradicts itself: %s\n%q\n%q\n%v", q.name, truth, direct, err)
		}
	}
	o.add(q, truth, nil)
}

// reach lists all commits that some reach, whatever the dates.
func reach(parents map[string][]string, from []string) []string {
	seen := map[string]bool{}
	for todo := slices.Clone(from); len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if _, here := parents[id]; here && !seen[id] {
			seen[id] = true
			todo = append(todo, parents[id]...)
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// parents are those of all commits, as git sees them; nil where git fails.
func (o *oracle) parents() map[string][]string {
	isNew := func(id string) bool { _, listed := o.listedParents[id]; return !listed }
	if !slices.ContainsFunc(o.some, isNew) {
		return o.listedParents
	}
	out, err := o.try("", append([]string{"rev-list", "--parents"}, o.some...)...)
	if err != nil {
		return nil
	}
	_, parents := commitsAndParents(out)
	return parents
}

// commitsAndParents reads "rev-list --parents".
func commitsAndParents(out string) (list []string, parents map[string][]string) {
	parents = map[string][]string{}
	for line := range strings.Lines(out) {
		ids := strings.Fields(line)
		list, parents[ids[0]] = append(list, ids[0]), ids[1:]
	}
	return list, parents
}

func (o *oracle) ids(list []string) []ID {
	var ids []ID
	for _, s := range list {
		ids = append(ids, o.id(s))
	}
	return ids
}

func (o *oracle) revList(tips, known []string) ([]string, error) {
	if len(tips) == 0 {
		return nil, nil
	}
	args := append(append([]string{"rev-list"}, tips...), "--not")
	for _, id := range known {
		if id != missing {
			args = append(args, id)
		}
	}
	out, err := o.try("", args...)
	ids := strings.Fields(out)
	sort.Strings(ids)
	return ids, err
}

// parentsFirst checks the order of a list of commits.
func parentsFirst(ctx context.Context, r *Repository, ids []ID) error {
	listed := map[ID]bool{}
	for _, id := range ids {
		if listed[id] {
			return fmt.Errorf("commit %s is listed twice", id)
		}
		listed[id] = true
		c, err := r.Commit(ctx, id)
		if err != nil {
			return err
		}
		for _, p := range c.Parents {
			if slices.Contains(ids, p) && !listed[p] {
				return fmt.Errorf("commit %s comes before its parent %s", id, p)
			}
		}
	}
	return nil
}

// askChanges compares some commits with their parents, as git sees those.
func (o *oracle) askChanges() {
	commits := o.some[max(0, len(o.some)-3):]
	batch, failed := o.changes(commits)
	for _, commit := range commits {
		want, err := batch[commit], failed
		if failed != nil { // at which of them?
			var one map[string][]string
			one, err = o.changes([]string{commit})
			want = one[commit]
		}
		o.add(question{topic: changes, name: "changes of " + commit, ask: func(ctx context.Context, r *Repository) ([]string, error) {
			c, err := r.Commit(ctx, o.id(commit))
			if err != nil {
				return nil, err
			}
			lists, err := r.Changes(ctx, c)
			got := []string{fmt.Sprintf("tree %s date %d", c.Tree, c.Date)}
			for i, list := range lists {
				got = append(got, fmt.Sprintf("against parent %d", i))
				got = append(got, changeLines(list)...)
			}
			return got, err
		}}, want, err)
	}
	if len(o.some) == 0 {
		return
	}
	last := o.some[len(o.some)-1]
	want, err := o.content(last)
	o.add(question{topic: changes, name: "content of " + last, ask: func(ctx context.Context, r *Repository) ([]string, error) {
		c, err := r.Commit(ctx, o.id(last))
		if err != nil {
			return nil, err
		}
		list, err := r.Content(ctx, c.Tree)
		return changeLines(list), err
	}}, want, err)
}

// changes leaves grafts out: what is sent is the commit with its own parents. It
// answers for all of the commits or for none.
func (o *oracle) changes(commits []string) (map[string][]string, error) {
	plain := *o.fixture
	// diff-tree would look at the index as well, which may be damaged.
	plain.setenv("GIT_GRAFT_FILE="+filepath.Join(o.root, "none"), "GIT_INDEX_FILE="+filepath.Join(o.root, "none"))
	args := []string{"rev-list", "--no-walk=unsorted", "--no-commit-header", "--format=%H %T %ct %P"}
	for _, commit := range commits {
		args = append(args, commit, commit+"^@")
	}
	if len(commits) == 0 {
		return nil, nil
	}
	out, err := plain.try("", args...)
	if err != nil {
		return nil, err
	}
	described := map[string][]string{} // tree, date, parents
	for line := range strings.Lines(out) {
		fields := strings.Fields(line)
		described[fields[0]] = fields[1:]
	}
	var pairs strings.Builder
	for _, commit := range commits {
		for _, parent := range described[commit][2:] {
			fmt.Fprintf(&pairs, "%s %s\n", described[parent][0], described[commit][0])
		}
		if len(described[commit]) == 2 {
			fmt.Fprintf(&pairs, "%s %s\n", o.empty, described[commit][0])
		}
	}
	out, err = plain.try(pairs.String(), "diff-tree", "--stdin", "-r", "--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=none")
	if err != nil {
		return nil, err
	}
	lines := map[string][]string{}
	for _, commit := range commits {
		lines[commit] = []string{fmt.Sprintf("tree %s date %s", described[commit][0], described[commit][1])}
		for n := range max(1, len(described[commit])-2) {
			_, rest, _ := strings.Cut(out, "\n") // the pair again
			end := endOfRaw(rest)
			lines[commit] = append(append(lines[commit], fmt.Sprintf("against parent %d", n)), rawLines(o.t, rest[:end])...)
			out = rest[end:]
		}
	}
	return lines, nil
}
