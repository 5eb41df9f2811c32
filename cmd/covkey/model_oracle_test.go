package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// This file is what keys there are, by counting, and what git has, by its
// plumbing. It uses none of covkey's packages.

const gitlinkMode = "160000"

// assigned is the one form in which the model's texts hold keys.
var assigned = regexp.MustCompile(`CODECOV_TOKEN="?([0-9A-Fa-f-]{32,36})`)

// tallyKeys is how often a text holds each key, by fingerprint, on lines that no
// annotation covers.
func tallyKeys(text []byte) map[string]int {
	keys := map[string]int{}
	lines := strings.Split(string(text), "\n")
	for n, line := range lines {
		covered := strings.Contains(line, "covkey:allow ") || annotatedAbove(lines[:n])
		for _, m := range assigned.FindAllStringSubmatch(line, -1) {
			if !covered {
				keys[fingerprintOf(m[1])]++
			}
		}
	}
	return keys
}

// annotatedAbove: an annotation for the next line may be followed by the rest of its
// comment.
func annotatedAbove(lines []string) bool {
	for _, line := range slices.Backward(lines) {
		if strings.Contains(line, "covkey:allow-next-line") {
			return true
		}
		if !strings.HasPrefix(line, "#") {
			return false
		}
	}
	return false
}

// fingerprintOf is the SHA-256 of the key in lower case with its hyphens.
func fingerprintOf(key string) string {
	h := strings.ToLower(strings.ReplaceAll(key, "-", ""))
	sum := sha256.Sum256([]byte(h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// oracle reads objects through one git cat-file. An object never changes, so what
// was read is kept.
type oracle struct {
	t      *testing.T
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	kept   map[string]object
	counts map[string]map[string]int
	trees  map[string]map[string]string
	// missing is what a partial clone had not fetched when the hook ran: nothing is
	// known of it.
	missing map[string]bool
	unread  span // how many new contents are missing
	dir     string
	env     []string
}

type object struct {
	kind string
	data []byte
}

func newOracle(t *testing.T, dir string, env []string) *oracle {
	t.Helper()
	o := &oracle{
		t: t, kept: map[string]object{}, counts: map[string]map[string]int{}, trees: map[string]map[string]string{},
		dir: dir, env: append(append([]string(nil), env...), "GIT_NO_REPLACE_OBJECTS=1", "GIT_ALLOW_PROTOCOL=none"),
	}
	o.cmd = exec.Command("git", "cat-file", "--batch")
	o.cmd.Dir, o.cmd.Env = dir, o.env
	in, err := o.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := o.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	o.in, o.out = in, bufio.NewReader(out)
	return o
}

func (o *oracle) close() {
	if err := o.in.Close(); err != nil {
		o.t.Error(err)
	}
	if err := o.cmd.Wait(); err != nil {
		o.t.Error(err)
	}
}

// has asks whether the repository has an object now: some go away.
func (o *oracle) has(id string) bool {
	cmd := exec.Command("git", "cat-file", "-e", id)
	cmd.Dir, cmd.Env = o.dir, o.env
	return cmd.Run() == nil
}

func (o *oracle) object(id string) object {
	o.t.Helper()
	if got, ok := o.kept[id]; ok {
		return got
	}
	if _, err := fmt.Fprintln(o.in, id); err != nil {
		o.t.Fatal(err)
	}
	head, err := o.out.ReadString('\n')
	if err != nil {
		o.t.Fatal(err)
	}
	fields := strings.Fields(head)
	if len(fields) != 3 {
		o.t.Fatalf("git cat-file: %s", head)
	}
	size, err := strconv.Atoi(fields[2])
	if err != nil {
		o.t.Fatal(err)
	}
	data := make([]byte, size+1)
	if _, err := io.ReadFull(o.out, data); err != nil {
		o.t.Fatal(err)
	}
	got := object{fields[1], data[:size]}
	o.kept[id] = got
	return got
}

func (o *oracle) blob(id string) []byte { return o.object(id).data }

// keys is tallyKeys of a blob.
func (o *oracle) keys(id string) map[string]int {
	if id == "" || o.missing[id] {
		return nil
	}
	if o.counts[id] == nil {
		o.counts[id] = tallyKeys(o.blob(id))
	}
	return o.counts[id]
}

// files is all of a tree: path to blob. Links to submodules hold nothing of ours.
func (o *oracle) files(tree string) map[string]string {
	if all, ok := o.trees[tree]; ok {
		return all
	}
	all := map[string]string{}
	data := o.object(tree).data
	for len(data) > 0 { // "mode SP name NUL id"
		about, rest, _ := bytes.Cut(data, []byte{0})
		mode, name, _ := strings.Cut(string(about), " ")
		size := len(tree) / 2
		id := hex.EncodeToString(rest[:size])
		data = rest[size:]
		switch mode {
		case gitlinkMode:
		case "40000":
			for path, blob := range o.files(id) {
				all[name+"/"+path] = blob
			}
		default:
			all[name] = id
		}
	}
	o.trees[tree] = all
	return all
}

// peeled is what stands at the end of a chain of tags.
func (o *oracle) peeled(id string) string {
	for o.object(id).kind == "tag" {
		id = o.commit(id).target
	}
	return id
}

// commitObject is what a commit says, or a tag.
type commitObject struct {
	tree    string
	parents []string
	date    int64
	message []byte
	// mergetags are the tags whose merge the commit records, written into it.
	mergetags [][]byte
	target    string // of a tag
}

func (o *oracle) commit(id string) commitObject {
	head, message, _ := bytes.Cut(o.object(id).data, []byte("\n\n"))
	c := commitObject{message: message}
	inTag := false
	for line := range strings.SplitSeq(string(head), "\n") {
		key, value, _ := strings.Cut(line, " ")
		switch key {
		case "tree":
			c.tree = value
		case "parent":
			c.parents = append(c.parents, value)
		case "object":
			c.target = value
		case "committer":
			fields := strings.Fields(value)
			date, err := strconv.ParseInt(fields[len(fields)-2], 10, 64)
			if err != nil {
				o.t.Fatal(err)
			}
			c.date = date
		case "mergetag":
			c.mergetags = append(c.mergetags, nil)
		}
		if inTag = key == "mergetag" || key == "" && inTag; inTag {
			last := &c.mergetags[len(c.mergetags)-1]
			*last = append(*last, line[len(key):]+"\n"...)
		}
	}
	return c
}
