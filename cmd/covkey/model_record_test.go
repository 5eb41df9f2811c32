package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// recorder stands on PATH where the hooks look for covkey. While git waits, with
// the variables that git gave the hook, it writes down what git's plumbing says;
// then it runs covkey and keeps its answer. In a folder for each call.
const recorder = `#!/bin/sh
n=0
while [ -e "$COVKEY_MODEL_RECORDS/$n/args" ]; do
	n=$((n + 1))
done
r=$COVKEY_MODEL_RECORDS/$n
[ -d "$r" ] || mkdir "$r" || exit 3
for a; do printf '%s\0' "$a"; done >"$r/args"
echo "$COVKEY_GIT_BACKEND" >"$r/backend"
(
	# Replaced objects are for looking at, not for what is recorded or sent.
	export GIT_NO_REPLACE_OBJECTS=1
	git rev-parse --git-path MERGE_HEAD --git-path shallow HEAD >"$r/state" 2>/dev/null
	{ read -r merging && read -r shallow; } <"$r/state"
	if [ -n "$COVKEY_MODEL_PARTIAL" ]; then
		git rev-list --objects --all --reflog --indexed-objects --missing=print | sed -n 's/^?//p' >"$r/missing"
	fi
	for file in "$merging" "$shallow" .covkey.yaml; do
		[ ! -e "$file" ] || cp "$file" "$r"
	done
	case $2 in
	pre-commit)
		git ls-files --stage -z >"$r/index" || rm "$r/index"
		;;
	pre-merge-commit)
		env >"$r/env"
		git ls-files --stage -z >"$r/index" || rm "$r/index"
		;;
	commit-msg)
		cp "$3" "$r/message"
		;;
	pre-push)
		cat >"$r/stdin"
		git for-each-ref --format='%(objectname) %(refname)' >"$r/refs" || rm "$r/refs"
		git config -z --get-regexp '^remote[.].*[.](url|pushurl|fetch)$' >"$r/remotes"
		;;
	esac
)
shift
[ -e "$r/stdin" ] || : >"$r/stdin"
"$COVKEY_MODEL_BINARY" hook --format json "$@" <"$r/stdin" >"$r/out" 2>"$r/err"
code=$?
echo $code >"$r/code"
exit $code
`

// record is one call of a hook as the recorder saw it.
type record struct {
	hook    string
	args    []string // git's own
	stdin   string
	backend string
	merging []string // the commits that git merge says it joins: GITHEAD_<id>
	index   map[string]string
	folders [][2]string // of a sparse index, with their trees
	// unmerged: git asks the hook about an index with conflicts, of which it then makes
	// no tree. A commit of some paths in the middle of a rebase comes to that.
	unmerged bool
	head     string
	merged   []string // MERGE_HEAD
	refs     map[string]string
	remotes  map[string]remoteConfig
	shallow  map[string]bool
	missing  map[string]bool // what a partial clone has not fetched
	config   string
	message  string

	code       int
	findings   []recordedFinding
	errors     []string
	out, said  string // standard output and error
	unreadable string // why the record itself cannot be used
}

type remoteConfig struct {
	urls    []string
	fetched []string // where fetched refs go, up to the star
}

type recordedFinding struct {
	Path, Commit, Fingerprint, Severity string
	Line, Column                        int
}

// expectRecords makes room for what the recorder will write.
func (w *world) expectRecords() {
	w.t.Helper()
	const usual = 3 // hooks that one command calls
	for n := range usual {
		if err := os.MkdirAll(w.path(fmt.Sprint("records/", n)), 0o755); err != nil {
			w.fatal("%v", err)
		}
	}
}

// takeRecords reads what the recorder wrote during one git command.
func (w *world) takeRecords() []*record {
	w.t.Helper()
	var all []*record
	for n := 0; ; n++ {
		folder := w.path(fmt.Sprint("records/", n))
		if _, err := os.Lstat(filepath.Join(folder, "args")); err != nil {
			break
		}
		r := readRecord(folder)
		for i, id := range r.merged {
			r.merged[i] = w.oracle.peeled(id) // the tag's id where a tag is merged
		}
		for _, folder := range r.folders {
			for name, blob := range w.oracle.files(folder[1]) {
				r.index[folder[0]+name] = blob
			}
		}
		all = append(all, r)
	}
	if len(all) > 0 {
		if err := os.RemoveAll(w.path("records")); err != nil {
			w.fatal("%v", err)
		}
	}
	return all
}

func readRecord(folder string) *record {
	r := &record{refs: map[string]string{}, remotes: map[string]remoteConfig{}, shallow: map[string]bool{}, missing: map[string]bool{}}
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			r.unreadable = "the record is incomplete: " + err.Error()
		}
		return string(data)
	}
	optional := func(name string) string {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			r.unreadable = err.Error()
		}
		return string(data)
	}
	args := strings.Split(strings.TrimSuffix(read("args"), "\x00"), "\x00")
	r.hook, r.args = args[1], args[2:]
	r.backend, r.config, r.merged = strings.TrimSpace(read("backend")), optional(".covkey.yaml"), strings.Fields(optional("MERGE_HEAD"))
	for _, id := range strings.Fields(optional("shallow")) {
		r.shallow[id] = true
	}
	for _, id := range strings.Fields(optional("missing")) {
		r.missing[id] = true
	}
	switch r.hook {
	case "commit-msg":
		r.message = read("message")
	case "pre-push":
		r.stdin = read("stdin")
		for line := range strings.Lines(read("refs")) {
			id, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
			r.refs[name] = id
		}
		r.readRemotes(read("remotes"))
	default:
		r.readIndex(read("index"))
		// Before the first commit git repeats the name.
		if state := strings.Fields(read("state")); state[len(state)-1] != "HEAD" {
			r.head = state[len(state)-1]
		}
		for line := range strings.Lines(optional("env")) {
			if rest, ok := strings.CutPrefix(line, "GITHEAD_"); ok {
				id, _, _ := strings.Cut(rest, "=")
				r.merging = append(r.merging, id)
			}
		}
	}
	r.readAnswer(read)
	return r
}

