package gitrepo

import (
	"bytes"
	"errors"
	"math"
)

var errCacheTree = errors.New("its cache of trees is not of the form that git writes")

// cacheTree is the index's own record of the trees that its folders are: git keeps
// a folder's tree id from the last time that the tree was written or read, and
// forgets it as soon as an entry below changes.
type cacheTree struct {
	hash  int
	data  []byte
	nodes []cacheNode // a folder, then all that is below it; the first is the root
}

// cacheNode is one folder. What it points to is in the data.
type cacheNode struct {
	name, length int32
	// count is how many entries are below, noCount when the id is not known.
	count int32
	id    int32
	kids  int32 // folders right in it
	next  int32 // the node behind all that is below
}

const noCount = -1

func (t *cacheTree) name(n int32) []byte {
	return t.data[t.nodes[n].name:][:t.nodes[n].length]
}

// id is a folder's tree, nil when it is not known.
func (t *cacheTree) id(n int32) []byte {
	if n < 0 || t.nodes[n].count == noCount {
		return nil
	}
	return t.data[t.nodes[n].id:][:t.hash]
}

// openFolder is a folder whose subfolders are being read.
type openFolder struct {
	node, left int32
	last       int32 // the subfolder that was read last
	covered    int64 // entries below the subfolders
}

// parseCacheTree reads the TREE extension of an index with so many entries: for
// each folder its name, a NUL, how many entries are below it, how many subfolders
// follow, a line break, and the id unless the count is -1.
//
// Only what git writes is taken: subfolders in git's order (shorter names first),
// none twice, none without entries, none of unknown id in a folder of known id.
func parseCacheTree(data []byte, hash, entries int) (cacheTree, error) {
	t := cacheTree{hash: hash, data: data}
	if int64(len(data)) > math.MaxInt32 {
		return t, errCacheTree
	}
	t.nodes = make([]cacheNode, 0, len(data)/(hash+12)+1)
	var open []openFolder
	for at := 0; ; {
		node, n := parseCacheNode(data, at, hash)
		if n == 0 {
			return t, errCacheTree
		}
		at += n
		i := int32(len(t.nodes))
		t.nodes = append(t.nodes, node)
		if len(open) == 0 {
			if node.length > 0 || node.count != noCount && int(node.count) != entries {
				return t, errCacheTree
			}
		} else if !t.belongs(&open[len(open)-1], i) {
			return t, errCacheTree
		}
		open = append(open, openFolder{node: i, left: node.kids, last: -1})
		for len(open) > 0 && open[len(open)-1].left == 0 {
			done := open[len(open)-1]
			open = open[:len(open)-1]
			t.nodes[done.node].next = int32(len(t.nodes))
			if count := t.nodes[done.node].count; count != noCount && done.covered > int64(count) {
				return t, errCacheTree
			}
		}
		if len(open) == 0 {
			if at != len(data) {
				return t, errCacheTree
			}
			return t, nil
		}
	}
}

// belongs reports whether a node may be the next one in a folder.
func (t *cacheTree) belongs(in *openFolder, n int32) bool {
	node, name := t.nodes[n], t.name(n)
	if len(name) == 0 || node.count == 0 || node.count == noCount && t.nodes[in.node].count != noCount {
		return false
	}
	if in.last >= 0 && compareCached(t.name(in.last), name) >= 0 {
		return false
	}
	if node.count != noCount {
		in.covered += int64(node.count)
	}
	in.left--
	in.last = n
	return true
}

// compareCached is the order of subfolders in the cache.
func compareCached(a, b []byte) int {
	if len(a) != len(b) {
		return len(a) - len(b)
	}
	return bytes.Compare(a, b)
}

// parseCacheNode reads one folder and gives how many bytes it takes.
func parseCacheNode(data []byte, at, hash int) (node cacheNode, n int) {
	rest := data[at:]
	end := bytes.IndexByte(rest, 0)
	if end < 0 {
		return node, 0
	}
	node.name, node.length = int32(at), int32(end)
	n = end + 1
	count, used := decimal(rest[n:], ' ')
	if used == 0 && bytes.HasPrefix(rest[n:], []byte("-1 ")) {
		count, used = noCount, 3
	}
	if used == 0 {
		return node, 0
	}
	n += used
	kids, used := decimal(rest[n:], '\n')
	if used == 0 {
		return node, 0
	}
	n += used
	node.count, node.kids = count, kids
	if count != noCount {
		if len(rest)-n < hash {
			return node, 0
		}
		node.id = int32(at + n)
		n += hash
	}
	return node, n
}

// decimal reads a number as C prints it, up to the byte that ends it, and gives how
// many bytes that takes with the end.
func decimal(data []byte, end byte) (value int32, n int) {
	sum := int64(0)
	for n < len(data) && '0' <= data[n] && data[n] <= '9' && sum <= math.MaxInt32 {
		sum = sum*10 + int64(data[n]-'0')
		n++
	}
	if n == 0 || n == len(data) || data[n] != end || sum > math.MaxInt32 || data[0] == '0' && n > 1 {
		return 0, 0
	}
	return int32(sum), n + 1
}

// subfolders lists the folders right in a folder, in the cache's order, behind what
// list holds, and how many of them have an id. A folder that the cache does not
// know is node -1.
func (t *cacheTree) subfolders(list []int32, n int32) (all []int32, known int) {
	if n < 0 || len(t.nodes) == 0 {
		return list, 0
	}
	kid := n + 1
	for range t.nodes[n].kids {
		list = append(list, kid)
		if t.nodes[kid].count != noCount {
			known++
		}
		kid = t.nodes[kid].next
	}
	return list, known
}

// find looks for a folder by name in a list of subfolders; -1 when it is not there.
func (t *cacheTree) find(list []int32, name []byte) int32 {
	for len(list) > 0 {
		mid := len(list) / 2
		switch c := compareCached(t.name(list[mid]), name); {
		case c == 0:
			return list[mid]
		case c < 0:
			list = list[mid+1:]
		default:
			list = list[:mid]
		}
	}
	return -1
}
