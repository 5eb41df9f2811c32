package ci

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/scan"
)

// Range is what a build brings, found in a repository.
type Range struct {
	scan.Outgoing
	// Why says in words what is scanned and why, each one line.
	Why []string
	// Notes are what a person must know about it even when nothing was found.
	Notes []string
}

// Lacking tells that the checkout lacks what is needed.
type Lacking struct {
	what  string
	cause error
	// Remedies say how to get it.
	Remedies []string
}

func (l *Lacking) Error() string { return l.what }
func (l *Lacking) Unwrap() error { return l.cause }

// Range finds the commits that a build brings. It answers whole or not at all: where the
// checkout lacks some of them the error is a *Lacking.
func (b Build) Range(ctx context.Context, repo *gitrepo.Repository) (Range, error) {
	cut, err := repo.CutOff()
	if err != nil {
		return Range{}, err
	}
	f := &finder{ctx: ctx, repo: repo, build: b, cut: cut, added: map[gitrepo.ID]bool{}}
	if err := f.find(); err != nil {
		return Range{}, err
	}
	return f.out, nil
}

// finder finds one range.
type finder struct {
	ctx   context.Context
	repo  *gitrepo.Repository
	build Build
	cut   map[gitrepo.ID]bool // where a shallow clone ends
	refs  []gitrepo.Ref       // read when asked for
	out   Range
	added map[gitrepo.ID]bool // what was made a tip, tags too
	tips  []gitrepo.ID
	known []gitrepo.ID
}

func (f *finder) why(format string, args ...any) {
	f.out.Why = append(f.out.Why, fmt.Sprintf(format, args...))
}

func (f *finder) note(format string, args ...any) {
	f.out.Notes = append(f.out.Notes, fmt.Sprintf(format, args...))
}

func (f *finder) shallow() bool { return len(f.cut) > 0 }

