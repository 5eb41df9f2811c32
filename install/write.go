package install

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// carryOut puts the script in place: it is written beside its place, then the old
// hook gets its second name, then the script is renamed over the first. Until that
// last step the old hook is the one that runs.
func (pl plan) carryOut() (text string, err error) {
	if pl.same {
		if pl.current.scope == scopeGlobal && pl.script.scope != scopeGlobal {
			return "already installed for all your repositories", nil
		}
		return "already installed", nil
	}
	if err := os.MkdirAll(filepath.Dir(pl.path), 0o755); err != nil {
		return "", err
	}
	beside, err := writeBeside(pl.path, 0o755, func(w io.Writer) error {
		_, err := w.Write(pl.text)
		return err
	})
	if err != nil {
		return "", err
	}
	saved := false
	defer func() {
		if err != nil {
			err = errors.Join(err, absent(os.Remove(beside)))
		}
		if err != nil && saved {
			err = errors.Join(err, pl.unsave())
		}
	}()
	text = "installed"
	switch {
	case pl.current.ours:
		text = "updated"
	case pl.current.present:
		if err := pl.save(); err != nil {
			return "", err
		}
		saved = true
		text = "installed; the hook that was here runs first (" + filepath.Base(pl.saved()) + ")"
	}
	return text, os.Rename(beside, pl.path)
}

// unsave takes the second name away while the first still holds the same.
func (pl plan) unsave() error {
	same, err := twins(pl.path, pl.saved())
	if same {
		err = os.Remove(pl.saved())
	}
	return err
}

// save gives the hook that is there its second name. An earlier one under that
// name, which only --force gets past, keeps its content under a number. Nothing is
// written over.
func (pl plan) save() error {
	saved := pl.saved()
	if exists(saved) {
		same, err := twins(pl.path, saved)
		if same || err != nil {
			return err // an earlier install was interrupted right here
		}
		if !pl.aside {
			return fmt.Errorf("%s came up in the meantime: look at it, then install again", filepath.Base(saved))
		}
		for n := 1; ; n++ {
			spare := fmt.Sprintf("%s.%d", saved, n)
			if !exists(spare) {
				if err := os.Rename(saved, spare); err != nil {
					return err
				}
				break
			}
		}
	}
	if pl.current.link {
		to, err := os.Readlink(pl.path)
		if err != nil {
			return err
		}
		return os.Symlink(to, saved)
	}
	err := os.Link(pl.path, saved)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return copyHook(pl.path, saved)
}

// copyHook is for where there are no hard links: some file systems, and files of
// another user.
func copyHook(path, saved string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	if info.Mode()&(fs.ModeSetuid|fs.ModeSetgid) != 0 {
		return errors.New("it runs as another user or group, and a copy would run as you: rename it yourself, then install again")
	}
	beside, err := writeBeside(saved, info.Mode().Perm(), func(w io.Writer) (err error) {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close() // only read
		_, err = io.Copy(w, f)
		return err
	})
	if err != nil {
		return err
	}
	if err := os.Rename(beside, saved); err != nil {
		return errors.Join(err, os.Remove(beside))
	}
	return nil
}

// writeBeside writes a whole file next to its place, ready to be renamed, and gives
// its name. After an error there is no file.
func writeBeside(path string, mode fs.FileMode, fill func(io.Writer) error) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".covkey-*.tmp")
	if err != nil {
		return "", err
	}
	err = fill(f)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}
