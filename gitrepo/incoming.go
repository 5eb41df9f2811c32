package gitrepo

import (
	"bytes"
	"context"
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
	known := make([]ID, 0, len(refs)+1)
	for _, ref := range append(slices.Clip(refs), Ref{ID: head}) {
		if !ref.ID.IsZero() && !held[ref.ID] {
			held[ref.ID] = true
			known = append(known, ref.ID)
		}
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
	return r.Reachable(ctx, fresh, known)
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
