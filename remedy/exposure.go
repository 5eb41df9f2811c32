package remedy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/scan"
)

// State is how far a key got.
type State string

// The states, the worst last.
const (
	Unstaged   State = "in the work tree" // a file has it; git knows nothing of it
	Staged     State = "staged only"
	LastCommit State = "in the last commit, only in this clone"
	Older      State = "in commits, only in this clone"
	Elsewhere  State = "in another branch, only in this clone"
	TagOnly    State = "in a tag" // a remote may have it: nothing here tells
	OtherRef   State = "in what git keeps beside branches and tags"
	Shared     State = "on a remote"
)

// Place is where the key was found.
type Place struct {
	Path    string // scan.CommitMessage and scan.TagMessage for messages
	Line    int
	Fix     string
	Reason  string
	Commit  string // full id, empty when it is staged or a file
	Subject string
}

// message reports whether a place is a message, which no editor of files reaches.
func (p Place) message() bool { return p.Path == scan.CommitMessage || p.Path == scan.TagMessage }

// Bring is a commit that brought the key.
type Bring struct {
	ID, Subject string
	Merge, Root bool
	Places      []Place
	here        bool // HEAD reaches it
	isHead      bool
}

// Exposure is how far one key got in this repository.
type Exposure struct {
	Kind        detector.Kind
	Fingerprint detector.Fingerprint
	Match       string
	State       State
	Staged      []Place // in the index or, for Unstaged, in files
	Bring       []Bring // oldest first
	Commits     int     // how many have it
	First       scan.Event
	Partly      bool // there may be more of all of it
	// Remotes, Branches, Tags and Others are the refs that have it, by short names.
	Remotes, Branches, Tags, Others []string

	tips     []Place // where what is checked out still has it
	current  string  // the branch that is checked out, empty for none
	unborn   bool    // there is no commit yet
	bare     bool
	merges   bool            // between what brought it and HEAD are merges
	behind   map[string]int  // tags on HEAD's first-parent line: how many commits back
	messages map[string]bool // tags that are annotated
	remotes  []string        // names of remotes that were fetched from
}

// Source is what an exposure is read from: what a scan found in the index (or in
// files), and in all of history.
type Source struct {
	Repo    *gitrepo.Repository
	Staged  *scan.Result
	Files   bool // Staged is of files, not of the index
	History *scan.Result
	// Branch is what HEAD names, empty when it names a commit.
	Branch string
}

// Exposures judges every key that was found, the worst first.
func Exposures(ctx context.Context, src Source) ([]Exposure, error) {
	var order []detector.Fingerprint
	found := map[detector.Fingerprint]*Exposure{}
	add := func(f scan.Finding) *Exposure {
		e := found[f.Fingerprint]
		if e == nil {
			e = &Exposure{Kind: f.Kind, Fingerprint: f.Fingerprint, Match: f.Match}
			found[f.Fingerprint] = e
			order = append(order, f.Fingerprint)
		}
		return e
	}
	if src.Staged != nil {
		for _, f := range src.Staged.Findings {
			e := add(f)
			e.Staged = append(e.Staged, placeOf(f))
		}
	}
	if src.History != nil {
		for _, f := range src.History.Findings {
			add(f).bring(f)
		}
		for _, k := range src.History.Keys {
			if e := found[k.Fingerprint]; e != nil {
				e.Commits, e.First, e.Partly = k.Commits, k.First, k.Partly
				e.sort(k.Refs)
				e.tip(k.Tips, src.Branch)
			}
		}
	}
	g, err := newGraph(ctx, src)
	if err != nil {
		return nil, err
	}
	var all []Exposure
	for _, fp := range order {
		e := found[fp]
		if err := g.complete(e); err != nil {
			return nil, err
		}
		e.judge(src.Files)
		all = append(all, *e)
	}
	slices.SortStableFunc(all, func(a, b Exposure) int { return b.State.rank() - a.State.rank() })
	return all, nil
}

