//go:build bench

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// perFolder is how many files a folder has, and how many folders the one above it.
const perFolder = 20

// kind is what a file is like, by its number.
type kind int

const (
	source   kind = iota
	workflow      // a CI file or a page that names Codecov, without a key
	table         // a large file of data
	picture       // binary
)

func kindOf(n int) kind {
	switch {
	case n%997 == 3:
		return table
	case n%211 == 5:
		return picture
	case n%101 == 1:
		return workflow
	default:
		return source
	}
}

// path is the file's place: folders nested like packages of modules.
func path(n int) string {
	folder, module := n/perFolder, n/perFolder/perFolder
	dir := fmt.Sprintf("src/area-%02d/module-%02d/package-%02d", module/perFolder, module%perFolder, folder%perFolder)
	switch kindOf(n) {
	case table:
		return fmt.Sprintf("%s/table-%07d.json", dir, n)
	case picture:
		return fmt.Sprintf("%s/picture-%07d.png", dir, n)
	case workflow:
		return fmt.Sprintf("%s/workflow-%07d.yml", dir, n)
	default:
		return fmt.Sprintf("%s/source-%07d.go", dir, n)
	}
}

// content is a file's text as lines, or one piece that is binary.
type content struct {
	kind  kind
	made  int // how many lines it had at first
	lines []string
}

func newContent(seed uint64, n, size int) content {
	r := rand.New(rand.NewPCG(seed, 1<<32+uint64(n)))
	c := content{kind: kindOf(n)}
	switch c.kind {
	case picture:
		c.lines = []string{noise(r, size)}
		return c
	case workflow:
		c.lines = strings.SplitAfter(ciFile, "\n")
		c.made = len(c.lines)
		return c
	case table:
		size *= 50
	}
	// Most files are small, some are many times the average.
	want := min(int(float64(size)*r.ExpFloat64()), 8*size) + 50
	for have := 0; have < want; {
		line := c.line(r)
		c.lines = append(c.lines, line)
		have += len(line)
	}
	c.made = len(c.lines)
	return c
}

func (c content) bytes() []byte { return []byte(strings.Join(c.lines, "")) }

// linesOfChange is how many lines a change of a file brings, each as often as the others:
// roughly what the last thousand commits of apache/rocketmq have. Half of all
// changes are tiny, and most of the lines come from a few large ones.
var linesOfChange = []int{1, 1, 1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 8, 10, 13, 17, 22, 30, 45, 90}

// edit gives the next version: in some places lines are replaced by others, about as
// many, so that files stay as large as they are. Now and then all of a file is new.
func (c content) edit(r *rand.Rand) content {
	if c.kind == picture {
		return content{c.kind, c.made, []string{noise(r, len(c.lines[0]))}}
	}
	lines := slices.Clone(c.lines)
	if r.IntN(25) == 0 {
		for i := range lines {
			lines[i] = c.line(r)
		}
		return content{c.kind, c.made, lines}
	}
	brought, gone := linesOfChange[r.IntN(len(linesOfChange))], linesOfChange[r.IntN(len(linesOfChange))]
	if len(lines) > c.made { // without this, chance makes files longer and longer
		gone = max(gone, brought)
	} else {
		gone = min(gone, brought)
	}
	places := 1 + r.IntN(min(3, brought))
	for range places {
		var fresh []string
		for range brought / places {
			fresh = append(fresh, c.line(r))
		}
		old := min(gone/places, len(lines))
		from := r.IntN(len(lines) - old + 1)
		lines = slices.Replace(lines, from, from+old, fresh...)
	}
	return content{c.kind, c.made, lines}
}

