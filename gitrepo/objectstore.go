package gitrepo

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// objectStore reads the objects of one repository in process: loose ones and those
// in packs.
type objectStore struct {
	dir   string
	packs []*pack
	// listed tells that the packs were looked for.
	listed bool
}

// open gives an object while it is being read; done ends that. ErrNotFound when it
// is not here.
func (s *objectStore) open(id ID) (h Header, r io.Reader, done func() error, err error) {
	// What a commit or a push is about is loose more often than not, so packs are
	// looked for when something is not; then nearly all is in them.
	ways := []func(ID) (Header, io.Reader, func() error, error){s.openLoose, s.openPacked}
	if s.listed {
		ways[0], ways[1] = ways[1], ways[0]
	}
	for _, way := range ways {
		if h, r, done, err = way(id); !errors.Is(err, ErrNotFound) {
			return h, r, done, err
		}
	}
	// git may have packed what was loose a moment ago.
	if err := s.list(); err != nil {
		return h, nil, nil, err
	}
	return s.openPacked(id)
}

// openLoose opens a file of its own: compressed, "<kind> <size>", NUL, the content.
func (s *objectStore) openLoose(id ID) (Header, io.Reader, func() error, error) {
	hex := id.String()
	f, err := openFile(filepath.Join(s.dir, hex[:2], hex[2:]))
	if errors.Is(err, fs.ErrNotExist) {
		err = ErrNotFound
	}
	if err != nil {
		return Header{}, nil, nil, err
	}
	h, r, err := readLoose(f)
	if err != nil {
		return h, nil, nil, errors.Join(err, f.Close())
	}
	return h, r, f.Close, nil
}

var errLoose = errors.New("malformed object file")

func readLoose(f io.Reader) (Header, io.Reader, error) {
	z, err := zlib.NewReader(bufio.NewReaderSize(f, 16<<10))
	if err != nil {
		return Header{}, nil, err
	}
	const longestHead = 32
	in := bufio.NewReaderSize(z, 4<<10)
	head, err := in.Peek(longestHead)
	if err != nil && !errors.Is(err, io.EOF) {
		return Header{}, nil, err
	}
	end := bytes.IndexByte(head, 0)
	if end < 0 {
		return Header{}, nil, errLoose
	}
	kind, digits, ok := strings.Cut(string(head[:end]), " ")
	h := Header{Kind: Kind(kind)}
	h.Size, err = strconv.ParseInt(digits, 10, 64)
	if known := h.Kind == Commit || h.Kind == Tree || h.Kind == Blob || h.Kind == Tag; !ok || err != nil || h.Size < 0 || !known {
		return Header{}, nil, errLoose
	}
	_, err = in.Discard(end + 1)
	return h, in, err
}

func (s *objectStore) openPacked(id ID) (Header, io.Reader, func() error, error) {
	if !s.listed {
		if err := s.list(); err != nil {
			return Header{}, nil, nil, err
		}
	}
	for i, p := range s.packs {
		offset, err := p.index.find(id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return Header{}, nil, nil, fmt.Errorf("%s: %w", p.name, err)
		}
		if i > 0 { // the next one is likely in the same pack
			copy(s.packs[1:i+1], s.packs[:i])
			s.packs[0] = p
		}
		h, r, err := p.open(offset)
		if err != nil {
			err = fmt.Errorf("%s: %w", p.name, err)
		}
		return h, r, func() error { return nil }, err
	}
	return Header{}, nil, nil, ErrNotFound
}

// list opens the packs that are not open yet.
func (s *objectStore) list() error {
	folder := filepath.Join(s.dir, "pack")
	entries, err := os.ReadDir(folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	open := map[string]bool{}
	for _, p := range s.packs {
		open[filepath.Base(p.name)] = true
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".idx")
		if !ok || open[name+".pack"] {
			continue
		}
		p, err := openPack(filepath.Join(folder, e.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue // no pack beside it, or gone since: packed anew
		}
		if err != nil {
			return err
		}
		s.packs = append(s.packs, p)
	}
	s.listed = true
	return nil
}

func (s *objectStore) close() error {
	var errs []error
	for _, p := range s.packs {
		errs = append(errs, p.close())
	}
	s.packs, s.listed = nil, false
	return errors.Join(errs...)
}
