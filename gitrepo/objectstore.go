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
	memory *deflater // for what is read as a whole, packed or loose
}

func newObjectStore(dir string) *objectStore {
	return &objectStore{dir: dir, memory: new(deflater)}
}

// looseReader is used again for each loose object.
type looseReader struct {
	room  []byte // for a small file
	whole []byte // for a small object
	text  bytes.Reader
	file  *bufio.Reader
	zip   inflater
	in    *bufio.Reader
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
		h, r, err := s.loose.inflateSmall(s.memory, data)
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

// Up to how many bytes a file is read at once, and an object is inflated at once.
const (
	smallLoose  = 16 << 10
	smallObject = 32 << 10
)

var errLoose = errors.New("malformed object file")

// inflateSmall reads a file that is in memory.
func (l *looseReader) inflateSmall(memory *deflater, file []byte) (Header, io.Reader, error) {
	if l.whole == nil {
		l.whole = make([]byte, smallObject)
	}
	if n, err := memory.zlibUpTo(l.whole, file); err == nil {
		h, at, err := looseHead(l.whole[:n])
		l.text.Reset(l.whole[at:n])
		return h, &l.text, err
	}
	// It is a larger object, or what is wrong shows again.
	l.text.Reset(file)
	return l.read(&l.text)
}

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
	h, at, err := looseHead(head)
	if err == nil {
		_, err = l.in.Discard(at)
	}
	return h, l.in, err
}

// looseHead reads what stands before the content, which begins at the given place.
func looseHead(data []byte) (h Header, at int, err error) {
	end := bytes.IndexByte(data[:min(len(data), longestHead)], 0)
	if end < 0 {
		return h, 0, errLoose
	}
	kind, digits, ok := strings.Cut(string(data[:end]), " ")
	h.Kind = Kind(kind)
	h.Size, err = strconv.ParseInt(digits, 10, 64)
	if known := h.Kind == Commit || h.Kind == Tree || h.Kind == Blob || h.Kind == Tag; !ok || err != nil || h.Size < 0 || !known {
		return Header{}, 0, errLoose
	}
	return h, end + 1, nil
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
		p, err := openPack(filepath.Join(folder, e.Name()), s.memory)
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
	other := newObjectStore(s.dir)
	other.listed = s.listed
	for _, p := range s.packs {
		other.packs = append(other.packs, newPack(p.name, p.index, p.in.mapping, other.memory))
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
