package scan

import (
	"errors"
	"fmt"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
)

// versions reads the contents that a comparison needs, each once.
type versions struct {
	engine *engine
	want   map[detector.Fingerprint]bool
	read   map[content]version
}

// version is what one version of a file holds of the wanted keys.
type version struct {
	held []detector.Occurrence
	// found counts those that evidence speaks for, under an annotation or not.
	found map[detector.Fingerprint]int
}

// version reads a version of a file; of the zero ID there is nothing.
func (v *versions) version(path string, id gitrepo.ID) (version, error) {
	if id.IsZero() {
		return version{}, nil
	}
	key := content{path, id}
	if known, ok := v.read[key]; ok {
		return known, nil
	}
	e := v.engine
	var this version
	err := e.cut(e.repo, path, id, func(int64) { this = version{found: map[detector.Fingerprint]int{}} }, func(_ int, p detector.Piece) error {
		defer p.Free(e.room)
		held := p.Held(path, v.want, e.policy.Detector)
		this.held = append(this.held, held...)
		for _, f := range p.Scan(path, e.policy.Detector) {
			this.found[f.Fingerprint]++
		}
		return e.ctx.Err()
	})
	if err != nil {
		return version{}, err
	}
	v.read[key] = this
	return this, nil
}

// before is version for what a file was before the change. What a partial clone has
// not fetched is not fetched for a comparison: nothing is known of it then, so every
// key in the new version counts as new, which is said.
func (v *versions) before(path string, id gitrepo.ID) (version, error) {
	this, err := v.version(path, id)
	if !errors.Is(err, gitrepo.ErrNotFound) {
		return this, err
	}
	promised, partialErr := v.engine.repo.IsPartial(v.engine.ctx)
	if partialErr != nil || !promised {
		return this, errors.Join(err, partialErr)
	}
	v.engine.result.note(fmt.Sprintf("%q: its version before the change was not fetched (partial clone, object %s), so every key in it counts as new", path, id))
	v.read[content{path, id}] = version{}
	return version{}, nil
}
