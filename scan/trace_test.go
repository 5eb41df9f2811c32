package scan

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
)

// madeHistory is a random history, written as a stream for git fast-import: keys come
// with evidence and lose it, files are renamed as they are and with changes, copied and
// deleted, on branches that are merged, with clocks that are wrong at times.
type madeHistory struct {
	rng    *rand.Rand
	keys   []string
	out    strings.Builder
	states []map[string]string // by commit: what files hold
	taken  map[string]string   // names that the commit being made does not give to new files
}

const evident = "export CODECOV_TOKEN="

func makeHistory(seed uint64) *madeHistory {
	h := &madeHistory{rng: rand.New(rand.NewPCG(seed, 3))}
	for range 3 {
		h.keys = append(h.keys, key(h.rng))
	}
	n := 6 + h.rng.IntN(25)
	for i := range n {
		var parents []int
		if i > 0 {
			parents = append(parents, max(0, i-1-h.rng.IntN(min(i, 4))))
			if other := h.rng.IntN(i); h.rng.IntN(5) == 0 && other != parents[0] {
				parents = append(parents, other)
			}
		}
		h.commit(i, parents)
	}
	for i := range 2 + h.rng.IntN(3) {
		fmt.Fprintf(&h.out, "reset refs/heads/b/%d\nfrom :%d\n\n", i, 1+h.rng.IntN(n))
		fmt.Fprintf(&h.out, "reset refs/tags/l%d\nfrom :%d\n\n", i, 1+h.rng.IntN(n))
		message := "release"
		if h.rng.IntN(3) == 0 {
			message = "CODECOV_TOKEN=" + h.keys[h.rng.IntN(3)]
		}
		fmt.Fprintf(&h.out, "tag t%d\nfrom :%d\ntagger a <a@b> 1700000000 +0000\ndata %d\n%s\n", i, 1+h.rng.IntN(n), len(message), message)
	}
	fmt.Fprintf(&h.out, "reset refs/heads/main\nfrom :%d\n\nreset refs/kept/x\nfrom :%d\n\n", n, 1+h.rng.IntN(n))
	return h
}

func (h *madeHistory) commit(i int, parents []int) {
	files := map[string]string{}
	for _, p := range slices.Backward(parents) {
		maps.Copy(files, h.states[p])
	}
	h.taken = maps.Clone(files)
	before := slices.Sorted(maps.Keys(files)) // what came in this commit is not changed once more
	h.rng.Shuffle(len(before), func(i, j int) { before[i], before[j] = before[j], before[i] })
	for range 1 + h.rng.IntN(3) {
		before = h.change(files, before)
	}
	h.states = append(h.states, files)
	message := fmt.Sprintf("commit %d", i)
	if h.rng.IntN(12) == 0 {
		message += "\n\nCODECOV_TOKEN=" + h.keys[h.rng.IntN(3)]
	}
	date := 1_700_000_000 + 1000*i - h.rng.IntN(2)*h.rng.IntN(6000)
	fmt.Fprintf(&h.out, "commit refs/heads/main\nmark :%d\nauthor a <a@b> %d +0130\ncommitter a <a@b> %d +0000\ndata %d\n%s\n", i+1, date-77, date, len(message), message)
	for n, p := range parents {
		fmt.Fprintf(&h.out, "%s :%d\n", []string{"from", "merge"}[n], p+1)
	}
	h.out.WriteString("deleteall\n")
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&h.out, "M 100644 inline %s\ndata %d\n%s\n", name, len(files[name]), files[name])
	}
	h.out.WriteByte('\n')
}

// change changes one of the files with these names, or makes a new one, and gives the
// names that are left.
func (h *madeHistory) change(files map[string]string, names []string) []string {
	fresh := fmt.Sprintf("%sd%d/f%d", []string{"", "a/"}[h.rng.IntN(2)], h.rng.IntN(3), h.rng.IntN(4))
	_, taken := h.taken[fresh]
	h.taken[fresh] = ""
	if taken {
		return names
	}
	if len(names) == 0 || h.rng.IntN(4) == 0 {
		files[fresh] = fmt.Sprintf("x %d\n%s%s\n", h.rng.IntN(5), evident, h.keys[h.rng.IntN(3)])
		return names
	}
	name := names[0]
	text := files[name]
	bare := strings.ReplaceAll(text, evident, "value ")
	switch h.rng.IntN(7) {
	case 0:
		files[name] = bare
	case 1:
		files[fresh] = text
		delete(files, name)
	case 2:
		files[fresh] = "moved\n" + bare
		delete(files, name)
	case 3:
		delete(files, name)
	case 4:
		files[name] = fmt.Sprintf("y %d\n%s", h.rng.IntN(9), text)
	case 5:
		if bare != text { // of a copy without evidence nothing tells
			files[fresh] = text
		}
	default:
		files[name] = "nothing\n"
	}
	return names[1:]
}

// oracle is what git's commands say of a repository.
type oracle struct {
	order   []string            // commits
	parents map[string][]string // by commit
	date    map[string]int64
	refs    map[string]string   // to commits
	places  map[string][]string // by commit: "path:line" of the key
	carries map[string]bool
	tagged  map[string]bool // refs whose tag has it in its message
}

