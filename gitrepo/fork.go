package gitrepo

import (
	"maps"
	"slices"
)

// Fork gives the same repository for another goroutine, with a reader of its own that
// works as this one does. Join ends it, before this one is closed.
func (r *Repository) Fork() (*Repository, error) {
	if len(r.treeOf) > 0 {
		maps.Copy(r.treeOf, r.shared) // what other forks have does not change
		r.shared, r.treeOf = r.treeOf, nil
	}
	fork := &Repository{Location: r.Location, dir: r.dir, env: r.env, shared: r.shared}
	switch reader := r.reader.(type) {
	case *handover:
		if g, ok := reader.first.(*goGit); ok {
			fork.hand(g.fork())
		}
	case *goGit:
		fork.reader = reader.fork()
	}
	if fork.reader == nil {
		git, err := fork.program()
		if err != nil {
			return nil, err
		}
		fork.reader = git
	}
	return fork, nil
}

// Join takes over what a fork has to say, and closes it.
func (r *Repository) Join(fork *Repository) error {
	for _, why := range fork.Why {
		if !slices.Contains(r.Why, why) {
			r.Why = append(r.Why, why)
		}
	}
	for _, text := range fork.Assumed {
		if !slices.Contains(r.Assumed, text) {
			r.Assumed = append(r.Assumed, text)
		}
	}
	return fork.Close()
}

// hand makes git the reader that is asked where the first cannot answer.
func (r *Repository) hand(first Reader) {
	r.reader = &handover{
		first:    first,
		second:   func() (Reader, error) { return r.program() },
		onSwitch: func(why error) { r.Why = append(r.Why, "handed over to git: "+why.Error()) },
	}
}
