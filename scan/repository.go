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
	return e.run([]revision{{changes: func(*gitrepo.Repository) ([][]gitrepo.Change, error) { return changes, nil }}})
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
	basis := newBasis(len(out.Commits))
	revisions := make([]revision, 0, len(out.Commits)+len(out.Trees)+len(out.Blobs))
	if len(out.Commits) > 1 {
		e.told.Begin("commit messages", len(out.Commits))
	}
	commits := newAhead(e, len(out.Commits), func(*commit) int { return 1 }, func(repo *gitrepo.Repository, n int) *commit {
		return e.commit(repo, out.Commits[n])
	})
	defer e.end(commits.close)
	repo.Expect(len(out.Commits))
	for n, id := range out.Commits {
		e.told.Step()
		c, ok := commits.get(n)
		if !ok {
			return e.result, ctx.Err()
		}
		if c.err != nil {
			if !e.fail(c.err) {
				return e.result, ctx.Err()
			}
			continue
		}
		e.result.Scanned.Commits++
		repo.Know(c.info)
		basis.commit(c.info)
		for _, found := range c.findings {
			e.result.add(e.policy, CommitMessage, id.String(), c.subject, found)
		}
		rev := revision{commit: c}
		if out.loose.has(id) {
			rev.loose = out.loose
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
		found := detector.Scan(detector.Input{Path: TagMessage, Text: tag.Message}, e.policy.Detector)
		e.result.add(e.policy, TagMessage, id.String(), "tag "+tag.Name, found)
	}
	for _, ref := range out.Trees {
		revisions = append(revisions, revision{changes: func(repo *gitrepo.Repository) ([][]gitrepo.Change, error) {
			changes, err := repo.Content(ctx, ref.ID)
			return [][]gitrepo.Change{changes}, err
		}})
	}
	for _, ref := range out.Blobs {
		revisions = append(revisions, revision{changes: func(*gitrepo.Repository) ([][]gitrepo.Change, error) {
			return [][]gitrepo.Change{{{Path: ref.Name, New: ref.ID}}}, nil
		}})
	}
	if out.loose != nil {
		revisions = append(revisions, out.loose.revisions(e)...)
	}
	e.result.Basis = basis.done()
	return e.run(revisions)
}

// commit is a commit without its message, in which was found what findings has: in the
// message itself, and in those of the tags that the commit merges, which it has in it.
type commit struct {
	info     gitrepo.CommitInfo
	subject  string
	findings [][]detector.Finding
	err      error
}

// commit reads a commit and scans its message, which has no older version.
func (e *engine) commit(repo *gitrepo.Repository, id gitrepo.ID) *commit {
	info, err := repo.Commit(e.ctx, id)
	c := &commit{info: info, subject: info.Subject(), err: err}
	for _, text := range append([][]byte{info.Message}, info.TagMessages...) {
		if found := detector.Scan(detector.Input{Path: CommitMessage, Text: text}, e.policy.Detector); len(found) > 0 {
			c.findings = append(c.findings, found)
		}
	}
	c.info.Message, c.info.TagMessages = nil, nil // not held any longer
	return c
}