func (f *finder) find() error {
	steps := []func() error{f.findTips, f.findTag, f.findKnown, f.list}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// commit finds a commit that the CI names; not here is no error.
func (f *finder) commit(c Commit) (id gitrepo.ID, here bool, err error) {
	if !c.given() {
		return gitrepo.ID{}, false, nil
	}
	id, err = f.repo.Abbreviated(f.ctx, c.ID)
	if err == nil {
		var o gitrepo.Object
		if o, err = f.repo.Object(f.ctx, id); err == nil && o.Kind != gitrepo.Commit && o.Kind != gitrepo.Tag {
			err = fmt.Errorf("%s is a %s", id, o.Kind)
		}
	}
	if errors.Is(err, gitrepo.ErrNotFound) {
		return gitrepo.ID{}, false, nil
	}
	if err != nil {
		return gitrepo.ID{}, false, fmt.Errorf("%s: %w", c.From, err)
	}
	return id, true, nil
}

// tip adds what is to be scanned.
func (f *finder) tip(id gitrepo.ID, name string) error {
	if f.added[id] {
		return nil
	}
	f.added[id] = true
	commit, err := f.out.Add(f.ctx, f.repo, gitrepo.Ref{Name: name, ID: id})
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if !commit.IsZero() && !slices.Contains(f.tips, commit) {
		f.tips = append(f.tips, commit)
	}
	return nil
}

// findTips finds what is built. In a pull request that is its own last commit, and the
// merge that the CI made of it, which may hold what is in neither parent.
func (f *finder) findTips() error {
	b := f.build
	head, err := f.repo.Head(f.ctx)
	if err != nil {
		return err
	}
	tip, here, err := f.commit(b.Tip)
	if err != nil {
		return err
	}
	if !b.Tip.given() {
		if tip, here = head, !head.IsZero(); !here {
			return errors.New("HEAD has no commit, and the CI does not say which one is built")
		}
		f.why("the checked-out commit %s is scanned: the CI does not say which one is built", tip.Short())
	}
	own, ownHere := tip, here
	if b.Head.given() {
		if own, ownHere, err = f.commit(b.Head); err != nil {
			return err
		}
	}
	if !ownHere {
		missing := b.Head
		if !missing.given() {
			missing = b.Tip
		}
		return f.lacking(missing)
	}
	if err := f.tip(own, "HEAD"); err != nil {
		return err
	}
	if b.Kind != Change {
		return nil
	}
	for _, merge := range []gitrepo.ID{tip, head} {
		if err := f.merge(merge, own); err != nil {
			return err
		}
	}
	return nil
}

// merge takes a commit that the CI made of a pull request's last one by a merge: it is
// scanned as well, and its other parents are the target branch.
func (f *finder) merge(merge, own gitrepo.ID) error {
	if merge.IsZero() || merge == own || slices.Contains(f.tips, merge) {
		return nil
	}
	info, err := f.repo.Commit(f.ctx, merge)
	if err != nil {
		return fmt.Errorf("the merge %s: %w", merge, err)
	}
	if !slices.Contains(info.Parents, own) {
		return nil
	}
	f.tips = append(f.tips, merge)
	f.why("%s is the merge that the CI made of the pull request, so its content counts too", merge.Short())
	for _, parent := range info.Parents {
		if parent == own {
			continue
		}
		if here, err := f.repo.Has(f.ctx, parent); err != nil {
			return err
		} else if here {
			f.known = append(f.known, parent)
		}
	}
	return nil
}

// findTag adds the tag that is built, for its message.
func (f *finder) findTag() error {
	if f.build.Tag == "" {
		return nil
	}
	ref, found, err := f.ref("refs/tags/" + f.build.Tag)
	if err != nil || !found {
		return err
	}
	return f.tip(ref.ID, ref.Name)
}

// list lists the commits, and refuses a range that a shallow clone has cut.
func (f *finder) list() error {
	var err error
	if len(f.tips) > 0 {
		if f.out.Commits, err = f.repo.Reachable(f.ctx, f.tips, f.known); err != nil {
			return err
		}
	}
	for _, id := range f.out.Commits {
		if f.cut[id] {
			return &Lacking{
				what:     fmt.Sprintf("this checkout is shallow: it ends at %s, in the middle of what is to be scanned", id),
				Remedies: []string{f.build.Deepen},
			}
		}
	}
	commits := "1 commit"
	if n := len(f.out.Commits); n != 1 {
		commits = fmt.Sprintf("%d commits", n)
	}
	f.why("range of %s: covkey scan commits %s", commits, f.expression())
	if len(f.out.Commits) == 0 {
		f.note("no commit is new here: what was there before has %s already", f.tipNames())
	}
	return nil
}

// expression is the range in git's own syntax.
func (f *finder) expression() string {
	var words []string
	for _, id := range f.tips {
		words = append(words, id.String())
	}
	for _, id := range f.known {
		words = append(words, "^"+id.String())
	}
	return strings.Join(words, " ")
}

func (f *finder) tipNames() string {
	var names []string
	for _, id := range f.tips {
		names = append(names, id.Short())
	}
	return strings.Join(names, " and ")
}

// lacking tells that a commit is not here.
func (f *finder) lacking(c Commit) error {
	l := &Lacking{what: named(c) + " is not in this repository", cause: gitrepo.ErrNotFound}
	switch {
	case f.build.Event == "pull_request_target":
		// The head is somebody else's code in a job with secrets: it is fetched, not
		// checked out.
		l.Remedies = []string{
			"this event checks out the target branch: scan on the event pull_request, or fetch the head before: git fetch origin " + c.ID,
			f.build.Deepen,
		}
	case f.shallow():
		l.what += ", which is a shallow clone"
		l.Remedies = []string{f.build.Deepen}
	default:
		l.Remedies = []string{"run covkey in the checkout of this build, or name the range: covkey scan commits RANGE"}
	}
	return l
}

func named(c Commit) string { return fmt.Sprintf("commit %s (%s)", c.ID, c.From) }
