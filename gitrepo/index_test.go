package gitrepo

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestIndexMade compares random indexes of all forms with random trees, in memory.
func TestIndexMade(t *testing.T) {
	t.Parallel()
	const rounds, trees = 400, 6
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 5))
	guessed := 0
	for round := range rounds {
		models := randomTrees(rng, trees)
		m := madeIndex{version: 2 + rng.IntN(3), ending: rng.IntN(3) == 0}
		m.entries = randomEntries(rng, mutate(rng, models[rng.IntN(trees)]))
		if m.version == 2 {
			for i := range m.entries {
				m.entries[i].promised, m.entries[i].skipped = false, false
			}
		}
		if len(m.entries) > 0 && rng.IntN(4) == 0 {
			m.blocks = 1 + rng.IntN(5)
		}
		if share := rng.IntN(4); share > 0 {
			m = m.cached(func(string) bool { return share < 3 || rng.IntN(8) > 0 })
		}
		data := m.encode()
		src := memory{}
		for _, model := range models {
			var entries []madeEntry
			for _, e := range randomEntries(rand.New(rand.NewPCG(1, 1)), model) {
				e.stage, e.promised, e.skipped = 0, false, false
				entries = append(entries, e)
			}
			old := madeIndex{entries: slices.CompactFunc(entries, func(a, b madeEntry) bool { return a.path == b.path })}
			tree := src.store(foldersOf(old.entries))
			if len(old.entries) == 0 {
				tree = ID{}
			}
			got, err := diffWays(src, data, tree)
			if want := definedDiff(old.contents(), m); err != nil || !slices.Equal(changeLines(got), want) {
				t.Fatalf("seed %d, round %d: %v\ngot  %q\nwant %q", seed, round, err, changeLines(got), want)
			}
		}
		cur, err := openIndex(bytes.NewReader(data), int64(len(data)), sha1Size)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := cur.guessExtensions(); ok {
			guessed++
		} else if m.cache != nil && m.blocks == 0 || m.ending {
			t.Fatalf("seed %d, round %d: the extensions were not found from the end", seed, round)
		}
	}
	if guessed < rounds/2 {
		t.Errorf("extensions found from the end in %d of %d", guessed, rounds)
	}
}

// counted counts the bytes that are read.
type counted struct {
	io.ReaderAt
	n int
}

func (c *counted) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	c.n += n
	return n, err
}

// TestIndexWindow reads indexes that are larger than the window, with paths of all
// lengths, so that entries of every form lie across its border.
func TestIndexWindow(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 6))
	for _, version := range []int{2, 3, 4} {
		m := madeIndex{version: version}
		for folder := range 40 {
			for n := range 120 {
				name := fmt.Sprintf("folder-%03d/%04d-%s", folder, n, strings.Repeat("x", rng.IntN(200)))
				switch rng.IntN(60) {
				case 0:
					name += strings.Repeat("y", flagName-2-len(name)+rng.IntN(5))
				case 1:
					name += strings.Repeat("/z"+strings.Repeat("z", rng.IntN(300)), rng.IntN(12))
				}
				m.entries = append(m.entries, madeEntry{path: name, mode: 0o100644, id: textID(name), skipped: version > 2 && rng.IntN(3) == 0})
			}
		}
		src := memory{}
		old := foldersOf(m.entries)
		tree := src.store(old)
		changed := slices.Clone(m.entries)
		one := len(changed) / 2
		changed[one].id = textID("staged")
		staged := folderPath(changed[one].path)
		for name, m := range map[string]madeIndex{
			"all known":                madeIndex{version: version, entries: m.entries}.cached(all),
			"one staged":               madeIndex{version: version, entries: changed}.cached(func(path string) bool { return !strings.HasPrefix(staged, path) }),
			"one staged, then written": madeIndex{version: version, entries: changed}.cached(all),
			"in blocks":                madeIndex{version: version, entries: changed, blocks: 7, ending: true}.cached(all),
			"nothing known":            {version: version, entries: changed},
		} {
			data := m.encode()
			if len(data) < 4*indexWindow {
				t.Fatalf("%d bytes are too few", len(data))
			}
			want := definedDiff(madeIndex{entries: m0(changed, one)}.contents(), m)
			got, err := diffWays(src, data, tree)
			if err != nil || !slices.Equal(changeLines(got), want) {
				t.Errorf("seed %d, version %d, %s: %v\ngot  %.300q\nwant %.300q", seed, version, name, err, changeLines(got), want)
			}
			file := &counted{ReaderAt: bytes.NewReader(data)}
			if _, err := diffIndexData(context.Background(), src, file, int64(len(data)), sha1Size, tree); err != nil {
				t.Fatal(err)
			}
			if most := len(data) + len(data)/4 + 3*indexWindow; m.cache != nil && file.n > most {
				t.Errorf("version %d, %s: read %d of %d bytes, which is more than once", version, name, file.n, len(data))
			}
		}
	}
}

