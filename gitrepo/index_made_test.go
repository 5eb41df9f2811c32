package gitrepo

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// madeEntry is an index entry as a test wants it.
type madeEntry struct {
	path              string
	mode              uint32
	id                ID
	stage             int
	promised, skipped bool
}

// madeIndex is an index as git would write it, unless a test asks for something else.
// None of its entries has a file, so their stat data is a pattern.
type madeIndex struct {
	version int
	entries []madeEntry
	cache   []byte // the TREE extension, none if nil
	blocks  int    // in the IEOT extension, none if 0
	ending  bool   // with the EOIE extension
	other   []byte // further extensions, whole
}

func (m madeIndex) encode() []byte {
	out := []byte("DIRC")
	out = binary.BigEndian.AppendUint32(out, uint32(m.version))
	out = binary.BigEndian.AppendUint32(out, uint32(len(m.entries)))
	var offsets []int
	before := ""
	for n, e := range m.entries {
		offsets = append(offsets, len(out))
		if m.blocks > 0 && n%m.inBlock() == 0 { // git shares nothing across blocks
			out, before = e.encode(out, m.version, len(before), ""), e.path
			continue
		}
		shared := commonPrefix([]byte(before), []byte(e.path))
		out, before = e.encode(out, m.version, len(before)-shared, e.path[:shared]), e.path
	}
	end := len(out)
	sizes := sha1.New()
	add := func(name string, data []byte) {
		head := binary.BigEndian.AppendUint32([]byte(name), uint32(len(data)))
		sizes.Write(head)
		out = append(append(out, head...), data...)
	}
	if m.blocks > 0 {
		data := binary.BigEndian.AppendUint32(nil, 1)
		for n := 0; n < len(m.entries); n += m.inBlock() {
			data = binary.BigEndian.AppendUint32(data, uint32(offsets[n]))
			data = binary.BigEndian.AppendUint32(data, uint32(min(m.inBlock(), len(m.entries)-n)))
		}
		add("IEOT", data)
	}
	if m.cache != nil {
		add("TREE", m.cache)
	}
	out = append(out, m.other...)
	if m.ending {
		add("EOIE", append(binary.BigEndian.AppendUint32(nil, uint32(end)), sizes.Sum(nil)...))
	}
	sum := sha1.Sum(out)
	return append(out, sum[:]...)
}

func (m madeIndex) inBlock() int { return max(1, (len(m.entries)+m.blocks-1)/m.blocks) }

// encode writes an entry. In version 4 its path is what it shares with the one before,
// of which so many bytes are cut off, and the rest.
func (e madeEntry) encode(out []byte, version, cut int, shared string) []byte {
	start := len(out)
	for i := range entryStat {
		out = append(out, byte(7*i))
	}
	binary.BigEndian.PutUint32(out[start+modeAt:], e.mode)
	out = append(out, e.id.sum[:max(e.id.size, sha1Size)]...)
	flags := uint16(min(len(e.path), flagName)) | uint16(e.stage)<<12
	more := uint16(0)
	if e.promised {
		more |= flagPromised
	}
	if e.skipped {
		more |= flagSkipped
	}
	if more != 0 {
		flags |= flagExtended
	}
	out = binary.BigEndian.AppendUint16(out, flags)
	if more != 0 {
		out = binary.BigEndian.AppendUint16(out, more)
	}
	if version == 4 {
		out = append(appendOffsetNumber(out, cut), e.path[len(shared):]...)
		return append(out, 0)
	}
	out = append(append(out, e.path...), 0)
	for (len(out)-start)%8 != 0 {
		out = append(out, 0)
	}
	return out
}

func appendOffsetNumber(out []byte, n int) []byte {
	digits := []byte{byte(n & 0x7f)}
	for n >>= 7; n > 0; n >>= 7 {
		n--
		digits = append(digits, byte(n&0x7f)|0x80)
	}
	slices.Reverse(digits)
	return append(out, digits...)
}

// folderOf is a folder of files, by their paths.
type folderOf struct {
	files   map[string]madeEntry
	folders map[string]*folderOf
	count   int  // index entries below
	odd     bool // some are in no tree
	tree    ID   // once it is stored
}

func foldersOf(entries []madeEntry) *folderOf {
	root := &folderOf{}
	for _, e := range entries {
		at := root
		parts := strings.Split(e.path, "/")
		for i, part := range parts {
			at.count++
			at.odd = at.odd || e.stage != 0 || e.promised
			if i == len(parts)-1 {
				if at.files == nil {
					at.files = map[string]madeEntry{}
				}
				at.files[part] = e
				break
			}
			if at.folders == nil {
				at.folders = map[string]*folderOf{}
			}
			if at.folders[part] == nil {
				at.folders[part] = &folderOf{}
			}
			at = at.folders[part]
		}
	}
	return root
}

// memory holds trees by their ids.
type memory map[ID][]byte

func (m memory) Object(_ context.Context, id ID) (Object, error) {
	data, ok := m[id]
	if !ok {
		return Object{}, fmt.Errorf("object %s: %w", id, ErrNotFound)
	}
	return Object{ID: id, Kind: Tree, Data: data}, nil
}

// store makes the trees of a folder and gives the outermost one's id.
func (m memory) store(f *folderOf) ID {
	if _, ok := m[f.tree]; ok {
		return f.tree
	}
	var rows []treeEntry
	for name, e := range f.files {
		rows = append(rows, treeEntry{name: name, mode: e.mode, id: e.id})
	}
	for name, sub := range f.folders {
		rows = append(rows, treeEntry{name: name, mode: modeTree, id: m.store(sub)})
	}
	slices.SortFunc(rows, func(a, b treeEntry) int { return strings.Compare(a.key(), b.key()) })
	data := encodeTree(rows, sha1Size)
	sum := sha1.Sum(fmt.Appendf(nil, "tree %d\x00%s", len(data), data))
	id := idFromBytes(sum[:])
	m[id], f.tree = data, id
	return id
}

