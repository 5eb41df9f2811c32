//go:build unix

package gitrepo

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// ownedByUser reports whether a file or folder, or the link itself, belongs to the
// user who runs this, the case in which git's safe.directory rule has nothing to say.
func ownedByUser(path string) bool {
	info, err := os.Lstat(path)
	if err != nil {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// sameFileSystem reports whether two folders are on one file system.
func sameFileSystem(a, b string) bool {
	var devices [2]uint64
	for i, path := range []string{a, b} {
		info, err := os.Stat(path)
		if err != nil {
			return true // what is wrong shows where it is read
		}
		stat, ok := info.Sys().(*syscall.Stat_t)
		if !ok {
			return true
		}
		devices[i] = uint64(stat.Dev)
	}
	return devices[0] == devices[1]
}

// readSmall reads a regular file of at most so many bytes with the four system calls
// that it takes, into room when that is enough; not ok is any other file. The standard
// library's files are made for more (waiting, sharing), which takes ten, and a hook
// reads a dozen files.
func readSmall(path string, most int64, room []byte) (data []byte, ok bool, err error) {
	var stat syscall.Stat_t
	if err := again(func() error { return syscall.Stat(path, &stat) }); err != nil {
		return nil, false, &fs.PathError{Op: "stat", Path: path, Err: err}
	}
	if stat.Mode&syscall.S_IFMT != syscall.S_IFREG || stat.Size > most {
		return nil, false, nil
	}
	fd := -1
	err = again(func() (err error) {
		fd, err = syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return nil, false, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	defer func() {
		if e := syscall.Close(fd); e != nil && err == nil {
			err = &fs.PathError{Op: "close", Path: path, Err: e}
		}
	}()
	if data = room; int64(len(data)) <= stat.Size {
		data = make([]byte, stat.Size+1) // one more shows the end, or that it has grown
	}
	for n := 0; ; {
		var got int
		err := again(func() (err error) {
			got, err = syscall.Read(fd, data[n:])
			return err
		})
		if err != nil {
			return nil, false, &fs.PathError{Op: "read", Path: path, Err: err}
		}
		if n += got; got <= 0 {
			return data[:n], true, nil
		}
		if n == len(data) {
			return nil, false, nil
		}
	}
}

// again repeats what a signal interrupted.
func again(call func() error) error {
	for {
		if err := call(); err != syscall.EINTR { // a system call's own error, which nothing wraps
			return err
		}
	}
}

// rawFile is a file that is read at any place, without what the standard library's
// files have beside that (see readSmall).
type rawFile struct {
	fd   int
	path string
}

// openRaw opens a regular file of the repository and gives its size in bytes.
func openRaw(path string) (*rawFile, int64, error) {
	if err := checkFile(path, 1<<62); err != nil {
		return nil, 0, err
	}
	f := &rawFile{path: path}
	err := again(func() (err error) {
		f.fd, err = syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		return err
	})
	if err != nil {
		return nil, 0, f.failed("open", err)
	}
	var stat syscall.Stat_t
	if err := again(func() error { return syscall.Fstat(f.fd, &stat) }); err != nil {
		return nil, 0, errors.Join(f.failed("stat", err), f.Close())
	}
	if stat.Mode&syscall.S_IFMT != syscall.S_IFREG {
		return nil, 0, errors.Join(f.failed("open", errNotRegular), f.Close())
	}
	return f, stat.Size, nil
}

func (f *rawFile) failed(op string, err error) error {
	return &fs.PathError{Op: op, Path: f.path, Err: err}
}

// ReadAt is io.ReaderAt's.
func (f *rawFile) ReadAt(p []byte, at int64) (n int, err error) {
	for n < len(p) {
		var got int
		err := again(func() (err error) {
			got, err = syscall.Pread(f.fd, p[n:], at+int64(n))
			return err
		})
		if err != nil {
			return n, f.failed("read", err)
		}
		if got <= 0 {
			return n, io.EOF
		}
		n += got
	}
	return n, nil
}

func (f *rawFile) Close() error {
	if err := syscall.Close(f.fd); err != nil {
		return f.failed("close", err)
	}
	return nil
}

// mapFile maps a file of that size into memory to be read; nil when that cannot be
// done.
func mapFile(file io.ReaderAt, size int64) []byte {
	f, ok := file.(*rawFile)
	if !ok || size <= 0 || int64(int(size)) != size {
		return nil
	}
	data, err := syscall.Mmap(f.fd, 0, int(size), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil
	}
	return data
}

func unmapFile(data []byte) error { return syscall.Munmap(data) }
