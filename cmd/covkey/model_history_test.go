package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// This file is the steps that make and change history.

// refs lists the full names of refs below some prefixes.
func (w *world) refs(prefixes ...string) []string {
	return strings.Fields(w.query(append([]string{"for-each-ref", "--format=%(refname)"}, prefixes...)...))
}

// branchNames are the branches that come and go.
func (w *world) branchName() string { return pick(w, "b0", "b1", "b2", "b3", "dir/b4") }

// someRef is a branch, a remote's branch or HEAD.
func (w *world) someRef() string {
	return pick(w, append(w.refs("refs/heads", "refs/heads", "refs/remotes"), "HEAD")...)
}

// someCommit is one of the later commits of any branch.
func (w *world) someCommit() string {
	ids := strings.Fields(w.query("rev-list", "--max-count=40", "--branches", "--remotes"))
	if len(ids) == 0 {
		return w.blob("no commit yet\n") // what names nothing but an object
	}
	return pick(w, ids...)
}

func (w *world) branch() {
	name := w.branchName()
	switch w.rng.IntN(8) {
	case 0:
		w.serial++
		w.git("checkout", "-q", "--orphan", fmt.Sprint("orphan", w.serial))
		if w.chance(50) {
			w.git("rm", "-q", "-r", "-f", "--cached", "--", ":/")
		}
	case 1:
		w.git("branch", "-q", "-f", name, w.someRef())
	case 2:
		w.git("branch", "-q", "-D", name)
	case 3:
		w.git("checkout", "-q", "-B", name)
	case 4:
		w.git("checkout", "-q", "--detach", w.someCommit())
	default:
		w.git("checkout", "-q", "-f", name)
	}
}

// diverge makes a commit on another branch that starts a few commits back, so
// that there is something to merge.
func (w *world) diverge() {
	w.sub = ""
	if w.pending() != "" || !w.git("checkout", "-q", "-f", "-B", w.branchName(), w.someRef()) {
		return
	}
	if w.chance(60) {
		w.git("reset", "-q", "--hard", fmt.Sprint("HEAD~", 1+w.rng.IntN(3)))
	}
	for range 1 + w.rng.IntN(3) {
		w.edit()
		w.git("add", "-A")
		w.commit(append([]string{"commit", "-q"}, w.message()...))
	}
}

func (w *world) merge() {
	if w.chance(70) {
		w.git("reset", "-q", "--hard")
	}
	args := []string{"merge", "-q"}
	args = append(args, w.verify()...)
	if w.chance(30) {
		args = append(args, "--allow-unrelated-histories")
	}
	// Mostly what is not merged yet, lest most merges have nothing to do.
	from := strings.Fields(w.query("for-each-ref", "--format=%(refname)", "--no-merged=HEAD", "refs/heads", "refs/remotes"))
	if len(from) == 0 || w.chance(10) {
		from = append(w.refs("refs/heads"), "HEAD")
	}
	others := []string{pick(w, from...)}
	how := w.rng.IntN(11)
	switch how {
	case 0:
		args = append(args, "--ff")
	case 1:
		args = append(args, "--squash")
	case 2:
		args = append(args, "--no-commit", "--no-ff")
	case 3:
		args = append(args, "--no-ff", "-s", "ours")
	case 4:
		args = append(args, "--no-ff", "-X", pick(w, "ours", "theirs"))
	case 5, 6:
		args = append(args, "--no-ff")
		for range 1 + w.rng.IntN(2) {
			others = append(others, pick(w, from...))
		}
	case 7:
		if tags := w.refs("refs/tags"); len(tags) > 0 {
			others = []string{pick(w, tags...)}
		}
		fallthrough
	default:
		args = append(args, "--no-ff")
	}
	if how != 1 && how != 2 && w.chance(70) {
		args = append(args, w.message()...)
	} else {
		args = append(args, "--no-edit")
	}
	ok := w.git(append(args, others...)...)
	if ok && (how == 1 || how == 2) {
		if w.chance(50) {
			w.edit()
			w.git("add", "-A")
		}
		w.commit(append([]string{"commit", "-q"}, w.message()...))
	} else if !ok && w.chance(60) && w.pending() == "merge" {
		w.conclude()
	}
}

// pickStep picks or reverts commits.
func (w *world) pickStep() {
	if w.chance(70) {
		w.git("reset", "-q", "--hard")
	}
	args := []string{pick(w, "cherry-pick", "revert")}
	if args[0] == "revert" {
		args = append(args, "--no-edit")
	}
	if w.chance(25) {
		args = append(args, "-n")
	}
	id := w.someCommit()
	if len(w.oracle.commit(id).parents) > 1 {
		args = append(args, "-m", "1")
	}
	if !w.git(append(args, id)...) && w.chance(60) {
		w.conclude()
	} else if w.chance(50) {
		w.commit(append([]string{"commit", "-q"}, w.message()...))
	}
}