func askGit(r *repository, key string) *oracle {
	o := &oracle{parents: map[string][]string{}, date: map[string]int64{}, refs: map[string]string{},
		places: map[string][]string{}, carries: map[string]bool{}, tagged: map[string]bool{}}
	for record := range strings.SplitSeq(r.git("log", "--all", "--format=%H %ct %P%n%B%x01"), "\x01") {
		head, message, _ := strings.Cut(strings.TrimSpace(record), "\n")
		fields := strings.Fields(head)
		if len(fields) == 0 {
			continue
		}
		id := fields[0]
		o.order = append(o.order, id)
		o.parents[id] = fields[2:]
		o.date[id], _ = strconv.ParseInt(fields[1], 10, 64)
		o.carries[id] = strings.Contains(message, key)
	}
	for line := range strings.Lines(r.git("for-each-ref", "--format=%(refname) %(objectname) %(*objectname) %(contents:subject)")) {
		fields := strings.Fields(line)
		o.refs[fields[0]] = fields[1]
		if len(fields) > 2 && len(fields[2]) == 40 {
			o.refs[fields[0]] = fields[2]
			o.tagged[fields[0]] = strings.Contains(line, key)
		}
	}
	cmd := exec.Command("git", append([]string{"grep", "-n", "-F", "-e", key}, o.order...)...)
	cmd.Dir, cmd.Env = r.dir, r.env
	out, _ := cmd.Output() // no match is exit 1
	for line := range strings.Lines(string(out)) {
		p := strings.SplitN(line, ":", 4)
		o.places[p[0]] = append(o.places[p[0]], p[1]+":"+p[2])
		o.carries[p[0]] = true
	}
	return o
}

func (o *oracle) reaches(from string, seen map[string]bool) bool {
	if seen[from] {
		return false
	}
	seen[from] = true
	return o.carries[from] || slices.ContainsFunc(o.parents[from], func(p string) bool { return o.reaches(p, seen) })
}

// firsts are the commits that may be told as the first: the oldest of those that have it
// and whose parents do not.
func (o *oracle) firsts() []string {
	var firsts []string
	for _, id := range o.order {
		if !o.carries[id] || slices.ContainsFunc(o.parents[id], func(p string) bool { return o.carries[p] }) {
			continue
		}
		if len(firsts) > 0 && o.date[id] < o.date[firsts[0]] {
			firsts = nil
		}
		if len(firsts) == 0 || o.date[id] == o.date[firsts[0]] {
			firsts = append(firsts, id)
		}
	}
	return firsts
}

func (o *oracle) check(t *testing.T, k Key) {
	t.Helper()
	commits := 0
	for _, has := range o.carries {
		if has {
			commits++
		}
	}
	if k.Commits != commits {
		t.Errorf("%d commits, git says %d", k.Commits, commits)
	}
	if firsts := o.firsts(); !slices.Contains(firsts, k.First.Commit) && (k.First.Commit != "" || len(firsts) > 0) {
		t.Errorf("first %v, git says %v", k.First, firsts)
	}
	if id := k.First.Commit; id != "" && (k.First.Authored.Unix() != o.date[id]-77 || k.First.Authored.Format("-0700") != "+0130") {
		t.Errorf("first authored %v", k.First.Authored)
	}
	var refs, tips []string
	branch := false
	for name, commit := range o.refs {
		if o.reaches(commit, map[string]bool{}) || o.tagged[name] {
			refs = append(refs, name)
		}
		for _, place := range o.places[commit] {
			tips = append(tips, name+" "+place)
			branch = branch || !strings.HasPrefix(name, "refs/tags/")
		}
		if o.tagged[name] {
			tips = append(tips, name+" TAG_MSG:1")
		}
	}
	slices.Sort(refs)
	if !slices.Equal(k.Refs, refs) {
		t.Errorf("refs %v, git says %v", k.Refs, refs)
	}
	var got []string
	for _, tip := range k.Tips {
		got = append(got, fmt.Sprintf("%s %s:%d", tip.Ref, tip.Path, tip.Line))
	}
	slices.Sort(got)
	slices.Sort(tips)
	if !slices.Equal(got, tips) {
		t.Errorf("tips\n%v\ngit says\n%v", got, tips)
	}
	if branch && k.Removed.Commit != "" {
		t.Errorf("removed by %v, but a branch has it", k.Removed)
	}
	if id := k.Removed.Commit; id != "" && (len(o.places[id]) > 0 || !slices.ContainsFunc(o.parents[id], func(p string) bool { return len(o.places[p]) > 0 })) {
		t.Errorf("removed by %v, which does not", k.Removed)
	}
}

// TestTrace compares what is said of keys with what git's commands say.
func TestTrace(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			h := makeHistory(seed)
			r := newRepository(t)
			r.input(h.out.String(), "fast-import", "--quiet")
			result, err := History(context.Background(), r.open(), Scope{}, Policy{Report: detector.High})
			if err != nil || len(result.Errors) > 0 {
				t.Fatal(err, result.Errors)
			}
			told := map[detector.Fingerprint]Key{}
			for _, k := range result.Keys {
				told[k.Fingerprint] = k
			}
			for _, value := range h.keys {
				k, found := told[fingerprintOf(value)]
				o := askGit(r, value)
				if !found {
					if len(o.firsts()) > 0 {
						t.Errorf("a key was not found")
					}
					continue
				}
				o.check(t, k)
			}
		})
	}
}

func (r *repository) input(stdin string, args ...string) {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env, cmd.Stdin = r.dir, r.env, strings.NewReader(stdin)
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}