// readIndex: "mode id stage TAB path NUL".
func (r *record) readIndex(text string) {
	r.index = map[string]string{}
	for entry := range strings.SplitSeq(text, "\x00") {
		if entry == "" {
			continue
		}
		about, path, _ := strings.Cut(entry, "\t")
		fields := strings.Fields(about)
		if fields[2] != "0" {
			r.unmerged = true
			continue
		}
		switch fields[0] {
		case gitlinkMode:
		case "040000": // a folder as one entry: a sparse index
			r.folders = append(r.folders, [2]string{path, fields[1]})
		default:
			r.index[path] = fields[1]
		}
	}
}

func (r *record) readRemotes(text string) {
	for entry := range strings.SplitSeq(text, "\x00") {
		key, value, ok := strings.Cut(entry, "\n")
		if !ok {
			continue
		}
		dot := strings.LastIndexByte(key, '.')
		name := strings.TrimPrefix(key[:dot], "remote.")
		c := r.remotes[name]
		if key[dot:] == ".fetch" {
			_, to, _ := strings.Cut(value, ":")
			c.fetched = append(c.fetched, strings.TrimSuffix(to, "*"))
		} else {
			c.urls = append(c.urls, value)
		}
		r.remotes[name] = c
	}
}

func (r *record) readAnswer(read func(string) string) {
	r.out, r.said = read("out"), read("err")
	code, err := strconv.Atoi(strings.TrimSpace(read("code")))
	if err != nil {
		r.unreadable = "no exit code"
		return
	}
	r.code = code
	var report struct {
		Findings []recordedFinding
		Errors   []string
	}
	if err := json.Unmarshal([]byte(r.out), &report); err != nil {
		r.unreadable = "covkey's answer: " + err.Error()
	}
	r.findings, r.errors = report.Findings, report.Errors
}

// examine compares each hook call with the oracle, and what git did then with
// covkey's verdicts. before is what HEAD was where it matters.
func (w *world) examine(args []string, ok bool, before, out string) {
	w.t.Helper()
	blocked := false
	var last *record // that looked at what is staged
	for n, r := range w.takeRecords() {
		w.note("  hook %s %q: exit %d, %d findings, %s", r.hook, r.args, r.code, len(r.findings), r.backend)
		if why := w.disagreement(r); why != "" {
			w.fatal("git %q, hook call %d, %s with COVKEY_GIT_BACKEND=%s: %s\nstandard input:\n%s\ncovkey said:\n%s%s", args, n, r.hook, r.backend, why, r.stdin, r.out, r.said)
		}
		blocked = blocked || r.code != exitClean
		if r.hook == "pre-commit" || r.hook == "pre-merge-commit" {
			last = r
		}
	}
	command := args[0]
	if !ok || slices.Contains(args, "--no-verify") || command != "commit" && command != "merge" && command != "push" {
		return
	}
	if blocked {
		w.fatal("covkey blocked and git %q went on:\n%s", args, out)
	}
	switch {
	case command == "push" || slices.Contains(args, "--dry-run"):
	case last != nil:
		w.checkRecorded(args, last)
	case command == "commit":
		w.fatal("git %q committed and no hook was asked:\n%s", args, out)
	case !slices.Contains(args, "--ff") && !slices.Contains(args, "--continue") && w.head() != before:
		w.fatal("git %q moved HEAD from %s and no hook was asked:\n%s", args, before, out)
	}
}

func (w *world) head() string { return w.query("rev-parse", "-q", "--verify", "HEAD") }

// checkRecorded: what was committed is what the hook was asked about.
func (w *world) checkRecorded(args []string, r *record) {
	w.t.Helper()
	if r.unmerged {
		w.fatal("git %q made a commit of an index with conflicts", args)
	}
	head := w.head()
	c := w.oracle.commit(head)
	got, want := w.oracle.files(c.tree), r.index
	for _, path := range append(sortedKeys(got), sortedKeys(want)...) {
		// A file that was only promised (add -N) is empty in the index and not in
		// the commit.
		if got[path] != want[path] && (got[path] != "" || !emptyBlobs[want[path]]) {
			w.fatal("git %q recorded %q as %q, the hook saw %q", args, path, got[path], want[path])
		}
	}
	if slices.Contains(args, "--amend") {
		return
	}
	parents := sorted(r.parents())
	if made := sorted(c.parents); !slices.Equal(parents, made) {
		w.fatal("git %q made a commit with parents %q, the hook compared with %q", args, made, parents)
	}
}

// emptyBlobs are the ids of no content, in both formats.
var emptyBlobs = map[string]bool{
	"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391":                         true,
	"473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813": true,
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}
