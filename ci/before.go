package ci

import (
	"fmt"

	"github.com/covkey/covkey/gitrepo"
)

// findKnown finds what was there before.
func (f *finder) findKnown() error {
	b := f.build
	if b.Kind == Whole {
		f.why("everything that it reaches is scanned: event %q brings no commits of its own", b.Event)
		return nil
	}
	var gone []Commit
	found := false
	for _, base := range b.Bases {
		id, here, err := f.commit(base)
		if err != nil {
			return err
		}
		if !here {
			gone = append(gone, base)
			continue
		}
		found = true
		f.known = append(f.known, id)
		f.why("what %s reaches was there before (%s)", id.Short(), base.From)
	}
	if found {
		return f.findMerged()
	}
	if b.Kind == Change {
		return f.findTarget(gone)
	}
	if len(gone) > 0 {
		if f.shallow() {
			return f.lacking(gone[0])
		}
		f.note("%s is not in this repository, which is complete: the history was rewritten (a force push)", named(gone[0]))
	}
	return f.findDefault()
}

// findMerged is for a build whose base is here: when the branch has taken in what the
// target or the default branch got since then, that is not the branch's own. A branch
// that has the build's commit excuses nothing: it is the one that is built, or the change
// was merged already.
func (f *finder) findMerged() error {
	b := f.build
	other := b.Target
	if b.Kind == Push && !b.Primary {
		var err error
		if other, err = f.defaultBranch(); err != nil {
			return err
		}
		if other == b.Branch {
			return nil
		}
	}
	if other == "" || len(f.tips) == 0 {
		return nil
	}
	ref, found, err := f.tracking(other)
	if err != nil || !found {
		return err
	}
	left, err := f.repo.Reachable(f.ctx, f.tips[:1], []gitrepo.ID{ref.ID})
	if err != nil || len(left) == 0 {
		return err
	}
	f.known = append(f.known, ref.ID)
	f.why("so was what %s has", ref.Name)
	return nil
}

// defaultBranch is the default branch's name, from the CI or else from the clone.
func (f *finder) defaultBranch() (string, error) {
	if f.build.Default != "" {
		return f.build.Default, nil
	}
	return f.repo.DefaultBranch(f.ctx, "origin")
}

// findTarget is for a pull request whose base is not here, or not said by an id.
func (f *finder) findTarget(gone []Commit) error {
	target := f.build.Target
	if target != "" {
		ref, found, err := f.tracking(target)
		if err != nil {
			return err
		}
		if found {
			f.known = append(f.known, ref.ID)
			f.why("what the target branch has counts as there before (%s)", ref.Name)
			return nil
		}
	}
	if len(f.known) > 0 { // the other parents of the CI's merge
		f.why("what the merge's other parent %s reaches was there before", f.known[0].Short())
		return nil
	}
	if len(gone) > 0 && (f.shallow() || target == "") {
		return f.lacking(gone[0])
	}
	what := fmt.Sprintf("the pull request's target branch %q is not here as a remote-tracking branch", target)
	fetch := fmt.Sprintf("fetch it before: git fetch origin '+refs/heads/%[1]s:refs/remotes/origin/%[1]s'", target)
	l := &Lacking{what: what, Remedies: []string{fetch}}
	if f.shallow() {
		l.Remedies = append(l.Remedies, "the checkout is shallow as well: "+f.build.Deepen)
	}
	return l
}

// findDefault is for a ref of which nothing says what it had before. Only the default
// branch counts as there before: of other branches nobody knows which of them came
// first, and two that are pushed at once would each excuse the other.
func (f *finder) findDefault() error {
	b := f.build
	name, err := f.defaultBranch()
	if err != nil {
		return err
	}
	if b.Primary || name != "" && b.Branch == name {
		f.why("everything that it reaches is scanned: it is the default branch, and nothing says what it had before")
		return nil
	}
	if name == "" {
		f.why("everything that it reaches is scanned: nothing says what was there before, nor which branch is the default one")
		return nil
	}
	ref, found, err := f.tracking(name)
	if err != nil {
		return err
	}
	switch {
	case !found:
		f.why("everything that it reaches is scanned: the default branch %q is not here as a remote-tracking branch", name)
		return nil
	case b.Branch == "" && b.Tag == "":
		// It may be the default branch that is built, which must not excuse itself.
		left, err := f.repo.Reachable(f.ctx, f.tips, []gitrepo.ID{ref.ID})
		if err != nil {
			return err
		}
		if len(left) == 0 {
			f.why("everything that it reaches is scanned: the default branch has it, and nothing says what was there before")
			return nil
		}
	}
	f.known = append(f.known, ref.ID)
	f.why("what the default branch has counts as there before (%s)", ref.Name)
	return nil
}
