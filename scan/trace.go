package scan

import (
	"encoding/binary"
	"errors"
	"hash/maphash"
	"slices"
	"strings"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
)

// tracer follows the keys that were found through history. Of each commit it looks only
// at the paths at which one of them was ever found, by the ids of the trees on the way
// there; a content is read once. Where a path stops holding a key, what else changed in
// that commit is looked at: the file may have been renamed.
type tracer struct {
	engine *engine
	history
	keys   []Key
	number map[detector.Fingerprint]int
	want   map[detector.Fingerprint]bool
	lookup *gitrepo.Lookup
	// read and older are what contents hold, in two generations.
	read, older map[content][]spot
	sets        sets
	seed        maphash.Seed

	at     map[gitrepo.ID]int // the commits' numbers
	infos  []gitrepo.CommitInfo
	states []state
	// first and removed are the commits' numbers below, by key; below 0 for none.
	first, removed []int
	inMessage      map[gitrepo.ID][]spot // by the commit or tag that has them in its message
}

// state is what a commit holds. A set is the number of one.
type state struct {
	files   set // the keys in its files
	has     set // those and the ones in its message
	reached set // those that it or a commit before it has
	places  uint64
}

// trace says of each key that was found what history says of it.
func (e *engine) trace(h history) ([]Key, error) {
	t := &tracer{
		engine: e, history: h, number: map[detector.Fingerprint]int{}, want: map[detector.Fingerprint]bool{},
		lookup: e.repo.NewLookup(), read: map[content][]spot{}, sets: newSets(), seed: maphash.MakeSeed(),
		inMessage: map[gitrepo.ID][]spot{},
	}
	for _, fp := range keysOf(e.result.Findings, func(f Finding) detector.Fingerprint { return f.Fingerprint }) {
		if len(t.keys) == mostKeys {
			e.result.note("the history of the first 1000 keys alone was looked at")
			break
		}
		t.number[fp] = len(t.keys)
		t.want[fp] = true
		t.keys = append(t.keys, Key{Fingerprint: fp})
		t.first, t.removed = append(t.first, -1), append(t.removed, -1)
	}
	if err := t.gather(); err != nil {
		return nil, err
	}
	if err := t.load(); err != nil {
		return nil, err
	}
	for i := range t.infos {
		e.told.Step()
		if err := t.visit(i); err != nil {
			return nil, err
		}
	}
	if err := t.refs(); err != nil {
		return nil, err
	}
	return t.keys, t.date()
}

// gather lists the paths and messages in which the keys were found.
func (t *tracer) gather() error {
	holds := map[gitrepo.ID][]int{}
	for _, c := range t.engine.contents.all {
		for _, f := range c.findings {
			if n, ok := t.number[f.Fingerprint]; ok && !slices.Contains(holds[c.id], n) {
				holds[c.id] = append(holds[c.id], n)
			}
		}
	}
	for _, c := range t.engine.contents.all {
		if keys := holds[c.id]; len(keys) > 0 && !strings.HasPrefix(c.path, UnnamedBlob) { // under any of its names
			t.add(c.path, keys)
		}
	}
	for _, f := range t.engine.result.Findings {
		n, ok := t.number[f.Fingerprint]
		if !ok || f.Path != CommitMessage && f.Path != TagMessage {
			continue
		}
		id, err := gitrepo.ParseID(f.Commit)
		if err != nil { // a file of that name
			continue
		}
		t.inMessage[id] = append(t.inMessage[id], spot{n, f.Line})
	}
	return nil
}

// add has one more path looked at.
func (t *tracer) add(path string, keys []int) bool {
	if t.engine.policy.excludes(path) {
		return false
	}
	if t.lookup.Len() < mostPaths {
		return t.lookup.Add(path)
	}
	for _, k := range keys {
		t.keys[k].Partly = true
	}
	return false
}

