// Package ci knows what each CI says of the build that it runs: which commits the
// build brings, and how the checkout is made complete where they are not here.
//
// A provider is a function from the environment (and the event file that it names) to a
// Build: no git, no clock, no files but through the function that is handed in. Range
// then finds the commits of a Build in a repository.
//
// The package must never guess a range: a variable that is missing or in no known form,
// an event file that cannot be read and a checkout that lacks commits of the range are
// errors. Where a CI does not say what was there before, more is scanned, never less.
// Values from outside never reach git as arguments: ids are hex digits, names of
// branches are compared with the names of refs.
package ci

import (
	"fmt"
	"io"
	"strings"
)

// Kind is what of a repository's history a build brings.
type Kind string

// The kinds.
const (
	// Change: what a pull request adds to its target branch.
	Change Kind = "change"
	// Push: what came to a ref since a commit that the CI names.
	Push Kind = "push"
	// Fresh: what a ref has and the default branch has not: nothing says what was
	// there before.
	Fresh Kind = "new"
	// Whole: everything that the built commit reaches.
	Whole Kind = "whole"
)

// Commit is an id that a CI gave.
type Commit struct {
	ID   string // hex digits, maybe not all of them; empty for none
	From string // the variable, or the field of the event
}

func (c Commit) given() bool { return c.ID != "" }

// given leaves out the commits that are none.
func given(commits ...Commit) []Commit {
	var out []Commit
	for _, c := range commits {
		if c.given() {
			out = append(out, c)
		}
	}
	return out
}

// pushed is the kind of a push that is known since those commits.
func pushed(bases []Commit) Kind {
	if len(bases) == 0 {
		return Fresh
	}
	return Push
}

// Build is what a CI says of the build that it runs.
type Build struct {
	CI    string // the provider
	Event string // what started the build, in the provider's own word
	Kind  Kind

	// Tip is the commit that is built; none for the one that is checked out.
	Tip Commit
	// Head is the last commit of a pull request where Tip may be a merge that the CI
	// made of it.
	Head Commit
	// Bases are what was there before; all that are here count.
	Bases []Commit
	// Branch or Tag is the ref that is built, Target the branch that a change is to go
	// into, Default the repository's default branch; empty where it is not said.
	Branch, Tag, Target, Default string
	// Primary tells that the built branch is the default one, where only that is said.
	Primary bool

	// Format is the report format of the CI's annotations.
	Format string
	// Deepen is the setting that makes the checkout's history complete, Fill what gives
	// it all contents where it is a partial clone.
	Deepen, Fill string
	// Others are the CIs whose variables are here as well.
	Others []string
}

// Source is where a build is described.
type Source struct {
	// Env gives a variable, empty when it is not set.
	Env func(name string) string
	// Open opens the file that a variable names.
	Open func(path string) (io.ReadCloser, error)
}

// ErrUnknown tells that the variables are no known CI's.
var ErrUnknown error = unknown{} // made at build time, so that a hook's start does not pay for it

type unknown struct{}

func (unknown) Error() string {
	return "no known CI: none of the variables by which one is recognised is set"
}

// provider is one CI.
type provider struct {
	name string
	// here recognises the CI.
	here func(env func(string) string) bool
	// read turns its variables into the parts of a Build that are its own.
	read func(*input) Build
	// format and deepen are as in Build.
	format, deepen string
	// partial tells that this CI makes partial clones, unless that setting says no.
	partial bool
}

// providers are in the order in which they are asked. First come those whose jobs may
// run inside of another's (a runner of GitHub or GitLab on a machine of CodeBuild, an
// agent of Buildkite started by Jenkins): the inner one knows what is built. Those
// whose variables have names that others use as well are last.
func providers() []provider {
	return []provider{
		github(), gitlab(), woodpecker(), drone(), circleCI(), travis(), buildkite(), azure(),
		bitbucket(), appVeyor(), semaphore(), bitrise(), teamCity(), jenkins(), codeBuild(), cloudBuild(),
	}
}

// Names are the CIs that are known, in the order in which they are asked.
func Names() []string {
	var names []string
	for _, p := range providers() {
		names = append(names, p.name)
	}
	return names
}

// Detect recognises the CI and reads what it says of the build. The error is ErrUnknown
// when it is none.
func Detect(src Source) (Build, error) {
	var found []provider
	for _, p := range providers() {
		if p.here(src.Env) {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return Build{}, ErrUnknown
	}
	in := &input{src: src}
	b := found[0].read(in)
	b.CI, b.Format, b.Deepen = found[0].name, found[0].format, found[0].deepen
	if b.Fill = "git fetch --refetch --no-filter gives a partial clone all contents"; found[0].partial {
		b.Fill = b.Deepen
	}
	for _, other := range found[1:] {
		b.Others = append(b.Others, other.name)
	}
	if len(in.missing) > 0 {
		return b, fmt.Errorf("%s: not set, or empty: %s", b.CI, strings.Join(in.missing, ", "))
	}
	if in.err != nil {
		return b, fmt.Errorf("%s: %w", b.CI, in.err)
	}
	return b, nil
}

// set recognises a CI by a variable that it documents as set in all its builds.
func set(names ...string) func(func(string) string) bool {
	return func(env func(string) string) bool {
		for _, name := range names {
			if !isTrue(env(name)) {
				return false
			}
		}
		return true
	}
}

// isTrue: any value but those by which users switch such a variable off.
func isTrue(value string) bool {
	switch strings.ToLower(value) {
	case "", "false", "0", "no":
		return false
	}
	return true
}