func placeOf(f scan.Finding) Place {
	return Place{Path: f.Path, Line: f.Line, Fix: f.Fix, Reason: f.Reason, Commit: f.Commit, Subject: f.Subject}
}

// bring notes a commit of history that brought the key.
func (e *Exposure) bring(f scan.Finding) {
	i := slices.IndexFunc(e.Bring, func(b Bring) bool { return b.ID == f.Commit })
	if i < 0 {
		i = len(e.Bring)
		e.Bring = append(e.Bring, Bring{ID: f.Commit, Subject: f.Subject})
	}
	e.Bring[i].Places = append(e.Bring[i].Places, placeOf(f))
}

// sort takes over the refs that have the key.
func (e *Exposure) sort(refs []string) {
	for _, name := range refs {
		switch short := shortRef(name); {
		case strings.HasPrefix(name, "refs/remotes/"):
			if !strings.HasSuffix(name, "/HEAD") {
				e.Remotes = append(e.Remotes, short)
			}
		case strings.HasPrefix(name, "refs/heads/"), name == "HEAD":
			e.Branches = append(e.Branches, short)
		case strings.HasPrefix(name, "refs/tags/"):
			e.Tags = append(e.Tags, short)
		default:
			e.Others = append(e.Others, name)
		}
	}
}

// tip notes where the branch that is checked out has the key now.
func (e *Exposure) tip(tips []scan.Tip, branch string) {
	for _, t := range tips {
		if t.Ref != "HEAD" && (branch == "" || t.Ref != "refs/heads/"+branch) || t.Line == 0 {
			continue
		}
		place := Place{Path: t.Path, Line: t.Line}
		for _, b := range e.Bring {
			for _, p := range b.Places {
				if p.Path == t.Path {
					place.Fix = p.Fix
				}
			}
		}
		e.tips = append(e.tips, place)
	}
}

func (s State) rank() int {
	return slices.Index([]State{Unstaged, Staged, LastCommit, Older, Elsewhere, OtherRef, TagOnly, Shared}, s)
}

// here reports whether what is checked out has the key.
func (e *Exposure) here() bool {
	return slices.Contains(e.Branches, "HEAD") || e.current != "" && slices.Contains(e.Branches, e.current)
}

func (e *Exposure) judge(files bool) {
	switch {
	case len(e.Remotes) > 0 || e.bare && len(e.Branches) > 0:
		e.State = Shared
	case e.here() && len(e.local()) == 1 && e.local()[0].isHead:
		e.State = LastCommit
	case e.here():
		e.State = Older
	case len(e.Branches) > 0:
		e.State = Elsewhere
	case len(e.Tags) > 0:
		e.State = TagOnly
	case len(e.Others) > 0:
		e.State = OtherRef
	case files:
		e.State = Unstaged
	default:
		e.State = Staged
	}
}

// local are the commits that HEAD reaches and that brought the key.
func (e *Exposure) local() []Bring {
	var all []Bring
	for _, b := range e.Bring {
		if b.here {
			all = append(all, b)
		}
	}
	return all
}

// graph answers what the commands need to know of the commits.
type graph struct {
	ctx  context.Context
	src  Source
	head gitrepo.ID
	// reach are the commits that HEAD reaches, once asked.
	reach map[gitrepo.ID]bool
	refs  []gitrepo.Ref
}

func newGraph(ctx context.Context, src Source) (*graph, error) {
	g := &graph{ctx: ctx, src: src}
	var err error
	if g.head, err = src.Repo.Head(ctx); err != nil {
		return nil, err
	}
	g.refs, err = src.Repo.Refs(ctx)
	return g, err
}

// complete adds to an exposure what the commits say.
func (g *graph) complete(e *Exposure) error {
	e.unborn, e.current, e.bare = g.head.IsZero(), g.src.Branch, g.src.Repo.WorkTree == ""
	for _, r := range g.refs {
		if rest, ok := strings.CutPrefix(r.Name, "refs/remotes/"); ok {
			if name, _, _ := strings.Cut(rest, "/"); !slices.Contains(e.remotes, name) {
				e.remotes = append(e.remotes, name)
			}
		}
	}
	if e.unborn || len(e.Bring) == 0 {
		return nil
	}
	for i := range e.Bring {
		if err := g.bring(&e.Bring[i]); err != nil {
			return err
		}
	}
	if err := g.between(e); err != nil {
		return err
	}
	return g.tagged(e)
}

