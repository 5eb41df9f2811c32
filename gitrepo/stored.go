package gitrepo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// lines hands on a command's output line by line, however much it is.
func (g *gitProgram) lines(ctx context.Context, stdin io.Reader, each func(line string) error, args ...string) error {
	ctx, done := g.watch(ctx)
	defer done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := g.command(ctx, args...)
	var errs bytes.Buffer
	cmd.Stdin, cmd.Stderr = stdin, &errs
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return fmt.Errorf("git %s: %w", args[0], err)
	}
	in := bufio.NewScanner(out)
	in.Buffer(nil, 2*longestName)
	var failed error
	for failed == nil && in.Scan() {
		failed = each(in.Text())
	}
	if failed == nil {
		failed = in.Err()
	}
	if failed != nil {
		cancel()
	}
	err = cmd.Wait()
	switch {
	case failed != nil:
		return fmt.Errorf("git %s: %w", args[0], failed)
	case err != nil && ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return gitError(args[0], errs.Bytes(), err)
	}
	return nil
}

// Stored calls each for every object in the store and its alternates, whether or not
// anything reaches it. The git program lists: it knows all the places.
func (r *Repository) Stored(ctx context.Context, each func(id ID, kind Kind)) error {
	git, err := r.program()
	if err != nil {
		return err
	}
	return git.lines(ctx, nil, func(line string) error {
		hex, kind, _ := strings.Cut(line, " ")
		id, err := ParseID(hex)
		if err != nil {
			return fmt.Errorf("unexpected line %q", line)
		}
		switch k := Kind(kind); k {
		case Commit, Tree, Blob, Tag:
			each(id, k)
			return nil
		}
		return fmt.Errorf("object %s is of the unknown kind %q", id, kind)
	}, "cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objectname) %(objecttype)")
}

// Reached calls each for every object that a ref, the HEAD of a work tree or one of
// these trees reaches and that is here. It reports whether some are missing.
func (r *Repository) Reached(ctx context.Context, trees []ID, each func(id ID)) (missing bool, err error) {
	git, err := r.program()
	if err != nil {
		return false, err
	}
	var in bytes.Buffer
	for _, id := range trees {
		fmt.Fprintf(&in, "%s\n", id)
	}
	err = git.lines(ctx, &in, func(line string) error {
		if strings.HasPrefix(line, "?") {
			missing = true
			return nil
		}
		hex, _, _ := strings.Cut(line, " ")
		id, err := ParseID(hex)
		if err != nil {
			return fmt.Errorf("unexpected line %q", line)
		}
		each(id)
		return nil
	}, "rev-list", "--objects", "--missing=print", "--ignore-missing", "--all", "--stdin")
	return missing, err
}

// Folders lists the trees that are directly in a tree.
func (r *Repository) Folders(ctx context.Context, tree ID) ([]ID, error) {
	rows, err := openTree(ctx, r.reader, tree)
	if err != nil {
		return nil, err
	}
	var below []ID
	for rows.ok {
		if rows.isFolder() {
			below = append(below, idFromBytes(rows.id))
		}
		if err := rows.next(); err != nil {
			return nil, err
		}
	}
	return below, nil
}

// AuthorDate is when the author says that a commit was made, in the author's zone. The
// zero time stands for a date that cannot be read.
func (r *Repository) AuthorDate(ctx context.Context, commit ID) (time.Time, error) {
	o, err := r.reader.Object(ctx, commit)
	if err != nil {
		return time.Time{}, err
	}
	var when time.Time
	_, err = headers(o.Data, func(_ int, key, value []byte) error {
		if string(key) == "author" && when.IsZero() {
			when = timeOf(value)
		}
		return nil
	})
	return when, err
}

// timeOf reads the seconds and the zone in "Name <mail> seconds zone". What no calendar
// has room for counts as unreadable.
func timeOf(value []byte) time.Time {
	fields := bytes.Fields(value[bytes.LastIndexByte(value, '>')+1:])
	if len(fields) == 0 {
		return time.Time{}
	}
	seconds, err := strconv.ParseInt(string(fields[0]), 10, 64)
	const year9999 = 253402300799
	if err != nil || seconds < 0 || seconds > year9999-24*60*60 {
		return time.Time{}
	}
	zone := 0
	if len(fields) > 1 {
		zone, _ = zoneOf(string(fields[1])) // a zone that cannot be read is UTC
	}
	return time.Unix(seconds, 0).In(time.FixedZone("", zone))
}

// zoneOf reads "+0130" as seconds east of Greenwich.
func zoneOf(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || len(s) != 5 || n%100 > 59 || n%100 < -59 || n < -1400 || n > 1400 {
		return 0, errors.New("no time zone")
	}
	return (n/100*60 + n%100) * 60, nil
}
