//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func (h *hostile) fifo(name string) {
	h.t.Helper()
	h.remove(name)
	if err := syscall.Mkfifo(h.path(name), 0o644); err != nil {
		h.t.Fatal(err)
	}
}

// link replaces a file by a symbolic link.
func (h *hostile) link(name, target string) {
	h.t.Helper()
	h.remove(name)
	if err := os.Symlink(target, h.path(name)); err != nil {
		h.t.Fatal(err)
	}
}

// huge makes a file that says to hold more than there is memory.
func (h *hostile) huge(name string) {
	h.t.Helper()
	h.remove(name)
	h.file(name, "")
	if err := os.Truncate(h.path(name), 1<<40); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hostile) folder(name string) {
	h.t.Helper()
	h.remove(name)
	if err := os.MkdirAll(h.path(name), 0o755); err != nil {
		h.t.Fatal(err)
	}
}

func (h *hostile) remove(name string) {
	h.t.Helper()
	if err := os.RemoveAll(h.path(name)); err != nil {
		h.t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(h.path(name)), 0o755); err != nil {
		h.t.Fatal(err)
	}
}

// object is the file of a loose object.
func (h *hostile) object(rev string) string {
	h.t.Helper()
	id := h.git("rev-parse", rev)
	return ".git/objects/" + id[:2] + "/" + id[2:]
}

// hostileKinds are what a file may be instead of a file.
var hostileKinds = []struct {
	name string
	make func(h *hostile, name string)
}{
	{"fifo", (*hostile).fifo},
	{"link to a fifo", func(h *hostile, name string) { h.fifo("pipe"); h.link(name, h.path("pipe")) }},
	{"link to /dev/zero", func(h *hostile, name string) { h.link(name, "/dev/zero") }},
	{"link to itself", func(h *hostile, name string) { h.link(name, filepath.Base(name)) }},
	{"link to nothing", func(h *hostile, name string) { h.link(name, "nothing") }},
	{"folder", (*hostile).folder},
	{"huge", (*hostile).huge},
}

// places are the files of a repository that covkey or git opens.
func places(h *hostile) []string {
	return []string{
		".git/HEAD", ".git/config", ".git/commondir", ".git/refs/heads/main", ".git/index", ".git/packed-refs",
		".git/shallow", ".git/info/grafts", ".git/info/exclude", ".git/info/attributes", ".git/MERGE_HEAD",
		".gitignore", ".gitattributes", ".git/objects/info/alternates", ".git/objects/info/commit-graph",
		".git/objects/pack/multi-pack-index", ".git/objects/pack/pack-1234567890123456789012345678901234567890.idx",
		".git/config.worktree", h.object(":ci.sh"), h.object("HEAD^{tree}"), ".covkey.yaml",
		".git/refs", ".git/objects", ".git/refs/heads",
	}
}

// TestIrregularFiles puts a pipe, a device, a loop of links, a folder or a file of an
// absurd size in the place of every file: each run comes to an end, and none passes
// what it has not looked at.
func TestIrregularFiles(t *testing.T) {
	t.Parallel()
	base := newHostile(t)
	for i, name := range places(base) {
		t.Run(fmt.Sprintf("%02d", i), func(t *testing.T) {
			t.Parallel()
			for j, kind := range hostileKinds {
				h := base.copy(t)
				push := "refs/heads/main " + h.tip() + " refs/heads/main " + strings.Repeat("0", 40) + "\n"
				kind.make(h, name)
				backend := readers[(i+j)%len(readers)]
				for _, c := range []call{
					{args: []string{"scan", "staged"}},
					{args: []string{"scan", "commits", "HEAD"}},
					{args: []string{"hook", "pre-push", "origin", "../server.git"}, stdin: push},
				} {
					o := h.covkey(c, backend)
					switch {
					case o.code == exitFound, o.code == exitFailed && strings.Contains(o.text, "covkey: error"):
					case o.code == exitClean && noIndex(name) && c.args[1] == "staged": // nothing is staged then
					default:
						t.Errorf("%s is a %s: %s (%s): exit %d\n%s", name, kind.name, c, backend, o.code, o.text)
					}
				}
			}
		})
	}
}

// noIndex: with a link that leads nowhere in its place, git finds no index.
func noIndex(name string) bool { return name == ".git/index" }
