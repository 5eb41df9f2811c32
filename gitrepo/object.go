package gitrepo

import (
	"bytes"
	"errors"
	"fmt"
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

// header is one "key value" line of a commit or tag.
func headers(data []byte, each func(key, value []byte) error) (message []byte, err error) {
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		if len(line) == 0 {
			return data, nil
		}
		if line[0] == ' ' { // a header's value goes on: a signature
			continue
		}
		key, value, _ := bytes.Cut(line, []byte(" "))
		if err := each(key, value); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func parseCommit(o Object) (CommitInfo, error) {
	c := CommitInfo{ID: o.ID}
	if o.Kind != Commit {
		return c, fmt.Errorf("object %s is a %s, not a commit", o.ID, o.Kind)
	}
	var err error
	c.Message, err = headers(o.Data, func(key, value []byte) error {
		switch string(key) {
		case "tree", "parent":
			id, err := ParseID(string(value))
			if err != nil {
				return err
			}
			if key[0] == 't' {
				c.Tree = id
			} else {
				c.Parents = append(c.Parents, id)
			}
		case "committer":
			c.Date = dateOf(value)
		}
		return nil
	})
	if err == nil && c.Tree.IsZero() {
		err = errMalformed
	}
	if err != nil {
		return c, fmt.Errorf("commit %s: %w", o.ID, err)
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
	t.Message, err = headers(o.Data, func(key, value []byte) (err error) {
		switch string(key) {
		case "object":
			t.Target, err = ParseID(string(value))
		case "type":
			t.TargetKind = Kind(value)
		case "tag":
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

// key is the name as git sorts it: folders as if they ended in a slash.
func (e treeEntry) key() string {
	if e.mode == modeTree {
		return e.name + "/"
	}
	return e.name
}

// blob is the entry's content, the zero ID for what has none.
func (e treeEntry) blob() ID {
	if e.mode == modeGitlink || e.mode == modeTree {
		return ID{}
	}
	return e.id
}

func parseTree(o Object) ([]treeEntry, error) {
	if o.Kind != Tree {
		return nil, fmt.Errorf("object %s is a %s, not a tree", o.ID, o.Kind)
	}
	var entries []treeEntry
	for data := o.Data; len(data) > 0; {
		space := bytes.IndexByte(data, ' ')
		zero := bytes.IndexByte(data, 0)
		size := int(o.ID.size)
		if space <= 0 || zero <= space+1 || len(data) < zero+1+size {
			return nil, fmt.Errorf("tree %s: %w", o.ID, errMalformed)
		}
		mode, err := strconv.ParseUint(string(data[:space]), 8, 32)
		if err != nil {
			return nil, fmt.Errorf("tree %s: %w", o.ID, errMalformed)
		}
		entries = append(entries, treeEntry{
			name: string(data[space+1 : zero]),
			mode: uint32(mode),
			id:   idFromBytes(data[zero+1 : zero+1+size]),
		})
		data = data[zero+1+size:]
	}
	return entries, nil
}
