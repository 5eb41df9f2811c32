//go:build unix

package main

import (
	"os"
	"path/filepath"
	"slices"
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

func (h *hostile) zero(name string) { h.link(name, "/dev/zero") }
func (h *hostile) loop(name string) { h.link(name, filepath.Base(name)) }

// away moves a file or folder out of the repository and leaves a link to it.
func (h *hostile) away(name string) {
	h.t.Helper()
	target := filepath.Join(h.home, "away-"+strings.ReplaceAll(name, "/", "-"))
	if err := os.Rename(h.path(name), target); err != nil {
		h.t.Fatal(err)
	}
	h.link(name, target)
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

// staged and others are what a case is tried with.
var (
	staged   = call{args: []string{"scan", "staged"}}
	commits  = call{args: []string{"scan", "commits", "HEAD"}}
	folders  = call{args: []string{"scan", "files", "."}}
	standing = call{args: []string{"status"}}
	setUp    = call{args: []string{"install"}, writes: true}
)

// push is the hook of a push of what was committed before the case was made.
func (h *hostile) push(tip string) call {
	return call{args: []string{"hook", "pre-push", "origin", "../server.git"},
		stdin: "refs/heads/main " + tip + " refs/heads/main " + strings.Repeat("0", 40) + "\n"}
}

// strangeFile is one case: what stands where a file belongs, and the exit codes that
// may come of it, for each of some calls; nil for any that is not 0.
type strangeFile struct {
	name  string
	make  func(h *hostile)
	calls []call
	codes []int
}

// strangeFiles are the cases in which what git would do is known: it follows links,
// and what is no file it cannot read.
func strangeFiles() []strangeFile {
	stop, found := []int{exitFailed}, []int{exitFound}
	located := []call{staged, setUp} // before any reader is asked
	read := []call{staged, commits, folders}
	in := func(make func(*hostile, string), name string) func(*hostile) {
		return func(h *hostile) { make(h, name) }
	}
	config := func(name, value string) func(h *hostile) {
		return func(h *hostile) { h.git("config", name, strings.ReplaceAll(value, "HOME", h.home)) }
	}
	return []strangeFile{
		{"HEAD a pipe", in((*hostile).fifo, ".git/HEAD"), located, stop},
		{"HEAD endless", in((*hostile).zero, ".git/HEAD"), located, stop},
		{"HEAD huge", in((*hostile).huge, ".git/HEAD"), located, stop},
		{"HEAD a link to a branch", func(h *hostile) { h.link(".git/HEAD", "refs/heads/main") }, read, found},
		{"HEAD a link to outside", in((*hostile).away, ".git/HEAD"), located, stop},
		{"configuration a pipe", in((*hostile).fifo, ".git/config"), located, stop},
		{"configuration endless", in((*hostile).zero, ".git/config"), located, stop},
		{"configuration huge", in((*hostile).huge, ".git/config"), located, stop},
		{"configuration a link to itself", in((*hostile).loop, ".git/config"), located, stop},
		{"configuration a link to outside", in((*hostile).away, ".git/config"), read, found},
		{"common folder a pipe", in((*hostile).fifo, ".git/commondir"), located, stop},
		{"common folder huge", in((*hostile).huge, ".git/commondir"), located, stop},
		{"common folder that is none", func(h *hostile) { h.file(".git/commondir", "/\n") }, located, stop},
		{"common folder of itself", func(h *hostile) { h.file(".git/commondir", ".\n") }, read, found},
		{"index a pipe", in((*hostile).fifo, ".git/index"), []call{staged}, stop},
		{"index endless", in((*hostile).zero, ".git/index"), []call{staged}, stop},
		{"index huge", in((*hostile).huge, ".git/index"), []call{staged}, stop},
		{"index a folder", in((*hostile).folder, ".git/index"), []call{staged}, stop},
		{"index a link to outside", in((*hostile).away, ".git/index"), read, found},
		{"branch a pipe", in((*hostile).fifo, ".git/refs/heads/main"), []call{staged, commits}, stop},
		{"branch a link to a file that is no ref", func(h *hostile) { h.link(".git/refs/heads/main", "/etc/passwd") }, []call{staged, commits}, stop},
		{"branches in a loop", func(h *hostile) { h.link(".git/refs/heads/loop", "..") }, read, found},
		{"refs a link to outside", in((*hostile).away, ".git/refs"), read, found},
		{"packed refs a pipe", in((*hostile).fifo, ".git/packed-refs"), []call{commits}, stop},
		{"shallow commits a pipe", in((*hostile).fifo, ".git/shallow"), []call{commits}, stop},
		{"merged commits a pipe", in((*hostile).fifo, ".git/MERGE_HEAD"), []call{staged}, stop},
		{"merged commits endless", in((*hostile).zero, ".git/MERGE_HEAD"), []call{staged}, stop},
		{"object a pipe", func(h *hostile) { h.fifo(h.object(":ci.sh")) }, []call{staged}, stop},
		{"object endless", func(h *hostile) { h.zero(h.object(":ci.sh")) }, []call{staged}, stop},
		{"object a link to outside", func(h *hostile) { h.away(h.object(":ci.sh")) }, []call{staged}, found},
		{"objects a link to outside", in((*hostile).away, ".git/objects"), read, found},
		{"objects elsewhere in a loop", func(h *hostile) { h.file(".git/objects/info/alternates", h.path(".git/objects")+"\n") }, read, found},
		{"objects elsewhere, huge", in((*hostile).huge, ".git/objects/info/alternates"), []call{staged}, stop},
		{"patterns a pipe", in((*hostile).fifo, ".git/info/exclude"), []call{folders}, stop},
		{"patterns a pipe in the work tree", in((*hostile).fifo, "sub/.gitignore"), []call{folders}, stop},
		{"patterns that the configuration names, a pipe", func(h *hostile) { h.fifo("pipe"); config("core.excludesFile", h.path("pipe"))(h) }, []call{folders}, stop},
		{"settings a pipe", in((*hostile).fifo, ".covkey.yaml"), []call{staged}, stop},
		{"settings endless", in((*hostile).zero, ".covkey.yaml"), []call{staged}, stop},
		{"settings huge", in((*hostile).huge, ".covkey.yaml"), []call{staged}, stop},
		{"settings a folder", in((*hostile).folder, ".covkey.yaml"), []call{staged}, stop},
		{"settings a link to itself", in((*hostile).loop, ".covkey.yaml"), []call{staged}, stop},
		{"settings a link to a file", func(h *hostile) { h.file("x.yaml", "version: 1\n"); h.link(".covkey.yaml", "x.yaml") }, []call{staged}, stop},
		{"git folder a pipe", in((*hostile).fifo, ".git"), located, stop},
		{"git folder a link to outside", in((*hostile).away, ".git"), read, found},
		{"git folder a link to itself", in((*hostile).loop, ".git"), located, stop},
		{"git file that names a folder outside", func(h *hostile) {
			h.away(".git")
			h.remove(".git")
			h.file(".git", "gitdir: "+filepath.Join(h.home, "away-.git")+"\n")
		}, read, found},
		{"git file that names itself", func(h *hostile) { h.remove(".git"); h.file(".git", "gitdir: .git\n") }, located, stop},
		{"git file that names nothing", func(h *hostile) { h.remove(".git"); h.file(".git", "gitdir: \n") }, located, stop},
		{"work tree elsewhere", config("core.worktree", "HOME"), []call{staged, commits}, found},
		{"work tree nowhere", config("core.worktree", "/nowhere/at/all"), []call{commits}, nil},
		{"said to be bare", config("core.bare", "true"), []call{commits}, found},
		{"format that nobody knows", config("core.repositoryFormatVersion", "9"), located, stop},
		{"extension that nobody knows", func(h *hostile) { config("core.repositoryFormatVersion", "1")(h); config("extensions.evil", "1")(h) }, located, stop},
		{"hooks a pipe", in((*hostile).fifo, ".git/hooks"), []call{standing, setUp}, nil},
		{"hook a pipe", in((*hostile).fifo, ".git/hooks/pre-commit"), []call{standing}, found},
		{"hook endless", in((*hostile).zero, ".git/hooks/pre-commit"), []call{standing}, found},
	}
}

// TestStrangeFiles: whatever stands where a file of the repository belongs, covkey
// comes to an end, takes no memory for it, and is not silently content.
func TestStrangeFiles(t *testing.T) {
	t.Parallel()
	base := newHostile(t)
	tip := base.tip()
	for _, tt := range strangeFiles() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := base.copy(t)
			tt.make(h)
			calls := tt.calls
			if slices.Contains(tt.codes, exitFound) && len(calls) == 3 {
				calls = append(slices.Clone(calls), h.push(tip))
			}
			for i, backend := range readers {
				if i > 0 && slices.Contains(calls[len(calls)-1].args, "install") {
					break
				}
				for _, c := range calls {
					o := h.covkey(c, backend)
					if o.code == exitClean || tt.codes != nil && !slices.Contains(tt.codes, o.code) {
						t.Errorf("%s (%s): exit %d, want %d\n%s", c, backend, o.code, tt.codes, o.text)
					}
				}
			}
		})
	}
}

