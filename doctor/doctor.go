// Package doctor judges how a repository treats its Codecov keys: whether covkey is
// in the way of the next leak, and whether what uses a key does so as those advise who
// made it.
//
// It is pure: what was found out about a repository in, checks out, each with its
// reason and a page to read. It must never open a file, ask anybody, or say that a
// thing is well that nobody looked at: what it cannot know it calls unknown.
package doctor

import (
	"fmt"
	"slices"

	"github.com/covkey/covkey/inventory"
)

// State is how a check came out.
type State string

// The states, the most urgent first. Only a problem is one.
const (
	Problem State = "problem"
	Advice  State = "advice"
	Unknown State = "unknown"
	OK      State = "ok"
	// None: there is nothing here that it could be about.
	None State = "none"
)

// Place is where something was found. Path is empty for what is in no file.
type Place struct {
	Path string
	Line int
	Text string
}

// Check is one of them.
type Check struct {
	ID    string
	State State
	// Title is the finding in one clause.
	Title string
	// Found lists the places, of a problem or of an advice.
	Found []Place
	// Why says what can happen, Do what helps, Link where that is written.
	Why, Do, Link string
}

// Repository is what was found out about one.
type Repository struct {
	// Hooks is what is wrong with covkey's hooks; empty when they are as they should be.
	Hooks []string
	// Keys are the places of keys in the files.
	Keys []Place
	// Uses are what has to do with a key.
	Uses []inventory.Use

	pipelines []string // files of CIs
	nets      []Place  // where one of them runs covkey
	framework bool     // the pre-commit framework runs covkey
	byHook    []Place  // where a CI runs the pre-commit framework
}

// Checks are all of them, in a fixed order.
func (r *Repository) Checks() []Check {
	return []Check{r.hooks(), r.net(), r.keys(), r.pinned(), r.uploader(), r.argument(), r.docker(), r.trigger(), r.download(), r.oidc(), r.age()}
}

// Worst orders checks by their state, the most urgent first.
func Worst(checks []Check) []Check {
	order := []State{Problem, Advice, Unknown, OK, None}
	sorted := slices.Clone(checks)
	slices.SortStableFunc(sorted, func(a, b Check) int {
		return slices.Index(order, a.State) - slices.Index(order, b.State)
	})
	return sorted
}

// Count is how many checks are in a state.
func Count(checks []Check, s State) int {
	n := 0
	for _, c := range checks {
		if c.State == s {
			n++
		}
	}
	return n
}

// flagged is a check that is a problem where a use has one of the flags. good is its
// title where none has.
func (r *Repository) flagged(c Check, good string, about func(inventory.Use) bool, flags ...string) Check {
	c.State = None
	bad := c.Title
	c.Title = "nothing here that this is about"
	for _, u := range r.Uses {
		if about(u) && c.State == None {
			c.State, c.Title = OK, good
		}
		for _, f := range u.Flags {
			if slices.Contains(flags, f.ID) {
				c.State, c.Title = Problem, bad
				c.Found = append(c.Found, Place{u.Path, u.Line, nameOf(u) + f.Text})
			}
		}
	}
	return c
}

// nameOf says in front of a text what it is about.
func nameOf(u inventory.Use) string {
	switch {
	case u.Uploader == "":
		return ""
	case u.Version == "":
		return u.Uploader + ": "
	}
	return fmt.Sprintf("%s %s: ", u.Uploader, u.Version)
}
