package gitrepo

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const needle = "needle"

// needles is a match of the word above.
func needles() *Pattern {
	t := &Pattern{In: func(text []byte) bool { return bytes.Contains(text, []byte(needle)) }, Bytes: new([256]bool), Longest: len(needle)}
	for _, b := range []byte(needle) {
		t.Bytes[b] = true
	}
	return t
}

// crumbs is text in which the needle is likely to be, to come about where pieces meet, and
// to be taken apart.
func crumbs(random *rand.Rand, pieces int) []byte {
	var text []byte
	for range random.IntN(pieces + 1) {
		switch random.IntN(6) {
		case 0:
			from := random.IntN(len(needle))
			text = append(text, needle[from:from+1+random.IntN(len(needle)-from)]...)
		case 1:
			text = append(text, needle[random.IntN(len(needle))])
		default:
			text = append(text, "another word "[:1+random.IntN(13)]...)
		}
	}
	return text
}

// randomDelta makes a delta of a base.
func randomDelta(random *rand.Rand, base []byte) []byte {
	var ops []byte
	size := 0
	for range random.IntN(12) {
		if len(base) > 0 && random.IntN(3) > 0 {
			at := random.IntN(len(base))
			length := min(1+random.IntN(40), len(base)-at)
			ops = append(ops, 0x80|0x01|0x02|0x10, byte(at), byte(at>>8), byte(length))
			size += length
			continue
		}
		if put := crumbs(random, 3); len(put) > 0 {
			ops = append(append(ops, byte(len(put))), put...)
			size += len(put)
		}
	}
	head := binary.AppendUvarint(binary.AppendUvarint(nil, uint64(len(base))), uint64(size))
	return append(head, ops...)
}

// TestSearchInDeltas: what is told of an object that is a delta is what looking at the object
// would tell, as long as nothing that it stands on has a match.
func TestSearchInDeltas(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	pattern := needles()
	seen := map[bool]int{}
	for n := range 30_000 {
		text := bytes.ReplaceAll(crumbs(random, 40), []byte(needle), []byte("pins"))
		chain := []*searched{{size: int64(len(text)), data: text}}
		tr := &packSearch{chain: chain}
		if err := tr.judge(0, pattern); err != nil || !chain[0].clean {
			t.Fatalf("%d: a base without a needle: %v, %v", n, chain[0].clean, err)
		}
		for range 1 + random.IntN(6) {
			delta := randomDelta(random, text)
			var err error
			if text, err = applyDelta(text, delta, func(n int) []byte { return make([]byte, 0, n) }); err != nil {
				t.Fatal(err)
			}
			tr.chain = append([]*searched{{base: 1, data: delta}}, tr.chain...)
			if err := tr.judge(0, pattern); err != nil {
				t.Fatalf("%d: %v", n, err)
			}
			clean, has := tr.chain[0].clean, pattern.In(text)
			if clean == has {
				t.Fatalf("%d: clean is %v for %q", n, clean, text)
			}
			if seen[has]++; has {
				break
			}
			if all := tr.bytes(nil, 0, 0, int64(len(text))); !bytes.Equal(all, text) {
				t.Fatalf("%d: %q comes out as %q", n, text, all)
			}
		}
	}
	if seen[true] < 1000 || seen[false] < 1000 {
		t.Errorf("needles in %d of %d", seen[true], seen[true]+seen[false])
	}
}

// TestMatchInBase: nothing is told of what stands on an object with a match.
func TestMatchInBase(t *testing.T) {
	t.Parallel()
	base := &searched{size: 9, data: []byte("a " + needle + " b")}
	delta := &searched{base: 1, data: []byte{10, 1, 0x90, 1}}
	tr := &packSearch{chain: []*searched{delta, base}}
	for i := 1; i >= 0; i-- {
		if err := tr.judge(i, needles()); err != nil || tr.chain[i].clean {
			t.Errorf("%d of the chain: clean is %v, %v", i, tr.chain[i].clean, err)
		}
	}
}

