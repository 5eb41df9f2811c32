package remedy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/inventory"
	"github.com/covkey/covkey/scan"
)

// Use is a use of a key and the branches that have it.
type Use struct {
	inventory.Use
	// Branches are short names, sorted; none when the work tree was looked at.
	Branches []string
}

// UsesIn looks at files.
func UsesIn(ctx context.Context, files []scan.File) (uses []Use, unread []error) {
	for _, f := range files {
		if ctx.Err() != nil {
			return uses, append(unread, ctx.Err())
		}
		data, err := readFile(f)
		if err != nil {
			unread = append(unread, err)
			continue
		}
		for _, u := range inventory.Scan(f.Path, data) {
			uses = append(uses, Use{Use: u})
		}
	}
	return uses, unread
}

func readFile(f scan.File) ([]byte, error) {
	r, size, err := f.Open()
	if err != nil {
		return nil, err
	}
	if size > inventory.LongestFile {
		return nil, r.Close()
	}
	data, err := io.ReadAll(io.LimitReader(r, inventory.LongestFile+1))
	return data, errors.Join(err, r.Close())
}

// Branches are the refs that an inventory of everything looks at: local branches and
// remote-tracking ones.
func Branches(ctx context.Context, repo *gitrepo.Repository) ([]gitrepo.Ref, error) {
	refs, err := repo.Refs(ctx)
	if err != nil {
		return nil, err
	}
	var branches []gitrepo.Ref
	for _, r := range refs {
		if strings.HasPrefix(r.Name, "refs/heads/") || strings.HasPrefix(r.Name, "refs/remotes/") && !strings.HasSuffix(r.Name, "/HEAD") {
			branches = append(branches, r)
		}
	}
	return branches, nil
}

// UsesOf looks at what commits hold, each content once. name is what a ref is
// called in Use.Branches.
func UsesOf(ctx context.Context, repo *gitrepo.Repository, refs []gitrepo.Ref) ([]Use, []error) {
	a := &branchUses{ctx: ctx, repo: repo, read: map[version][]inventory.Use{}, at: map[string]int{}}
	for _, ref := range refs {
		if err := a.branch(ref); err != nil {
			if ctx.Err() != nil {
				return nil, []error{ctx.Err()}
			}
			a.unread = append(a.unread, fmt.Errorf("%s: %w", ref.Name, err))
		}
	}
	slices.SortStableFunc(a.uses, func(a, b Use) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return a.uses, a.unread
}

// version is a content under a name.
type version struct {
	path string
	id   gitrepo.ID
}

type branchUses struct {
	ctx    context.Context
	repo   *gitrepo.Repository
	read   map[version][]inventory.Use
	first  map[string]gitrepo.ID // the files of the first branch, and its commit
	base   gitrepo.ID
	uses   []Use
	at     map[string]int // by what tells uses apart
	unread []error
}

// branch adds what one ref has. Only the first is listed in full: the others are told
// by what they have otherwise.
func (a *branchUses) branch(ref gitrepo.Ref) error {
	commit, err := a.repo.Commit(a.ctx, ref.ID)
	if err != nil {
		return err
	}
	files := a.first
	if a.first == nil {
		changes, err := a.repo.Content(a.ctx, commit.Tree)
		if err != nil {
			return err
		}
		files = map[string]gitrepo.ID{}
		for _, c := range changes {
			files[c.Path] = c.New
		}
		a.first, a.base = files, commit.ID
	} else {
		// Compared as if the first branch's commit were its parent.
		changes, err := a.repo.Changes(a.ctx, gitrepo.CommitInfo{Tree: commit.Tree, Parents: []gitrepo.ID{a.base}})
		if err != nil {
			return err
		}
		if len(changes) > 0 && len(changes[0]) > 0 {
			files = map[string]gitrepo.ID{}
			for path, id := range a.first {
				if len(a.read[version{path, id}]) > 0 {
					files[path] = id
				}
			}
			for _, c := range changes[0] {
				delete(files, c.Path)
				if !c.New.IsZero() {
					files[c.Path] = c.New
				}
			}
		}
	}
	name := shortRef(ref.Name)
	for path, id := range files {
		if err := a.file(version{path, id}, name); err != nil {
			return err
		}
	}
	return nil
}

func (a *branchUses) file(v version, branch string) error {
	uses, known := a.read[v]
	if !known {
		data, err := a.content(v)
		if err != nil {
			return fmt.Errorf("%q: %w", v.path, err)
		}
		uses = inventory.Scan(v.path, data)
		a.read[v] = uses
	}
	for _, u := range uses {
		id := fmt.Sprintf("%q %d %q %q %q %q %q %q", u.Path, u.Line, u.Job, u.Step, u.Uploader, u.Version, u.Secret, u.By)
		at, known := a.at[id]
		if !known {
			at = len(a.uses)
			a.at[id] = at
			a.uses = append(a.uses, Use{Use: u})
		}
		if b := &a.uses[at].Branches; !slices.Contains(*b, branch) {
			*b = append(*b, branch)
		}
	}
	return nil
}

func (a *branchUses) content(v version) ([]byte, error) {
	var data []byte
	err := a.repo.Blob(a.ctx, v.id, func(h gitrepo.Header, r io.Reader) error {
		data = nil
		if h.Size > inventory.LongestFile {
			_, err := io.Copy(io.Discard, r)
			return err
		}
		var err error
		data, err = io.ReadAll(r)
		return err
	})
	return data, err
}

// shortRef is a ref's name as people say it.
func shortRef(name string) string {
	for _, prefix := range []string{"refs/heads/", "refs/remotes/", "refs/tags/", "refs/"} {
		if short, ok := strings.CutPrefix(name, prefix); ok {
			return short
		}
	}
	return name
}
