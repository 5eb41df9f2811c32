package main

import (
	"fmt"
	"strings"
)

// disagreement compares covkey's answer with the oracle's; empty when they agree.
func (w *world) disagreement(r *record) string {
	if r.unreadable != "" {
		return r.unreadable
	}
	for i, key := range w.keys {
		if said := strings.ToLower(r.out + r.said); strings.Contains(said, key) || strings.Contains(said, strings.ReplaceAll(key, "-", "")) {
			return fmt.Sprintf("covkey shows key %d", i)
		}
	}
	if r.unmerged {
		w.tally.verdicts[r.hook+", of conflicts"]++
		return ""
	}
	if r.code == exitFailed && r.backend == "go-git" {
		w.tally.verdicts[r.hook+", go-git alone cannot read it"]++
		return ""
	}
	want, got := w.oracle.expected(r), map[place]int{}
	unread := w.oracle.unread
	if r.code == exitFailed && unread.most > 0 {
		w.tally.verdicts[r.hook+", new content was not fetched"]++
		return ""
	}
	if unread.least > 0 {
		return fmt.Sprintf("exit %d, but %d new contents were not fetched", r.code, unread.least)
	}
	for _, f := range r.findings {
		got[place{f.in(), f.Fingerprint}]++
	}
	name := map[string]int{}
	for i, key := range w.keys {
		name[fingerprintOf(key)] = i
	}
	for p, s := range want {
		if n := got[p]; n < s.least || n > s.most {
			return fmt.Sprintf("key %d in %q: reported %d times, want %d to %d", name[p.key], p.in, n, s.least, s.most)
		}
		if s.least < s.most && s != times {
			w.tally.verdicts[r.hook+", several numbers are right"]++
			if got[p] > s.least {
				w.tally.verdicts[r.hook+", several numbers are right, not the least was given"]++
			}
		}
	}
	for p, n := range got {
		if _, ok := want[p]; !ok {
			return fmt.Sprintf("key %d in %q: reported %d times, is not new", name[p.key], p.in, n)
		}
	}
	verdict, code := "clean", exitClean
	if len(got) > 0 {
		verdict, code = "found", exitFound
	}
	w.tally.verdicts[r.hook+", "+verdict]++
	if r.code != code || len(r.errors) > 0 {
		return fmt.Sprintf("exit %d, want %d; errors %q", r.code, code, r.errors)
	}
	return w.misplaced(r)
}

// in is the place of a finding.
func (f recordedFinding) in() string {
	switch {
	case f.Path == "COMMIT_MSG" && f.Commit != "":
		return "message " + f.Commit
	case f.Path == "TAG_MSG":
		return "tag " + f.Commit
	}
	return f.Commit
}

// misplaced checks that each finding stands where it says.
func (w *world) misplaced(r *record) string {
	for _, f := range r.findings {
		var text string
		switch {
		case r.hook == "commit-msg":
			text = r.message
		case f.Path == "COMMIT_MSG" && len(w.oracle.commit(f.Commit).mergetags) > 0:
			continue // in the commit's own message or in that of a tag that it merges
		case f.Path == "COMMIT_MSG" || f.Path == "TAG_MSG":
			text = string(w.oracle.commit(f.Commit).message)
		case r.hook == "pre-push" && f.Commit == "": // a tree or a blob
			continue
		default:
			files, path := r.index, strings.ReplaceAll(f.Path, `\xff\xfe`, "\xff\xfe")
			if f.Commit != "" {
				files = w.oracle.files(w.oracle.commit(f.Commit).tree)
			}
			if files[path] == "" {
				return fmt.Sprintf("a finding in %q, which does not exist in %q", f.Path, f.Commit)
			}
			text = string(w.oracle.blob(files[path]))
		}
		lines := strings.Split(text, "\n")
		if f.Line < 1 || f.Line > len(lines) || f.Column < 1 || f.Column > len(lines[f.Line-1]) {
			return fmt.Sprintf("a finding at %q:%d:%d, beyond the text", f.Path, f.Line, f.Column)
		}
		value := assigned.FindStringSubmatch("CODECOV_TOKEN=" + lines[f.Line-1][f.Column-1:])
		if value == nil || fingerprintOf(value[1]) != f.Fingerprint {
			return fmt.Sprintf("a finding at %q:%d:%d, where no such key is", f.Path, f.Line, f.Column)
		}
	}
	return ""
}
