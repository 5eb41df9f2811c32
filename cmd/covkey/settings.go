package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/covkey/covkey/config"
	"github.com/covkey/covkey/gitrepo"
)

// source is where the settings come from.
type source struct {
	name string // for messages
	// own tells that the user named the file: it is not the repository's.
	own bool
	// overruled tells that the user said what is to be reported.
	overruled bool
}

// config reads .covkey.yaml: the file that the flag names, else the one at the
// work tree's root, else the one in HEAD of a bare repository.
func (s *session) config(ctx context.Context, named string, repo *gitrepo.Repository) (config.Config, source, error) {
	from := source{name: config.Name}
	var data []byte
	var err error
	switch {
	case named != "":
		from = source{name: named, own: true}
		data, err = s.readNamed(named)
	case repo == nil:
		return config.Default(), from, nil
	case repo.WorkTree == "":
		from.name = "HEAD:" + config.Name
		data, err = repo.FileInHead(ctx, config.Name)
	default:
		data, err = readConfig(filepath.Join(repo.WorkTree, config.Name))
	}
	if named == "" && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, gitrepo.ErrNotFound)) {
		return config.Default(), from, nil
	}
	if err != nil {
		return config.Config{}, from, err
	}
	cfg, err := config.Parse(from.name, data, time.Now())
	return cfg, from, err
}

// readConfig reads the file itself, never one that it links to: a link would let
// the settings come from outside what is reviewed.
func readConfig(path string) ([]byte, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file; covkey does not follow links there", config.Name)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return limited(f)
}

// readNamed reads the file of --config, which may be anything that can be read.
func (s *session) readNamed(name string) ([]byte, error) {
	f, err := os.Open(s.path(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return limited(f)
}

// limited reads no more than shows that a file is too large.
func limited(r io.Reader) ([]byte, error) {
	return io.ReadAll(io.LimitReader(r, config.MaxSize+1))
}
