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

// configure adds a setting to the repository's configuration as "git config --add" does.
func (h *hostile) configure(name, value string) {
	h.t.Helper()
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace
	first, last := strings.IndexByte(name, '.'), strings.LastIndexByte(name, '.')
	section := name[:first]
	if first < last {
		section += ` "` + quote(name[first+1:last]) + `"`
	}
	h.file(".git/config", h.read(".git/config")+"["+section+"]\n\t"+name[last+1:]+` = "`+quote(value)+"\"\n")
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
		h.configure(name, strings.Replace(value, "%s", h.trap(trap), 1))
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

// variables sets the traps of the environment.
func (h *hostile) variables() {
	for _, name := range []string{"GIT_EXTERNAL_DIFF", "GIT_PAGER", "PAGER", "GIT_EDITOR", "EDITOR", "VISUAL", "GIT_SEQUENCE_EDITOR", "GIT_SSH", "GIT_SSH_COMMAND",
		"GIT_ASKPASS", "SSH_ASKPASS", "GIT_PROXY_COMMAND", "GIT_TEST_FSMONITOR", "GIT_MERGE_AUTOEDIT", "LESSOPEN", "BROWSER"} {
		h.env = append(h.env, name+"="+h.trap("variable-"+name))
	}
	h.env = append(h.env, "GIT_CONFIG_COUNT=2", "GIT_CONFIG_KEY_0=core.fsmonitor", "GIT_CONFIG_VALUE_0="+h.trap("variable-fsmonitor"),
		"GIT_CONFIG_KEY_1=core.hooksPath", "GIT_CONFIG_VALUE_1="+h.path(".git/hooks"), "GIT_CONFIG_PARAMETERS='core.fsmonitor'='"+h.trap("variable-parameters")+"'")
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
	h.variables()
	for _, c := range h.calls() {
		h.covkey(c, "git")
	}
	h.control("variable-parameters")
}

// TestRepositoriesInside: a repository in the work tree, also one without a work
// tree of its own, is looked at by its files, and has no say.
func TestRepositoriesInside(t *testing.T) {
	t.Parallel()
	h := newHostile(t)
	inner := *h
	inner.repo = h.path("inner")
	h.git("init", "-q", "inner")
	inner.file("inner.sh", "CODECOV_TOKEN="+h.key+"\n")
	inner.git("add", ".")
	inner.lay()
	// What looks like a bare repository may name a work tree and a monitor.
	h.git("init", "-q", "--bare", "bare")
	h.git("-C", "bare", "config", "core.bare", "false")
	h.git("-C", "bare", "config", "core.worktree", "..")
	h.git("-C", "bare", "config", "core.fsmonitor", h.trap("bare-fsmonitor"))
	h.must(h.home, "cp", h.trap("bare-hook"), h.path("bare/hooks/post-index-change"))
	for _, dir := range []string{".", "inner", "bare", "bare/hooks", "inner/.git"} {
		for _, backend := range readers {
			c := call{args: []string{"scan", "files", dir}}
			if o := h.covkey(c, backend); o.code == exitClean && dir != "bare/hooks" && dir != "bare" && dir != "inner/.git" {
				t.Errorf("%s (%s): exit %d\n%s", c, backend, o.code, o.text)
			}
			c = call{args: []string{"-C", dir, "scan", "staged"}}
			h.covkey(c, backend)
		}
	}
}

// TestNothingIsFetched: an object that a partial clone lacks is not fetched, whatever
// the remote is said to be; what is new and cannot be read stops the operation.
func TestNothingIsFetched(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string][]string{
		"by a program":   {"remote.origin.url=ext::%s"},
		"by a helper":    {"remote.origin.vcs=ext", "remote.origin.url=ext::%s"},
		"from a folder":  {"remote.origin.url=HOME/repo", "remote.origin.uploadpack=%s"},
		"over ssh":       {"remote.origin.url=ssh://localhost/x", "core.sshCommand=%s"},
		"by replacement": {"remote.origin.url=https://localhost/x", "url.ext::%s .insteadOf=https://"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHostile(t)
			for _, setting := range append(settings, "protocol.allow=always", "protocol.ext.allow=always", "core.repositoryFormatVersion=1",
				"extensions.partialClone=origin", "remote.origin.promisor=true", "remote.origin.partialCloneFilter=blob:none") {
				name, value, _ := strings.Cut(setting, "=")
				replace := strings.NewReplacer("%s", h.trap("fetch"), "HOME", h.home).Replace
				h.git("config", replace(name), replace(value))
			}
			push := h.push(h.tip())
			h.remove(h.object(":ci.sh"))
			h.remove(h.object("HEAD:ci.sh"))
			for _, backend := range readers {
				for _, c := range []call{staged, commits, push} {
					if o := h.covkey(c, backend); o.code != exitFailed {
						t.Errorf("%s (%s): exit %d, want %d\n%s", c, backend, o.code, exitFailed, o.text)
					}
				}
			}
			h.run(h.repo, "timeout", "20", "git", "cat-file", "-p", ":ci.sh")
			if len(h.sprung()) == 0 {
				t.Error("git itself does not fetch: this test shows nothing")
			}
		})
	}
}