// cache is the folder as the TREE extension has it. A folder that keep refuses has no
// id, and none of those that it is in has one. The ids are those of store.
func (f *folderOf) cache(name, path string, keep func(path string) bool) (data []byte, known bool) {
	if path == "" {
		memory{}.store(f)
	}
	known = keep(path) && !f.odd
	var below []byte
	names := slices.SortedFunc(maps.Keys(f.folders), func(a, b string) int { return compareCached([]byte(a), []byte(b)) })
	for _, sub := range names {
		kid, kidKnown := f.folders[sub].cache(sub, path+sub+"/", keep)
		below = append(below, kid...)
		known = known && kidKnown
	}
	if known {
		data = fmt.Appendf(nil, "%s\x00%d %d\n%s", name, f.count, len(names), f.tree.sum[:sha1Size])
	} else {
		data = fmt.Appendf(nil, "%s\x00-1 %d\n", name, len(names))
	}
	return append(data, below...), known
}

func all(string) bool { return true }

// cached gives an index the cache of trees that git keeps of it.
func (m madeIndex) cached(keep func(path string) bool) madeIndex {
	m.cache, _ = foldersOf(m.entries).cache("", "", keep)
	return m
}

// contents is what a commit of the index would hold, without submodules' links.
func (m madeIndex) contents() map[string]ID {
	files := map[string]ID{}
	for _, e := range m.entries {
		if e.stage == 0 && !e.promised && e.mode != modeGitlink {
			files[e.path] = e.id
		}
	}
	return files
}

// definedDiff lists what an index changes as it is defined.
func definedDiff(old map[string]ID, m madeIndex) []string {
	now := m.contents()
	for _, e := range m.entries {
		if e.stage != 0 { // left out
			now[e.path] = old[e.path]
		}
	}
	var changes []Change
	for path := range now {
		if old[path] != now[path] {
			changes = append(changes, Change{Path: path, Old: old[path], New: now[path]})
		}
	}
	for path, id := range old {
		if _, here := now[path]; !here {
			changes = append(changes, Change{Path: path, Old: id})
		}
	}
	return changeLines(changes)
}

// listEntries lists an index in the form of ls-files --stage.
func listEntries(data []byte, hash int) ([]string, indexExtensions, error) {
	cur, err := openIndex(bytes.NewReader(data), int64(len(data)), hash)
	if err != nil {
		return nil, indexExtensions{}, err
	}
	ext, err := cur.findExtensions()
	if err != nil {
		return nil, ext, err
	}
	cur.blocks = ext.blocks
	var list []string
	for err = cur.rewind(); err == nil && cur.ok; err = cur.next() {
		list = append(list, fmt.Sprintf("%06o %s %d\t%s", cur.mode, idFromBytes(cur.id), cur.stage, cur.name))
	}
	return list, ext, err
}

// diffWays compares an index with a tree in all ways: as the reader does, by reading it
// twice, without its cache of trees, and the plain way.
func diffWays(src objects, data []byte, tree ID) (changes []Change, err error) {
	ctx, file, size := context.Background(), bytes.NewReader(data), int64(len(data))
	if changes, err = diffIndexData(ctx, src, file, size, sha1Size, tree); err != nil {
		return nil, err
	}
	cur, err := openIndex(file, size, sha1Size)
	if err != nil {
		return nil, err
	}
	ext, err := cur.findExtensions()
	if err != nil {
		return nil, err
	}
	for _, cache := range []cacheTree{ext.tree, {}} {
		ext.tree = cache
		other, err := diffEntries(ctx, src, cur, ext, tree)
		if err != nil || !slices.Equal(other, changes) {
			return nil, fmt.Errorf("%d folders cached: %q, %w, want %q", len(cache.nodes), changeLines(other), err, changeLines(changes))
		}
	}
	entries, err := plainIndex([]byte(checksummed(data)))
	if err != nil {
		return nil, err
	}
	plain, err := diffPlain(ctx, src, tree, entries)
	if err != nil || !slices.Equal(plain, changes) {
		return nil, fmt.Errorf("the plain way: %q, %w, want %q", changeLines(plain), err, changeLines(changes))
	}
	return changes, nil
}

// randomEntries are the entries of an index like git's, sorted.
func randomEntries(rng *rand.Rand, files map[string]file) []madeEntry {
	var entries []madeEntry
	for _, path := range slices.Sorted(maps.Keys(files)) {
		e := madeEntry{path: path, id: textID(files[path].text)}
		fmt.Sscanf(files[path].mode, "%o", &e.mode)
		switch rng.IntN(30) {
		case 0:
			for e.stage = 1 + rng.IntN(2); e.stage < 3; e.stage++ {
				entries = append(entries, e)
			}
		case 1:
			e.promised = true
		case 2, 3:
			e.skipped = true
		}
		entries = append(entries, e)
	}
	return entries
}

// textID is an id for a text.
func textID(text string) ID {
	sum := sha1.Sum([]byte(text))
	return idFromBytes(sum[:])
}

// key is the name as git sorts it: folders as if they ended in a slash.
func (e treeEntry) key() string {
	if e.mode == modeTree {
		return e.name + "/"
	}
	return e.name
}
