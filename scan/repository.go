package scan

import (
	"context"

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
}

// Sent scans commits with their messages, and tags, each commit against its own
// parents. Errors are as in Staged.
func Sent(ctx context.Context, repo *gitrepo.Repository, out Outgoing, policy Policy) (*Result, error) {
	e := newEngine(ctx, repo, policy)
	basis := newBasis()
	var revisions []revision
	for _, id := range out.Commits {
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
		revisions = append(revisions, revision{
			id: id, subject: info.Subject(),
			changes: func() ([][]gitrepo.Change, error) { return repo.Changes(ctx, info) },
		})
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
	e.result.Basis = basis.done()
	return e.run(revisions)
}

// message scans the message of a commit or a tag. It has no older version.
func (e *engine) message(name string, id gitrepo.ID, subject string, text []byte) {
	found := detector.Scan(detector.Input{Path: name, Text: text}, e.policy.Detector)
	e.result.add(e.policy, name, id.String(), subject, found)
}
