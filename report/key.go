package report

import (
	"slices"
	"strings"
	"time"

	"github.com/covkey/covkey/detector"
)

// Key is what history says of one key in one repository.
type Key struct {
	Repository  string
	Fingerprint detector.Fingerprint
	// First is the commit that brought it, Removed the last one that took it away; zero
	// where there is none.
	First, Removed Event
	// Commits is how many have it.
	Commits int
	// Refs are the full names of those that reach it.
	Refs []string
	// Tips are where it still stands in what a ref names.
	Tips []Tip
	// Partly tells that there may be more of all of it.
	Partly bool
}

// Event is a commit and when its author made it.
type Event struct {
	Commit   string
	Authored time.Time
}

// Tip is a place at which refs have a key now. A report of several refs that have it at
// the same place is one Tip.
type Tip struct {
	Path string
	Line int
	Refs []string
}

// State is what a scan of a repository looked at in full.
type State struct {
	Repository string
	// Tips are the ids of the objects from which all was looked at.
	Tips []string
	// Settings is a hash of what decides what a finding is: where it is another one, what
	// was looked at has to be looked at again.
	Settings string
}

// keyID names a key in a repository.
type keyID struct {
	repository  string
	fingerprint detector.Fingerprint
}

func (k Key) id() keyID      { return keyID{k.Repository, k.Fingerprint} }
func (f Finding) key() keyID { return keyID{f.Repository, f.Fingerprint} }

// keys gives what history says of each key.
func (r Report) keys() map[keyID]Key {
	if len(r.Keys) == 0 {
		return nil
	}
	keys := make(map[keyID]Key, len(r.Keys))
	for _, k := range r.Keys {
		keys[k.id()] = k
	}
	return keys
}

// refName is a ref's name as people call it.
func refName(full string) string {
	for _, kind := range []string{"refs/heads/", "refs/tags/", "refs/remotes/"} {
		if name, ok := strings.CutPrefix(full, kind); ok && name != "" {
			return name
		}
	}
	return full
}

// byKind parts refs into branches, tags and others, the branches of this repository
// first.
func byKind(refs []string) (branches, tags, others []string) {
	var remote []string
	for _, full := range refs {
		switch {
		case strings.HasPrefix(full, "refs/heads/"):
			branches = append(branches, refName(full))
		case strings.HasPrefix(full, "refs/remotes/"):
			remote = append(remote, refName(full))
		case strings.HasPrefix(full, "refs/tags/"):
			tags = append(tags, refName(full))
		default:
			others = append(others, full)
		}
	}
	return append(branches, remote...), tags, others
}

// AddTip adds a place in what a ref names.
func (k *Key) AddTip(ref, path string, line int) {
	for i := range k.Tips {
		if t := &k.Tips[i]; t.Path == path && t.Line == line {
			t.Refs = append(t.Refs, ref)
			return
		}
	}
	k.Tips = append(k.Tips, Tip{path, line, []string{ref}})
}

// inBranch reports whether a branch, or another ref that is no tag, still has it.
func (k Key) inBranch() bool {
	return slices.ContainsFunc(k.Tips, func(t Tip) bool {
		return slices.ContainsFunc(t.Refs, func(ref string) bool { return !strings.HasPrefix(ref, "refs/tags/") })
	})
}

// day is a date as reports for people have it.
func (e Event) day() string {
	if e.Authored.IsZero() {
		return "date unknown"
	}
	return e.Authored.Format("2006-01-02")
}
