package inventory

import "github.com/covkey/covkey/codecov"

// Use is one place that has to do with a Codecov key.
type Use struct {
	Path string
	Line int // 1-based
	// System is the CI system whose file it is, empty for any other file.
	System string
	// Workflow, Job and Step are where in it, as far as it has such things.
	Workflow, Job, Step string
	// Kind is the kind of key, as reports name it.
	Kind string
	// Secret is the name under which the key is kept, where one is seen: a secret's,
	// a variable's, a credential's.
	Secret string
	// Uploader is what sends the key, by codecov's names or an action's own; empty
	// when it is not seen. Version is as it is written.
	Uploader, Version string
	// Release is the version that a comment beside a pinned commit names.
	Release string
	// By tells how the key gets there.
	By Passing
	// Needs tells that it stops working when the key is revoked.
	Needs bool
	// Flags are what is wrong with it.
	Flags []Flag

	merged bool // another use says it too
}

// Passing is how a key gets to what sends it.
type Passing string

// The ways.
const (
	Input       Passing = "input"       // of an action, orb or plugin
	Environment Passing = "environment" // a variable
	Argument    Passing = "argument"    // of a command
	URL         Passing = "url"         // in a request's address
	Header      Passing = "header"      // of a request
	Literal     Passing = "literal"     // the key itself is in the file
	OIDC        Passing = "oidc"        // no key: the CI vouches for the build
	Tokenless   Passing = "none"        // no key is seen
)

// Flag is something that is wrong with a use.
type Flag struct {
	ID     string
	Text   string
	Source codecov.Source // zero where it is plain from the file
}

// The flags.
const (
	DeprecatedUploader = "deprecated-uploader"
	NotPinned          = "not-pinned"
	PassedAsArgument   = "passed-as-argument"
	PassedInURL        = "passed-in-url"
	InDockerImage      = "in-docker-image"
	PullRequestTarget  = "pull-request-target"
	KeyInFile          = "key-in-file"
	NotChecked         = "download-not-checked"
)

// Has reports whether a use has a flag.
func (u Use) Has(id string) bool {
	for _, f := range u.Flags {
		if f.ID == id {
			return true
		}
	}
	return false
}

func (u *Use) flag(id, text string, source codecov.Source) {
	if !u.Has(id) {
		u.Flags = append(u.Flags, Flag{id, text, source})
	}
}