// m0 is what was there before one entry was staged.
func m0(entries []madeEntry, one int) []madeEntry {
	before := slices.Clone(entries)
	before[one].id = textID(before[one].path)
	return before
}

func folderPath(path string) string { return path[:strings.LastIndexByte(path, '/')+1] }

// lies are indexes that are not as git writes them, made from one that is.
func lies() map[string]func(m *madeIndex) []byte {
	edit := func(change func(m *madeIndex)) func(m *madeIndex) []byte {
		return func(m *madeIndex) []byte {
			change(m)
			return m.encode()
		}
	}
	replace := func(old, by string) func(m *madeIndex) []byte {
		return func(m *madeIndex) []byte {
			data := m.encode()
			if !bytes.Contains(data, []byte(old)) {
				return nil
			}
			return bytes.Replace(data, []byte(old), []byte(by), 1)
		}
	}
	number := func(at int, value uint32) func(m *madeIndex) []byte {
		return func(m *madeIndex) []byte {
			data := m.encode()
			binary.BigEndian.PutUint32(data[at:], value)
			return data
		}
	}
	name := func(n int, path string) func(m *madeIndex) []byte {
		return edit(func(m *madeIndex) { m.entries[n].path = path })
	}
	extension := func(name string) func(m *madeIndex) []byte {
		return edit(func(m *madeIndex) { m.other = []byte(name + "\x00\x00\x00\x04data") })
	}
	id := string(bytes.Repeat([]byte{1}, sha1Size))
	return map[string]func(m *madeIndex) []byte{
		"another signature":         replace("DIRC", "DIRX"),
		"version 1":                 number(4, 1),
		"version 5":                 number(4, 5),
		"an entry too many":         number(8, 6),
		"an entry too few":          number(8, 4),
		"entries without end":       number(8, 1<<32-1),
		"no entry of many":          number(8, 0),
		"mode of nothing":           edit(func(m *madeIndex) { m.entries[1].mode = 0 }),
		"mode of a folder":          edit(func(m *madeIndex) { m.entries[1].mode = modeTree }),
		"mode that git never wrote": edit(func(m *madeIndex) { m.entries[1].mode = 0o100664 }),
		"mode with more bits":       edit(func(m *madeIndex) { m.entries[1].mode |= 1 << 20 }),
		"no id":                     edit(func(m *madeIndex) { m.entries[1].id = ID{} }),
		"two of a path":             name(1, "a"),
		"out of order":              name(1, "A"),
		"a longer path first":       edit(func(m *madeIndex) { m.entries[0].path = "d/e/ff" }),
		"stages of a merged path":   edit(func(m *madeIndex) { m.entries[1] = m.entries[0]; m.entries[1].stage = 2 }),
		"stages out of order": edit(func(m *madeIndex) {
			m.entries[1] = m.entries[0]
			m.entries[0].stage, m.entries[1].stage = 2, 1
		}),
		"no path":                     name(0, ""),
		"absolute path":               name(0, "/a"),
		"path of a folder":            name(4, "x/"),
		"folder without a name":       name(4, "x//y"),
		"the folder itself":           name(4, "x/./y"),
		"the folder above":            name(4, "x/.."),
		"git's own folder":            name(4, ".git/config"),
		"git's own folder, further":   name(4, "x/.GiT/config"),
		"path that is too long":       name(4, "x"+strings.Repeat("/yyy", longestName/4)),
		"NUL in a path":               name(4, "x\x00y"),
		"path length":                 replace("\x00\x01b\x00", "\x00\x02b\x00"),
		"unknown flag":                replace("\x40\x05\x40\x00d/e/f\x00", "\x40\x05\x44\x00d/e/f\x00"),
		"split":                       extension("link"),
		"sparse":                      extension("sdir"),
		"unknown extension":           extension("abcd"),
		"extension without a letter":  extension("\x00bcd"),
		"two caches":                  edit(func(m *madeIndex) { m.other = append([]byte("TREE\x00\x00\x00\x19\x005 0\n"), id...) }),
		"extension that runs over":    edit(func(m *madeIndex) { m.other = []byte("ABCD\x00\x00\x01\x00data") }),
		"something behind":            edit(func(m *madeIndex) { m.other = []byte("ABCD") }),
		"something after the trailer": func(m *madeIndex) []byte { return append(m.encode(), 0) },
		"no trailer":                  func(m *madeIndex) []byte { d := m.encode(); return d[:len(d)-sha1Size] },
		"cache without a root":        edit(func(m *madeIndex) { m.cache = []byte{} }),
		"cache with a named root":     replace("\x005 1\n", "x\x005 1\n"),
		"cache of more entries":       replace("\x005 1\n", "\x006 1\n"),
		"cache of fewer entries":      replace("\x005 1\n", "\x004 1\n"),
		"folder of more entries":      replace("d\x003 1\n", "d\x004 1\n"),
		"folder of fewer entries":     replace("d\x003 1\n", "d\x002 1\n"),
		"folder of no entries":        replace("d\x003 1\n", "d\x000 1\n"),
		"folder below of more":        replace("e\x002 0\n", "e\x009 0\n"),
		"subfolders too many":         replace("\x005 1\n", "\x005 2\n"),
		"subfolders too few":          replace("d\x003 1\n", "d\x003 0\n"),
		"a folder of another name":    replace("d\x003 1\n", "c\x003 1\n"),
		"a count with a sign":         replace("d\x003 1\n", "d\x00+3 1\n"),
		"a count with a zero":         replace("d\x003 1\n", "d\x0003 1\n"),
		"an unknown folder in a known one": edit(func(m *madeIndex) {
			m.cache = bytes.Replace(m.cache, []byte("e\x002 0\n"), []byte("e\x00-1 0\n"), 1)
			at := bytes.Index(m.cache, []byte("e\x00-1 0\n")) + 7
			m.cache = append(m.cache[:at], m.cache[at+sha1Size:]...)
		}),
		"another unknown count":    edit(func(m *madeIndex) { m.cache = []byte("\x00-2 0\n") }),
		"two folders of a name":    edit(func(m *madeIndex) { m.cache = []byte("\x00-1 2\nd\x00-1 0\nd\x00-1 0\n") }),
		"folders out of order":     edit(func(m *madeIndex) { m.cache = []byte("\x00-1 2\nee\x00-1 0\nd\x00-1 0\n") }),
		"a folder without entries": edit(func(m *madeIndex) { m.cache = []byte("\x00-1 1\nq\x001 0\n" + id) }),
		"a folder that swallows the next one": edit(func(m *madeIndex) {
			m.entries = append(m.entries, madeEntry{path: "e/new", mode: 0o100644, id: textID("new")})
			at := bytes.Index(m.cache, []byte("d\x003 1\n"))
			m.cache = slices.Concat([]byte("\x00-1 2\n"), m.cache[at:], []byte("e\x00-1 0\n"))
			m.cache[bytes.IndexByte(m.cache, '3')] = '4'
		}),
		"a path that builds on another block": func(m *madeIndex) []byte {
			cur, err := openIndex(bytes.NewReader(m.encode()), int64(len(m.encode())), sha1Size)
			if err == nil {
				err = cur.rewind()
			}
			for err == nil && cur.n < 2 {
				err = cur.next()
			}
			if err != nil || m.version < 4 {
				return nil
			}
			table := binary.BigEndian.AppendUint32([]byte("IEOT\x00\x00\x00\x14\x00\x00\x00\x01\x00\x00\x00\x0c\x00\x00\x00\x03"), uint32(cur.off))
			m.other = append(table, 0, 0, 0, 2)
			return m.encode()
		},
		"an unmerged entry below": edit(func(m *madeIndex) { m.entries[3].stage = 1 }),
		"a promised entry below":  edit(func(m *madeIndex) { m.entries[2].skipped, m.entries[2].promised = false, true }),
		"offsets of other entries": edit(func(m *madeIndex) {
			m.other = []byte("IEOT\x00\x00\x00\x0c\x00\x00\x00\x01\x00\x00\x00\x0d\x00\x00\x00\x05")
		}),
		"offsets of too few entries": edit(func(m *madeIndex) {
			m.other = []byte("IEOT\x00\x00\x00\x0c\x00\x00\x00\x01\x00\x00\x00\x0c\x00\x00\x00\x04")
		}),
		"offsets of no entries": edit(func(m *madeIndex) { m.other = []byte("IEOT\x00\x00\x00\x04\x00\x00\x00\x01") }),
		"offsets in another version": edit(func(m *madeIndex) {
			m.other = []byte("IEOT\x00\x00\x00\x0c\x00\x00\x00\x02\x00\x00\x00\x0c\x00\x00\x00\x05")
		}),
		"end of entries in between": edit(func(m *madeIndex) { m.other = []byte("EOIE\x00\x00\x00\x18\x00\x00\x00\x0c" + id) }),
		"end of entries not at the end": edit(func(m *madeIndex) {
			m.other = append([]byte("EOIE\x00\x00\x00\x04data"), "ABCD\x00\x00\x00\x00"...)
		}),
	}
}