func (w *world) rebase() {
	if w.pending() != "" {
		return
	}
	w.git("reset", "-q", "--hard")
	w.stepEnv = append(w.stepEnv, "SEQUENCE="+pick(w, "pick", "edit", "squash", "reword", "fixup"))
	args := []string{"rebase", "-q"}
	if w.chance(60) {
		args = append(args, "-i")
	}
	back := fmt.Sprint("HEAD~", 1+w.rng.IntN(4))
	if w.chance(50) {
		args = append(args, "--onto", w.someRef())
	}
	if w.git(append(args, back)...) {
		return
	}
	for range 4 {
		if w.pending() == "" {
			return
		}
		w.conclude()
	}
}

func (w *world) stash() {
	w.edit()
	switch w.rng.IntN(7) {
	case 0, 1:
		w.git("stash", "push", "-q")
	case 2:
		w.git("stash", "push", "-q", "--include-untracked")
	case 3:
		w.git("stash", "push", "-q", "--keep-index")
	case 4, 5:
		w.git("stash", "pop", "-q")
	default:
		w.git("stash", "apply", "-q", "--index")
	}
}

func (w *world) reset() {
	back := fmt.Sprint("HEAD~", w.rng.IntN(3))
	w.git("reset", "-q", pick(w, "--soft", "--mixed", "--hard"), back)
	if w.chance(50) {
		w.commit(append([]string{"commit", "-q", "-a"}, w.message()...))
	}
}

func (w *world) tag() {
	w.sub = ""
	name := pick(w, "t0", "t1", "t2", "t3", "v/t4")
	target := w.someRef()
	switch w.rng.IntN(7) {
	case 0:
		w.git("tag", "-f", name, target)
	case 1: // a tag of a file or of a folder
		w.git("tag", "-f", name, pick(w, w.blob(w.keyLine()+"\n"), target+"^{tree}"))
	case 2:
		w.git(slices.Concat([]string{"tag", "-f", "-a"}, w.message(), []string{name, w.blob(w.keyLine() + "\n")})...)
	case 3: // a tag of a tag
		if tags := w.refs("refs/tags"); len(tags) > 0 {
			target = pick(w, tags...)
		}
		w.git(slices.Concat([]string{"tag", "-f", "-a"}, w.message(), []string{name, target})...)
	case 4:
		w.signedTag(name, target)
	default:
		w.git(slices.Concat([]string{"tag", "-f", "-a"}, w.message(), []string{name, target})...)
	}
}

// signedTag makes a tag as a signing git makes it: merging it writes all of it
// into the commit.
func (w *world) signedTag(name, target string) {
	id := w.query("rev-parse", "-q", "--verify", target+"^{commit}")
	if id == "" {
		return
	}
	text := fmt.Sprintf("object %s\ntype commit\ntag %s\ntagger Dev <dev@example.com> %s\n\n%s\n-----BEGIN PGP SIGNATURE-----\n\nnone\n-----END PGP SIGNATURE-----\n",
		id, name, w.tick(), w.message()[1])
	cmd := w.start(w.at, nil, []string{"hash-object", "-t", "tag", "-w", "--stdin"})
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.Output()
	if err != nil {
		w.fatal("git hash-object: %v", err)
	}
	w.git("update-ref", "refs/tags/"+name, strings.TrimSpace(string(out)))
}

func (w *world) notes() {
	text := pick(w, w.line()+"x", w.keyLine())
	switch w.rng.IntN(4) {
	case 0:
		w.git("notes", "append", "-m", text, w.someRef())
	case 1:
		w.git("notes", "remove", "--ignore-missing", w.someRef())
	default:
		w.git("notes", "add", "-f", "-m", text, w.someRef())
	}
}

// workTree adds or removes a linked work tree.
func (w *world) workTree() {
	w.sub = ""
	if len(w.places) < 3 && w.chance(70) {
		w.serial++
		place := filepath.Join(w.root, fmt.Sprint("tree", w.serial))
		if w.git("worktree", "add", "-q", "-f", "-B", w.branchName(), place, w.someRef()) {
			w.places = append(w.places, place)
		}
		return
	}
	if len(w.places) > 1 {
		n := 1 + w.rng.IntN(len(w.places)-1)
		w.at = w.places[0]
		if w.git("worktree", "remove", "-f", "-f", w.places[n]) {
			w.places = slices.Delete(w.places, n, n+1)
		}
	}
}

// allowList writes and removes .covkey.yaml, which git ignores here, so that it
// does not come and go with branches.
func (w *world) allowList() {
	path := filepath.Join(w.at, ".covkey.yaml")
	if w.chance(50) {
		if err := os.RemoveAll(path); err != nil {
			w.fatal("%v", err)
		}
		return
	}
	text := "version: 1\nallow:\n  - fingerprint: " + fingerprintOf(pick(w, w.keys...)) + "\n    reason: for the test\n"
	if w.chance(50) {
		text += "exclude:\n  - path: /" + excludedFolder + "\n    reason: for the test\n"
	}
	w.note("allow list in %s", filepath.Base(w.at))
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		w.fatal("%v", err)
	}
}
