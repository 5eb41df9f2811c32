package gitrepo

import (
	"bytes"
	"context"
	"crypto/sha1"
	"errors"
	"fmt"
	"hash"
	"io"
	"sort"
)

// goGit reads in process, by go-git's rules for names. Its porcelain would bring ssh and
// openpgp into every start of a hook and open the repository by its own rules; its
// storage would read the whole index of every pack for one object.
type goGit struct {
	store   objectStores
	refs    refFiles
	loc     *Location
	shallow map[ID]bool // commits whose parents were not fetched; nil until read
	sum     hash.Hash   // of the object that is being read
	room    [longestHead]byte
	// commits are the first ones that were read: several steps of a push ask for the tips.
	commits []Object
}

const (
	mostKept    = 4       // commits
	longestKept = 4 << 10 // bytes of one
)

// openGoGit reads what is there; nobody changes loc any more.
func openGoGit(loc *Location) *goGit {
	return &goGit{
		loc:   loc,
		refs:  refFiles{gitDir: loc.GitDir, commonDir: loc.CommonDir},
		store: openStores(loc.objects),
	}
}

func (g *goGit) fork() *goGit {
	other := openGoGit(g.loc)
	other.store = g.store.fork()
	return other
}

func (g *goGit) Name() string { return "go-git" }

func (g *goGit) Close() error { return g.store.close() }

func (g *goGit) Object(ctx context.Context, id ID) (Object, error) {
	if err := ctx.Err(); err != nil {
		return Object{}, err
	}
	o, ok := g.kept(id)
	if !ok {
		o, ok = g.lend(id)
	}
	if ok {
		o.Data = bytes.Clone(o.Data)
	} else {
		var err error
		if o, err = readWhole(ctx, g, id); err != nil {
			return o, err
		}
	}
	g.keep(o)
	return o, nil
}

// kept gives a commit that was kept; its data is not to be changed.
func (g *goGit) kept(id ID) (Object, bool) {
	for _, o := range g.commits {
		if o.ID == id {
			return o, true
		}
	}
	return Object{}, false
}

// keep remembers an object that is among the first commits.
func (g *goGit) keep(o Object) {
	if o.Kind != Commit || len(g.commits) == mostKept || len(o.Data) > longestKept {
		return
	}
	if _, ok := g.kept(o.ID); !ok {
		o.Data = bytes.Clone(o.Data)
		g.commits = append(g.commits, o)
	}
}

// lend is Object for one that a pack has and that is made in memory, as nearly all are
// in a long run; not ok for any other, or for one with which something is wrong. The
// data is there up to the next call.
func (g *goGit) lend(id ID) (Object, bool) {
	if id.size != sha1Size {
		return Object{}, false
	}
	o, err := g.store.packed(id)
	if err != nil {
		return Object{}, false
	}
	sum := g.summed(Header{o.kind, int64(len(o.data))})
	sum.Write(o.data)
	if idFromBytes(sum.Sum(g.room[:0])) != id {
		return Object{}, false
	}
	return Object{id, o.kind, o.data}, true
}

// summed begins to work out the id of an object.
func (g *goGit) summed(h Header) hash.Hash {
	if g.sum == nil {
		g.sum = sha1.New()
	}
	g.sum.Reset()
	g.sum.Write(h.hashed(g.room[:0]))
	return g.sum
}

// summing works out the hash of what is read. It is io.TeeReader without the table that the
// runtime has to make at each start for a hash that is handed on as a writer.
type summing struct {
	r   io.Reader
	sum hash.Hash
}

func (s *summing) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.sum.Write(p[:n])
	return n, err
}

func (g *goGit) Stream(ctx context.Context, id ID, read ReadFunc) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if kind, ok := id.isWellKnown(); ok {
		return handOn(ctx, Header{Kind: kind}, nil, read, func() error { return nil })
	}
	if err := g.content(ctx, id, read); err != nil {
		return fmt.Errorf("object %s: %w", id, err)
	}
	return nil
}

func (g *goGit) content(ctx context.Context, id ID, read ReadFunc) (err error) {
	if id.size != sha1Size {
		return errors.New("go-git here reads SHA-1 ids only")
	}
	h, r, done, err := g.store.open(id)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, done()) }()
	sum := g.summed(h)
	return handOn(ctx, h, &summing{r, sum}, read, func() error {
		if err := atEnd(r); err != nil {
			return err
		}
		// Neither a loose object's file nor the index of a pack is believed.
		if got := idFromBytes(sum.Sum(g.room[:0])); got != id {
			return fmt.Errorf("its file holds object %s", got)
		}
		return nil
	})
}

func (g *goGit) Head(context.Context) (ID, error) {
	name := "HEAD"
	const deepest = 5 // as git follows symbolic refs
	for range deepest {
		value, err := g.refs.lookup(name)
		if errors.Is(err, ErrNotFound) && name != "HEAD" {
			return ID{}, nil // an unborn branch
		}
		if err != nil {
			return ID{}, fmt.Errorf("HEAD: %w", err)
		}
		if value.target == "" {
			return value.id, nil
		}
		name = value.target
	}
	return ID{}, fmt.Errorf("HEAD: more than %d symbolic refs in a row", deepest)
}

func (g *goGit) Refs(ctx context.Context, prefix string) ([]Ref, error) {
	var refs []Ref
	err := g.refs.all(prefix, func(name string, id ID) {
		refs = append(refs, Ref{Name: name, ID: id})
	})
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("refs: %w", err)
	}
	sort.Slice(refs, func(i, j int) bool { return refs[i].Name < refs[j].Name })
	return refs, nil
}

func (g *goGit) Staged(ctx context.Context, tree ID) ([]Change, error) {
	return diffIndex(ctx, g, g.loc.Index, sha1Size, tree)
}

// isShallow reports whether the commit's parents were cut off when cloning.
func (g *goGit) isShallow(id ID) (bool, error) {
	if g.shallow == nil {
		var err error
		if g.shallow, err = readShallow(g.loc.shallow); err != nil {
			return false, err
		}
	}
	return g.shallow[id], nil
}
