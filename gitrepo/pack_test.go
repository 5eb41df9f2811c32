package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// smallPack makes a pack with deltas of both kinds: its files and what is in it.
func smallPack(f *fixture) (index, data []byte, want map[ID]Object) {
	f.t.Helper()
	text := longText(1, 3000)
	for n := range 4 {
		f.add("text", fmt.Sprintf("%sversion %d\n", text, n), fmt.Sprintf("d/%d", n), fmt.Sprint(n))
		f.commit(fmt.Sprint(n))
	}
	f.git("tag", "-a", "-m", "annotated", "v1")
	f.git("repack", "-q", "-a", "-d", "-f")
	want = map[ID]Object{}
	repo := f.mustOpen(BackendGit)
	for _, hex := range strings.Fields(f.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")) {
		o, err := repo.Object(context.Background(), f.id(hex))
		if err != nil {
			f.t.Fatal(err)
		}
		want[o.ID] = o
	}
	return []byte(f.read(f.glob(".git/objects/pack/*.idx"))), []byte(f.read(f.glob(".git/objects/pack/*.pack"))), want
}

// checkPack reads all objects from a pack that may be damaged: what it gives is right.
// It returns how many it gave.
func checkPack(t *testing.T, index, data []byte, want map[ID]Object) int {
	t.Helper()
	parsed, err := readPackIndex(bytes.NewReader(index), int64(len(index)))
	if err != nil {
		return 0
	}
	store := &objectStore{dir: "nowhere", packs: []*pack{newPack("x.pack", parsed, &mapping{file: bytes.NewReader(data)}, new(deflater))}, listed: true}
	g := &goGit{store: objectStores{store}}
	given := 0
	for id, o := range want {
		got, err := g.Object(context.Background(), id)
		if err != nil {
			if !strings.Contains(err.Error(), id.String()) {
				t.Errorf("the error does not name the object: %v", err)
			}
			continue
		}
		given++
		if got.Kind != o.Kind || !bytes.Equal(got.Data, o.Data) {
			t.Errorf("object %s came out wrong", id)
		}
	}
	return given
}

// TestPackDamagedAnywhere: whichever byte of a pack or of its index is wrong, or
// wherever they end, an object is right or an error.
func TestPackDamagedAnywhere(t *testing.T) {
	t.Parallel()
	index, data, want := smallPack(newRepository(t))
	if n := checkPack(t, index, data, want); n != len(want) {
		t.Fatalf("%d of %d objects of the whole pack", n, len(want))
	}
	damaged(index, data, func(index, data []byte) { checkPack(t, index, data, want) })
}

// damaged has every so many bytes of a pack's index and of the pack wrong, and each cut off
// there.
func damaged(index, data []byte, check func(index, data []byte)) {
	step := 7
	if os.Getenv(unskipped) != "" {
		step = 3
	}
	each := func(whole []byte, check func(wrong []byte)) {
		for at := 0; at < len(whole); at += step {
			flipped := slices.Clone(whole)
			flipped[at] ^= 0x81
			check(flipped)
			check(whole[:at])
		}
	}
	each(index, func(wrong []byte) { check(wrong, data) })
	each(data, func(wrong []byte) { check(index, wrong) })
}

// TestPackIndex compares look-ups with what git says of a pack of some thousand
// objects, and asks for ids that are not there.
func TestPackIndex(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	var names strings.Builder
	for n := range 3000 {
		f.write(fmt.Sprintf("f%d", n), fmt.Sprintf("content %d\n", n))
		fmt.Fprintf(&names, "f%d\n", n)
	}
	f.add()
	f.commit("many")
	f.git("repack", "-q", "-a", "-d")
	p, err := openPack(f.path(f.glob(".git/objects/pack/*.idx")), new(deflater))
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	rows := strings.Fields(f.gitWith(f.read(f.glob(".git/objects/pack/*.idx")), "show-index"))
	for i := 0; i+1 < len(rows); i += 3 { // offset, id, checksum
		id := f.id(rows[i+1])
		offset, err := p.index.find(id)
		if err != nil || fmt.Sprint(offset) != rows[i] {
			t.Errorf("%s is at %s, found at %d (%v)", id, rows[i], offset, err)
		}
		for _, digit := range []byte{0, 1, 0xff} {
			other := id
			other.sum[sha1Size-1] ^= digit
			if _, err := p.index.find(other); (err == nil) != (digit == 0) || err != nil && !isNotFound(err) {
				t.Errorf("%s: %v", other, err)
			}
		}
	}
}

// FuzzPack: no panic, and no object that is not right.
func FuzzPack(f *testing.F) {
	index, data := []byte(nil), []byte(nil)
	want := map[ID]Object{}
	// A pack of one blob, made by hand: fuzzing needs no git.
	blob := Object{ID: mustID("257cc5642cb1a054f08cc83f2d943e56fd3ebe99"), Kind: Blob, Data: []byte("foo\n")}
	want[blob.ID] = blob
	data = append([]byte("PACK\x00\x00\x00\x02\x00\x00\x00\x01\x34"), deflated("foo\n")...)
	data = append(data, make([]byte, sha1Size)...)
	index = append([]byte("\xfftOc\x00\x00\x00\x02"), make([]byte, fanoutSize)...)
	for i := int(blob.ID.sum[0]); i < 256; i++ {
		index[packIndexHead+4*i+3] = 1
	}
	index = append(index, blob.ID.sum[:sha1Size]...)
	index = append(index, 0, 0, 0, 0, 0, 0, 0, 12)
	index = append(index, make([]byte, 2*sha1Size)...)
	f.Add(index, data)
	f.Fuzz(func(t *testing.T, index, data []byte) {
		checkPack(t, index, data, want)
	})
}

// TestPackShrinks: a pack or an index that becomes shorter after it was mapped is an
// error, not the end of the process.
func TestPackShrinks(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	twoCommits(f)
	f.git("repack", "-q", "-a", "-d")
	name := strings.TrimSuffix(f.path(f.glob(".git/objects/pack/*.idx")), ".idx")
	p, err := openPack(name+".idx", new(deflater))
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	id := f.id(f.commits[0])
	read := func() error {
		offset, err := p.index.find(id)
		if err != nil {
			return err
		}
		_, _, err = p.open(offset)
		return err
	}
	p.in.reads = fewReads
	for range fewLookups + 1 {
		if err := read(); err != nil {
			t.Fatal(err)
		}
	}
	if p.index.memory() == nil || !p.in.mapped {
		t.Skip("files are not mapped here")
	}
	for _, end := range []struct {
		name string
		want error
	}{{".pack", errPack}, {".idx", errPackIndex}} {
		if err := os.Chmod(name+end.name, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name+end.name, 0); err != nil {
			t.Fatal(err)
		}
		if err := read(); !errors.Is(err, end.want) {
			t.Errorf("%s: got %v", end.name, err)
		}
	}
}
