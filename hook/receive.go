package hook

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/scan"
)

// received is one ref that a server is about to change. Its old id is what the client
// says that it is, so nothing goes by it: what the ref holds now is read from the
// repository.
type received struct {
	ref string
	new gitrepo.ID // zero for a deletion
}

// parseReceived reads a line of what git writes to pre-receive: old id, new id, ref.
// git checks the ref's name after the hook. Source: githooks(5), git's
// builtin/receive-pack.c.
func parseReceived(line string) (r received, err error) {
	fields := strings.Split(line, " ")
	if len(fields) != 3 {
		return r, fmt.Errorf("%d fields", len(fields))
	}
	if _, err = gitrepo.ParseID(fields[0]); err != nil {
		return r, fmt.Errorf("old id: %w", err)
	}
	if r.new, err = gitrepo.ParseID(fields[1]); err != nil {
		return r, fmt.Errorf("new id: %w", err)
	}
	r.ref = fields[2]
	if r.ref == "" || strings.ContainsFunc(r.ref, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		return r, errors.New("no name of a ref")
	}
	return r, nil
}

// Target is a ref that a push changes, and where the settings for that are.
type Target struct {
	Ref string
	// New is the commit that the ref is to hold; zero where it is to hold something else.
	New gitrepo.ID
	// Settings is the commit whose settings count, never one that is pushed: what the
	// branch holds now, or what HEAD holds where the ref is new or no branch. Zero for
	// none; Name says which it is.
	Settings gitrepo.ID
	Name     string
}

// Settings is what counts for a target. Those with the same Key are the same.
type Settings struct {
	Key    string
	Policy scan.Policy
}

// incoming is what a push brings under the same settings.
type incoming struct {
	settings Settings
	tips     []gitrepo.ID
	out      scan.Outgoing
}

// preReceive: what the pushed ids reach and no ref of this repository does.
func preReceive(ctx context.Context, repo *gitrepo.Repository, req Request, policy scan.Policy) (*scan.Result, error) {
	if len(req.Args) > 0 {
		return nil, fmt.Errorf("pre-receive: git gives no arguments to it, got %d: the refs come on standard input", len(req.Args))
	}
	lines, err := parseLines(req.Stdin, "pre-receive", "<old id> <new id> <ref>", parseReceived)
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 { // git does not ask about nothing
		return nil, errors.New("pre-receive: nothing on standard input: another hook that runs before may have read git's lines")
	}
	refs, err := repo.Refs(ctx)
	if err != nil {
		return nil, err
	}
	if req.Settings == nil {
		req.Settings = func(context.Context, Target) (Settings, error) { return Settings{Policy: policy}, nil }
	}
	groups, err := byPolicy(ctx, repo, req, lines, refs)
	if err != nil {
		return nil, err
	}
	all := &scan.Result{}
	for _, g := range groups {
		result, err := g.scan(ctx, repo, refs)
		if err != nil {
			return nil, err
		}
		all.Join(result)
	}
	return all, ctx.Err()
}

// byPolicy sorts what is pushed by the settings that count for it.
func byPolicy(ctx context.Context, repo *gitrepo.Repository, req Request, lines []received, refs []gitrepo.Ref) ([]*incoming, error) {
	head, err := repo.Head(ctx)
	if err != nil {
		return nil, err
	}
	now := make(map[string]gitrepo.ID, len(refs))
	for _, ref := range refs {
		now[ref.Name] = ref.ID
	}
	var groups []*incoming
	for _, line := range lines {
		if line.new.IsZero() { // a deletion brings nothing
			continue
		}
		var out scan.Outgoing
		tip, err := out.Add(ctx, repo, gitrepo.Ref{Name: line.ref, ID: line.new})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", line.ref, err)
		}
		target := Target{Ref: line.ref, New: tip, Settings: head, Name: "HEAD"}
		if at := now[repo.Namespace()+line.ref]; strings.HasPrefix(line.ref, "refs/heads/") && !at.IsZero() {
			target.Settings, target.Name = at, line.ref
		}
		settings, err := req.Settings(ctx, target)
		if err != nil {
			return nil, err
		}
		at := slices.IndexFunc(groups, func(g *incoming) bool { return g.settings.Key == settings.Key })
		if at < 0 {
			at = len(groups)
			groups = append(groups, &incoming{settings: settings})
		}
		groups[at].add(tip, out)
	}
	return groups, nil
}

func (g *incoming) add(tip gitrepo.ID, out scan.Outgoing) {
	if !tip.IsZero() {
		g.tips = append(g.tips, tip)
	}
	g.out.Tags = append(g.out.Tags, out.Tags...)
	g.out.Trees = append(g.out.Trees, out.Trees...)
	g.out.Blobs = append(g.out.Blobs, out.Blobs...)
}

// scan looks at what no ref of the repository holds or reaches yet.
func (g *incoming) scan(ctx context.Context, repo *gitrepo.Repository, refs []gitrepo.Ref) (*scan.Result, error) {
	held := make(map[gitrepo.ID]bool, len(refs))
	var others []gitrepo.ID // of which some may be tags of tags
	for _, ref := range refs {
		held[ref.ID] = true
		if !strings.HasPrefix(ref.Name, "refs/heads/") {
			others = append(others, ref.ID)
		}
	}
	out := g.out
	known := func(id gitrepo.ID) bool {
		was := held[id]
		held[id] = true // a second ref to the same brings nothing
		return was
	}
	knownRef := func(ref gitrepo.Ref) bool { return known(ref.ID) }
	out.Trees, out.Blobs = slices.DeleteFunc(out.Trees, knownRef), slices.DeleteFunc(out.Blobs, knownRef)
	var err error
	out.Tags = slices.DeleteFunc(out.Tags, known)
	if out.Tags, err = unsent(ctx, repo, out.Tags, others); err != nil {
		return nil, err
	}
	if out.Commits, err = repo.Incoming(ctx, g.tips, refs); err != nil {
		return nil, err
	}
	return scan.Sent(ctx, repo, out, g.settings.Policy)
}