// load reads the commits, parents first.
func (t *tracer) load() error {
	e := t.engine
	e.told.Begin("commits traced", len(t.commits))
	infos := make([]gitrepo.CommitInfo, 0, len(t.commits))
	cut, err := e.repo.CutOff()
	if err != nil {
		return err
	}
	for _, id := range t.commits {
		info, err := e.repo.Commit(e.ctx, id)
		if err != nil {
			return err
		}
		info.Message, info.TagMessages = nil, nil
		if cut[id] {
			info.Parents = nil
		}
		infos = append(infos, info)
	}
	t.at = make(map[gitrepo.ID]int, len(infos))
	for n, i := range parentsFirst(infos) {
		t.infos = append(t.infos, infos[i])
		t.at[infos[i].ID] = n
	}
	t.states = make([]state, len(t.infos))
	return nil
}

// visit looks at a commit; its parents were looked at.
func (t *tracer) visit(n int) error {
	info := t.infos[n]
	places, keys, err := t.holding(info.Tree)
	if err != nil {
		return err
	}
	now := state{places: t.hash(places)}
	lost, err := t.lost(info, now.places, places)
	if err != nil {
		return err
	}
	if lost { // it went to paths that are looked at now
		if places, keys, err = t.holding(info.Tree); err != nil {
			return err
		}
		now.places = t.hash(places)
	}
	now.files = t.sets.of(keys)
	now.has = t.sets.with(now.files, keysIn(t.inMessage[info.ID]))
	now.reached = now.has
	var before, wereFiles set
	for _, p := range info.Parents {
		if i, ok := t.at[p]; ok {
			now.reached = t.sets.union(now.reached, t.states[i].reached)
			before = t.sets.union(before, t.states[i].has)
			wereFiles = t.sets.union(wereFiles, t.states[i].files)
		}
	}
	t.states[n] = now
	for _, k := range t.sets.list[now.has] {
		t.keys[k].Commits++
		if !t.sets.contains(before, k) && t.isOlder(n, t.first[k]) {
			t.first[k] = n
		}
	}
	for _, k := range t.sets.list[wereFiles] {
		if !t.sets.contains(now.files, k) && (t.removed[k] < 0 || info.Date >= t.infos[t.removed[k]].Date) {
			t.removed[k] = n
		}
	}
	return nil
}

// isOlder reports whether a commit is to be told as the first instead of another.
func (t *tracer) isOlder(n, than int) bool { return than < 0 || t.infos[n].Date < t.infos[than].Date }

// holding lists where a tree holds keys, and which.
func (t *tracer) holding(tree gitrepo.ID) (places []place, keys []int, err error) {
	files, err := t.lookup.In(t.engine.ctx, tree)
	if t.isGone(err) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	for _, f := range files {
		spots, err := t.spots(content{f.Path, f.ID})
		if err != nil {
			return nil, nil, err
		}
		if len(spots) > 0 {
			places = append(places, place{f.Path, f.ID})
		}
		for _, s := range spots {
			keys = append(keys, s.key)
		}
	}
	return places, keys, nil
}

// isGone reports whether an object is not here any more that no ref reaches. Where one
// is missing that a ref reaches the scan has said so.
func (t *tracer) isGone(err error) bool { return t.loose != nil && errors.Is(err, gitrepo.ErrNotFound) }

// hash tells lists of places apart.
func (t *tracer) hash(places []place) uint64 {
	if len(places) == 0 {
		return 0
	}
	var h maphash.Hash
	h.SetSeed(t.seed)
	for _, p := range places {
		_, _ = h.WriteString(p.path) // documented never to fail
		_, _ = h.WriteString(p.id.String())
	}
	return h.Sum64()
}

