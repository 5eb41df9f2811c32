package gitrepo

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"compress/flate"
)

// objectStore reads the objects of one repository in process: loose ones and those
// in packs.
type objectStore struct {
	dir   string
	packs []*pack
	// listed tells that the packs were looked for.
	listed bool
	loose  looseReader
}

// looseReader is used again for each loose object.
type looseReader struct {
	room []byte // for a small file
	text bytes.Reader
	file *bufio.Reader
	zip  inflater
	in   *bufio.Reader
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
	name := filepath.Join(s.dir, hex[:2], hex[2:])
	nothing := func() error { return nil }
	if s.loose.room == nil {
		s.loose.room = make([]byte, smallLoose+1)
	}
	data, small, err := readSmall(name, smallLoose, s.loose.room)
	if small {
		s.loose.text.Reset(data)
		h, r, err := s.loose.read(&s.loose.text)
		return h, r, nothing, err
	}
	var f *os.File
	if err == nil {
		f, err = openFile(name)
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = ErrNotFound
	}
	if err != nil {
		return Header{}, nil, nil, err
	}
	h, r, err := s.loose.readFile(f)
	if err != nil {
		return h, nil, nil, errors.Join(err, f.Close())
	}
	return h, r, f.Close, nil
}

// smallLoose is up to how many bytes a file is read at once.
const smallLoose = 16 << 10

var errLoose = errors.New("malformed object file")

func (l *looseReader) readFile(f io.Reader) (Header, io.Reader, error) {
	if l.file == nil {
		l.file = bufio.NewReaderSize(nil, smallLoose)
	}
	l.file.Reset(f)
	return l.read(l.file)
}

func (l *looseReader) read(compressed flate.Reader) (Header, io.Reader, error) {
	if err := l.zip.reset(compressed); err != nil {
		return Header{}, nil, err
	}
	if l.in == nil {
		l.in = bufio.NewReaderSize(nil, 4<<10)
	}
	l.in.Reset(&l.zip)
	head, err := l.in.Peek(longestHead)
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
	_, err = l.in.Discard(end + 1)
	return h, l.in, err
}

func (s *objectStore) openPacked(id ID) (Header, io.Reader, func() error, error) {
	if !s.listed {
		if err := s.list(); err != nil {
			return Header{}, nil, nil, err
		}
	}
	p, offset, err := s.find(id)
	if err != nil {
		return Header{}, nil, nil, err
	}
	h, r, err := p.open(offset)
	if err != nil {
		err = fmt.Errorf("%s: %w", p.name, err)
	}
	return h, r, func() error { return nil }, err
}

// find looks for an object in the packs that are open.
func (s *objectStore) find(id ID) (*pack, int64, error) {
	for i, p := range s.packs {
		offset, err := p.index.find(id)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", p.name, err)
		}
		if i > 0 { // the next one is likely in the same pack
			copy(s.packs[1:i+1], s.packs[:i])
			s.packs[0] = p
		}
		return p, offset, nil
	}
	return nil, 0, ErrNotFound
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

// fork gives the same store for another goroutine. The files stay those of this one,
// which is to be closed after it.
func (s *objectStore) fork() *objectStore {
	other := &objectStore{dir: s.dir, listed: s.listed}
	for _, p := range s.packs {
		other.packs = append(other.packs, newPack(p.name, p.index, p.in.mapping))
	}
	return other
}

func (s *objectStore) close() error {
	var errs []error
	for _, p := range s.packs {
		errs = append(errs, p.close())
	}
	s.packs, s.listed = nil, false
	return errors.Join(errs...)
}
