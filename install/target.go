package install

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// longestScript bounds what is read of a hook. A script of ours is a few thousand
// bytes; a hook may be a program of any size.
const longestScript = 1 << 20

// target is what stands at a hook's place.
type target struct {
	identity
	present bool
	link    bool   // a symbolic link; identity and text are those of what it leads to
	text    []byte // at most longestScript of it
	runs    bool   // git would run it
	odd     string // what it is when it can be no hook: no file, or a link back to itself
}

// readTarget looks at a hook without ever opening what is not a regular file: a
// named pipe would make it wait for ever.
func readTarget(path string) (target, error) {
	info, err := os.Lstat(path)
	if err != nil {
		if absent(err) == nil {
			return target{}, nil
		}
		return target{}, fmt.Errorf("hook %s: %w", path, err)
	}
	t := target{present: true, link: info.Mode()&fs.ModeSymlink != 0}
	if t.link {
		info, err = os.Stat(path)
		if errors.Is(err, syscall.ELOOP) {
			t.odd = "itself"
		}
		if err != nil {
			return t, nil // it leads nowhere: git finds no hook there
		}
	}
	if t.odd = oddKind(info.Mode()); t.odd != "" {
		return t, nil
	}
	whole := false
	if t.text, whole, err = readHead(path); err != nil {
		return t, fmt.Errorf("hook %s: %w", path, err)
	}
	t.identity, t.runs = identify(t.text), executable(info)
	if t.link && t.hook != filepath.Base(path) {
		t.identity = identity{} // a link to the script of another hook is somebody's
	}
	t.edited = t.edited || t.ours && !whole
	return t, nil
}

// oddKind names what is no file, and is empty for a file.
func oddKind(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "a folder"
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case !mode.IsRegular():
		return "a device"
	}
	return ""
}

// kind says what stands there, for a sentence about the hook.
func (t target) kind() string {
	if t.link {
		return "is a link to " + t.odd
	}
	return "is " + t.odd
}

// readHead reads a file up to longestScript and tells whether that was all.
func readHead(path string) (text []byte, whole bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	defer f.Close() // only read
	text, err = io.ReadAll(io.LimitReader(f, longestScript+1))
	if len(text) > longestScript {
		return text[:longestScript], false, err
	}
	return text, true, err
}

// twins reports whether two names hold the same hook: one file under both, two
// links to the same place, or two files that are alike to the byte and the mode.
func twins(a, b string) (bool, error) {
	x, err := os.Lstat(a)
	if err != nil {
		return false, absent(err)
	}
	y, err := os.Lstat(b)
	if err != nil {
		return false, absent(err)
	}
	switch {
	case os.SameFile(x, y):
		return true, nil
	case x.Mode() != y.Mode():
		return false, nil
	case x.Mode()&fs.ModeSymlink != 0:
		to, err := os.Readlink(a)
		if err != nil {
			return false, err
		}
		other, err := os.Readlink(b)
		return err == nil && to == other, err
	case !x.Mode().IsRegular() || x.Size() != y.Size():
		return false, nil
	}
	return sameBytes(a, b)
}

// absent lets an error pass that says that nothing is there.
func absent(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil
	}
	return err
}

// sameBytes compares two files of the same size.
func sameBytes(a, b string) (bool, error) {
	f, err := os.Open(a)
	if err != nil {
		return false, err
	}
	defer f.Close() // only read
	g, err := os.Open(b)
	if err != nil {
		return false, err
	}
	defer g.Close() // only read
	var x, y [1 << 16]byte
	for {
		n, err := io.ReadFull(f, x[:])
		m, err2 := io.ReadFull(g, y[:])
		if !bytes.Equal(x[:n], y[:m]) {
			return false, nil
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return err == err2, nil
		}
		if err = errors.Join(err, err2); err != nil {
			return false, err
		}
	}
}

// exists reports whether the name is taken, by whatever.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
