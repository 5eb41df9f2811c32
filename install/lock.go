package install

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// patience is how long one covkey waits for another to be done with a folder.
const patience = 10 * time.Second

// errBusy tells that somebody else holds the lock.
var errBusy = errors.New("another covkey is changing the hooks there: try again when it is done")

// folders are hooks folders that no other covkey changes until they are released.
// The system takes a lock away from a process that dies, so none is ever stale.
type folders []folder

type folder struct {
	dir  string
	lock *os.File
}

// release lets others at the folders.
func (l folders) release() {
	for _, f := range l {
		f.lock.Close() // nothing was written through it
	}
}

// lock takes the folder that git looks in and, where hooks may be in the
// repository's own one as well, that too; always in this order. With create a
// missing folder is made, else it is left out: what comes up there later is somebody
// else's.
func (p place) lock(ctx context.Context, create bool) (folders, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var held folders
	for i, dir := range p.dirs() {
		var f *os.File
		var err error
		if i > 0 && create {
			create, err = p.forwards()
		}
		if err == nil {
			f, err = lockFolder(ctx, dir, create)
		}
		if err != nil {
			held.release()
			return nil, err
		}
		if f != nil {
			held = append(held, folder{dir, f})
		}
	}
	return held, nil
}

// lockFolder waits for one folder. It gives nil for a missing one.
func lockFolder(ctx context.Context, dir string, create bool) (*os.File, error) {
	for {
		f, err := tryFolder(dir, create)
		if !errors.Is(err, errBusy) {
			if err != nil {
				return nil, fmt.Errorf("hooks folder %s: %w", dir, err)
			}
			return f, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("hooks folder %s: %w", dir, err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func tryFolder(dir string, create bool) (*os.File, error) {
	info, err := os.Stat(dir)
	switch {
	case absent(err) == nil && err != nil && !create:
		return nil, nil
	case errors.Is(err, fs.ErrNotExist):
		err := os.MkdirAll(dir, 0o755)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, errBusy // a covkey that goes took its parent away again
		}
		if _, linkErr := os.Readlink(dir); err != nil && linkErr == nil {
			err = errors.New("it is a link that leads nowhere")
		}
		if err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	case !info.IsDir() && !create:
		return nil, nil
	case !info.IsDir():
		return nil, errors.New("it is no folder") // nor opened: that could take for ever
	}
	f, err := tryLock(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, errBusy // a covkey that goes took it away since
	}
	return f, err
}

// sweep takes away what a killed install left half written. Nobody is still at it,
// because the folders are locked.
func (l folders) sweep() error {
	for _, folder := range l {
		entries, err := os.ReadDir(folder.dir)
		if err != nil {
			return fmt.Errorf("hooks folder %s: %w", folder.dir, err)
		}
		for _, e := range entries {
			if !e.Type().IsRegular() || !isLeftover(e.Name()) {
				continue
			}
			if err := os.Remove(filepath.Join(folder.dir, e.Name())); absent(err) != nil {
				return fmt.Errorf("what an interrupted install left: %w", err)
			}
		}
	}
	return nil
}

// isLeftover knows the names under which a script is written before it gets its
// own. git looks for no such name.
func isLeftover(name string) bool {
	middle, ok := strings.CutPrefix(name, ".covkey-")
	if !ok {
		return false
	}
	middle, ok = strings.CutSuffix(middle, ".tmp")
	return ok && middle != "" && strings.Trim(middle, "0123456789") == ""
}
