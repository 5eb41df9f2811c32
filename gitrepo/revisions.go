package gitrepo

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

// Resolve finds the object that an expression of git's names. An id is taken as
// it is, whether or not the object is here.
func (r *Repository) Resolve(ctx context.Context, rev string) (ID, error) {
	if id, err := ParseID(rev); err == nil {
		return id, nil
	}
	if strings.HasPrefix(rev, "-") {
		return ID{}, fmt.Errorf("%q is an option, not a revision", rev)
	}
	git, err := r.program()
	if err != nil {
		return ID{}, err
	}
	out, err := git.run(ctx, nil, "rev-parse", "--verify", "--quiet", rev)
	if err != nil {
		return ID{}, fmt.Errorf("revision %q: %w", rev, ErrNotFound)
	}
	return ParseID(strings.TrimSpace(string(out)))
}

// RevList lists the commits of a revision range in git's own syntax, parents
// before children. The git program reads the range.
func (r *Repository) RevList(ctx context.Context, ranges []string) ([]ID, error) {
	for _, arg := range ranges {
		if strings.HasPrefix(arg, "-") {
			return nil, fmt.Errorf("%q is an option, not a revision range", arg)
		}
	}
	git, err := r.program()
	if err != nil {
		return nil, err
	}
	args := append([]string{"rev-list", "--reverse", "--end-of-options"}, ranges...)
	out, err := git.run(ctx, nil, append(args, "--")...)
	if err != nil {
		return nil, err
	}
	return parseIDs(out)
}

// AllCommits lists every commit that a ref or the HEAD of a work tree reaches and none of
// the known commits does, parents before children. The known ones are here. The git
// program walks: it knows all the places in which refs are.
func (r *Repository) AllCommits(ctx context.Context, known []ID) ([]ID, error) {
	git, err := r.program()
	if err != nil {
		return nil, err
	}
	var in bytes.Buffer
	for _, id := range known {
		fmt.Fprintf(&in, "^%s\n", id)
	}
	out, err := git.run(ctx, &in, "rev-list", "--reverse", "--all", "--stdin")
	if err != nil {
		return nil, err
	}
	return parseIDs(out)
}

// Refs lists all refs in the order of their names.
func (r *Repository) Refs(ctx context.Context) ([]Ref, error) { return r.reader.Refs(ctx, "refs/") }

// Files lists what is tracked or not ignored in a folder of the work tree, by
// names relative to the folder in which the repository was opened; another
// repository inside is one name. git knows all the places that say what is
// ignored.
func (r *Repository) Files(ctx context.Context, folder string) ([]string, error) {
	git, err := r.program()
	if err != nil {
		return nil, err
	}
	out, err := git.run(ctx, nil, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", folder)
	if err != nil {
		return nil, err
	}
	var names []string
	seen := map[string]bool{} // an unmerged path comes once a stage
	for name := range strings.SplitSeq(string(out), "\x00") {
		if name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names, nil
}

// Abbreviated finds the commit whose id starts with these hex digits; an id that is
// whole is taken as it is. A ref of that name does not count, as it would for git where
// it reads an expression. The error is ErrNotFound when no commit of the repository has
// it.
func (r *Repository) Abbreviated(ctx context.Context, digits string) (ID, error) {
	if id, err := ParseID(digits); err == nil {
		return id, nil
	}
	git, err := r.program()
	if err != nil {
		return ID{}, err
	}
	out, err := git.run(ctx, nil, "rev-parse", "--disambiguate="+digits)
	if err != nil {
		return ID{}, fmt.Errorf("commit %q: %w", digits, err)
	}
	ids, err := parseIDs(out)
	if err != nil {
		return ID{}, fmt.Errorf("commit %q: %w", digits, err)
	}
	var commits []ID
	for _, id := range ids {
		o, err := r.reader.Object(ctx, id)
		if err != nil {
			return ID{}, err
		}
		if o.Kind == Commit {
			commits = append(commits, id)
		}
	}
	switch len(commits) {
	case 0:
		return ID{}, fmt.Errorf("commit %q: %w", digits, ErrNotFound)
	case 1:
		return commits[0], nil
	}
	return ID{}, fmt.Errorf("commit %q: %d commits begin with it", digits, len(commits))
}

// DefaultBranch is the branch that a remote's HEAD named when it was cloned; empty where
// that is not recorded.
func (r *Repository) DefaultBranch(ctx context.Context, remote string) (string, error) {
	git, err := r.program()
	if err != nil {
		return "", err
	}
	prefix := "refs/remotes/" + remote + "/"
	out, err := git.run(ctx, nil, "symbolic-ref", "--quiet", prefix+"HEAD")
	if isUnset(err) { // nothing of that name, or no symbolic ref
		return "", nil
	}
	if err != nil {
		return "", err
	}
	name, below := strings.CutPrefix(strings.TrimSpace(string(out)), prefix)
	if !below {
		return "", nil
	}
	return name, nil
}

// CutOff lists the commits at which a shallow clone was cut off: they are here, and their
// parents need not be. None in a complete one.
func (r *Repository) CutOff() (map[ID]bool, error) {
	_, err := r.isShallow(ID{}) // reads them once
	return r.cutOff, err
}
