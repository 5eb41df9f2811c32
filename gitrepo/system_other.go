//go:build !unix

package gitrepo

import (
	"errors"
	"io"
	"io/fs"
	"os"
)

// ownedByUser leaves the judgement to git where owners are not numbers.
func ownedByUser(string) bool { return true }

// sameFileSystem: a folder's parent is on the same file system, save for links.
func sameFileSystem(string, string) bool { return true }

// readSmall leaves all files to the standard library.
func readSmall(string, int64, []byte) ([]byte, bool, error) { return nil, false, nil }

// mapFile: files are read where they cannot be mapped.
func mapFile(io.ReaderAt, int64) []byte { return nil }

func unmapFile([]byte) error { return nil }

// rawFile is a file that is read at any place.
type rawFile struct{ *os.File }

// openRaw opens a regular file of the repository and gives its size in bytes.
func openRaw(path string) (*rawFile, int64, error) {
	f, err := openFile(path)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: path, Err: errNotRegular}
	}
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return &rawFile{f}, info.Size(), nil
}
