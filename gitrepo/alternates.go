package gitrepo

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// objectStores are the folders in which a repository's objects lie: its own, or the
// quarantine of a push that is being received, and those that it borrows from.
type objectStores []*objectStore

func openStores(folders []string) objectStores {
	stores := make(objectStores, len(folders))
	for i, dir := range folders {
		stores[i] = newObjectStore(dir)
	}
	return stores
}

// open gives an object as objectStore.open does, from the first folder that has it.
// What a folder has and cannot be read is an error, even where another one has it too:
// git, which is asked then, says which of them counts.
func (s objectStores) open(id ID) (h Header, r io.Reader, done func() error, err error) {
	for i, store := range s {
		h, r, done, err = store.open(id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if i > 0 && err == nil { // the next one is likely in the same folder
			copy(s[1:i+1], s[:i])
			s[0] = store
		}
		return h, r, done, err
	}
	return Header{}, nil, nil, ErrNotFound
}

// packed gives an object of a pack that is open, where it is one that is made in memory; its
// data is there up to the next one.
func (s objectStores) packed(id ID) (packed, error) {
	for _, store := range s {
		p, offset, err := store.find(id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return packed{}, err
		}
		return p.object(offset)
	}
	return packed{}, ErrNotFound
}

func (s objectStores) fork() objectStores {
	other := make(objectStores, len(s))
	for i, store := range s {
		other[i] = store.fork()
	}
	return other
}

func (s objectStores) close() error {
	var errs []error
	for _, store := range s {
		errs = append(errs, store.close())
	}
	return errors.Join(errs...)
}

// objectVariable names the folder of a repository's objects, alternatesVariable further
// ones. git sets both for a hook that is asked about a push: what was received lies in
// a folder of its own until the hook lets it pass. Source: git-receive-pack(1), under
// "Quarantine Environment".
const (
	objectVariable     = "GIT_OBJECT_DIRECTORY"
	quarantineVariable = "GIT_QUARANTINE_PATH"
	alternatesVariable = "GIT_ALTERNATE_OBJECT_DIRECTORIES"
)

// errAlternates tells that objects are borrowed in a way that git is to make sense of.
var errAlternates = errors.New("is not plain")

// findObjects notes the folders in which objects are looked for, in git's order, or why
// git has to find them. Source: git's odb.c, odb_prepare_alternates, parse_alternates.
func (l *Location) findObjects(dir string, env Env) {
	base := l.whereGitRuns(dir)
	l.objects = []string{filepath.Join(l.CommonDir, "objects")}
	if named := env.Get(objectVariable); named != "" {
		l.objects[0] = absolute(base, named)
	}
	if named := env.Get(quarantineVariable); named != "" && absolute(base, named) == l.objects[0] {
		l.quarantine = l.objects[0]
	}
	if named := env.Get(alternatesVariable); named != "" {
		if err := l.borrow(filepath.SplitList(named), base, 0); err != nil {
			l.unread = fmt.Errorf("%s %w", alternatesVariable, err)
			return
		}
	}
	l.unread = l.borrowedBy(l.objects[0], 0)
}

// borrow takes over folders and what these borrow from.
func (l *Location) borrow(entries []string, base string, depth int) error {
	const deepest = 5 // further down git looks for nothing
	for _, entry := range entries {
		switch {
		case entry == "" || strings.HasPrefix(entry, "#"):
			continue
		case strings.HasPrefix(entry, `"`) || depth > deepest || strings.ContainsRune(entry, 0):
			return errAlternates
		}
		folder := absolute(base, entry)
		info, err := os.Stat(folder)
		if err != nil || !info.IsDir() {
			return errAlternates // git leaves it out and says so
		}
		if slices.ContainsFunc(l.objects, func(known string) bool { return isSame(known, info) }) {
			continue
		}
		l.objects = append(l.objects, folder)
		if err := l.borrowedBy(folder, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// borrowedBy adds the folders that the file of one of them names.
func (l *Location) borrowedBy(folder string, depth int) error {
	data, err := readFile(filepath.Join(folder, "info", "alternates"), mostConfig)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil
	}
	if err == nil {
		err = l.borrow(strings.Split(string(data), "\n"), folder, depth)
	}
	if errors.Is(err, errAlternates) {
		return fmt.Errorf("objects/info/alternates %w", errAlternates)
	}
	return err
}

func isSame(path string, info fs.FileInfo) bool {
	other, err := os.Stat(path)
	return err == nil && os.SameFile(other, info)
}
