package hook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/scan"
)

// update is one ref that a push is about to change.
type update struct {
	localRef  string // any expression that the user wrote, (delete) for a deletion
	local     gitrepo.ID
	remoteRef string
	remote    gitrepo.ID
}

// parseUpdates reads what git writes to pre-push: per line the local ref, its
// id, the remote ref, its id. Only the local ref can contain spaces (HEAD@{1 day
// ago}). Source: githooks(5).
func parseUpdates(r io.Reader) ([]update, error) {
	return parseLines(r, "pre-push", "<local ref> <local id> <remote ref> <remote id>", parseUpdate)
}

func parseUpdate(line string) (u update, err error) {
	fields := strings.Split(line, " ")
	n := len(fields)
	if n < 4 {
		return u, fmt.Errorf("%d fields", n)
	}
	u.localRef = strings.Join(fields[:n-3], " ")
	u.remoteRef = fields[n-2]
	if u.localRef == "" || u.remoteRef == "" {
		return u, errors.New("an empty ref")
	}
	if u.local, err = gitrepo.ParseID(fields[n-3]); err != nil {
		return u, err
	}
	u.remote, err = gitrepo.ParseID(fields[n-1])
	return u, err
}

// prePush: what the pushed ids reach and the remote does not have.
func prePush(ctx context.Context, repo *gitrepo.Repository, req Request, policy scan.Policy) (*scan.Result, error) {
	if len(req.Args) == 0 && underFramework(req.Env) {
		return frameworkPush(ctx, repo, req.Env, policy)
	}
	if len(req.Args) != 2 {
		return nil, fmt.Errorf("pre-push: want git's two arguments, the remote's name and its URL, got %d", len(req.Args))
	}
	updates, err := parseUpdates(req.Stdin)
	if err != nil {
		return nil, err
	}
	return pushed(ctx, repo, req.Args[0], req.Args[1], updates, policy)
}

// pushed scans a set of updates to one remote.
func pushed(ctx context.Context, repo *gitrepo.Repository, name, url string, updates []update, policy scan.Policy) (*scan.Result, error) {
	var out scan.Outgoing
	var tips, known []gitrepo.ID
	for _, u := range updates {
		if u.local.IsZero() { // a deletion sends nothing
			continue
		}
		tip, err := out.Add(ctx, repo, gitrepo.Ref{Name: u.remoteRef, ID: u.local})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", u.localRef, err)
		}
		if !tip.IsZero() {
			tips = append(tips, tip)
		}
		if !u.remote.IsZero() {
			known = append(known, u.remote)
		}
	}
	if len(tips) > 0 {
		refs, err := repo.Tracking(ctx, name, url)
		if err != nil {
			return nil, err
		}
		for _, r := range refs {
			known = append(known, r.ID)
		}
		if out.Commits, err = repo.Reachable(ctx, tips, known); err != nil {
			return nil, err
		}
	}
	var err error
	if out.Tags, err = unsent(ctx, repo, out.Tags, known); err != nil {
		return nil, err
	}
	return scan.Sent(ctx, repo, out, policy)
}

// unsent leaves out the tags that the other side has: what a known ref holds, and
// what such a tag is a tag of.
func unsent(ctx context.Context, repo *gitrepo.Repository, tags, known []gitrepo.ID) ([]gitrepo.ID, error) {
	if len(tags) == 0 {
		return nil, nil
	}
	there := map[gitrepo.ID]bool{}
	for _, id := range known {
		for !there[id] {
			o, err := repo.Object(ctx, id)
			if errors.Is(err, gitrepo.ErrNotFound) || err == nil && o.Kind != gitrepo.Tag {
				break
			}
			if err != nil {
				return nil, err
			}
			tag, err := repo.Tag(ctx, id)
			if err != nil {
				return nil, err
			}
			there[id] = true
			id = tag.Target
		}
	}
	return slices.DeleteFunc(tags, func(id gitrepo.ID) bool { return there[id] }), nil
}
