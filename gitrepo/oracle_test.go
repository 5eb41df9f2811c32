package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// topic is what a question is about; a scenario says by topics what a reader
// refuses.
type topic string

const (
	place     topic = "place"
	head      topic = "head"
	refs      topic = "refs"
	staged    topic = "staged"
	object    topic = "object"
	reachable topic = "reachable"
	changes   topic = "changes"
	// damage is what no reader may give; scenarios need not list it.
	damage topic = "damaged object"
)

// question is asked of git itself, the oracle, and then of every reader.
type question struct {
	topic topic
	name  string
	ask   func(context.Context, *Repository) ([]string, error)
	// want is git's answer, in lines, and refused that git gives none.
	want    []string
	refused error
	// most is, where dates are wrong, the longest answer that is still right.
	most []string
	// named is what an error has to name.
	named string
}

// oracle asks git and collects questions with its answers.
type oracle struct {
	*fixture
	scenario  scenario
	questions []question
	// some are a few commits of the fixture, the oldest first.
	some  []string
	empty string // the id of the empty tree
	index string // the index file
	head  string // the commit; empty where git says none
	// listedParents are those of all commits that a ref reaches.
	listedParents map[string][]string
}

// few is how many commits of a fixture the questions are about.
const few = 5

func newOracle(f *fixture, s scenario) *oracle {
	plain := *f
	plain.env = f.env.with("GIT_NO_REPLACE_OBJECTS=1")
	plain.options = []string{"-c", "core.commitGraph=false"} // commits say what their parents are
	o := &oracle{fixture: &plain, scenario: s, empty: "4b825dc642cb6eb9a060e54bf8d69288fbee4904"}
	all := f.commits
	if !s.brief {
		if out, err := o.try("", "rev-list", "--all", "--reverse", "--parents"); err == nil {
			var list []string
			list, o.listedParents = commitsAndParents(out)
			all = append(list, all...)
		}
	}
	for _, id := range all {
		if !slices.Contains(o.some, id) {
			o.some = append(o.some, id)
		}
	}
	o.some = o.some[max(0, len(o.some)-few):]
	o.askPlace() // what the others need is found here
	for _, about := range []struct {
		topic topic
		ask   func()
	}{{head, o.askHead}, {refs, o.askRefs}, {staged, o.askStaged}, {object, o.askObjects}, {reachable, o.askReachable}, {changes, o.askChanges}} {
		if s.asks(about.topic) {
			about.ask()
		}
	}
	return o
}

func (o *oracle) add(q question, want []string, refused error) {
	if !o.scenario.asks(q.topic) && q.topic != damage {
		return
	}
	q.want, q.refused = want, refused
	o.questions = append(o.questions, q)
}

func (o *oracle) askPlace() {
	questions := []string{"rev-parse", "--show-object-format", "--path-format=absolute",
		"--git-dir", "--git-common-dir", "--git-path", "index", "--show-toplevel"}
	out, err := o.try("", append(questions, "HEAD")...) // which askHead needs
	if id := strings.LastIndex(strings.TrimSuffix(out, "\n"), "\n") + 1; err == nil {
		out, o.head = out[:id], strings.TrimSpace(out[id:])
	} else {
		// In a bare repository --show-toplevel fails after all else was said.
		out, err = o.try("", questions...)
	}
	want := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if len(want) < 4 {
		return // where it would be is not asked of what git refuses
	}
	if want[0] == "sha256" {
		o.empty = "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
	}
	if want = want[1:]; err != nil {
		want = append(want, "")
	}
	o.index = want[2]
	o.add(question{topic: place, name: "place", ask: func(_ context.Context, r *Repository) ([]string, error) {
		var got []string
		for _, path := range []string{r.GitDir, r.CommonDir, r.Index, r.WorkTree} {
			got = append(got, filepath.ToSlash(real(path)))
		}
		return got, nil
	}}, want, nil)
}

// real follows symbolic links up to where a path ends that need not exist.
func real(path string) string {
	if path == "" {
		return ""
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return path
	}
	path = filepath.Join(folder, filepath.Base(path))
	if followed, err := filepath.EvalSymlinks(path); err == nil {
		return followed
	}
	return path
}

func (o *oracle) askHead() {
	q := question{topic: head, name: "HEAD", named: "HEAD", ask: func(ctx context.Context, r *Repository) ([]string, error) {
		id, err := r.Head(ctx)
		return []string{id.String()}, err
	}}
	id, err := o.head, error(nil)
	if id == "" {
		id, err = o.try("", "rev-parse", "--verify", "--quiet", "HEAD")
		id = strings.TrimSpace(id)
	}
	if err == nil && strings.Trim(id, "0") != "" {
		o.add(q, []string{id}, nil)
		return
	}
	// git says in words only which HEAD is unborn and which is broken.
	if _, why := o.try("", "log"); why != nil && strings.Contains(why.Error(), "does not have any commits yet") {
		o.add(q, []string{""}, nil)
		return
	}
	o.add(q, nil, fmt.Errorf("broken HEAD: %q, %w", id, err))
}

func (o *oracle) askRefs() {
	out, err := o.try("", "for-each-ref", "--format=%(refname) %(objectname) %(symref)")
	for _, prefix := range []string{"refs/", "refs/remotes/origin/"} {
		var want []string
		for _, line := range strings.Split(out, "\n") {
			if ref, plain := strings.CutSuffix(line, " "); plain && strings.HasPrefix(ref, prefix) {
				want = append(want, ref)
			}
		}
		o.add(question{topic: refs, name: prefix, ask: func(ctx context.Context, r *Repository) ([]string, error) {
			list, err := r.Reader().Refs(ctx, prefix)
			var got []string
			for _, ref := range list {
				got = append(got, ref.Name+" "+ref.ID.String())
			}
			return got, err
		}}, want, err)
	}
}

