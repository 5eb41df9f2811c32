package gitrepo

import (
	"context"
	"slices"
	"strings"
)

// Branch is the branch that HEAD names, by its short name, also before its first commit;
// empty when HEAD names a commit.
func (r *Repository) Branch(ctx context.Context) (string, error) {
	git, err := r.program()
	if err != nil {
		return "", err
	}
	out, err := git.run(ctx, nil, "symbolic-ref", "--quiet", "HEAD")
	if isUnset(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return strings.TrimPrefix(strings.TrimSpace(string(out)), "refs/heads/"), nil
}

// URLs lists the remotes' addresses as they are configured, origin's first, then by the
// remotes' names. They may have a password in them.
func (r *Repository) URLs(ctx context.Context) ([]string, error) {
	remotes, err := r.remotes(ctx, "origin")
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range remotes {
		if name != "origin" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var urls []string
	for _, name := range append([]string{"origin"}, names...) {
		urls = append(urls, remotes[name].urls...)
	}
	return urls, nil
}