// TestIndexLies: what git does not write is refused, whichever tree it is compared
// with: the one of which the cache of trees says that it is the index's, another one,
// none.
func TestIndexLies(t *testing.T) {
	t.Parallel()
	base := func(version int) *madeIndex {
		m := madeIndex{version: version}
		for _, path := range []string{"a", "b", "d/e/f", "d/e/g", "d/h"} {
			m.entries = append(m.entries, madeEntry{path: path, mode: 0o100644, id: textID(path), skipped: path == "d/e/f"})
		}
		m = m.cached(all)
		return &m
	}
	src := memory{}
	same := src.store(foldersOf(base(3).entries))
	other := src.store(foldersOf(base(3).entries[1:4]))
	for _, version := range []int{3, 4} {
		if got, err := diffWays(src, base(version).encode(), same); err != nil || len(got) > 0 {
			t.Fatalf("version %d: %v, %v", version, got, err)
		}
		for name, lie := range lies() {
			data := lie(base(version))
			if data == nil { // this version has nothing of the kind
				if only, ok := map[string]int{"path length": 3, "unknown flag": 3, "a path that builds on another block": 4}[name]; !ok || only == version {
					t.Errorf("version %d, %s: nothing was changed", version, name)
				}
				continue
			}
			for against, tree := range map[string]ID{"the same": same, "another": other, "nothing": {}} {
				got, err := diffIndexData(context.Background(), src, bytes.NewReader(data), int64(len(data)), sha1Size, tree)
				if err == nil {
					t.Errorf("version %d, %s, against %s: got %q", version, name, against, changeLines(got))
				}
			}
		}
	}
}

// TestIndexShrinks: a file that becomes shorter while it is read is an error.
func TestIndexShrinks(t *testing.T) {
	t.Parallel()
	m := madeIndex{version: 2}
	for n := range 5000 {
		m.entries = append(m.entries, madeEntry{path: fmt.Sprintf("%05d", n), mode: 0o100644, id: textID("x")})
	}
	data := m.encode()
	_, err := diffIndexData(context.Background(), memory{}, bytes.NewReader(data[:len(data)/2]), int64(len(data)), sha1Size, ID{})
	if !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}

// TestIndexDeep: folders in folders up to the longest path.
func TestIndexDeep(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("folder/", longestName/len("folder/")-1)
	m := madeIndex{version: 4, entries: []madeEntry{
		{path: deep + "d", mode: 0o100644, id: textID("x")},
		{path: deep + "e", mode: 0o100644, id: textID("x")},
	}}
	src := memory{}
	tree := src.store(foldersOf(m.entries[:1]))
	for _, m := range []madeIndex{m, m.cached(all)} {
		if got, err := diffWays(src, m.encode(), tree); err != nil || len(got) != 1 {
			t.Errorf("got %d, %v", len(got), err)
		}
	}
}
