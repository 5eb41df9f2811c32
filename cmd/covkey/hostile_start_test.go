//go:build unix

package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// startable are the settings by which a repository makes git start a program; %s is
// the program.
var startable = []string{
	"core.fsmonitor=%s", "core.pager=%s", "core.editor=%s", "sequence.editor=%s", "core.sshCommand=%s", "core.askPass=%s",
	"core.gitProxy=%s", "core.alternateRefsCommand=%s", "credential.helper=%s", "diff.external=%s", "interactive.diffFilter=%s",
	"gpg.program=%s", "gpg.ssh.program=%s", "log.showSignature=true", "uploadpack.packObjectsHook=%s",
	"pager.config=%s", "pager.rev-list=%s", "pager.rev-parse=%s", "pager.ls-files=%s", "pager.diff-index=%s",
	"pager.for-each-ref=%s", "pager.cat-file=%s", "pager.symbolic-ref=%s", "pager.diff=%s", "pager.log=%s",
	"alias.rev-parse=!%s", "alias.rev-list=!%s", "alias.diff-index=!%s", "alias.cat-file=!%s", "alias.for-each-ref=!%s",
	"alias.ls-files=!%s", "alias.config=!%s", "alias.symbolic-ref=!%s",
	"filter.evil.clean=%s", "filter.evil.smudge=%s", "filter.evil.required=true", "filter.deep.process=%s",
	"diff.evil.textconv=%s", "diff.evil.command=%s", "diff.evil.cachetextconv=true", "merge.evil.driver=%s",
	"mergetool.evil.cmd=%s", "difftool.evil.cmd=%s", "submodule.evil.update=!%s", "man.evil.cmd=%s", "browser.evil.cmd=%s",
	"remote.origin.url=ext::%s", "remote.origin.pushurl=ext::%s", "remote.origin.uploadpack=%s", "remote.origin.receivepack=%s",
	"remote.origin.proxy=%s", "remote.evil.vcs=evil", "url.ext::%s .insteadOf=https://", "url.ext::%s .pushInsteadOf=../",
	"protocol.allow=always", "protocol.ext.allow=always", "sendemail.tocmd=%s", "notes.rewriteRef=refs/notes/*",
	"mailmap.file=%s", "blame.ignoreRevsFile=%s", "help.autocorrect=1", "core.untrackedCache=true", "index.recurseSubmodules=true",
	"gc.auto=1", "maintenance.auto=true", "gc.recentObjectsHook=%s", "receive.procReceiveRefs=refs", "transfer.advertiseSID=true",
	"trace2.eventTarget=%s.trace", "trace2.normalTarget=%s.trace", "trace2.perfTarget=%s.trace",
}

// lay sets every trap that git's configuration and folders know.
func (h *hostile) lay() {
	h.t.Helper()
	for _, setting := range startable {
		name, value, _ := strings.Cut(setting, "=")
		trap := strings.NewReplacer(".", "-", "!", "", ":", "").Replace(name)
		if strings.HasPrefix(name, "url.") {
			name = strings.Replace(name, "%s", h.trap("url"), 1)
		}
		h.git("config", "--add", name, strings.Replace(value, "%s", h.trap(trap), 1))
	}
	attributes := "* filter=evil diff=evil merge=evil working-tree-encoding=UTF-16 text eol=crlf ident\n*.deep filter=deep\n"
	h.file(".gitattributes", attributes)
	h.file(".git/info/attributes", attributes)
	h.file(".gitmodules", "[submodule \"evil\"]\n\tpath = sub\n\turl = ext::"+h.trap("gitmodules")+"\n\tupdate = !"+h.trap("gitmodules")+"\n")
	h.file("x.deep", "text\n")
	for _, name := range []string{"pre-commit", "post-index-change", "post-checkout", "pre-push", "reference-transaction", "fsmonitor-watchman",
		"pre-auto-gc", "query-watchman", "commit-msg", "pre-merge-commit"} {
		h.must(h.home, "cp", h.trap("hook-"+name), filepath.Join(h.path(".git/hooks"), name))
	}
}

// control runs git itself without care, to see that the traps are real.
func (h *hostile) control(want ...string) {
	h.t.Helper()
	for _, args := range [][]string{
		{"status"}, {"diff", "--cached"}, {"-p", "diff"}, {"checkout", "-f", "HEAD", "--", "ci.sh"}, {"commit", "-q", "--allow-empty", "-m", "x"},
		{"fetch", "origin"}, {"ls-files", "--others"},
	} {
		h.run(h.repo, append([]string{"timeout", "20", "git"}, args...)...) // some fail, and may
	}
	fired := h.sprung()
	for _, name := range want {
		if !slices.Contains(fired, name) {
			h.t.Errorf("git itself does not start %s (it started %q): this test shows nothing", name, fired)
		}
	}
}

// TestNothingIsStarted: no setting, attribute or hook of a repository starts
// anything, and nothing but covkey's own files is written.
func TestNothingIsStarted(t *testing.T) {
	t.Parallel()
	h := newHostile(t)
	h.lay()
	h.everyCall(func(c call, backend string, o outcome) {
		want := exitClean
		switch {
		case c.args[0] == "scan" && c.args[len(c.args)-1] != "-", c.args[0] == "hook" && c.args[1] != "commit-msg":
			want = exitFound
		case c.args[0] == "status":
			want = o.code // before the installation or behind it
		}
		if o.code != want {
			t.Errorf("%s (%s): exit %d, want %d\n%s", c, backend, o.code, want, o.text)
		}
	})
	h.control("core-fsmonitor", "filter-evil-clean", "diff-evil-command", "hook-post-index-change", "remote-origin-url")
}
