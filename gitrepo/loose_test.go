package gitrepo

import (
	"bytes"
	"compress/zlib"
	"context"
	"crypto/sha1"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// looseFile writes an object's file with that head and gives the id that it stands under.
func looseFile(t *testing.T, dir, head string, content []byte, level int) ID {
	t.Helper()
	text := append([]byte(head), content...)
	sum := sha1.Sum(text)
	id := idFromBytes(sum[:])
	name := filepath.Join(dir, id.String()[:2], id.String()[2:])
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, zlibOf(t, text, level), 0o644); err != nil {
		t.Fatal(err)
	}
	return id
}

// TestLooseObjects: objects come out whole, whether their files and they themselves are read
// at once or not, and one after the other from one store.
func TestLooseObjects(t *testing.T) {
	dir := t.TempDir()
	g := &goGit{store: openStores([]string{dir})}
	for _, size := range []int{0, 1, 100, smallLoose, smallObject - 20, smallObject - 11, smallObject - 10, smallObject, smallObject + 1, 1 << 20} {
		for text, content := range map[string][]byte{"letters": bytes.Repeat([]byte("a"), size), "text": []byte(longText(uint64(size), size))} {
			for _, level := range []int{zlib.NoCompression, zlib.BestSpeed, zlib.BestCompression} {
				id := looseFile(t, dir, fmt.Sprintf("blob %d\x00", size), content, level)
				o, err := g.Object(context.Background(), id)
				if err != nil || o.Kind != Blob || !bytes.Equal(o.Data, content) {
					t.Errorf("%d bytes of %s, level %d: %d bytes of kind %q came out, %v", size, text, level, len(o.Data), o.Kind, err)
				}
			}
		}
	}
}

// TestLooseHeads: what a file's first line says has to be right, whether it is read at once
// or not.
func TestLooseHeads(t *testing.T) {
	for _, size := range []int{10, 2 * smallObject} {
		dir := t.TempDir()
		content := []byte(longText(3, size))
		for _, head := range []string{
			fmt.Sprintf("blob %d\x00", size-1), fmt.Sprintf("blob %d\x00", size+1), fmt.Sprintf("blob -%d\x00", size),
			fmt.Sprintf("blub %d\x00", size), fmt.Sprintf("blob %dx\x00", size), "blob \x00", "blob\x00", "\x00", "",
			fmt.Sprintf("blob %040d\x00", size), // longer than git takes
		} {
			g := &goGit{store: openStores([]string{dir})}
			id := looseFile(t, dir, head, content, zlib.BestSpeed)
			err := g.Stream(context.Background(), id, func(_ Header, r io.Reader) error {
				_, err := io.Copy(io.Discard, r)
				return err
			})
			if err == nil {
				t.Errorf("%d bytes behind %q: no error", size, head)
			}
		}
	}
}