// haystack is a repository whose files have many versions, some with the needle: its pack,
// the index of it, and its blobs.
func haystack(t *testing.T) (index, data []byte, blobs map[ID][]byte) {
	t.Helper()
	f := newRepository(t)
	random := rand.New(rand.NewPCG(3, 4))
	var files [4][]string
	for i := range files {
		files[i] = strings.SplitAfter(longText(uint64(i), 1500), " ")
	}
	for n := range 12 {
		args := []string{fmt.Sprint(n)}
		for i, words := range files {
			at := random.IntN(len(words))
			switch random.IntN(4) {
			case 0:
				files[i] = slices.Insert(words, at, "nee", "dle ")
			case 1:
				files[i] = slices.Delete(words, at, min(at+5, len(words)))
			case 2:
				files[i] = append(slices.Clone(words[at:]), words[:at]...)
			default:
				files[i] = slices.Insert(words, at, fmt.Sprint(n, " "))
			}
			args = append(args, fmt.Sprintf("%d/text", i), strings.Join(files[i], ""))
		}
		f.add(args[1:]...)
		f.commit(args[0])
	}
	f.add("pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:"+strings.Repeat("0", 64)+"\nsize 1\n", "empty", "")
	f.commit("small files")
	f.git("repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50")
	blobs = map[ID][]byte{}
	repo := f.mustOpen(BackendGit)
	for _, line := range strings.Split(strings.TrimSpace(f.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")), "\n") {
		hex, kind, _ := strings.Cut(line, " ")
		if kind != "blob" {
			continue
		}
		o, err := repo.Object(context.Background(), f.id(hex))
		if err != nil {
			t.Fatal(err)
		}
		blobs[o.ID] = o.Data
	}
	return []byte(f.read(f.glob(".git/objects/pack/*.idx"))), []byte(f.read(f.glob(".git/objects/pack/*.pack"))), blobs
}

// checkUnmatched asks a pack that may be damaged about all blobs: what it tells is right. It
// returns how many it knew.
func checkUnmatched(t *testing.T, index, data []byte, blobs map[ID][]byte) (known int) {
	t.Helper()
	parsed, err := readPackIndex(bytes.NewReader(index), int64(len(index)))
	if err != nil {
		return 0
	}
	parsed.once.Do(func() { parsed.data = index })
	parsed.lookups.Store(fewLookups)
	m := &mapping{file: bytes.NewReader(data), length: int64(len(data))}
	m.once.Do(func() { m.data = data })
	r := &Repository{reader: &goGit{store: objectStores{{packs: []*pack{newPack("x.pack", parsed, m, new(deflater))}, listed: true}}}}
	var ids []ID
	for id := range blobs {
		ids = append(ids, id)
	}
	for i, a := range r.Unmatched(context.Background(), ids, needles()) {
		if !a.OK {
			continue
		}
		known++
		switch want := blobs[ids[i]]; {
		case a.Size != int64(len(want)):
			t.Errorf("%s has %d bytes, not %d", ids[i], len(want), a.Size)
		case bytes.Contains(want, []byte(needle)):
			t.Errorf("%s has the needle in it", ids[i])
		case bytes.HasPrefix(want, []byte(pointerStart)):
			t.Errorf("%s may be a pointer", ids[i])
		}
	}
	return known
}

// TestUnmatched asks about real packs, whole ones and damaged ones: whichever byte is wrong,
// and wherever they end.
func TestUnmatched(t *testing.T) {
	t.Parallel()
	index, data, blobs := haystack(t)
	clean := 0
	for _, text := range blobs {
		if !bytes.Contains(text, []byte(needle)) && !bytes.HasPrefix(text, []byte(pointerStart)) {
			clean++
		}
	}
	if known := checkUnmatched(t, index, data, blobs); known < clean/2 || known == 0 {
		t.Errorf("only %d of %d are known", known, clean)
	}
	damaged(index, data, func(index, data []byte) { checkUnmatched(t, index, data, blobs) })
}
