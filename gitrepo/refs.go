package gitrepo

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// refFiles reads refs from their files: loose ones, each a file of its own, and
// packed-refs. go-git's own reading takes a file that is cut short for another
// id and an empty one for no ref at all, so it is not used. What is not exactly
// in the form that git writes is an error here: it is git's to say what it means.
// Source: git's refs/files-backend.c, refs/packed-backend.c.
type refFiles struct{ gitDir, commonDir string }

// refValue is what a ref holds: an object, or the name of another ref.
type refValue struct {
	id     ID
	target string
}

// ownRefs are the folders of refs that every work tree has for itself.
var ownRefs = []string{"refs/bisect/", "refs/rewritten/", "refs/worktree/"}

// isOwn reports whether a ref, or a folder of refs, belongs to one work tree.
func isOwn(name string) bool {
	for _, own := range ownRefs {
		if strings.HasPrefix(name+"/", own) {
			return true
		}
	}
	return !strings.HasPrefix(name, "refs")
}

func (r refFiles) path(name string) string {
	folder := r.commonDir
	if isOwn(name) {
		folder = r.gitDir
	}
	return filepath.Join(folder, filepath.FromSlash(name))
}

// lookup reads one ref; ErrNotFound when there is none of that name.
func (r refFiles) lookup(name string) (refValue, error) {
	value, err := r.loose(name)
	if !errors.Is(err, ErrNotFound) {
		return value, err
	}
	err = r.packed(func(packed string, id ID) {
		if packed == name {
			value.id = id
		}
	})
	if err == nil && value.id.IsZero() {
		err = fmt.Errorf("ref %s: %w", name, ErrNotFound)
	}
	return value, err
}

// loose reads a ref's own file. A folder of that name is no ref.
func (r refFiles) loose(name string) (refValue, error) {
	info, err := os.Lstat(r.path(name))
	if errors.Is(err, fs.ErrNotExist) || err == nil && info.IsDir() {
		return refValue{}, fmt.Errorf("ref %s: %w", name, ErrNotFound)
	}
	if err != nil {
		return refValue{}, fmt.Errorf("ref %s: %w", name, err)
	}
	if !info.Mode().IsRegular() {
		return refValue{}, fmt.Errorf("ref %s is no regular file", name)
	}
	data, err := readFile(r.path(name), mostLine)
	if errors.Is(err, fs.ErrNotExist) { // gone since: deleted, or packed
		return refValue{}, fmt.Errorf("ref %s: %w", name, ErrNotFound)
	}
	if err != nil {
		return refValue{}, fmt.Errorf("ref %s: %w", name, err)
	}
	value, err := parseRef(string(data))
	if err != nil {
		return refValue{}, fmt.Errorf("ref %s: %w", name, err)
	}
	return value, nil
}

// parseRef reads a loose ref: an id, or "ref: " and a name.
func parseRef(text string) (refValue, error) {
	text = strings.TrimRight(text, " \t\r\n")
	if target, ok := strings.CutPrefix(text, "ref:"); ok {
		target = strings.TrimLeft(target, " \t")
		return refValue{target: target}, checkName(target)
	}
	id, err := parseRefID(text)
	return refValue{id: id}, err
}

// parseRefID reads an id that a ref holds. One of zeros is a broken ref for git.
func parseRefID(s string) (ID, error) {
	id, err := ParseID(s)
	if err == nil && id.IsZero() {
		err = errors.New("an id of zeros")
	}
	return id, err
}

func checkName(name string) error {
	if isPlainName(name) {
		return nil
	}
	if err := plumbing.ReferenceName(name).Validate(); err != nil {
		return fmt.Errorf("%q: %w", name, err)
	}
	return nil
}