// askStaged compares the index with nothing and with some commits. Against nothing
// git is asked in three ways.
func (o *oracle) askStaged() {
	ask := func(parents ...string) func(context.Context, *Repository) ([]string, error) {
		return func(ctx context.Context, r *Repository) ([]string, error) {
			var ids []ID
			for _, p := range parents {
				ids = append(ids, o.id(p))
			}
			lists, err := r.Staged(ctx, ids)
			if err != nil || len(lists) != 1 {
				return nil, fmt.Errorf("%d lists: %w", len(lists), err)
			}
			return changeLines(lists[0]), nil
		}
	}
	out, err := o.diffIndex(o.empty)
	want := rawLines(o.t, out)
	if !o.scenario.brief {
		o.sameIndex(want, err, strings.Contains(out, " U\x00"))
	}
	o.add(question{topic: staged, name: "staged against nothing", ask: ask()}, want, err)
	for _, commit := range o.some[max(0, len(o.some)-2):] {
		if o.scenario.brief {
			break
		}
		out, err := o.diffIndex(commit)
		o.add(question{topic: staged, name: "staged against " + commit, ask: ask(commit)}, rawLines(o.t, out), err)
	}
}

// diffIndex refuses where git's answer shows that it read beyond the index's end:
// git does not check what it reads there, and fails when it writes the tree.
func (o *oracle) diffIndex(tree string) (string, error) {
	out, err := o.try("", "diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=none",
		"--ita-invisible-in-index", tree)
	if err == nil && strings.Contains(out, " A\x00\x00") {
		return "", fmt.Errorf("a path without a name: %q", out)
	}
	return out, err
}

// sameIndex checks the oracle against the tree that git would commit or, of an index
// with conflicts, which gives none, against git's list of it.
func (o *oracle) sameIndex(want []string, refused error, unmerged bool) {
	o.t.Helper()
	if refused != nil || len(o.damaged) > 0 || len(o.scenario.git) > 0 {
		return
	}
	var listed []string
	var err error
	switch {
	case unmerged:
		listed = o.listed()
	case o.recorded != nil: // by the very command that is in progress
		listed = o.recorded
	default:
		listed, err = o.content(o.writeTree())
	}
	if err != nil || !slices.Equal(listed, want) {
		o.t.Fatalf("git contradicts itself: it would record\n%q\ndiff-index\n%q\n%v", listed, want, err)
	}
}

// listed is what is merged in git's list of the index.
func (o *oracle) listed() []string {
	o.t.Helper()
	var listed []string
	for entry := range strings.SplitSeq(o.git("ls-files", "--stage", "-z", "--full-name", "--", ":/"), "\x00") {
		head, path, _ := strings.Cut(entry, "\t")
		if fields := strings.Fields(head); len(fields) == 3 && fields[0] != "160000" && fields[2] == "0" {
			listed = append(listed, line(path, "", fields[1]))
		}
	}
	sort.Strings(listed)
	return listed
}

// writeTree is the tree that a commit would have now. git writes to the index when
// it makes one, so it gets a copy.
func (o *oracle) writeTree() string {
	o.t.Helper()
	data, err := os.ReadFile(o.index)
	if errors.Is(err, fs.ErrNotExist) {
		return o.empty
	}
	if err != nil {
		o.t.Fatal(err)
	}
	copied := filepath.Join(o.root, "home", "index")
	if err := os.WriteFile(copied, data, 0o600); err != nil {
		o.t.Fatal(err)
	}
	other := *o.fixture
	other.setenv("GIT_INDEX_FILE=" + copied)
	return other.git("write-tree")
}

// content lists the files of a tree as changes against nothing.
func (o *oracle) content(tree string) ([]string, error) {
	out, err := o.try("", "ls-tree", "-r", "-z", "--full-tree", tree)
	return treeLines(out), err
}

func (o *oracle) askObjects() {
	const most = 80
	ids := o.commits
	out, err := o.try("", "cat-file", "--batch-all-objects", "--batch")
	if err != nil || out == "" || len(o.damaged) > 0 {
		list, listErr := o.try("", "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
		if listErr == nil && list != "" {
			ids = strings.Fields(list)
		}
		ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(o.damaged, id) })
		out, err = o.try(strings.Join(ids, "\n")+"\n", "cat-file", "--batch")
	} else {
		ids = nil
	}
	asked := 0
	for ; out != "" && asked < most; asked++ {
		var head string
		head, out, _ = strings.Cut(out, "\n")
		fields := strings.Fields(head)
		if err != nil || len(fields) != 3 {
			break
		}
		size, sizeErr := strconv.Atoi(fields[2])
		if sizeErr != nil || ids != nil && fields[0] != ids[asked] {
			o.t.Fatalf("cat-file answers %q", head)
		}
		o.askObject(object, fields[0], []string{fields[1], out[:size]}, nil)
		out = out[size+1:]
	}
	for _, id := range ids[min(asked, len(ids)):min(most, len(ids))] {
		o.askObject(object, id, nil, fmt.Errorf("cat-file: %.100q: %w", out, err))
	}
	if len(o.scenario.git) == 0 { // it exists everywhere, so it is not read
		o.askObject(object, o.empty, []string{"tree", ""}, nil)
	}
	for _, id := range o.damaged {
		o.askObject(damage, id, nil, fmt.Errorf("object %s was damaged", id))
	}
}

func (o *oracle) askObject(about topic, id string, want []string, refused error) {
	o.add(question{topic: about, name: id, named: id, ask: func(ctx context.Context, r *Repository) ([]string, error) {
		got, err := r.Object(ctx, o.id(id))
		return []string{string(got.Kind), string(got.Data)}, err
	}}, want, refused)
}
