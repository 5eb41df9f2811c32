package scan

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/covkey/covkey/cores"
	"github.com/covkey/covkey/detector"
)

// File is one file to scan outside git's store.
type File struct {
	Path string
	// Open gives the content and what is known of its size in bytes (-1: nothing).
	// Errors, those of reading too, name the file.
	Open func() (io.ReadCloser, int64, error)
}

// Files scans whole files: every key in them counts, new or not. Files are read
// and judged on all cores; the order of the result is the order of the files.
func Files(ctx context.Context, files []File, policy Policy) (*Result, error) {
	room := newRoom(ctx)
	outcomes := make([]outcome, len(files))
	next := make(chan int)
	told := policy.progress()
	told.Begin("files", len(files))
	var working sync.WaitGroup
	workers := 1
	if len(files) > 1 { // a hook's one message is no reason to take all cores
		workers = min(cores.All(), len(files))
	}
	for range workers {
		working.Go(func() {
			for i := range next {
				outcomes[i] = files[i].scan(room, policy)
				told.Content()
				told.Step()
			}
		})
	}
	r := &Result{}
	for i := range files {
		if ctx.Err() != nil {
			break
		}
		if r.excludes(policy, files[i].Path) {
			told.Step()
			continue
		}
		next <- i
	}
	close(next)
	working.Wait()
	for i, o := range outcomes {
		switch {
		case !o.done:
		case o.err != nil:
			r.Errors = append(r.Errors, o.err)
		default:
			r.Scanned.Blobs++
			r.Scanned.Bytes += o.size
			r.add(policy, files[i].Path, "", "", o.found)
		}
	}
	return r, ctx.Err()
}

// outcome is what came of one file.
type outcome struct {
	found []detector.Finding
	size  int64
	err   error
	done  bool
}

// scan reads one file and judges it piece by piece.
func (f File) scan(room *room, policy Policy) outcome {
	o := outcome{done: true}
	r, size, err := f.Open()
	if err != nil {
		o.err = err
		return o
	}
	counted := &counter{r: r, told: policy.progress()}
	o.err = detector.Cut(counted, size, room, func(p detector.Piece) error {
		defer p.Free(room)
		o.found = append(o.found, p.Scan(f.Path, policy.Detector)...)
		return room.ctx.Err()
	})
	o.err = errors.Join(o.err, r.Close())
	o.size = counted.n
	return o
}

// counter counts what is read.
type counter struct {
	r    io.Reader
	n    int64
	told Progress
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.told.Read(n)
	return n, err
}

// Text scans one text under a name, as Files does.
func Text(name string, text []byte, policy Policy) *Result {
	r := &Result{Scanned: Scanned{Blobs: 1, Bytes: int64(len(text))}}
	r.add(policy, name, "", "", detector.Scan(detector.Input{Path: name, Text: text}, policy.Detector))
	return r
}
