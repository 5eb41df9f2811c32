package gitrepo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// CommitInfo is what a commit object says.
type CommitInfo struct {
	ID      ID
	Tree    ID
	Parents []ID
	// Date is the committer's date in seconds since 1970, as recorded; 0 when
	// the line cannot be read.
	Date    int64
	Message []byte
	// TagMessages are the messages of the signed tags that the commit merges: git
	// writes those tags into it, under "mergetag".
	TagMessages [][]byte
}

// Subject is the first line of the message.
func (c CommitInfo) Subject() string {
	line, _, _ := bytes.Cut(bytes.TrimLeft(c.Message, "\n"), []byte("\n"))
	return string(bytes.TrimSpace(line))
}

// TagInfo is what an annotated tag object says.
type TagInfo struct {
	Target     ID
	TargetKind Kind
	Name       string
	Message    []byte
}

var errMalformed = errors.New("malformed object")

// readSized reads as many bytes as were announced. What a damaged object
// announces may be any number, so much room is only taken for what arrives.
func readSized(r io.Reader, size int64) ([]byte, error) {
	const most = 64 << 20 // bytes taken at once
	if 0 <= size && size <= most {
		data := make([]byte, size)
		_, err := io.ReadFull(r, data)
		return data, err
	}
	var data bytes.Buffer
	if _, err := io.CopyN(&data, r, size); err != nil {
		return nil, fmt.Errorf("%d bytes announced: %w", size, err)
	}
	return data.Bytes(), nil
}

// atEnd checks that nothing is left. Compressed data tells only at its end that it
// was whole.
func atEnd(r io.Reader) error {
	var one [1]byte
	switch _, err := io.ReadFull(r, one[:]); err {
	case io.EOF:
		return nil
	case nil:
		return errors.New("longer than announced")
	default:
		return err
	}
}

// headers calls each for the "key value" lines of a commit or tag, with their
// numbers from 0 on, and gives what follows the empty line. A line with which the
// value before it goes on comes without a key.
func headers(data []byte, each func(n int, key, value []byte) error) (message []byte, err error) {
	for n := 0; len(data) > 0; n++ {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		if len(line) == 0 {
			return data, nil
		}
		key, value, _ := bytes.Cut(line, []byte(" "))
		if err := each(n, key, value); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// parseCommit reads a commit. Like git it takes the tree from the first line and
// the parents from the lines right below (commit.c, parse_commit_buffer): what
// other lines of those names say does not count.
func parseCommit(o Object) (CommitInfo, error) {
	c := CommitInfo{ID: o.ID}
	if o.Kind != Commit {
		return c, fmt.Errorf("object %s is a %s, not a commit", o.ID, o.Kind)
	}
	dated, inTag := false, false
	var tags [][]byte
	var err error
	c.Message, err = headers(o.Data, func(n int, key, value []byte) (err error) {
		if string(key) == "mergetag" {
			tags = append(tags, nil)
		}
		if inTag = string(key) == "mergetag" || len(key) == 0 && inTag; inTag {
			last := &tags[len(tags)-1]
			*last = append(append(*last, value...), '\n')
		}
		switch {
		case n == 0 && string(key) == "tree":
			c.Tree, err = ParseID(string(value))
		case n == 0:
			err = errMalformed
		case string(key) == "parent" && n == len(c.Parents)+1:
			var id ID
			id, err = ParseID(string(value))
			c.Parents = append(c.Parents, id)
		case string(key) == "committer" && !dated:
			c.Date, dated = dateOf(value), true
		}
		return err
	})
	if err == nil && c.Tree.IsZero() {
		err = errMalformed
	}
	if err != nil {
		return c, fmt.Errorf("commit %s: %w", o.ID, err)
	}
	for _, tag := range tags {
		if _, message, ok := bytes.Cut(tag, []byte("\n\n")); ok {
			c.TagMessages = append(c.TagMessages, message)
		}
	}
	return c, nil
}

// dateOf reads the seconds in "Name <mail> seconds zone".
func dateOf(value []byte) int64 {
	at := bytes.LastIndexByte(value, '>')
	fields := bytes.Fields(value[at+1:])
	if len(fields) == 0 {
		return 0
	}
	seconds, err := strconv.ParseInt(string(fields[0]), 10, 64)
	if err != nil {
		return 0 // git reads such a date as 0 as well
	}
	return seconds
}

func parseTag(o Object) (TagInfo, error) {
	var t TagInfo
	if o.Kind != Tag {
		return t, fmt.Errorf("object %s is a %s, not a tag", o.ID, o.Kind)
	}
	var err error
	t.Message, err = headers(o.Data, func(n int, key, value []byte) (err error) {
		switch { // git reads these from the first three lines (tag.c)
		case n == 0 && string(key) == "object":
			t.Target, err = ParseID(string(value))
		case n == 1 && string(key) == "type":
			t.TargetKind = Kind(value)
		case n == 2 && string(key) == "tag":
			t.Name = string(value)
		}
		return err
	})
	if err == nil && t.Target.IsZero() {
		err = errMalformed
	}
	if err != nil {
		return t, fmt.Errorf("tag %s: %w", o.ID, err)
	}
	return t, nil
}

// treeEntry is one row of a tree object.
type treeEntry struct {
	name string
	mode uint32
	id   ID
}

// blob is the entry's content, the zero ID for what has none.
func (e treeEntry) blob() ID {
	if e.mode == modeGitlink || e.mode == modeTree {
		return ID{}
	}
	return e.id
}

func parseTree(o Object) ([]treeEntry, error) {
	var entries []treeEntry
	rows, err := rowsOf(o)
	for ; err == nil && rows.ok; err = rows.next() {
		entries = append(entries, rows.entry())
	}
	if err != nil {
		return nil, err
	}
	return entries, nil
}
