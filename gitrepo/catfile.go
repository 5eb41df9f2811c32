package gitrepo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
)

func (g *gitProgram) Object(ctx context.Context, id ID) (Object, error) { return readWhole(ctx, g, id) }

func (g *gitProgram) Stream(ctx context.Context, id ID, read ReadFunc) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if kind, ok := id.isWellKnown(); ok {
		return handOn(ctx, Header{Kind: kind}, nil, read, func() error { return nil })
	}
	if g.batch == nil {
		batch, err := startCatFile(g.command(ctx, "cat-file", "--batch"))
		if err != nil {
			return fmt.Errorf("object %s: %w", id, err)
		}
		g.batch = batch
	}
	err := g.contentWatched(ctx, id, read)
	if errors.Is(err, ErrNotFound) {
		// The same is said of an object that is there and damaged.
		if _, damaged := g.run(ctx, nil, "cat-file", "-e", id.String()); damaged == nil {
			err = errors.New("git cannot read it")
		}
		if ctx.Err() != nil {
			err = ctx.Err()
		}
	} else if err != nil {
		// The stream may stand anywhere now: the next question starts anew.
		closed := g.Close()
		if err = errors.Join(err, closed); isPromised(closed) {
			err = ErrNotFound
		}
	}
	if err != nil {
		return fmt.Errorf("object %s: %w", id, err)
	}
	return nil
}

// isPromised recognises how git ends over an object that it would have to fetch and
// may not: up to git 2.43 it does not say that the object is missing.
// Source: git's promisor-remote.c.
func isPromised(err error) bool {
	return err != nil && strings.Contains(err.Error(), "from promisor remote")
}

// catFile is a running "git cat-file --batch".
type catFile struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	errs *bytes.Buffer
}

func startCatFile(cmd *exec.Cmd) (*catFile, error) {
	c := &catFile{cmd: cmd, errs: &bytes.Buffer{}}
	cmd.Stderr = c.errs
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.in, c.out = in, bufio.NewReaderSize(out, 64<<10)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	return c, nil
}

// content asks for one object: "<id> <type> <size>", the content, a line break.
// Behind it goes a question for a name that nothing has, so that the answer has an
// end that can be seen: of a damaged file git announces the size that the file
// claims, gives less, and waits for the next question as if nothing were wrong.
func (c *catFile) content(ctx context.Context, id ID, read ReadFunc) error {
	nobody := fmt.Sprintf("~%016x", rand.Uint64())
	end := nobody + " missing\n"
	if _, err := fmt.Fprintf(c.in, "%s\n%s\n", id, nobody); err != nil {
		return err
	}
	line, err := c.out.ReadString('\n')
	if err != nil {
		return err
	}
	fields := strings.Fields(line)
	if len(fields) == 2 && fields[1] == "missing" {
		if err := c.expect(end); err != nil {
			return err
		}
		return ErrNotFound
	}
	if len(fields) != 3 || fields[0] != id.String() {
		return fmt.Errorf("git cat-file answered %q", line)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return fmt.Errorf("git cat-file answered %q", line)
	}
	in := &upTo{r: c.out, end: []byte("\n" + end)}
	return handOn(ctx, Header{Kind(fields[1]), size}, in, read, func() error {
		if in.ended {
			return io.ErrUnexpectedEOF
		}
		if err := c.expect("\n"); err != nil {
			return err
		}
		return c.expect(end)
	})
}

// expect reads a line, which is how an answer goes on.
func (c *catFile) expect(want string) error {
	line, err := c.out.ReadString('\n')
	if err == nil && line != want {
		err = errors.New("git cat-file: content not as long as announced")
	}
	return err
}

// upTo reads no further than to the end of an answer, behind which nothing comes.
type upTo struct {
	r         io.Reader
	end, last []byte
	ended     bool
}

func (u *upTo) Read(p []byte) (int, error) {
	if u.ended {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := u.r.Read(p)
	u.last = append(u.last, p[max(0, n-len(u.end)):n]...)
	u.last = u.last[max(0, len(u.last)-len(u.end)):]
	u.ended = bytes.Equal(u.last, u.end)
	return n, err
}

// close ends the process; what it said on standard error explains a failure.
func (c *catFile) close() error {
	c.in.Close() // its error is the process's, which Wait reports
	// Without a reader the process might wait for one. What is left is of no use.
	_, _ = io.Copy(io.Discard, c.out)
	if err := c.cmd.Wait(); err != nil {
		return gitError("cat-file", c.errs.Bytes(), err)
	}
	return nil
}
