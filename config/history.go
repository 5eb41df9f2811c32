package config

import (
	"slices"
	"time"

	"github.com/covkey/covkey/detector"
)

// History is the settings that count, seen beside those of the commits that a
// change builds on and those that the change itself holds. It tells whether what
// the settings did to a scan was so before.
type History struct {
	used          Config
	before, after []Config
	excluding     func(path string) (Exclude, bool)
	excluded      map[*Config]func(path string) bool
}

// Origin tells since when a setting has the effect that it has.
type Origin int

// The origins.
const (
	Standing    Origin = iota // it had the effect before the change
	Added                     // the change brings it
	Uncommitted               // the file in use has it, the change has not
)

// NewHistory takes versions of the file's content, nil where there is none: before
// in the commits that the change builds on (of which one is enough to have had an
// entry), after in the change. Without before the entries are compared with no
// file; without after the change is taken to leave the file alone. A version that
// is no valid file has no settings, an entry of it that expired does not count; now
// is as in Parse.
func NewHistory(used Config, before, after [][]byte, now time.Time) History {
	h := History{used: used, excluding: used.excluding(), excluded: map[*Config]func(string) bool{}}
	for _, data := range before {
		h.before = append(h.before, version(data, now))
	}
	if len(before) == 0 {
		h.before = []Config{Default()}
	}
	for _, data := range after {
		h.after = append(h.after, version(data, now))
	}
	if len(after) == 0 {
		h.after = h.before
	}
	return h
}

func version(data []byte, now time.Time) Config {
	// At the zero time nothing has expired, which would be an error.
	c, err := Parse(Name, data, time.Time{}.In(now.Location()))
	if err != nil {
		return Default()
	}
	c.Allow = slices.DeleteFunc(c.Allow, func(a Allow) bool { return !a.Expires.IsZero() && Expired(a.Expires, now) })
	return c
}

// origin tells since when something holds.
func (h History) origin(holds func(c *Config) bool) Origin {
	any := func(versions []Config) bool {
		for i := range versions {
			if holds(&versions[i]) {
				return true
			}
		}
		return false
	}
	switch {
	case !any(h.after):
		return Uncommitted
	case !any(h.before):
		return Added
	}
	return Standing
}

// Allow is the entry that allows a value.
func (h History) Allow(fp detector.Fingerprint) (Allow, Origin) {
	entry, _ := h.used.allowing(fp)
	return entry, h.origin(func(c *Config) bool { return c.Allowed(fp) })
}

// Exclude is the entry that leaves a path out.
func (h History) Exclude(path string) (Exclude, Origin) {
	entry, _ := h.excluding(path)
	return entry, h.origin(func(c *Config) bool {
		excluded, known := h.excluded[c]
		if !known {
			excluded = c.Excluder()
			h.excluded[c] = excluded
		}
		return excluded != nil && excluded(path)
	})
}

// Honor is the line that makes another tool's annotation count.
func (h History) Honor(name string) (line int, origin Origin) {
	for _, honor := range h.used.Honor {
		if honor.Name == name {
			line = honor.Line
		}
	}
	return line, h.origin(func(c *Config) bool { return slices.Contains(c.Honored(), name) })
}

// HadExclude reports whether a version before the change had the pattern.
func (h History) HadExclude(pattern string) bool {
	return slices.ContainsFunc(h.before, func(c Config) bool {
		return slices.ContainsFunc(c.Exclude, func(e Exclude) bool { return e.Path == pattern })
	})
}

// Reasonless tells since when an annotation without a reason counts.
func (h History) Reasonless() Origin {
	return h.origin(func(c *Config) bool { return !c.RequireReason })
}

// Passing is the line that lets a severity pass, 0 where the file says nothing of
// severity.
func (h History) Passing(s detector.Severity) (line int, origin Origin) {
	return h.used.SeverityLine, h.origin(func(c *Config) bool { return s < c.Severity })
}