// isPlainName reports whether a name is like nearly all names of refs, which no rule is
// about. The library's own check goes through a regular expression for each part.
func isPlainName(name string) bool {
	before := byte('/')
	for i := range len(name) {
		c := name[i]
		switch {
		case isLetter(c) || '0' <= c && c <= '9':
		case before == '/' || before == '.' || strings.HasPrefix(name[i:], ".lock"):
			return false
		case c != '/' && c != '.' && c != '-' && c != '_':
			return false
		}
		before = c
	}
	return before != '/' && before != '.' && strings.HasPrefix(name, "refs/")
}

// all calls each for the refs that hold an object and whose names begin with prefix. It reads
// the loose ones first: what git packs in the meantime is then found packed.
func (r refFiles) all(prefix string, each func(name string, id ID)) error {
	seen := map[string]bool{}
	give := func(name string, id ID) {
		if strings.HasPrefix(name, prefix) {
			each(name, id)
		}
	}
	loose := func(name string) error {
		value, err := r.loose(name)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err == nil {
			err = checkName(name)
		}
		if err != nil {
			return err
		}
		seen[name] = true
		if value.target == "" {
			give(name, value.id)
		}
		return nil
	}
	for _, folder := range append([]string{"refs/"}, ownRefs...) {
		if folder, ok := r.top(folder, prefix); ok {
			if err := r.walk(folder, loose); err != nil {
				return err
			}
		}
	}
	return r.packed(func(name string, id ID) {
		if !seen[name] {
			give(name, id)
		}
	})
}

// top is the folder, above or one in it, below which all refs that begin with prefix are; not
// ok when none can be there. What is no plain folder on the way is left to the walk to judge.
func (r refFiles) top(above, prefix string) (folder string, ok bool) {
	folder = strings.TrimSuffix(above, "/")
	if strings.HasPrefix(above, prefix) {
		return folder, true
	}
	way := prefix[:strings.LastIndexByte(prefix, '/')+1]
	if !strings.HasPrefix(way, above) || above == "refs/" && isOwn(strings.TrimSuffix(way, "/")) {
		return "", false
	}
	if checkName(way+"name") != nil { // nor a path that leads out of the folder
		return folder, true
	}
	at := folder
	for part := range strings.SplitSeq(strings.TrimSuffix(way[len(above):], "/"), "/") {
		if part == "" {
			break
		}
		at += "/" + part
		info, err := os.Lstat(r.path(at))
		if errors.Is(err, fs.ErrNotExist) {
			return "", false
		}
		if err != nil || !info.IsDir() {
			return folder, true
		}
	}
	return at, true
}

// walk visits the files below a folder of refs. Like git it skips locks and
// hidden files.
func (r refFiles) walk(folder string, file func(name string) error) error {
	entries, err := os.ReadDir(r.path(folder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := folder + "/" + e.Name()
		if strings.HasPrefix(e.Name(), ".") || strings.HasSuffix(e.Name(), ".lock") {
			continue
		}
		if folder == "refs" && isOwn(name) {
			continue // walked on its own, in this work tree's folder
		}
		if e.IsDir() {
			err = r.walk(name, file)
		} else {
			err = file(name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// packed calls each for the refs in packed-refs: a line an id and a name, below an
// annotated tag's a line with ^ and the object at its end.
func (r refFiles) packed(each func(name string, id ID)) error {
	data, err := readFile(filepath.Join(r.commonDir, "packed-refs"), mostList)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = parsePacked(data, each)
	}
	if err != nil {
		return fmt.Errorf("packed refs: %w", err)
	}
	return nil
}

func parsePacked(data []byte, each func(name string, id ID)) error {
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		if line[0] == '#' {
			continue
		}
		text, whole := strings.CutSuffix(line, "\n")
		hex, name, named := strings.Cut(text, " ")
		hex, peeled := strings.CutPrefix(hex, "^")
		id, err := parseRefID(hex)
		if err == nil && named {
			err = checkName(name)
		}
		if err != nil || !whole || named == peeled {
			return fmt.Errorf("line %d is in no known form (%v)", n, err)
		}
		if named {
			each(name, id)
		}
	}
	return nil
}
