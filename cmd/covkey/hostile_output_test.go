//go:build unix

package main

import (
	"slices"
	"strings"
	"testing"
)

// evil is what a terminal would obey: a colour, a title, a bell, a return, DEL, a
// control sequence in one character, a mark that turns the direction, a byte that is
// no UTF-8. It stands in names and texts of all kinds.
const evil = "e\x1b[31m\x1b]0;t\a\r\x7f\u009b31m\u202e\xffl"

// mild is as much of it as may be the name of a ref.
const mild = "e\u009b31m\u202e\xffl"

// obeyed is one place from which something evil may get into the output.
type obeyed struct {
	name string
	make func(h *hostile)
	call call
	code int
	want string // of what is to be printed, so that the case is not empty
}

func (h *hostile) commit(message string, args ...string) {
	h.t.Helper()
	h.write(h.path(".git/message"), message)
	h.git(append([]string{"commit", "-q", "--no-verify", "--cleanup=verbatim", "-F", h.path(".git/message")}, args...)...)
}

// raw stores an object as it is and gives its id.
func (h *hostile) raw(kind, text string) string {
	h.t.Helper()
	h.write(h.path(".git/raw"), text)
	return h.git("hash-object", "-t", kind, "-w", "--literally", ".git/raw")
}

// outputs are the cases: names and texts that are printed beside a key, and those
// that stand in errors.
func outputs() []obeyed {
	nothing := func(*hostile) {}
	hook := func(name, stdin string, args ...string) call {
		return call{args: append([]string{"hook", name}, args...), stdin: stdin}
	}
	zero := strings.Repeat("0", 40)
	return []obeyed{
		{"name and text of a file", func(h *hostile) {
			h.file(evil+".sh", evil+" CODECOV_TOKEN="+h.key+" "+evil+"\n")
			h.git("add", ".")
		}, staged, exitFound, `e\x1b[31m`},
		{"a file that is walked", func(h *hostile) { h.file(evil+"/"+evil+".sh", "CODECOV_TOKEN="+h.key+"\n") }, folders, exitFound, `e\x1b[31m`},
		{"a file that is no file", nothing, call{args: []string{"scan", "files", evil}}, exitFailed, `e\x1b[31m`},
		{"a commit's subject", func(h *hostile) { h.commit(evil + "\n") }, commits, exitFound, `e\x1b[31m`},
		{"a commit's message", func(h *hostile) { h.commit(evil + "\n\n" + evil + " CODECOV_TOKEN=" + h.key + "\n") }, commits, exitFound, "COMMIT_MSG:3:"},
		{"a tag's name and message", func(h *hostile) {
			id := h.raw("tag", "object "+h.tip()+"\ntype commit\ntag "+evil+"\ntagger "+evil+" <a@b> 1 +0000\n\n"+evil+" CODECOV_TOKEN="+h.key+"\n")
			h.file(".git/tag", id)
		}, call{args: []string{"hook", "pre-push", "origin", "../server.git"}, stdin: "TAG"}, exitFound, `take out git tag -f -a 'e\x1b[31m`},
		{"a branch's name", func(h *hostile) { h.git("checkout", "-q", "-b", mild) }, commits, exitFound, "ci.sh"},
		{"HEAD", func(h *hostile) { h.file(".git/HEAD", "ref: refs/heads/"+evil+"\n") }, staged, exitFailed, "HEAD"},
		{"a ref", func(h *hostile) { h.file(".git/refs/heads/main", evil) }, staged, exitFailed, "HEAD"},
		{"a ref's name", func(h *hostile) { h.file(".git/refs/heads/"+evil, evil) }, commits, exitFound, "ci.sh"},
		{"packed refs", func(h *hostile) { h.file(".git/packed-refs", evil+"\n"); h.remove(".git/refs/heads/main") }, staged, exitFailed, "HEAD"},
		{"merged commits", func(h *hostile) { h.file(".git/MERGE_HEAD", evil+"\n") }, staged, exitFailed, "MERGE_HEAD"},
		{"the git file", func(h *hostile) { h.remove(".git"); h.file(".git", "gitdir: "+evil+"\n") }, staged, exitFailed, `e\x1b[31m`},
		{"the common folder", func(h *hostile) { h.file(".git/commondir", evil+"\n") }, staged, exitFailed, "not a git repository"},
		{"the configuration", func(h *hostile) { h.file(".git/config", evil) }, staged, exitFailed, "bad config line"},
		{"the format", func(h *hostile) { h.git("config", "core.repositoryFormatVersion", evil) }, staged, exitFailed, "error"},
		{"an extension", func(h *hostile) {
			h.file(".git/config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tx"+mild+" = 1\n")
		}, staged, exitFailed, "error"},
		{"the work tree", func(h *hostile) { h.git("config", "core.worktree", "/"+mild) }, folders, exitFound, "ci.sh"},
		{"the hooks folder", func(h *hostile) { h.git("config", "core.hooksPath", h.path(evil)) }, standing, exitFound, `e\x1b[31m`},
		{"the hooks folder, to install", func(h *hostile) { h.git("config", "core.hooksPath", "/dev/null/"+evil) }, setUp, exitFailed, `e\x1b[31m`},
		{"a remote", func(h *hostile) {
			h.git("config", "remote."+evil+".url", evil)
			h.git("config", "remote."+evil+".fetch", evil)
		},
			hook("pre-push", "", evil, evil), exitClean, ""},
		{"what pre-push gets", nothing, hook("pre-push", evil+" "+strings.Repeat("a", 40)+" "+evil+" "+zero+"\n", evil, evil), exitFailed, `e\x1b[31m`},
		{"what pre-push gets, broken", nothing, hook("pre-push", evil+"\n", evil, evil), exitFailed, "line 1"},
		{"a message file's name", nothing, hook("commit-msg", "", evil), exitFailed, `e\x1b[31m`},
		{"a message", func(h *hostile) { h.file(".git/MSG", evil+" CODECOV_TOKEN="+h.key+" "+evil+"\n") }, hook("commit-msg", "", ".git/MSG"), exitFound, `e\x1b[31m`},
		{"a hook's name", nothing, hook(evil, ""), exitFailed, `e\x1b[31m`},
		{"a range", nothing, call{args: []string{"scan", "commits", evil}}, exitFailed, "bad revision"},
		{"an unknown setting", func(h *hostile) { h.file(".covkey.yaml", `"e\e[31m\a\r\x7f\u202e": 1`+"\n") }, staged, exitFailed, "unknown key"},
		{"a broken setting", func(h *hostile) { h.file(".covkey.yaml", evil+": [\n") }, staged, exitFailed, ".covkey.yaml"},
		{"a pattern and its reason", func(h *hostile) {
			h.file(".covkey.yaml", "exclude:\n  - path: \"*\"\n    reason: \"e\\e[31m\\a\\r\\x7f\\u202e\"\n")
		}, staged, exitClean, `note: 1 file left out`},
		{"another file of settings", nothing, call{args: []string{"scan", "staged", "--config", evil}}, exitFailed, `e\x1b[31m`},
		{"a fingerprint", nothing, call{args: []string{"allow", evil, "--reason", "x"}}, exitFailed, "fingerprint"},
		{"a flag", nothing, call{args: []string{"scan", "staged", "--" + evil}}, exitFailed, `e\x1b[31m`},
		{"a format of reports", nothing, call{args: []string{"scan", "staged", "--format", evil}}, exitFailed, "format"},
	}
}

// TestNothingIsObeyed: no control character of a name, a text, a setting or an error
// of git gets into the output, with any reader, in any format.
func TestNothingIsObeyed(t *testing.T) {
	t.Parallel()
	base := newHostile(t)
	for _, tt := range outputs() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := base.copy(t)
			tt.make(h)
			c := tt.call
			if c.stdin == "TAG" {
				c.stdin = "refs/tags/x " + h.read(".git/tag") + " refs/tags/x " + strings.Repeat("0", 40) + "\n"
			}
			for _, backend := range readers {
				o := h.covkey(c, backend)
				if o.code != tt.code || !strings.Contains(o.text, tt.want) {
					t.Errorf("%s (%s): exit %d, want %d and %q\n%s", c, backend, o.code, tt.code, tt.want, o.text)
				}
				if c.args[0] == "scan" || c.args[0] == "hook" {
					json := call{args: append(slices.Clone(c.args), "--format", "json"), stdin: c.stdin}
					h.covkey(json, backend)
				}
			}
		})
	}
}
