package gitrepo

import (
	"context"
	"errors"
	"fmt"
)

// ErrNotFound tells that a repository does not have an object or a ref. It is
// wrapped in an error that names it.
var ErrNotFound = errors.New("not in this repository")

// ErrNoRepository tells that there is no repository here.
var ErrNoRepository = errors.New("not a git repository")

// ErrNoFile tells that a name is there, and that it is no regular file.
var ErrNoFile = errors.New("not a regular file")

// Kind is the type of an object.
type Kind string

// The types of objects.
const (
	Commit Kind = "commit"
	Tree   Kind = "tree"
	Blob   Kind = "blob"
	Tag    Kind = "tag"
)

// Object is the content of one object. The receiver of an Object owns Data.
type Object struct {
	ID   ID
	Kind Kind
	Data []byte
}

// Ref is a ref and the object it holds: for an annotated tag the tag object.
type Ref struct {
	Name string // in full: refs/heads/main
	ID   ID
}

// File modes that make a difference here, as git stores them.
const (
	modeType    = 0o170000
	modeTree    = 0o040000
	modeFile    = 0o100000
	modeGitlink = 0o160000
)

// Change is one path at which two trees, or a tree and the index, differ. A side
// that has no blob there (nothing, or a submodule's link) has the zero ID.
type Change struct {
	Path     string // slash-separated, any bytes but NUL
	Old, New ID
}

// Reader is one way to read a repository.
//
// A Reader is used by one goroutine at a time. Lists come in a fixed order.
// Every error names the object or the ref that it is about; a missing one is
// ErrNotFound. An answer that comes without an error is complete.
type Reader interface {
	// Name is "go-git" or "git".
	Name() string
	// Object reads one object of any kind into memory.
	Object(ctx context.Context, id ID) (Object, error)
	// lend shows an object where the reader has it, up to its next answer; it is not to be
	// changed. Not ok says nothing of the object.
	lend(id ID) (o Object, ok bool)
	// Stream hands one object to read while it is being read, however large it is.
	// Its error means that what read was given may be wrong or incomplete, whatever
	// read made of it. An error of read's own comes back as it is, in a *stopped.
	Stream(ctx context.Context, id ID, read ReadFunc) error
	// Head is the commit that HEAD holds, the zero ID on an unborn branch.
	Head(ctx context.Context) (ID, error)
	// Refs lists the refs below a prefix (refs/remotes/origin/), symbolic ones
	// left out, and broken ones, which git leaves out as well.
	Refs(ctx context.Context, prefix string) ([]Ref, error)
	// Staged lists what the index changes against a tree; the zero ID stands for
	// the empty tree. Unmerged paths are left out: git records no commit of them.
	Staged(ctx context.Context, tree ID) ([]Change, error)
	// Reachable lists the commits that the tips reach and the known do not,
	// parents before children as far as dates tell. All ids are commits that the
	// repository has.
	Reachable(ctx context.Context, tips, known []ID) ([]ID, error)
	// Close ends what the reader started. It may be called more than once.
	Close() error
}

// handover asks the first reader, and where that cannot answer, the second. The
// first reader's error decides, never its partial answer.
type handover struct {
	first  Reader
	second func() (Reader, error) // started when it is needed
	opened Reader
	// onSwitch is told why the second reader was asked.
	onSwitch func(why error)
}

func (h *handover) Name() string {
	if h.opened != nil {
		return h.first.Name() + ", then " + h.opened.Name()
	}
	return h.first.Name()
}

// other gives the second reader after the first failed with err; the returned
// error is the one to report when there is none.
func (h *handover) other(ctx context.Context, err error) (Reader, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if errors.Is(err, errIrregular) { // git would wait for it for ever
		return nil, err
	}
	if h.opened == nil {
		r, openErr := h.second()
		if openErr != nil {
			return nil, fmt.Errorf("%w (%s), and %w", err, h.first.Name(), openErr)
		}
		h.opened = r
	}
	if h.onSwitch != nil {
		h.onSwitch(err)
	}
	return h.opened, nil
}

// ask runs one question on the first reader and, if need be, on the second.
func ask[T any](ctx context.Context, h *handover, question func(Reader) (T, error)) (T, error) {
	answer, err := question(h.first)
	if err == nil {
		return answer, nil
	}
	var none T
	second, err := h.other(ctx, err)
	if err != nil {
		return none, err
	}
	answer, err = question(second)
	if err != nil {
		return none, err
	}
	return answer, nil
}

func (h *handover) Object(ctx context.Context, id ID) (Object, error) {
	return ask(ctx, h, func(r Reader) (Object, error) { return r.Object(ctx, id) })
}

func (h *handover) lend(id ID) (Object, bool) { return h.first.lend(id) }

// Stream starts again from the beginning when the first reader fails on the way:
// nothing that it gave is trusted then.
func (h *handover) Stream(ctx context.Context, id ID, read ReadFunc) error {
	err := h.first.Stream(ctx, id, read)
	if err == nil || isStopped(err) {
		return err
	}
	second, err := h.other(ctx, err)
	if err != nil {
		return err
	}
	return second.Stream(ctx, id, read)
}

func (h *handover) Head(ctx context.Context) (ID, error) {
	return ask(ctx, h, func(r Reader) (ID, error) { return r.Head(ctx) })
}

func (h *handover) Refs(ctx context.Context, prefix string) ([]Ref, error) {
	return ask(ctx, h, func(r Reader) ([]Ref, error) { return r.Refs(ctx, prefix) })
}

func (h *handover) Staged(ctx context.Context, tree ID) ([]Change, error) {
	return ask(ctx, h, func(r Reader) ([]Change, error) { return r.Staged(ctx, tree) })
}

func (h *handover) Reachable(ctx context.Context, tips, known []ID) ([]ID, error) {
	return ask(ctx, h, func(r Reader) ([]ID, error) { return r.Reachable(ctx, tips, known) })
}

func (h *handover) Close() error {
	err := h.first.Close()
	if h.opened != nil {
		err = errors.Join(err, h.opened.Close())
	}
	return err
}
