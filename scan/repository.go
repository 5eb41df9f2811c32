package scan

import (
	"context"
	"slices"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
)

// Staged scans the index against the commits that the next commit will have as
// parents (none: against nothing). An error is a scan that could not start or was
// cancelled; what could not be read on the way is in the result.
func Staged(ctx context.Context, repo *gitrepo.Repository, parents []gitrepo.ID, policy Policy) (*Result, error) {
	changes, err := repo.Staged(ctx, parents)
	if err != nil {
		return nil, err
	}
	e := newEngine(ctx, repo, policy)
	e.result.Basis = stagedBasis(parents, changes)
	return e.run([]revision{{changes: func() ([][]gitrepo.Change, error) { return changes, nil }}})
}

// Outgoing is what a push sends beside what the other side has.
type Outgoing struct {
	// Commits in the order in which they are to be reported, parents first.
	Commits []gitrepo.ID
	// Tags are annotated tags, Trees and Blobs what is pushed without a commit,
	// each by the name of the ref that sends it.
	Tags         []gitrepo.ID
	Trees, Blobs []gitrepo.Ref
	// loose is what no ref reaches; nil for nothing.
	loose *loose
}

// Add follows what a ref holds to the commit at its end, and takes over the tags on the
// way and what is no commit; the zero ID when there is no commit.
func (out *Outgoing) Add(ctx context.Context, repo *gitrepo.Repository, ref gitrepo.Ref) (gitrepo.ID, error) {
	for id := ref.ID; ; {
		o, err := repo.Object(ctx, id)
		if err != nil {
			return gitrepo.ID{}, err
		}
		switch o.Kind {
		case gitrepo.Commit:
			return id, nil
		case gitrepo.Tree:
			out.Trees = append(out.Trees, gitrepo.Ref{Name: ref.Name, ID: id})
			return gitrepo.ID{}, nil
		case gitrepo.Blob:
			out.Blobs = append(out.Blobs, gitrepo.Ref{Name: ref.Name, ID: id})
			return gitrepo.ID{}, nil
		}
		tag, err := repo.Tag(ctx, id)
		if err != nil {
			return gitrepo.ID{}, err
		}
		out.Tags = append(out.Tags, id)
		id = tag.Target
	}
}

// distinct keeps the first of those with the same key.
func distinct[T any](all []T, key func(T) gitrepo.ID) []T {
	seen := map[gitrepo.ID]bool{}
	return slices.DeleteFunc(all, func(v T) bool {
		known := seen[key(v)]
		seen[key(v)] = true
		return known
	})
}

// Sent scans commits with their messages, and tags, each commit against its own
// parents. Errors are as in Staged.
func Sent(ctx context.Context, repo *gitrepo.Repository, out Outgoing, policy Policy) (*Result, error) {
	return newEngine(ctx, repo, policy).sent(out)
}

func (e *engine) sent(out Outgoing) (*Result, error) {
	ctx, repo := e.ctx, e.repo
	basis := newBasis()
	var revisions []revision
	if len(out.Commits) > 1 {
		e.told.Begin("commit messages", len(out.Commits))
	}
	for _, id := range out.Commits {
		e.told.Step()
		info, err := repo.Commit(ctx, id)
		if err != nil {
			if !e.fail(err) {
				return e.result, ctx.Err()
			}
			continue
		}
		e.result.Scanned.Commits++
		basis.commit(info)
		e.message(CommitMessage, id, info.Subject(), info.Message)
		for _, text := range info.TagMessages { // the commit has it, not only the tag
			e.message(CommitMessage, id, info.Subject(), text)
		}
		rev := revision{id: id, subject: info.Subject()}
		info.Message, info.TagMessages = nil, nil // not held any longer
		rev.changes = func() ([][]gitrepo.Change, error) { return repo.Changes(ctx, info) }
		if out.loose.has(id) {
			rev.changes = func() ([][]gitrepo.Change, error) { return out.loose.changes(e, info) }
		} else if len(info.Parents) > 1 {
			rev.merged = func() ([]gitrepo.Change, bool, error) { return repo.MergeChanges(ctx, info) }
		}
		revisions = append(revisions, rev)
	}
	for _, id := range out.Tags {
		tag, err := repo.Tag(ctx, id)
		if err != nil {
			if !e.fail(err) {
				return e.result, ctx.Err()
			}
			continue
		}
		basis.tag(tag)
		e.message(TagMessage, id, "tag "+tag.Name, tag.Message)
	}
	for _, ref := range out.Trees {
		revisions = append(revisions, revision{changes: func() ([][]gitrepo.Change, error) {
			changes, err := repo.Content(ctx, ref.ID)
			return [][]gitrepo.Change{changes}, err
		}})
	}
	for _, ref := range out.Blobs {
		revisions = append(revisions, revision{changes: func() ([][]gitrepo.Change, error) {
			return [][]gitrepo.Change{{{Path: ref.Name, New: ref.ID}}}, nil
		}})
	}
	if out.loose != nil {
		revisions = append(revisions, out.loose.revisions(e)...)
	}
	e.result.Basis = basis.done()
	return e.run(revisions)
}

// message scans the message of a commit or a tag. It has no older version.
func (e *engine) message(name string, id gitrepo.ID, subject string, text []byte) {
	found := detector.Scan(detector.Input{Path: name, Text: text}, e.policy.Detector)
	e.result.add(e.policy, name, id.String(), subject, found)
}
