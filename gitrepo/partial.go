package gitrepo

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

// IsPartial reports whether the repository is a partial clone, in which objects may
// be missing that a remote has promised to give. Source: git's
// Documentation/technical/partial-clone.txt.
func (r *Repository) IsPartial(ctx context.Context) (bool, error) {
	git, err := r.program()
	if err != nil {
		return false, err
	}
	out, err := git.run(ctx, nil, "config", "-z", "--get-regexp", `^(extensions\.partialclone|remote\..*\.promisor)$`)
	if isUnset(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	for entry := range strings.SplitSeq(string(out), "\x00") {
		key, value, _ := strings.Cut(entry, "\n")
		if key == "extensions.partialclone" && value != "" || strings.HasSuffix(key, ".promisor") && isTrue(value) {
			return true, nil
		}
	}
	return false, nil
}

// mayBePartial is IsPartial without asking git: true where the repository's own
// configuration says so or leaves it open.
func (l Location) mayBePartial() bool {
	if l.config.unread != nil || l.config.get("extensions.partialclone") != "" {
		return true
	}
	for _, section := range []string{"include", "includeif"} {
		if len(l.config.below(section)) > 0 {
			return true
		}
	}
	return slices.ContainsFunc(l.config.below("remote"), func(s setting) bool { return strings.HasSuffix(s.name, ".promisor") })
}

// isUnset recognises git config's way to say that a setting is not there.
func isUnset(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit) && exit.ExitCode() == 1
}

// notFetched explains why an object is missing where that is why.
func (r *Repository) notFetched(ctx context.Context, id ID, err error) error {
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	if partial, partialErr := r.IsPartial(ctx); partialErr != nil || !partial {
		return err // what is said of the object is more than that git cannot be asked
	}
	return fmt.Errorf("%w: this is a partial clone that has not fetched it; git cat-file -e %s does", err, id)
}

// assumeNothing lets a comparison go on without a tree that a partial clone has not
// fetched: nothing is known of what was below it, so all that is there now is new.
func (r *Repository) assumeNothing(ctx context.Context, id ID, err error) error {
	if partial, partialErr := r.IsPartial(ctx); partialErr != nil || !partial {
		return errors.Join(err, partialErr)
	}
	text := fmt.Sprintf("tree %s of a version before the change was not fetched (partial clone), so all that is below it now counts as new", id)
	for _, said := range r.Assumed {
		if said == text {
			return nil
		}
	}
	r.Assumed = append(r.Assumed, text)
	return nil
}
