package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// longestPointer is from which size on a file cannot be a pointer of Git LFS.
// Source: the specification of Git LFS (docs/spec.md: less than 1024 bytes).
const longestPointer = 1024

// pointerStart is how each begins.
const pointerStart = "version https://"

// Blob is Stream for the content of a file. Where git stores a pointer of Git LFS
// the file that it stands for is read, if it is here: that file goes out beside the
// commit. One that is not here does not leave from here, so the pointer is all there
// is to read.
func (r *Repository) Blob(ctx context.Context, id ID, read ReadFunc) error {
	return r.Stream(ctx, id, func(h Header, content io.Reader) error {
		if h.Size >= longestPointer || h.Size == 0 {
			return read(h, content)
		}
		data, err := readSized(content, h.Size)
		if err != nil {
			return err
		}
		if p, ok := parsePointer(data); ok {
			file, err := r.openLFS(ctx, p)
			if err == nil {
				defer file.Close() // only read
				return read(Header{Kind: Blob, Size: p.size}, file)
			}
			if !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		return read(h, bytes.NewReader(data))
	})
}

// pointer is what Git LFS stores in git instead of a file.
type pointer struct {
	oid  string // SHA-256 in hex
	size int64  // bytes
}

// parsePointer reads a pointer. Only its exact form counts, in which no key has a
// place.
func parsePointer(data []byte) (pointer, bool) {
	if !bytes.HasPrefix(data, []byte(pointerStart)) {
		return pointer{}, false
	}
	// Compiled here: hardly any run meets a pointer, and each pays for its start.
	form := regexp.MustCompile(`\Aversion https://(?:git-lfs\.github\.com|hawser\.github\.com)/spec/v1\n` +
		`(?:ext-\d-[a-z0-9]+ sha256:[0-9a-f]{64}\n)*oid sha256:([0-9a-f]{64})\nsize (\d+)\n?\z`)
	m := form.FindSubmatch(data)
	if m == nil {
		return pointer{}, false
	}
	size, err := strconv.ParseInt(string(m[2]), 10, 64)
	return pointer{oid: string(m[1]), size: size}, err == nil
}

// openLFS opens the file that a pointer stands for; fs.ErrNotExist when it is not
// here. Source: git-lfs-config(5), lfs.storage.
func (r *Repository) openLFS(ctx context.Context, p pointer) (io.ReadCloser, error) {
	git, err := r.program()
	if err != nil {
		return nil, err
	}
	storage := "lfs"
	out, err := git.run(ctx, nil, "config", "--type=path", "--get", "lfs.storage")
	if err == nil {
		storage = strings.TrimSuffix(string(out), "\n")
	} else if !isUnset(err) {
		return nil, err
	}
	name := filepath.Join(absolute(r.CommonDir, storage), "objects", p.oid[:2], p.oid[2:4], p.oid)
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("file of Git LFS: %w", err)
	}
	if !info.Mode().IsRegular() || info.Size() != p.size {
		return nil, fmt.Errorf("the file of Git LFS %s is damaged: %d bytes, %d expected; git lfs fsck checks it", name, info.Size(), p.size)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("file of Git LFS: %w", err)
	}
	return f, nil
}
