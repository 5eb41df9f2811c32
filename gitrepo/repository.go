package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Repository is a repository that has been found and can be read. It is used by
// one goroutine at a time.
type Repository struct {
	Location
	dir    string
	env    Env
	reader Reader
	trees  treeCache
	treeOf map[ID]ID // the trees of the commits that were read
	// shared is more of treeOf, which forks have as well.
	shared map[ID]ID
	// cutOff are the commits at which a clone was cut off; nil until read.
	cutOff map[ID]bool
	// Why says why that reader was chosen, and each handing over, in words.
	Why []string
	// Assumed says in words what was taken for granted about what is not here.
	Assumed []string
}

// Backend names the reader that is asked first.
const (
	BackendAuto  = "auto"
	BackendGoGit = "go-git"
	BackendGit   = "git"
)

// backendVariable forces a reader; for tests and for reporting problems.
const backendVariable = "COVKEY_GIT_BACKEND"

// Open finds the repository that git would use in dir and chooses how to read
// it. The error is ErrNoRepository when there is none.
func Open(ctx context.Context, dir string, env Env) (*Repository, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	loc, err := Locate(dir, env)
	if err != nil {
		return nil, err
	}
	// What git reads whole, whichever reader is asked.
	if err := checkFile(filepath.Join(loc.CommonDir, "info/grafts"), mostConfig); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	if loc.findObjects(dir, env); errors.Is(loc.unread, errIrregular) || errors.Is(loc.unread, errLarge) {
		return nil, loc.unread
	}
	r := &Repository{Location: loc, dir: dir, env: env}
	backend := env.Get(backendVariable)
	switch backend {
	case "", BackendAuto:
		if why := loc.needsGit(env); why != "" {
			return r, r.leaveToGit(ctx, why)
		}
		r.Why = append(r.Why, "go-git reads this repository")
	case BackendGit:
		return r, r.leaveToGit(ctx, backendVariable+" says so")
	case BackendGoGit:
		r.Why = append(r.Why, "go-git reads this repository: "+backendVariable+" says so")
		if why := loc.needsGit(env); why != "" {
			return nil, fmt.Errorf("%s=%s, but go-git cannot read this repository: %s", backendVariable, BackendGoGit, why)
		}
		r.reader = openGoGit(&r.Location)
		return r, nil
	default:
		return nil, fmt.Errorf("%s=%q: want auto, go-git or git", backendVariable, backend)
	}
	r.hand(openGoGit(&r.Location))
	return r, nil
}

// program is git, for this repository.
func (r *Repository) program() (*gitProgram, error) {
	git, err := openGit(r.dir, r.env)
	if err != nil {
		return nil, err
	}
	git.endless = r.endlessFile
	return git, nil
}

// leaveToGit makes the git program the only reader. It also knows where the work
// tree is when the file that says so cannot be read in process.
func (r *Repository) leaveToGit(ctx context.Context, why string) error {
	r.Why = append(r.Why, "git reads this repository: "+why)
	git, err := r.program()
	if err != nil {
		return err
	}
	r.reader = git
	if r.config.unread != nil || r.config.has("extensions.worktreeconfig") {
		r.WorkTree = git.workTree(ctx)
	}
	return nil
}

// Close ends what was started to read the repository.
func (r *Repository) Close() error { return r.reader.Close() }

// Reader is the reader in use.
func (r *Repository) Reader() Reader { return r.reader }

// Object reads one object.
func (r *Repository) Object(ctx context.Context, id ID) (Object, error) {
	return r.reader.Object(ctx, id)
}

// Stream hands one object to read while it is being read, however large it is.
// With an error, what read was given decides nothing; an error of read's own comes
// back as it is.
func (r *Repository) Stream(ctx context.Context, id ID, read ReadFunc) error {
	err := r.reader.Stream(ctx, id, read)
	if s := (*stopped)(nil); errors.As(err, &s) {
		return s.err
	}
	return r.notFetched(ctx, id, err)
}

