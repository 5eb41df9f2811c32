package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// Entry is one file in the index.
type Entry struct {
	// Path is the name in the repository, Mode git's, in octal digits.
	Path, Mode string
	ID         ID
	// SkipWorktree and AssumeValid are git's marks for files whose copy in the work tree
	// is absent, or not to be looked at.
	SkipWorktree, AssumeValid bool
}

// Regular reports whether the entry is a file, and not a link or another repository.
func (e Entry) Regular() bool { return strings.HasPrefix(e.Mode, "100") }

// ErrUnmerged is an index in which a merge has left conflicts.
var ErrUnmerged = errors.New("the index has unmerged paths")

// Stage changes what is staged, by git's own plumbing: it alone writes every format of
// an index, and under its own lock. Nothing of it is used by a hook or a scan.
type Stage struct{ git *gitProgram }

// Stage gives access to the index for writing.
func (r *Repository) Stage() (Stage, error) {
	if r.WorkTree == "" {
		return Stage{}, errors.New("a bare repository has nothing staged")
	}
	git, err := r.program()
	if err != nil {
		return Stage{}, err
	}
	// From the top, so that paths are those of the index. What a variable says relative
	// to the folder that covkey was started in keeps its meaning.
	index := r.Index
	for _, name := range []string{"GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"} {
		if value, set := git.env.Lookup(name); set && !filepath.IsAbs(value) {
			git.env = git.env.with(name + "=" + filepath.Join(r.dir, value))
		}
	}
	if !filepath.IsAbs(index) {
		index = filepath.Join(r.dir, index)
	}
	git.env = git.env.without("GIT_PREFIX").with("GIT_DIR="+r.GitDir, "GIT_WORK_TREE="+r.WorkTree, "GIT_INDEX_FILE="+index)
	git.dir = r.WorkTree
	return Stage{git}, nil
}

// Entries lists what is staged of some paths, in the order of the index. Paths that are
// not in it are left out; the error is ErrUnmerged where any path has a conflict.
func (s Stage) Entries(ctx context.Context, paths []string) ([]Entry, error) {
	out, err := s.git.run(ctx, nil, "ls-files", "-u", "-z")
	if err != nil {
		return nil, err
	}
	if len(out) > 0 {
		_, name, _ := bytes.Cut(bytes.SplitN(out, []byte{0}, 2)[0], []byte{'\t'})
		return nil, fmt.Errorf("%q: %w", name, ErrUnmerged)
	}
	if len(paths) == 0 {
		return nil, nil
	}
	// -v marks with a letter: H, S for skip-worktree; in lower case when assumed valid.
	out, err = s.git.run(ctx, nil, append([]string{"ls-files", "-s", "-v", "-z", "--"}, paths...)...)
	if err != nil {
		return nil, err
	}
	var entries []Entry
	wanted := map[string]bool{}
	for _, p := range paths {
		wanted[p] = true
	}
	for _, record := range bytes.Split(bytes.TrimSuffix(out, []byte{0}), []byte{0}) {
		if len(record) == 0 {
			continue
		}
		head, path, ok := bytes.Cut(record, []byte{'\t'})
		fields := strings.Fields(string(head))
		if !ok || len(fields) != 4 {
			return nil, errors.New("git ls-files: output in an unexpected form")
		}
		id, err := ParseID(fields[2])
		if err != nil {
			return nil, fmt.Errorf("git ls-files: %w", err)
		}
		if wanted[string(path)] {
			entries = append(entries, Entry{
				Path: string(path), Mode: fields[1], ID: id,
				SkipWorktree: strings.EqualFold(fields[0], "S"), AssumeValid: fields[0] != strings.ToUpper(fields[0]),
			})
		}
	}
	return entries, nil
}

// WriteBlob stores a content as it is: what is staged has been through the filters
// already.
func (s Stage) WriteBlob(ctx context.Context, content []byte) (ID, error) {
	out, err := s.git.run(ctx, bytes.NewReader(content), "hash-object", "-w", "--stdin", "--no-filters")
	if err != nil {
		return ID{}, err
	}
	return ParseID(strings.TrimSpace(string(out)))
}

// Replace stages entries in the place of those with their paths, all or none of them.
func (s Stage) Replace(ctx context.Context, entries []Entry) error {
	var in, skipped, assumed bytes.Buffer
	for _, e := range entries {
		fmt.Fprintf(&in, "%s %s 0\t%s\x00", e.Mode, e.ID, e.Path)
		if e.SkipWorktree {
			fmt.Fprintf(&skipped, "%s\x00", e.Path)
		}
		if e.AssumeValid {
			fmt.Fprintf(&assumed, "%s\x00", e.Path)
		}
	}
	// git lets go of its lock by itself; killed in the middle it would leave it.
	ctx = context.WithoutCancel(ctx)
	// Of a sparse index git 2.39 does not open the folder that an entry comes into: the
	// index would hold both.
	const whole = "index.sparse=false"
	if _, err := s.git.run(ctx, &in, "-c", whole, "update-index", "-z", "--index-info"); err != nil {
		return err
	}
	for flag, paths := range map[string]*bytes.Buffer{"--skip-worktree": &skipped, "--assume-unchanged": &assumed} {
		if paths.Len() == 0 {
			continue
		}
		if _, err := s.git.run(ctx, paths, "-c", whole, "update-index", "-z", flag, "--stdin"); err != nil {
			return err
		}
	}
	return nil
}
