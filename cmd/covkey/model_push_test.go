package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
)

// This file is the steps that have to do with remotes, and with how the
// repository is stored.

// remote is a remote as a push names it: two by name, which are known by their
// URLs as well, and one that has no name.
func (w *world) remote() string {
	return pick(w, "alpha", "alpha", "team/beta", "team/beta", w.path("gamma.git"), w.path("gamma.git"), w.path("alpha.git"), "../beta.git")
}

// push sends one ref or a few.
func (w *world) push() {
	args := []string{"push", "-q"}
	if w.chance(20) {
		args = append(args, "--no-verify")
	}
	for _, option := range []string{"--force", "--dry-run", "--atomic", "--follow-tags"} {
		if w.chance(12) {
			args = append(args, option)
		}
	}
	w.sub = ""
	args = append(args, w.remote())
	for range 1 + max(0, w.rng.IntN(5)-2) {
		args = append(args, w.refspec())
	}
	w.git(args...)
}

// refspec says what to send where.
func (w *world) refspec() string {
	force := pick(w, "", "", "+")
	own := pick(w, append(w.refs("refs/heads"), "HEAD")...)
	switch w.rng.IntN(12) {
	case 0:
		return ":refs/heads/" + w.branchName()
	case 1:
		return ":refs/tags/" + pick(w, "t0", "t1", "t2")
	case 2, 3:
		if tags := w.refs("refs/tags", "refs/notes"); len(tags) > 0 {
			tag := pick(w, tags...)
			return force + tag + ":" + tag
		}
		return force + own + ":refs/heads/x"
	case 4:
		if tags := w.refs("refs/tags"); len(tags) > 0 {
			return force + pick(w, tags...) + ":refs/tags/" + pick(w, "t0", "t1", "t2")
		}
		return force + own + ":refs/tags/light"
	case 5:
		return force + fmt.Sprintf("%s~%d:refs/heads/%s", own, 1+w.rng.IntN(3), w.branchName())
	case 6:
		return force + w.someRef() + ":refs/custom/" + w.branchName()
	case 7:
		return force + pick(w, own+"^{tree}", w.blob(w.keyLine()+"\n"), w.someCommit(), "HEAD@{1}") + ":refs/custom/object"
	case 8:
		if w.query("rev-parse", "-q", "--verify", "refs/stash") != "" {
			return force + "refs/stash:refs/custom/stash"
		}
	}
	return force + own + ":refs/heads/" + w.branchName()
}

// pushInBulk sends what git chooses.
func (w *world) pushInBulk() {
	args := []string{"push", "-q"}
	if w.chance(30) {
		args = append(args, "--no-verify")
	}
	switch w.rng.IntN(5) {
	case 0:
		args = append(args, "--all")
	case 1:
		args = append(args, "--tags")
	case 2:
		args = append(args, "--all", "--force")
	case 3:
		args = append(args, "--mirror")
	default:
		args = append(args, "--prune", "--force")
	}
	args = append(args, w.remote())
	if slices.Contains(args, "--prune") {
		args = append(args, "refs/heads/*:refs/heads/*")
	}
	w.sub = ""
	w.git(args...)
}

func (w *world) fetch() {
	args := []string{"fetch", "-q"}
	if w.chance(30) {
		args = append(args, "--prune")
	}
	if w.chance(30) {
		args = append(args, pick(w, "--tags", "--no-tags"))
	}
	if w.kind == "shallow" && w.chance(30) {
		args = append(args, pick(w, "--deepen=1", "--deepen=2", "--depth=1", "--unshallow"))
	}
	w.git(append(args, pick(w, "alpha", "team/beta"))...)
}