// lost reports whether keys left paths of a parent for paths that nobody looked at yet;
// they are looked at from now on.
func (t *tracer) lost(info gitrepo.CommitInfo, now uint64, places []place) (bool, error) {
	found := false
	var changes [][]gitrepo.Change
	for i, p := range info.Parents {
		n, ok := t.at[p]
		if !ok || t.states[n].places == now || t.states[n].places == 0 {
			continue
		}
		before, _, err := t.holding(t.infos[n].Tree)
		if err != nil {
			return false, err
		}
		left := map[int]bool{}
		for _, b := range before {
			if err := t.left(b, places, left); err != nil {
				return false, err
			}
		}
		if len(left) == 0 {
			continue
		}
		if changes == nil {
			changes, err = t.engine.repo.Changes(t.engine.ctx, info)
			if t.isGone(err) {
				return found, nil
			}
			if err != nil {
				return false, err
			}
		}
		if i < len(changes) {
			more, err := t.follow(changes[i], left)
			if err != nil {
				return false, err
			}
			found = found || more
		}
	}
	return found, nil
}

// left adds the keys that a place held and its path does not hold any more.
func (t *tracer) left(before place, places []place, keys map[int]bool) error {
	had, err := t.spots(before)
	if err != nil {
		return err
	}
	var has []spot
	for _, p := range places {
		if p.path == before.path {
			if p.id == before.id {
				return nil
			}
			if has, err = t.spots(p); err != nil {
				return err
			}
		}
	}
	for _, h := range had {
		if !slices.ContainsFunc(has, func(s spot) bool { return s.key == h.key }) {
			keys[h.key] = true
		}
	}
	return nil
}

// follow looks for keys in what else a commit changed.
func (t *tracer) follow(changes []gitrepo.Change, keys map[int]bool) (found bool, err error) {
	left := mostFollowed
	for _, c := range changes {
		if c.New.IsZero() || t.engine.policy.excludes(c.Path) {
			continue
		}
		if left--; left < 0 {
			for k := range keys {
				t.keys[k].Partly = true
			}
			break
		}
		spots, err := t.spots(content{c.Path, c.New})
		if err != nil {
			return false, err
		}
		var here []int
		for _, s := range spots {
			if keys[s.key] {
				here = append(here, s.key)
			}
		}
		if len(here) > 0 && t.add(c.Path, here) {
			found = true
		}
	}
	return found, nil
}

// date tells of the first and last commits.
func (t *tracer) date() (err error) {
	for k := range t.keys {
		if n := t.first[k]; n >= 0 {
			if t.keys[k].First, err = event(t.engine.ctx, t.engine.repo, t.infos[n].ID); err != nil {
				return err
			}
		}
		if n := t.removed[k]; n >= 0 && !t.keys[k].inBranch() {
			if t.keys[k].Removed, err = event(t.engine.ctx, t.engine.repo, t.infos[n].ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// set is the number of a set of keys; 0 is the empty one.
type set int

// sets keeps each set of keys once: of many commits few differ.
type sets struct {
	list   [][]int
	number map[string]set
	unions map[[2]set]set
}

func newSets() sets {
	return sets{list: [][]int{nil}, number: map[string]set{"": 0}, unions: map[[2]set]set{}}
}

// of is the set of these keys, in any order and as often as they like.
func (s *sets) of(keys []int) set {
	if len(keys) == 0 {
		return 0
	}
	keys = slices.Clone(keys)
	slices.Sort(keys)
	keys = slices.Compact(keys)
	var name []byte
	for _, k := range keys {
		name = binary.AppendUvarint(name, uint64(k))
	}
	n, ok := s.number[string(name)]
	if !ok {
		n = set(len(s.list))
		s.list = append(s.list, keys)
		s.number[string(name)] = n
	}
	return n
}

func (s *sets) contains(in set, key int) bool {
	_, ok := slices.BinarySearch(s.list[in], key)
	return ok
}

func (s *sets) with(a set, keys []int) set {
	if len(keys) == 0 {
		return a
	}
	return s.of(append(slices.Clone(s.list[a]), keys...))
}

func (s *sets) union(a, b set) set {
	switch {
	case a == b || b == 0:
		return a
	case a == 0:
		return b
	}
	pair := [2]set{min(a, b), max(a, b)}
	n, ok := s.unions[pair]
	if !ok {
		n = s.with(a, s.list[b])
		s.unions[pair] = n
	}
	return n
}
