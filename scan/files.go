package scan

import (
	"context"
	"runtime"
	"sync"

	"github.com/covkey/covkey/detector"
)

// File is one file to scan outside git's store.
type File struct {
	Path string
	// Read gives the content; its error names the file.
	Read func() ([]byte, error)
}

// Files scans whole files: every key in them counts, new or not. Files are read
// and judged on all cores; the order of the result is the order of the files.
func Files(ctx context.Context, files []File, policy Policy) (*Result, error) {
	type outcome struct {
		found []detector.Finding
		size  int
		err   error
		done  bool
	}
	outcomes := make([]outcome, len(files))
	next := make(chan int)
	var working sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), max(len(files), 1)) {
		working.Go(func() {
			for i := range next {
				text, err := files[i].Read()
				outcomes[i] = outcome{size: len(text), err: err, done: true}
				if err == nil {
					outcomes[i].found = detector.Scan(detector.Input{Path: files[i].Path, Text: text}, policy.Detector)
				}
			}
		})
	}
	for i := range files {
		if ctx.Err() != nil {
			break
		}
		if !policy.excludes(files[i].Path) {
			next <- i
		}
	}
	close(next)
	working.Wait()
	r := &Result{}
	for i, o := range outcomes {
		switch {
		case !o.done:
		case o.err != nil:
			r.Errors = append(r.Errors, o.err)
		default:
			r.Scanned.Blobs++
			r.Scanned.Bytes += int64(o.size)
			r.add(policy, files[i].Path, "", "", o.found)
		}
	}
	return r, ctx.Err()
}

// Text scans one text under a name, as Files does.
func Text(name string, text []byte, policy Policy) *Result {
	r := &Result{Scanned: Scanned{Blobs: 1, Bytes: int64(len(text))}}
	r.add(policy, name, "", "", detector.Scan(detector.Input{Path: name, Text: text}, policy.Detector))
	return r
}