// othersPush gives a remote a commit that is not here: with its own content on top
// of what a branch there has, or as a root.
func (w *world) othersPush() {
	w.sub = ""
	home := w.path(pick(w, "alpha.git", "beta.git", "gamma.git"))
	name := "refs/heads/" + w.branchName()
	cmd := w.start(home, nil, []string{"hash-object", "-w", "--stdin"})
	cmd.Stdin = strings.NewReader(pick(w, w.line(), w.keyLine()) + "\n")
	out, err := cmd.Output()
	if err != nil {
		w.fatal("git hash-object: %v", err)
	}
	mktree := w.start(home, nil, []string{"mktree"})
	mktree.Stdin = strings.NewReader("100644 blob " + strings.TrimSpace(string(out)) + "\ta.sh\n")
	if out, err = mktree.Output(); err != nil {
		w.fatal("git mktree: %v", err)
	}
	args := []string{"commit-tree", "-m", "by someone else", strings.TrimSpace(string(out))}
	if parent := strings.Fields(w.must(home, "for-each-ref", "--format=%(objectname)", name)); len(parent) > 0 {
		args = append(args, "-p", parent[0])
	}
	w.must(home, "update-ref", name, w.must(home, args...))
	w.note("someone else pushed %s to %s", name, home)
}

// store changes how objects and refs are stored.
func (w *world) store() {
	w.sub = ""
	switch w.rng.IntN(9) {
	case 0:
		w.git("gc", "-q", "--prune=now")
	case 1:
		w.git("repack", "-q", "-a", "-d")
	case 2:
		w.git("repack", "-q", "-a", "-d", "-f", "--depth=4", "--write-bitmap-index")
	case 3:
		w.git("pack-refs", "--all")
	case 4:
		w.git("commit-graph", "write", "--reachable")
	case 5:
		w.git("multi-pack-index", "write")
	case 6:
		w.git("repack", "-q", "-d")
	default:
		w.replace()
	}
}

// replace lets another object stand for one, which is for looking at history, not
// for what is recorded or sent; and takes all of that back.
func (w *world) replace() {
	if list := strings.Fields(w.query("replace", "-l")); len(list) > 0 {
		w.git(append([]string{"replace", "-d"}, list...)...)
		return
	}
	if w.chance(30) {
		w.git("replace", "--graft", w.someCommit())
		return
	}
	clean := w.blob("nothing to see\n")
	for _, entry := range strings.Split(w.query("ls-files", "--stage"), "\n") {
		if fields := strings.Fields(entry); len(fields) > 3 && fields[0] != gitlinkMode && fields[1] != clean && w.chance(50) {
			w.git("replace", "-f", fields[1], clean)
		}
	}
}

// indexFormat changes how the index is stored.
func (w *world) indexFormat() {
	w.sub = ""
	// git 2.39 cannot expand an index that is both split and sparse.
	split := w.seed/uint64(len(kinds))%2 == 0
	switch how := w.rng.IntN(7); {
	case how < 2:
		w.git("update-index", "--index-version", pick(w, "2", "3", "4"))
	case how == 2:
		w.git("update-index", "--untracked-cache")
	case split:
		w.git("update-index", pick(w, "--split-index", "--split-index", "--no-split-index"))
	case how < 5:
		w.git("sparse-checkout", "set", "--cone", pick(w, "--sparse-index", "--no-sparse-index"), pick(w, "sub", "c.txt"))
	default:
		w.git("sparse-checkout", "disable")
	}
}

// configure changes settings that make a difference to what git prints, and what
// attributes say of files.
func (w *world) configure() {
	w.sub = ""
	if w.chance(40) {
		text := pick(w, "", "* binary\n", "*.sh -diff\n*.env -text\n", "* text=auto eol=crlf\n", "*.sh diff=upper\n*.txt merge=union\n")
		w.note("attributes %q", text)
		path := w.query("rev-parse", "--path-format=absolute", "--git-path", "info/attributes")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			w.fatal("%v", err)
		}
		return
	}
	setting := pick(w, "color.ui always", "diff.noprefix true", "diff.renames false", "core.quotePath false", "core.autocrlf input",
		"diff.upper.textconv true", "core.commitGraph false", "index.version 4", "index.skipHash true", "commit.verbose true",
		"merge.conflictStyle diff3", "core.preloadIndex false", "push.default matching", "status.showUntrackedFiles no", "diff.ignoreSubmodules all")
	name, value, _ := strings.Cut(setting, " ")
	if w.query("config", name) != "" {
		w.git("config", "--unset-all", name)
		return
	}
	w.git("config", name, value)
}