// bring looks at one commit. What is in a tag's message has the tag's id.
func (g *graph) bring(b *Bring) error {
	id, err := gitrepo.ParseID(b.ID)
	if err != nil {
		b.ID = "" // a content that only a ref holds has no commit
		return nil
	}
	o, err := g.src.Repo.Object(g.ctx, id)
	if err != nil || o.Kind != gitrepo.Commit {
		return err
	}
	c, err := g.src.Repo.Commit(g.ctx, id)
	if err != nil {
		return err
	}
	b.Merge, b.Root = len(c.Parents) > 1, len(c.Parents) == 0
	if g.reach == nil {
		ids, err := g.src.Repo.Reachable(g.ctx, []gitrepo.ID{g.head}, nil)
		if err != nil {
			return err
		}
		g.reach = make(map[gitrepo.ID]bool, len(ids))
		for _, id := range ids {
			g.reach[id] = true
		}
	}
	b.here = g.reach[id]
	return nil
}

// between looks for merges that a rebase has to make again.
func (g *graph) between(e *Exposure) error {
	for i := range e.Bring {
		e.Bring[i].isHead = e.Bring[i].ID == g.head.String()
	}
	local := e.local()
	if len(local) == 0 {
		return nil
	}
	first, err := gitrepo.ParseID(local[0].ID)
	if err != nil {
		return err
	}
	c, err := g.src.Repo.Commit(g.ctx, first)
	if err != nil {
		return err
	}
	ids, err := g.src.Repo.Reachable(g.ctx, []gitrepo.ID{g.head}, c.Parents)
	if err != nil {
		return err
	}
	for _, id := range ids {
		c, err := g.src.Repo.Commit(g.ctx, id)
		if err != nil {
			return err
		}
		e.merges = e.merges || len(c.Parents) > 1
	}
	return nil
}

// tagged finds how far behind HEAD the tags are that have the key.
func (g *graph) tagged(e *Exposure) error {
	if len(e.Tags) == 0 {
		return nil
	}
	e.behind, e.messages = map[string]int{}, map[string]bool{}
	at := map[gitrepo.ID][]string{}
	for _, r := range g.refs {
		name, ok := strings.CutPrefix(r.Name, "refs/tags/")
		if !ok || !slices.Contains(e.Tags, name) {
			continue
		}
		id := r.ID
		for {
			o, err := g.src.Repo.Object(g.ctx, id)
			if err != nil {
				return fmt.Errorf("tag %s: %w", name, err)
			}
			if o.Kind != gitrepo.Tag {
				break
			}
			tag, err := g.src.Repo.Tag(g.ctx, id)
			if err != nil {
				return fmt.Errorf("tag %s: %w", name, err)
			}
			e.messages[name] = true
			id = tag.Target
		}
		at[id] = append(at[id], name)
	}
	const most = 10_000
	for id, n := g.head, 0; !id.IsZero() && n < most; n++ {
		for _, name := range at[id] {
			e.behind[name] = n
		}
		c, err := g.src.Repo.Commit(g.ctx, id)
		if errors.Is(err, gitrepo.ErrNotFound) {
			break // a shallow clone ends here
		}
		if err != nil {
			return err
		}
		if id = (gitrepo.ID{}); len(c.Parents) > 0 {
			id = c.Parents[0]
		}
	}
	return nil
}

// Has reports whether the key was found at a path, and on that line unless it is 0.
func (e Exposure) Has(path string, line int) bool {
	is := func(p Place) bool { return p.Path == path && (line == 0 || p.Line == line) }
	return slices.ContainsFunc(e.Staged, is) || slices.ContainsFunc(e.Bring, func(b Bring) bool { return slices.ContainsFunc(b.Places, is) })
}
