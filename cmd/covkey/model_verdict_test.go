package main

import (
	"bytes"
	"math"
	"strings"
)

// This file is what covkey's verdict has to be: design.md's "What is new" and
// "What is outgoing", written as plainly as they can be.

// span is how often a key is new. It is one number but for merges: there it can
// be open which of several files a key came to that went away elsewhere.
type span struct{ least, most int }

// place is what a key is found in, and the key: the staged files (""), a commit's
// files (its id), the message of a commit or of a tag ("message" or "tag" and the
// id).
type place struct{ in, key string }

// times is for what is reported as often as a push names it.
var times = span{1, math.MaxInt}

// parents are the commits that the commit in the making will have as parents.
func (r *record) parents() []string {
	var parents []string
	if r.head != "" {
		parents = append(parents, r.head)
	}
	if r.hook == "pre-merge-commit" && len(r.merging) > 0 {
		return append(parents, r.merging...)
	}
	return append(parents, r.merged...)
}

// expected is what is to be reported.
func (o *oracle) expected(r *record) map[place]span {
	want := map[place]span{}
	o.missing, o.unread = r.missing, span{}
	switch r.hook {
	case "pre-commit", "pre-merge-commit":
		var parents []map[string]string
		for _, id := range r.parents() {
			parents = append(parents, o.files(o.commit(id).tree))
		}
		o.expectNew(want, "", r.config, r.index, parents)
	case "commit-msg":
		expectText(want, "", r.config, []byte(aboveScissors(r.message)))
	case "pre-push":
		o.expectPushed(want, r)
	}
	return want
}

// aboveScissors is the part of a message that git keeps with commit -v.
func aboveScissors(message string) string {
	kept, _, _ := strings.Cut(message, "# ------------------------ >8 ------------------------")
	return kept
}

// expectText: a message has no older version, each key in it counts.
func expectText(want map[place]span, in, config string, text []byte) {
	for key, n := range tallyKeys(text) {
		if !strings.Contains(config, key) {
			want[place{in, key}] = span{n, n}
		}
	}
}

// expectNew adds what a state of the files has new against its parents.
func (o *oracle) expectNew(want map[place]span, in, config string, now map[string]string, parents []map[string]string) {
	if len(parents) == 0 {
		parents = []map[string]string{nil}
	}
	o.expectRead(now, parents, config)
	keys := map[string]bool{}
	for _, blob := range now {
		for key := range o.keys(blob) {
			keys[key] = true
		}
	}
	for key := range keys {
		if strings.Contains(config, key) { // on the allow list
			continue
		}
		if s := o.news(key, now, parents, config); s.most > 0 {
			want[place{in, key}] = s
		}
	}
}

// expectRead counts the new contents that a partial clone does not have: where there
// is one, the scan cannot be done. One that a parent has elsewhere may only have
// moved, and then need not be read.
func (o *oracle) expectRead(now map[string]string, parents []map[string]string, config string) {
	for path, blob := range now {
		if !o.missing[blob] || excluded(config, path) {
			continue
		}
		same, elsewhere := false, false
		for _, parent := range parents {
			same = same || parent[path] == blob
			for _, other := range parent {
				elsewhere = elsewhere || other == blob
			}
		}
		if !same {
			o.unread.most++
		}
		if !same && !elsewhere {
			o.unread.least++
		}
	}
}

// excluded is the one path that a configuration of the model's excludes.
func excluded(config, path string) bool {
	return strings.Contains(config, excludedFolder) && strings.HasPrefix(path, excludedFolder)
}

// news counts a key. A file holds it newly as often as it holds it more often than
// the same file of a parent; what other files lost of it in the same change, as
// seen from that parent, is taken off. With several parents the smallest number
// counts, file by file: what came from one of them is not new.
func (o *oracle) news(key string, now map[string]string, parents []map[string]string, config string) span {
	lost := make([]int, len(parents))
	for i, parent := range parents {
		for path, blob := range parent {
			if !excluded(config, path) {
				lost[i] += max(0, o.keys(blob)[key]-o.keys(now[path])[key])
			}
		}
	}
	var gains [][]int // a file's gain against each parent
	most := 0
	for path, blob := range now {
		if excluded(config, path) {
			continue
		}
		var gain []int
		fewest := math.MaxInt
		for _, parent := range parents {
			n := max(0, o.keys(blob)[key]-o.keys(parent[path])[key])
			gain, fewest = append(gain, n), min(fewest, n)
		}
		if fewest > 0 {
			gains, most = append(gains, gain), most+fewest
		}
	}
	least := fewestNew(gains, lost)
	if len(parents) == 1 {
		most = least
	}
	return span{least, most}
}