// Has reports whether the repository has the object; an error is an object that
// is there and cannot be read.
func (r *Repository) Has(ctx context.Context, id ID) (bool, error) {
	_, err := r.reader.Object(ctx, id)
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Commit reads one commit.
func (r *Repository) Commit(ctx context.Context, id ID) (CommitInfo, error) {
	o, err := r.reader.Object(ctx, id)
	if err != nil {
		return CommitInfo{}, err
	}
	c, err := parseCommit(o)
	if err == nil {
		r.Know(c)
	}
	return c, err
}

// Expect makes room for so many commits that are to be known.
func (r *Repository) Expect(commits int) {
	if r.treeOf == nil {
		r.treeOf = make(map[ID]ID, commits)
	}
}

// Know takes over what a fork read, so that nobody has to read it again.
func (r *Repository) Know(c CommitInfo) {
	r.Expect(0)
	r.treeOf[c.ID] = c.Tree
}

// Tag reads one annotated tag.
func (r *Repository) Tag(ctx context.Context, id ID) (TagInfo, error) {
	o, err := r.reader.Object(ctx, id)
	if err != nil {
		return TagInfo{}, err
	}
	return parseTag(o)
}

// Head is the commit that HEAD holds, the zero ID before the first commit.
func (r *Repository) Head(ctx context.Context) (ID, error) { return r.reader.Head(ctx) }

// Staged compares the index with each of the commits that the next commit will
// have as parents: one list of changes a parent, one against nothing when there
// are no parents.
func (r *Repository) Staged(ctx context.Context, parents []ID) ([][]Change, error) {
	return r.against(ctx, parents, func(tree ID) ([]Change, error) {
		return r.reader.Staged(ctx, tree)
	})
}

// Changes compares a commit with each of its parents, in the form of Staged. A
// shallow clone's outermost commits are compared with nothing, as git does even
// where their parents are here: Reachable stops at them too.
func (r *Repository) Changes(ctx context.Context, c CommitInfo) ([][]Change, error) {
	parents := c.Parents
	shallow, err := r.isShallow(c.ID)
	if err != nil {
		return nil, err
	}
	if shallow {
		parents = nil
	}
	return r.against(ctx, parents, func(tree ID) ([]Change, error) {
		d := treeDiff{ctx: ctx, src: r.trees.through(r.reader), missing: func(id ID, err error) error { return r.assumeNothing(ctx, id, err) }}
		err := d.compare("", tree, c.Tree)
		return d.changes, err
	})
}

// Content lists all files of a tree as changes against nothing.
func (r *Repository) Content(ctx context.Context, tree ID) ([]Change, error) {
	return diffTrees(ctx, r.reader, ID{}, tree)
}

func (r *Repository) against(ctx context.Context, parents []ID, compare func(tree ID) ([]Change, error)) ([][]Change, error) {
	trees := []ID{{}}
	if len(parents) > 0 {
		var err error
		if trees, err = r.treesOf(ctx, parents); err != nil {
			return nil, err
		}
	}
	var all [][]Change
	for _, tree := range trees {
		changes, err := compare(tree)
		if err != nil {
			return nil, err
		}
		all = append(all, changes)
	}
	return all, nil
}

// treesOf gives the trees of parents.
func (r *Repository) treesOf(ctx context.Context, parents []ID) ([]ID, error) {
	trees := make([]ID, len(parents))
	for i, p := range parents {
		tree, known := r.treeOf[p]
		if !known {
			tree, known = r.shared[p]
		}
		if !known {
			c, err := r.Commit(ctx, p)
			if err != nil {
				return nil, fmt.Errorf("parent: %w", err)
			}
			tree = c.Tree
		}
		trees[i] = tree
	}
	return trees, nil
}

// isShallow reports whether the clone was cut off at this commit.
func (r *Repository) isShallow(id ID) (bool, error) {
	if r.cutOff == nil {
		var err error
		if r.cutOff, err = readShallow(r.shallow); err != nil {
			return false, err
		}
	}
	return r.cutOff[id], nil
}

// readShallow reads at which commits a clone was cut off; none in a full one.
func readShallow(file string) (map[ID]bool, error) {
	cut := map[ID]bool{}
	if file == "" {
		return cut, nil
	}
	data, err := readFile(file, mostList)
	if errors.Is(err, os.ErrNotExist) {
		return cut, nil
	}
	if err != nil {
		return nil, fmt.Errorf("shallow commits: %w", err)
	}
	for _, field := range strings.Fields(string(data)) {
		id, err := ParseID(field)
		if err != nil {
			return nil, fmt.Errorf("shallow commits: %w", err)
		}
		cut[id] = true
	}
	return cut, nil
}

// Reachable lists the commits that the tips reach and the known do not, parents
// before children. Known commits that are not here are left out: nothing is
// known of them.
func (r *Repository) Reachable(ctx context.Context, tips, known []ID) ([]ID, error) {
	var here []ID
	for _, id := range known {
		commit, err := r.peel(ctx, id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !commit.IsZero() {
			here = append(here, commit)
		}
	}
	return r.reader.Reachable(ctx, tips, here)
}

// peel follows tags to a commit; the zero ID when there is none at their end.
func (r *Repository) peel(ctx context.Context, id ID) (ID, error) {
	for {
		o, err := r.reader.Object(ctx, id)
		if err != nil {
			return ID{}, err
		}
		switch o.Kind {
		case Commit:
			return id, nil
		case Tag:
			tag, err := parseTag(o)
			if err != nil {
				return ID{}, err
			}
			id = tag.Target
		default:
			return ID{}, nil
		}
	}
}

// Merged lists the commits that a merge in progress joins to HEAD. Where an annotated
// tag is merged, MERGE_HEAD holds the tag's id (git's builtin/merge.c,
// write_merge_heads).
func (r *Repository) Merged(ctx context.Context) ([]ID, error) {
	ids, err := r.MergeHeads()
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		commit, err := r.peel(ctx, id)
		if err == nil && commit.IsZero() {
			err = errors.New("no commit")
		}
		if err != nil {
			return nil, fmt.Errorf("MERGE_HEAD: %s: %w", id, err)
		}
		ids[i] = commit
	}
	return ids, nil
}

// FileInHead reads a file at the top of the commit that HEAD holds, as FileIn does.
func (r *Repository) FileInHead(ctx context.Context, name string) ([]byte, error) {
	head, err := r.Head(ctx)
	if err != nil {
		return nil, err
	}
	if head.IsZero() {
		return nil, fmt.Errorf("%s in HEAD: %w", name, ErrNotFound)
	}
	return r.FileIn(ctx, head, name)
}

// FileIn reads a file at the top of a commit; ErrNotFound when nothing has that
// name, ErrNoFile when a link or a folder has it.
func (r *Repository) FileIn(ctx context.Context, commit ID, name string) ([]byte, error) {
	c, err := r.Commit(ctx, commit)
	if err != nil {
		return nil, err
	}
	entries, err := readTree(ctx, r.reader, c.Tree)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		switch {
		case e.name != name:
		case e.mode&modeType != modeFile:
			return nil, fmt.Errorf("%s in commit %s: %w", name, commit.Short(), ErrNoFile)
		default:
			o, err := r.Object(ctx, e.id)
			return o.Data, err
		}
	}
	return nil, fmt.Errorf("%s in commit %s: %w", name, commit.Short(), ErrNotFound)
}
