package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/scan"
)

// files turns the paths of scan files into files. A path that is named is always
// scanned; a folder is walked.
func (s *session) files(ctx context.Context, paths []string) ([]scan.File, error) {
	var files []scan.File
	for _, p := range paths {
		if p == "-" {
			files = append(files, s.standardInput())
			continue
		}
		info, err := os.Stat(s.path(p))
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			if !info.Mode().IsRegular() && !isStream(p) {
				return nil, fmt.Errorf("%s is no file but a pipe or a device: name - and send it to standard input", p)
			}
			files = append(files, s.file(p))
			continue
		}
		below, err := s.walk(ctx, p, "")
		if err != nil {
			return nil, err
		}
		files = append(files, below...)
	}
	return files, nil
}

// isStream reports whether a path is a stream that the process was given, like that
// of a shell's <(…). Another pipe may have nobody who writes to it.
func isStream(path string) bool {
	path = filepath.Clean(path)
	return path == "/dev/stdin" || path == "/proc/self/fd/0" || filepath.Dir(path) == "/dev/fd" || filepath.Dir(path) == "/proc/self/fd"
}

// file is one file on disk, under the name that the user gave.
func (s *session) file(name string) scan.File {
	full := s.path(name)
	return scan.File{Path: filepath.ToSlash(name), Open: func() (io.ReadCloser, int64, error) {
		f, err := os.Open(full)
		if err != nil {
			return nil, 0, err
		}
		info, err := f.Stat()
		if err != nil {
			return nil, 0, errors.Join(err, f.Close())
		}
		return f, info.Size(), nil
	}}
}

// walk lists the files below a folder: inside a repository what git does not
// ignore, elsewhere all. Links are not followed, .git is left out. outer is the
// git folder of the repository that lists this folder, empty for none.
func (s *session) walk(ctx context.Context, folder, outer string) ([]scan.File, error) {
	from := folder
	if s.environ().Get("GIT_DIR") != "" {
		from = "." // git's variables are relative to where covkey was started
	}
	repo, err := gitrepo.Open(ctx, s.path(from), s.environ())
	if errors.Is(err, gitrepo.ErrNoRepository) {
		return s.plainWalk(ctx, folder)
	}
	if err != nil {
		return nil, err
	}
	defer repo.Close() // only names are read through it
	if repo.WorkTree == "" || repo.GitDir == outer || !within(repo.WorkTree, s.path(folder)) {
		return s.plainWalk(ctx, folder)
	}
	names, err := repo.Files(ctx, s.path(folder))
	if err != nil {
		return nil, err
	}
	var files []scan.File
	through := links{}
	for _, n := range names {
		name := filepath.Join(from, filepath.FromSlash(n))
		info, err := os.Lstat(s.path(name))
		switch {
		case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR), through.link(filepath.Dir(s.path(name)), repo.WorkTree):
			// tracked, but deleted in the work tree: what stands behind a link or in the
			// place of a folder is not it
		case err != nil:
			return nil, err
		case info.IsDir(): // another repository inside this one
			below, err := s.walk(ctx, name, repo.GitDir)
			if err != nil {
				return nil, err
			}
			files = append(files, below...)
		case info.Mode().IsRegular():
			files = append(files, s.file(name))
		}
	}
	return files, nil
}

// links remembers which folders are reached through a symbolic link.
type links map[string]bool

// link reports whether a folder, or one between it and the top, is a link.
func (l links) link(dir, top string) bool {
	if dir == top || len(dir) <= len(top) {
		return false
	}
	is, known := l[dir]
	if !known {
		info, err := os.Lstat(dir)
		is = err == nil && info.Mode()&fs.ModeSymlink != 0 || l.link(filepath.Dir(dir), top)
		l[dir] = is
	}
	return is
}

func (s *session) plainWalk(ctx context.Context, folder string) ([]scan.File, error) {
	var files []scan.File
	err := filepath.WalkDir(s.path(folder), func(full string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if entry.Name() == ".git" {
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		rest, err := filepath.Rel(s.path(folder), full)
		if err != nil {
			return err
		}
		files = append(files, s.file(filepath.Join(folder, rest)))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("walking %s: %w", folder, err)
	}
	return files, nil
}

func within(parent, path string) bool {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return false
	}
	root, err := filepath.EvalSymlinks(parent)
	if err != nil {
		return false
	}
	rel, err := filepath.Rel(root, real)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}
