package ci

import (
	"strings"

	"github.com/covkey/covkey/gitrepo"
)

// ref finds a ref by its full name.
func (f *finder) ref(name string) (gitrepo.Ref, bool, error) {
	if f.refs == nil {
		var err error
		if f.refs, err = f.repo.Refs(f.ctx); err != nil {
			return gitrepo.Ref{}, false, err
		}
	}
	for _, r := range f.refs {
		if r.Name == name {
			return r, true, nil
		}
	}
	return gitrepo.Ref{}, false, nil
}

// tracking finds where the remote's branch was last seen: origin's, else that of the only
// remote that has it. A local branch does not count: some CIs merge the pull request
// into theirs.
func (f *finder) tracking(branch string) (gitrepo.Ref, bool, error) {
	ref, found, err := f.ref("refs/remotes/origin/" + branch)
	if err != nil || found {
		return ref, found, err
	}
	var all []gitrepo.Ref
	for _, r := range f.refs {
		rest, ok := strings.CutPrefix(r.Name, "refs/remotes/")
		if _, name, cut := strings.Cut(rest, "/"); ok && cut && name == branch {
			all = append(all, r)
		}
	}
	if len(all) != 1 {
		return gitrepo.Ref{}, false, nil
	}
	return all[0], true, nil
}
