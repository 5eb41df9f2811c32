package gitrepo

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
)

// A repository that somebody else packed may hold a named pipe, or a link to a
// device, where a file belongs. Whoever opens that waits for ever, or reads without
// end. Links to files are followed, as git does.

// errIrregular tells that something is neither file nor folder.
var errIrregular = errors.New("a pipe or a device stands where a file belongs")

// errNotRegular tells that something else stands where a file belongs.
var errNotRegular = errors.New("not a file")

// errLarge tells that a file is larger than any of its kind.
var errLarge = errors.New("too large")

// endless reports whether reading may not come to an end. A socket cannot be opened
// at all (git's own file system monitor has one), and /dev/null is at its end.
func endless(info fs.FileInfo) bool {
	if info.Mode()&(fs.ModeNamedPipe|fs.ModeDevice|fs.ModeCharDevice) == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, null)
}

// checkFile is an error for what is not to be opened, or larger than any file of
// its kind.
func checkFile(path string, most int64) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case endless(info):
		return &fs.PathError{Op: "reading", Path: path, Err: errIrregular}
	case info.Mode().IsRegular() && info.Size() > most:
		return &fs.PathError{Op: "reading", Path: path, Err: fmt.Errorf("%w: %d bytes", errLarge, info.Size())}
	}
	return nil
}

// Sizes that a file of a repository does not have.
const (
	mostLine   = 1 << 16 // a path or an id
	mostConfig = 1 << 24
	mostList   = 1 << 32 // packed refs, an index
)

// readFile reads a file of the repository.
func readFile(path string, most int64) ([]byte, error) { return readFileInto(nil, path, most) }

// readFileInto is readFile, into room where that is enough.
func readFileInto(room []byte, path string, most int64) ([]byte, error) {
	const small = 1 << 16
	if data, ok, err := readSmall(path, min(small, most), room); ok || err != nil {
		return data, err
	}
	if err := checkFile(path, most); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// openFile opens a file of the repository.
func openFile(path string) (*os.File, error) {
	if err := checkFile(path, 1<<62); err != nil {
		return nil, err
	}
	return os.Open(path)
}

// endlessFile looks through everything that git might have open; nil when nothing
// of it is endless, or as good as that.
func (l Location) endlessFile() error {
	objects := filepath.Join(l.CommonDir, "objects")
	var found error
	look := func(path string) {
		most := int64(mostList)
		if strings.HasPrefix(path, objects) && filepath.Dir(path) != filepath.Join(objects, "info") {
			most = math.MaxInt64
		}
		err := checkFile(path, most)
		if found == nil && (errors.Is(err, errIrregular) || errors.Is(err, errLarge)) {
			found = err
		}
	}
	for _, path := range l.named() {
		look(path)
	}
	walk := func(root string, skip func(path string, entry fs.DirEntry) bool) {
		// What cannot be listed cannot be judged; this is a search for a reason only.
		_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case found != nil:
				return fs.SkipAll
			case err != nil:
				return nil
			case entry.IsDir() && skip(path, entry):
				return fs.SkipDir
			case !entry.IsDir() && !skip(path, entry):
				look(path)
			}
			return nil
		})
	}
	hooks := filepath.Join(l.CommonDir, "hooks")
	for _, dir := range []string{l.GitDir, l.CommonDir} {
		walk(dir, func(path string, _ fs.DirEntry) bool { return path == hooks })
	}
	if l.WorkTree != "" {
		walk(l.WorkTree, func(path string, entry fs.DirEntry) bool {
			if entry.IsDir() {
				return entry.Name() == ".git"
			}
			return !strings.HasPrefix(entry.Name(), ".git")
		})
	}
	return found
}

// named lists the files that variables and the repository's configuration name.
func (l Location) named() []string {
	paths := []string{l.Index}
	for _, value := range []string{l.config.get("core.excludesfile"), l.config.get("core.attributesfile"), l.config.get("include.path")} {
		if value != "" {
			paths = append(paths, absolute(l.CommonDir, value))
		}
	}
	return paths
}
