//go:build bench

package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// history writes commits one after the other and knows what the files are like at the
// tip of main. Errors of out come again when it is flushed.
type history struct {
	shape
	out     *bufio.Writer
	rand    *rand.Rand
	edited  map[int]content // files that are no longer as they were made
	mark    int             // the last one given to fast-import
	emitted int             // commits
	tip     int             // mark of main's newest commit,
	before  int             // and of its first parent
	last    []int           // files that the newest commit of main changed
	merged  bool            // whether there was a side branch
}

func newHistory(s shape, out *bufio.Writer) *history {
	return &history{shape: s, out: out, rand: rand.New(rand.NewPCG(s.seed, 1)), edited: map[int]content{}}
}

// write gives the whole stream. main is the branch; refs/remotes/origin/main lacks
// exactly the last h.outgoing commits.
func (h *history) write() {
	fmt.Fprint(h.out, "feature done\n")
	h.first()
	boundary := h.commits - h.outgoing
	origin := h.tip
	for h.emitted < h.commits {
		// A side branch is two commits, of which neither may lie beyond a limit that the
		// other does not.
		room := h.emitted+2 <= h.commits && h.emitted+1 != boundary
		if h.merges > 0 && h.emitted%h.merges == 0 && h.before != 0 && room {
			h.merge()
		} else {
			h.plain()
		}
		if h.emitted == boundary {
			origin = h.tip
		}
	}
	if h.merged {
		fmt.Fprintf(h.out, "reset refs/heads/topic\nfrom %040d\n\n", 0) // that is: it goes
	}
	if h.outgoing > 0 {
		fmt.Fprintf(h.out, "reset refs/remotes/origin/main\nfrom :%d\n\n", origin)
	}
	fmt.Fprint(h.out, "done\n")
}

// first is the commit that brings all files.
func (h *history) first() {
	distinct := h.files
	if h.distinct > 0 {
		distinct = min(h.files, h.distinct)
	}
	marks := make([]int, distinct)
	for n := range marks {
		marks[n] = h.blob(h.made(n).bytes())
	}
	h.tip = h.commit("refs/heads/main", "Import the sources", 0, 0)
	for n := range h.files {
		fmt.Fprintf(h.out, "M 100644 :%d %s\n", marks[n%distinct], path(n))
	}
}

// plain is a commit on main.
func (h *history) plain() {
	files := h.choose(nil)
	changed := h.change(files)
	h.before, h.tip = h.tip, h.commit("refs/heads/main", h.subject(), h.tip, 0)
	h.modify(files, changed)
	h.last = files
}

// merge is a side branch of one commit that started before the newest commit of main,
// and the merge that brings it in. The two sides change different files.
func (h *history) merge() {
	files := h.choose(h.last)
	changed := h.change(files)
	side := h.commit("refs/heads/topic", h.subject(), h.before, 0)
	h.modify(files, changed)
	h.before, h.tip = h.tip, h.commit("refs/heads/main", "Merge branch 'topic'", h.tip, side)
	h.modify(files, changed)
	h.last = files
	h.merged = true
}

// choose gives the files of a commit: some folder's, as most commits stay in one place,
// and a few from anywhere.
func (h *history) choose(but []int) []int {
	among, from := h.files, 0
	if h.active > 0 {
		among = min(h.active, h.files)
		from = (h.files - among) / 2 / perFolder * perFolder
	}
	count := 1 + h.rand.IntN(2*h.changes-1)
	around := h.rand.IntN(among)
	var files []int
	for range 4 * count { // small repositories have not always so many
		n := h.rand.IntN(among)
		if h.rand.IntN(4) > 0 {
			n = min(around/perFolder*perFolder+h.rand.IntN(perFolder), among-1)
		}
		n += from
		if !slices.Contains(but, n) && !slices.Contains(files, n) {
			files = append(files, n)
		}
		if len(files) == count {
			break
		}
	}
	return files
}

// change gives the files new contents and their marks.
func (h *history) change(files []int) []int {
	marks := make([]int, len(files))
	for i, n := range files {
		c, ok := h.edited[n]
		if !ok {
			c = h.made(n)
		}
		c = c.edit(h.rand)
		h.edited[n] = c
		marks[i] = h.blob(c.bytes())
	}
	return marks
}

// made is the content that a file had at first.
func (h *history) made(n int) content {
	if h.distinct > 0 {
		n %= h.distinct
	}
	return newContent(h.seed, n, h.size)
}

func (h *history) blob(data []byte) int {
	h.mark++
	fmt.Fprintf(h.out, "blob\nmark :%d\ndata %d\n", h.mark, len(data))
	h.out.Write(data)
	h.out.WriteByte('\n')
	return h.mark
}

func (h *history) commit(ref, message string, parent, merged int) int {
	h.mark++
	h.emitted++
	who := fmt.Sprintf("Bench <bench@example.com> %d +0000", 1_600_000_000+600*h.emitted)
	fmt.Fprintf(h.out, "commit %s\nmark :%d\nauthor %s\ncommitter %s\ndata %d\n%s\n", ref, h.mark, who, who, len(message), message)
	if parent != 0 {
		fmt.Fprintf(h.out, "from :%d\n", parent)
	}
	if merged != 0 {
		fmt.Fprintf(h.out, "merge :%d\n", merged)
	}
	return h.mark
}

func (h *history) modify(files, marks []int) {
	for i, n := range files {
		fmt.Fprintf(h.out, "M 100644 :%d %s\n", marks[i], path(n))
	}
	h.out.WriteByte('\n')
}

func (h *history) subject() string {
	var words []string
	for range 3 + h.rand.IntN(5) {
		words = append(words, word(h.rand))
	}
	return strings.Join(words, " ")
}
