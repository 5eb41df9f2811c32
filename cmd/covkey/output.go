package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// writeReport writes a file of --output whole or not at all: a report that is cut off
// would be read as one with fewer findings. What is no file (a pipe, a terminal), and a
// file in a folder that takes no new ones, is written in place.
func (s *session) writeReport(name string, data []byte) error {
	name = s.path(name)
	info, err := os.Stat(name)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return writeInPlace(name, data)
	case err == nil: // what a link leads to is written, not the link
		if name, err = filepath.EvalSymlinks(name); err != nil {
			return err
		}
		err = s.replaceFile(name, data)
	case errors.Is(err, fs.ErrNotExist):
		if _, linked := os.Lstat(name); linked == nil {
			return writeInPlace(name, data) // a link to a file that is yet to be
		}
		return s.replaceFile(name, data)
	}
	if errors.Is(err, fs.ErrPermission) {
		return writeInPlace(name, data)
	}
	return err
}

func writeInPlace(name string, data []byte) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// replaceFile writes the new content beside the file and renames it into place,
// with the old file's mode.
func (s *session) replaceFile(path string, data []byte) (err error) {
	s.interrupted.listen() // before there is something to be left behind
	f, err := createBeside(path)
	if err != nil {
		return err
	}
	defer s.interrupted.file(f.Name())()
	_, err = f.Write(data)
	if info, statErr := os.Stat(path); err == nil && statErr == nil {
		err = f.Chmod(info.Mode().Perm())
	}
	if err == nil {
		err = f.Sync() // some file systems find out here that the disk is full
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		err = errors.Join(err, os.Remove(f.Name()))
	}
	return err
}

// createBeside makes a new file in the same folder, with the mode that new files get.
func createBeside(path string) (*os.File, error) {
	for n := os.Getpid(); ; n++ {
		name := filepath.Join(filepath.Dir(path), ".covkey-"+strconv.Itoa(n)+".tmp")
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}
