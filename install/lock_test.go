package install

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// Many installs and uninstalls at once leave one of the two states, and at every
// moment a hook that is whole; the old one is never lost.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	const rounds, changes = 60, 6
	const old = "#!/bin/sh\nexit 7\n"
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for round := range rounds {
		dir := t.TempDir()
		hook := filepath.Join(dir, "pre-commit")
		linked := round%2 == 1
		if linked {
			write(t, filepath.Join(dir, "tool"), old)
			if err := os.Symlink("tool", hook); err != nil {
				t.Skip(err)
			}
		} else {
			write(t, hook, old)
		}
		done := make(chan struct{})
		var watcher, all sync.WaitGroup
		watcher.Go(func() { watch(t, hook, old, done) })
		for range changes {
			install := random.IntN(3) > 0
			all.Go(func() {
				if err := changeOnce(t.Context(), dir, install); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		close(done)
		watcher.Wait()
		checkEnd(t, dir, old, linked)
		if t.Failed() {
			t.Fatalf("round %d", round)
		}
	}
}

// changeOnce is an install or uninstall without the questions to git.
func changeOnce(ctx context.Context, dir string, install bool) error {
	o := Options{Hooks: []string{"pre-commit"}, Binary: "/bin/covkey"}
	p := place{dir: dir, scope: scopeRepository}
	held, err := p.lock(ctx, install)
	if err != nil {
		return err
	}
	defer held.release()
	if install {
		_, err = o.installIn(p, held)
	} else {
		_, err = o.uninstallFrom(ctx, p, held)
	}
	return err
}

// watch reads the hook over and over.
func watch(t *testing.T, hook, old string, done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		default:
		}
		text, err := os.ReadFile(hook)
		if id := identify(text); err != nil || string(text) != old && (!id.ours || id.edited) {
			t.Errorf("seen: %v, %q", err, text)
			return
		}
	}
}

func checkEnd(t *testing.T, dir, old string, linked bool) {
	t.Helper()
	hook := filepath.Join(dir, "pre-commit")
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != "tool" {
			names = append(names, e.Name())
		}
	}
	first := hook
	switch got := strings.Join(names, " "); got {
	case "pre-commit":
	case "pre-commit pre-commit" + savedSuffix:
		if id := identify([]byte(read(t, hook))); !id.ours || id.edited {
			t.Error("the script is not in place")
		}
		first = hook + savedSuffix
	default:
		t.Errorf("the folder holds %s", got)
	}
	if got := read(t, first); got != old {
		t.Errorf("the old hook became %q", got)
	}
	if _, err := os.Readlink(first); (err == nil) != linked {
		t.Errorf("the old hook is a link: %v, it was: %v", err == nil, linked)
	}
}

// Whoever waits gives up with a reason, and goes on when the holder is gone.
func TestLockWaits(t *testing.T) {
	t.Parallel()
	p := place{dir: filepath.Join(t.TempDir(), "hooks")}
	held, err := p.lock(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := p.lock(soon, true); !errors.Is(err, errBusy) || !strings.Contains(err.Error(), p.dir) {
		t.Errorf("locked twice: %v", err)
	}
	got := make(chan error)
	go func() {
		second, err := p.lock(t.Context(), true)
		second.release()
		got <- err
	}()
	held.release()
	if err := <-got; err != nil {
		t.Error(err)
	}
}

// A folder that was taken away and made anew while somebody waited for it is locked
// as it is now.
func TestLockOfNewFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "hooks")
	p := place{dir: dir}
	first, err := p.lock(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan folders)
	go func() {
		second, err := p.lock(t.Context(), true)
		if err != nil {
			t.Error(err)
		}
		got <- second
	}()
	time.Sleep(20 * time.Millisecond) // it waits by now, or comes later: both must do
	if err := os.Remove(dir); err != nil {
		first.release()
		t.Skip("a locked folder cannot be removed here: ", err)
	}
	first.release()
	second := <-got
	defer second.release()
	soon, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	if _, err := p.lock(soon, true); !errors.Is(err, errBusy) {
		t.Errorf("not locked: %v", err)
	}
}
