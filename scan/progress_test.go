package scan

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/covkey/covkey/gitrepo"
)

// tally adds up what a scan tells.
type tally struct {
	mu              sync.Mutex
	stages          []string
	total, steps    int
	contents, bytes int
}

func (c *tally) Begin(unit string, total int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stages, c.total, c.steps = append(c.stages, unit), total, 0
}

func (c *tally) Step()      { c.mu.Lock(); defer c.mu.Unlock(); c.steps++ }
func (c *tally) Content()   { c.mu.Lock(); defer c.mu.Unlock(); c.contents++ }
func (c *tally) Read(n int) { c.mu.Lock(); defer c.mu.Unlock(); c.bytes += n }

// TestProgress: what is told adds up to what the result says.
func TestProgress(t *testing.T) {
	t.Parallel()
	var told tally
	var files []File
	for i := range 5 {
		files = append(files, File{Path: fmt.Sprint(i), Open: func() (io.ReadCloser, int64, error) {
			return io.NopCloser(strings.NewReader(strings.Repeat("x", 100))), 100, nil
		}})
	}
	policy := Policy{Progress: &told, Excluded: func(path string) bool { return path == "3" }}
	result, err := Files(context.Background(), files, policy)
	if err != nil {
		t.Fatal(err)
	}
	if told.total != 5 || told.steps != 5 || told.contents != result.Scanned.Blobs || told.bytes != int(result.Scanned.Bytes) {
		t.Errorf("files: told %+v, scanned %+v", &told, result.Scanned)
	}

	r := newRepository(t)
	for i := range 3 {
		r.write("file", strings.Repeat("x\n", i+1))
		r.git("add", ".")
		r.git("commit", "-q", "-m", fmt.Sprint(i))
	}
	told = tally{}
	result, err = History(context.Background(), r.open(), Scope{}, Policy{Progress: &told})
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(told.stages) != "[commit messages commits]" || told.total != 3 || told.steps != 3 ||
		told.contents != result.Scanned.Blobs || told.bytes != int(result.Scanned.Bytes) {
		t.Errorf("history: told %+v, scanned %+v", &told, result.Scanned)
	}
	told = tally{}
	r.write("file", "staged\n")
	r.git("add", ".")
	repo := r.open()
	head, err := repo.Head(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Staged(context.Background(), repo, []gitrepo.ID{head}, Policy{Progress: &told}); err != nil {
		t.Fatal(err)
	}
	if len(told.stages) != 0 || told.contents != 1 {
		t.Errorf("staged: told %+v", &told)
	}
}