// TestNamedPipes: a folder that is walked may hold pipes; one that is named is an
// error, but for the streams that covkey was given.
func TestNamedPipes(t *testing.T) {
	t.Parallel()
	h := newHostile(t)
	h.fifo("pipe.sh")
	h.link("to-pipe.sh", "pipe.sh")
	h.zero("zero.sh")
	h.loop("loop.sh")
	h.link("up", "..")
	h.link("outside", h.home)
	for _, tt := range []struct {
		args []string
		code int
	}{
		{[]string{"."}, exitFound},
		{[]string{"pipe.sh"}, exitFailed},
		{[]string{"to-pipe.sh"}, exitFailed},
		{[]string{"zero.sh"}, exitFailed},
		{[]string{"loop.sh"}, exitFailed},
		{[]string{"/dev/zero"}, exitFailed},
		{[]string{"/dev/stdin"}, exitFound},
		{[]string{"/dev/fd/0"}, exitFound},
		{[]string{"-"}, exitFound},
		{[]string{"ci.sh", "pipe.sh"}, exitFailed},
	} {
		c := call{args: append([]string{"scan", "files"}, tt.args...), stdin: "CODECOV_TOKEN=" + h.key + "\n"}
		if o := h.covkey(c, "auto"); o.code != tt.code {
			t.Errorf("%s: exit %d, want %d\n%s", c, o.code, tt.code, o.text)
		}
	}
	h.remove(".git") // a plain folder
	if o := h.covkey(folders, "auto"); o.code != exitFound || strings.Count(o.text, "Codecov upload token (high)") != 2 {
		t.Errorf("exit %d\n%s", o.code, o.text)
	}
}
