package gitrepo

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing/format/index"
)

// madeSeeds are small indexes with everything that is read.
func madeSeeds() [][]byte {
	var seeds [][]byte
	for _, m := range []madeIndex{{version: 2}, {version: 3, ending: true}, {version: 4, blocks: 2, ending: true}} {
		for _, path := range []string{"a", "a-b/c", "a/b/c", "a/b/d", "a0"} {
			m.entries = append(m.entries, madeEntry{path: path, mode: 0o100644, id: textID(path), skipped: m.version > 2 && path == "a0"})
		}
		seeds = append(seeds, m.encode(), m.cached(all).encode(), m.cached(func(p string) bool { return strings.HasPrefix(p, "a/") }).encode())
		m.entries[1].stage = 1
		m.entries = slices.Insert(m.entries, 2, m.entries[1])
		m.entries[2].stage = 2
		m.entries[4].promised = m.version > 2
		seeds = append(seeds, m.cached(all).encode())
	}
	return seeds
}

// gitSeeds are indexes of all versions and with all extensions that git writes without
// a file system monitor.
func gitSeeds(f *testing.F) [][]byte {
	f.Helper()
	dir, _, git := runner(f)
	var seeds [][]byte
	take := func() {
		data, err := os.ReadFile(filepath.Join(dir, ".git", "index"))
		if err != nil {
			f.Fatal(err)
		}
		seeds = append(seeds, data)
	}
	id, other := git("1\n", "hash-object", "-w", "--stdin"), git("2\n", "hash-object", "-w", "--stdin")
	stage := func(lines ...string) { git(strings.Join(lines, "\n")+"\n", "update-index", "--index-info") }
	git("", "read-tree", "--empty")
	take()
	stage("100644 "+id+"\ta", "100755 "+id+"\td/e/f", "120000 "+id+"\td/g", "160000 "+id+"\tsub")
	take()
	git("", "commit", "-q", "-m", "one")
	take()
	stage("100644 "+other+"\td/g", "100644 "+id+" 1\tx", "100644 "+other+" 2\tx")
	take()
	stage("100644 " + id + "\tx") // which is what is to be undone in the next one
	git("", "update-index", "--force-untracked-cache")
	take()
	git("", "update-index", "--skip-worktree", "a")
	take()
	git("", "update-index", "--index-version", "4")
	take()
	git("", "config", "index.recordEndOfIndexEntries", "true")
	git("", "config", "index.recordOffsetTable", "true")
	git("", "config", "index.threads", "2")
	git("", "update-index", "--no-skip-worktree", "a")
	take()
	git("", "update-index", "--split-index")
	take()
	return seeds
}

// FuzzIndex: what is read is what go-git's decoder reads, entry by entry, and a diff
// says the same with the cache of trees and without, or nothing.
func FuzzIndex(f *testing.F) {
	for _, seed := range slices.Concat(madeSeeds(), gitSeeds(f)) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		ctx, file, size := context.Background(), bytes.NewReader(data), int64(len(data))
		changes, diffErr := diffIndexData(ctx, memory{}, file, size, sha1Size, ID{})
		list, ext, err := listEntries(data, sha1Size)
		if err != nil {
			if diffErr == nil {
				t.Errorf("refused with %v, compared with nothing: %q", err, changeLines(changes))
			}
			return
		}
		// go-git wants the checksum of what it reads, and reads extensions that do not
		// matter here. Nothing else is a reason for it to refuse.
		entries := data[:ext.start]
		sum := sha1.Sum(entries)
		var idx index.Index
		if err := index.NewDecoder(bytes.NewReader(append(bytes.Clone(entries), sum[:]...))).Decode(&idx); err != nil {
			t.Fatalf("read as %q, go-git says %v", list, err)
		}
		var want []string
		var added []Change
		for _, e := range idx.Entries {
			want = append(want, fmt.Sprintf("%06o %s %d\t%s", uint32(e.Mode), e.Hash, e.Stage, e.Name))
			if e.Stage == 0 && !e.IntentToAdd && e.Mode != modeGitlink {
				added = append(added, Change{Path: e.Name, New: idFromBytes(e.Hash[:])})
			}
		}
		if !slices.Equal(list, want) {
			t.Errorf("read as\n%q, go-git reads\n%q", list, want)
		}
		if diffErr == nil && !slices.Equal(changes, added) {
			t.Errorf("against nothing: %q, want %q", changeLines(changes), changeLines(added))
		}
		if diffErr != nil && len(ext.tree.nodes) == 0 {
			t.Errorf("entries are read, not compared: %v", diffErr)
		}
	})
}

// encode writes a cache of trees as it was read.
func (t *cacheTree) encode() []byte {
	var data []byte
	for n := range int32(len(t.nodes)) {
		data = fmt.Appendf(data, "%s\x00%d %d\n%s", t.name(n), t.nodes[n].count, t.nodes[n].kids, t.id(n))
	}
	return data
}

// FuzzCacheTree: what parses is the same when it is written again; every folder ends
// in the one that it is in, and is found there.
func FuzzCacheTree(f *testing.F) {
	id := string(bytes.Repeat([]byte{1}, sha1Size))
	f.Add([]byte("\x002 0\n" + id))
	f.Add([]byte("\x00-1 2\na\x00-1 1\nb\x001 0\n" + id + "bb\x00-1 0\n"))
	f.Add([]byte("\x007 2\n" + id + "a\x003 1\n" + id + "b\x001 0\n" + id + "bb\x002 0\n" + id))
	f.Fuzz(func(t *testing.T, data []byte) {
		entries := 0
		fmt.Sscanf(string(bytes.TrimLeft(data, "\x00")), "%d", &entries)
		tree, err := parseCacheTree(data, sha1Size, entries)
		if err != nil {
			return
		}
		if again := tree.encode(); !bytes.Equal(again, data) {
			t.Errorf("%q was written again as %q", data, again)
		}
		for n := range int32(len(tree.nodes)) {
			kids, known := tree.subfolders(nil, n)
			end, ids := n+1, 0
			for _, kid := range kids {
				if kid != end || tree.find(kids, tree.name(kid)) != kid {
					t.Errorf("%q: folder %d in %d", data, kid, n)
				}
				if end = tree.nodes[kid].next; tree.id(kid) != nil {
					ids++
				}
			}
			if end != tree.nodes[n].next || ids != known || tree.find(kids, []byte("none")) >= 0 && !bytes.Contains(data, []byte("none")) {
				t.Errorf("%q: folder %d ends at %d", data, n, end)
			}
		}
	})
}

// FuzzOffsetNumber: what is read is written in the same way, and there is only one.
func FuzzOffsetNumber(f *testing.F) {
	for _, n := range []int{0, 1, 127, 128, 255, 16511, longestName} {
		f.Add(appendOffsetNumber(nil, n))
	}
	f.Add(binary.BigEndian.AppendUint64(nil, 1<<63-1))
	f.Fuzz(func(t *testing.T, data []byte) {
		value, n := offsetNumber(data)
		if n == 0 {
			return
		}
		if again := appendOffsetNumber(nil, value); !bytes.Equal(again, data[:n]) {
			t.Errorf("%x: %d, written as %x", data[:n], value, again)
		}
	})
}