// fewestNew tries every way to take what was lost off what was gained.
func fewestNew(gains [][]int, lost []int) int {
	if len(gains) == 0 {
		return 0
	}
	fewest := math.MaxInt
	var try func(at int, gain []int)
	try = func(at int, gain []int) {
		if at == len(gain) {
			n := math.MaxInt
			for _, left := range gain {
				n = min(n, left)
			}
			fewest = min(fewest, n+fewestNew(gains[1:], lost))
			return
		}
		try(at+1, gain)
		if gain[at] > 0 && lost[at] > 0 {
			gain[at]--
			lost[at]--
			try(at, gain)
			gain[at]++
			lost[at]++
		}
	}
	try(0, append([]int(nil), gains[0]...))
	return fewest
}

// expectPushed: what the pushed ids reach, and the remote's ids and its
// remote-tracking refs do not.
func (o *oracle) expectPushed(want map[place]span, r *record) {
	var tips, known []string
	for line := range strings.Lines(r.stdin) {
		fields := strings.Fields(line)
		local, remote := fields[len(fields)-3], fields[len(fields)-1]
		if strings.Trim(local, "0") == "" {
			continue
		}
		tips = append(tips, local)
		if strings.Trim(remote, "0") != "" && o.has(remote) {
			known = append(known, remote)
		}
	}
	known = append(known, r.tracking()...)
	there := o.reach(known, r.shallow)
	sent := o.reach(tips, r.shallow)
	skewed := o.skewed(there, r.shallow) || o.skewed(sent, r.shallow)
	for id := range sent {
		kind := o.object(id).kind
		switch {
		case there[id] && kind == "commit" && skewed:
			// Wrong dates may make more of history outgoing, as in git's own rev-list.
			found, unread := map[place]span{}, o.unread
			o.expectCommit(found, id, r)
			for p, s := range found {
				want[p] = span{0, s.most}
			}
			o.unread.least = unread.least
		case there[id] && (kind == "commit" || kind == "tag"):
		case kind == "commit":
			o.expectCommit(want, id, r)
		case kind == "tag":
			found := map[place]span{}
			expectText(found, "tag "+id, r.config, o.commit(id).message)
			for p := range found {
				want[p] = times
			}
		default:
			o.expectLoose(want, id, r)
		}
	}
}

// expectLoose: a tree or a blob that a ref holds is looked at in full.
func (o *oracle) expectLoose(want map[place]span, id string, r *record) {
	blobs := map[string]string{"": id}
	if o.object(id).kind == "tree" {
		blobs = o.files(id)
	}
	found := map[place]span{}
	o.expectNew(found, "", r.config, blobs, nil)
	for p := range found {
		want[p] = times
	}
}

// expectCommit: the files of a commit against those of its parents, and its
// message with the tags that a merge writes into a commit.
func (o *oracle) expectCommit(want map[place]span, id string, r *record) {
	c := o.commit(id)
	var parents []map[string]string
	for _, parent := range o.parents(id, r.shallow) {
		parents = append(parents, o.files(o.commit(parent).tree))
	}
	o.expectNew(want, id, r.config, o.files(c.tree), parents)
	expectText(want, "message "+id, r.config, bytes.Join(append(c.mergetags, c.message), []byte("\n")))
}

// parents are a commit's, none where a shallow clone was cut off.
func (o *oracle) parents(id string, shallow map[string]bool) []string {
	if shallow[id] {
		return nil
	}
	return o.commit(id).parents
}

// reach is what some objects reach by the links of tags and commits; trees and
// blobs only where a ref holds one.
func (o *oracle) reach(from []string, shallow map[string]bool) map[string]bool {
	seen := map[string]bool{}
	for todo := append([]string(nil), from...); len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[id] {
			continue
		}
		seen[id] = true
		switch o.object(id).kind {
		case "commit":
			todo = append(todo, o.parents(id, shallow)...)
		case "tag":
			todo = append(todo, o.commit(id).target)
		}
	}
	return seen
}

// skewed: some commit is dated before a parent.
func (o *oracle) skewed(ids map[string]bool, shallow map[string]bool) bool {
	for id := range ids {
		if o.object(id).kind != "commit" {
			continue
		}
		for _, parent := range o.parents(id, shallow) {
			if o.commit(id).date < o.commit(parent).date {
				return true
			}
		}
	}
	return false
}

// tracking lists what the remote-tracking refs of the pushed remote hold.
func (r *record) tracking() []string {
	var ids []string
	for name, c := range r.remotes {
		same := name == r.args[0]
		if _, named := r.remotes[r.args[0]]; !named {
			for _, url := range c.urls {
				same = same || url == r.args[1]
			}
		}
		for _, folder := range c.fetched {
			for ref, id := range r.refs {
				if same && strings.HasPrefix(ref, folder) {
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
}
