package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Incoming lists the commits that the tips reach and that no ref of this repository
// does, parents before children: what a push brings that is about to be received. All
// refs count, also those that the server does not show to anybody, and HEAD. refs are
// those that Refs gives.
func (r *Repository) Incoming(ctx context.Context, tips []ID, refs []Ref) ([]ID, error) {
	if git, ok := r.reader.(*gitProgram); ok {
		return git.incoming(ctx, tips)
	}
	head, err := r.Head(ctx)
	if err != nil {
		return nil, err
	}
	held := make(map[ID]bool, len(refs)+1)
	var branches, others []ID
	for _, ref := range append(slices.Clip(refs), Ref{Name: headsPrefix, ID: head}) {
		switch {
		case ref.ID.IsZero() || held[ref.ID]:
			continue
		case strings.HasPrefix(ref.Name, headsPrefix):
			branches = append(branches, ref.ID)
		default:
			others = append(others, ref.ID)
		}
		held[ref.ID] = true
	}
	var fresh []ID
	for _, tip := range tips {
		if !held[tip] { // else a new name of what is here: no need to look at history
			fresh = append(fresh, tip)
		}
	}
	if len(fresh) == 0 {
		return nil, nil
	}
	// Of all refs, of which a server may have a hundred thousand for its own use, the
	// branches tell most: what they leave is the answer if it is all of it in quarantine,
	// because what a ref reaches is not.
	found, err := r.Reachable(ctx, fresh, branches)
	if err != nil || len(found) == 0 || len(others) == 0 || r.arrived(found) {
		return found, err
	}
	return r.Reachable(ctx, fresh, append(branches, others...))
}

const headsPrefix = "refs/heads/"

// arrived reports whether commits are in the quarantine of a push and nowhere else; false
// also where that is not known.
func (r *Repository) arrived(ids []ID) bool {
	hand, ok := r.reader.(*handover)
	if !ok {
		return false
	}
	g, ok := hand.first.(*goGit)
	if !ok || r.quarantine == "" {
		return false
	}
	rest := slices.DeleteFunc(slices.Clone(g.store), func(s *objectStore) bool { return s.dir == r.quarantine })
	for _, id := range ids {
		_, _, done, err := rest.open(id)
		if err == nil {
			err = done()
		}
		if !errors.Is(err, ErrNotFound) {
			return false
		}
	}
	return true
}

// incoming has git look up the refs as well, which saves asking about each.
func (g *gitProgram) incoming(ctx context.Context, tips []ID) ([]ID, error) {
	if len(tips) == 0 {
		return nil, nil
	}
	var in bytes.Buffer
	for _, id := range tips {
		fmt.Fprintf(&in, "%s\n", id)
	}
	out, err := g.run(ctx, &in, "rev-list", "--reverse", "--stdin", "--not", "--all")
	if err != nil {
		return nil, err
	}
	return parseIDs(out)
}

// Namespace is what the names of refs begin with that a client of the server sees as
// refs/…; empty without namespaces. Source: gitnamespaces(7).
func (r *Repository) Namespace() string {
	var prefix strings.Builder
	for name := range strings.SplitSeq(r.env.Get("GIT_NAMESPACE"), "/") {
		if name != "" {
			prefix.WriteString("refs/namespaces/" + name + "/")
		}
	}
	return prefix.String()
}
