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
// library's files are made for more (waiting, sharing), which takes ten: a hook reads
// a dozen files, and would spend a third of its time on that.
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
		if err := call(); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// mapFile maps a file into memory to be read; nil when that cannot be done.
func mapFile(file io.ReaderAt) []byte {
	f, ok := file.(*os.File)
	if !ok {
		return nil
	}
	info, err := f.Stat()
	if err != nil || info.Size() <= 0 || int64(int(info.Size())) != info.Size() {
		return nil
	}
	data, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil
	}
	return data
}

func unmapFile(data []byte) error { return syscall.Munmap(data) }