// line is one more line of such a file.
func (c content) line(r *rand.Rand) string {
	switch c.kind {
	case table:
		return fmt.Sprintf("  {\"id\": %d, \"%s\": \"%s %s\", \"%s\": %d},\n", r.IntN(1e6), word(r), word(r), word(r), word(r), r.IntN(1e4))
	case workflow:
		return fmt.Sprintf("      # %s %s %s\n", word(r), word(r), word(r))
	}
	indent := strings.Repeat("\t", r.IntN(4))
	switch r.IntN(10) {
	case 0:
		return "\n"
	case 1:
		return fmt.Sprintf("%s// %s %s %s %s the %s of a %s.\n", indent, word(r), word(r), word(r), word(r), word(r), word(r))
	case 2:
		return indent + "}\n"
	case 3:
		return fmt.Sprintf("%sif %s := %s.%s(%s); %s != nil {\n", indent, word(r), word(r), name(r), word(r), word(r))
	case 4:
		return fmt.Sprintf("%sreturn %s, fmt.Errorf(\"%s %s %%s: %%w\", %s, err)\n", indent, word(r), word(r), word(r), word(r))
	case 5:
		return fmt.Sprintf("func (%s *%s) %s(%s context.Context, %s string) error {\n", word(r)[:1], name(r), name(r), word(r), word(r))
	case 6:
		return fmt.Sprintf("%s%s = append(%s, %s[%d:])\n", indent, word(r), word(r), word(r), r.IntN(100))
	default:
		return fmt.Sprintf("%s%s := %s.%s%s(%s, %s, %d)\n", indent, word(r), word(r), name(r), name(r), word(r), word(r), r.IntN(5000))
	}
}

// writeText writes size bytes of source text.
func writeText(out *bufio.Writer, seed uint64, size int) {
	r := rand.New(rand.NewPCG(seed, 2))
	for size > 0 {
		line := content{}.line(r)
		line = line[:min(len(line), size)]
		out.WriteString(line)
		size -= len(line)
	}
}

// noise is what a picture looks like to git: it does not compress.
func noise(r *rand.Rand, size int) string {
	out := bytes.NewBufferString("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	for out.Len() < size {
		out.WriteByte(byte(r.UintN(256)))
	}
	return out.String()
}

func word(r *rand.Rand) string {
	w := words[r.IntN(len(words))]
	if r.IntN(8) == 0 {
		w += strconv.Itoa(r.IntN(30))
	}
	return w
}

func name(r *rand.Rand) string {
	w := words[r.IntN(len(words))]
	return strings.ToUpper(w[:1]) + w[1:]
}

var words = strings.Fields(`account action address agent amount answer area array asset balance base batch
block body bound branch bridge broker buffer build bundle cache call case channel chart check child chunk
class client clock cluster code column command config connection consumer content context cookie copy
count cursor data date deadline default delay depth digest disk document domain driver edge element empty
encoder engine entry error event exchange exit export factory field file filter flag folder form frame
front gate graph group guard handler hash header health height history host image index input instance
interval invoice item iterator job journal key kind label layer leader level limit line link list listener
loader lock log loop mail manager map mark mask matrix member memory message meter method mode model module
monitor name network node notice number object offset option order output owner package page pair parent
parser part password path payload peer plan point policy pool port position prefix price printer priority
process producer profile property proxy quota range rate reader record region registry reply report request
reset resource result retry role root route row rule sample scale schedule schema scope score secret segment
sender sequence server service session shard signal size slot snapshot socket sort span stage state status
step storage store stream string subject suffix switch table target task template thread ticket time token
topic trace track tree trigger type unit update user value vector version view visit volume wait walker
watcher weight width window worker writer zone`)

const ciFile = `name: ci
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        go: ["1.25", "1.26"]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-go@v5
        with:
          go-version: ${{ matrix.go }}
      - run: go vet ./...
      - run: go test -race -coverprofile=coverage.txt ./...
      - uses: codecov/codecov-action@v4
        with:
          files: coverage.txt
          token: ${{ secrets.CODECOV_TOKEN }}
      # [![codecov](https://codecov.io/gh/example/widget/branch/main/graph/badge.svg)](https://codecov.io/gh/example/widget)
`
