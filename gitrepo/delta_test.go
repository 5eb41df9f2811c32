package gitrepo

import (
	"bytes"
	"testing"

	"github.com/go-git/go-git/v5/plumbing/format/packfile"
)

func newBuffer(n int) []byte { return make([]byte, 0, n) }

// FuzzApplyDelta: go-git's reader of deltas says the same of all that is read here, and
// of every delta that go-git makes.
func FuzzApplyDelta(f *testing.F) {
	f.Add([]byte("base"), []byte("\x04\x04\x90\x04"), []byte("other"))
	f.Add([]byte("base"), []byte("\x04\x06\x91\x01\x02\x04abcd"), []byte(""))
	f.Add(bytes.Repeat([]byte("0123456789abcdef"), 40), []byte("\x80\xf1\x04\x80\x80\x04\x80"), bytes.Repeat([]byte("0123456789abcdeg"), 40))
	f.Add([]byte(""), []byte("\x00\x00"), []byte(""))
	f.Add([]byte("x"), []byte("\x01\xff\xff\xff\xff\x0f\x90\x01"), []byte("y"))
	f.Fuzz(func(t *testing.T, base, delta, target []byte) {
		if len(delta) > 1<<8 { // a byte of it may stand for 64 kB
			return
		}
		if got, err := applyDelta(base, delta, newBuffer); err == nil {
			want, err := packfile.PatchDelta(base, delta)
			if len(delta) >= 4 && (err != nil || !bytes.Equal(got, want)) {
				t.Errorf("%q, %q: %q, go-git says %q, %v", base, delta, got, want, err)
			}
		}
		if len(base)+len(target) > 1<<10 {
			return
		}
		made := packfile.DiffDelta(base, target)
		if got, err := applyDelta(base, made, newBuffer); err != nil || !bytes.Equal(got, target) {
			t.Errorf("%q to %q: %q, %v", base, target, got, err)
		}
	})
}
