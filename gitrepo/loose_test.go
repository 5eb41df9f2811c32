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
	"strings"
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

// TestLooseDamaged: a file with any byte changed, cut off anywhere or with nothing in it is
// not taken for its object.
func TestLooseDamaged(t *testing.T) {
	dir := t.TempDir()
	content := []byte(longText(4, 300))
	id := looseFile(t, dir, "blob 300\x00", content, zlib.BestSpeed)
	name := filepath.Join(dir, id.String()[:2], id.String()[2:])
	right, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	g := &goGit{store: openStores([]string{dir})}
	check := func(what string, at int, file []byte) {
		t.Helper()
		if err := os.WriteFile(name, file, 0o644); err != nil {
			t.Fatal(err)
		}
		if o, err := g.Object(context.Background(), id); err == nil && !bytes.Equal(o.Data, content) {
			t.Errorf("%s at %d: another content and no error", what, at)
		} else if err == nil && what == "cut off" {
			t.Errorf("%s at %d: no error", what, at)
		}
	}
	for at := range right {
		changed := bytes.Clone(right)
		changed[at] ^= 0x11
		check("changed", at, changed)
		check("cut off", at, right[:at])
	}
	check("whole", len(right), right)
}

// TestLooseAndPacked: one store reads both in turn.
func TestLooseAndPacked(t *testing.T) {
	f := newRepository(t)
	f.add("a", longText(1, 3000), "b", longText(2, 9000), "c", "short")
	f.commit("one")
	f.git("repack", "-q", "-a", "-d")
	f.add("d", longText(3, 5000), "e", "shorter", "f", longText(4, 40_000))
	f.commit("two")
	repo := f.mustOpen(BackendGoGit)
	for range 3 {
		for _, name := range []string{"a", "d", "b", "e", "c", "f"} {
			id := f.id(f.git("rev-parse", "HEAD:"+name))
			o, err := repo.Object(context.Background(), id)
			if want := f.git("cat-file", "blob", "HEAD:"+name); err != nil || strings.TrimSpace(string(o.Data)) != strings.TrimSpace(want) {
				t.Errorf("%s: %d bytes, want %d; %v", name, len(o.Data), len(want), err)
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
