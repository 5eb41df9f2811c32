package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWaysOut keeps a transcript of the way from the block to a clean repository for each
// of the four states of a key: the commands that covkey explain prints are run as they
// stand there. docs/after-a-leak.md shows them.
func TestWaysOut(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"staged", "lastcommit", "older", "shared"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWay(t)
			w.leak()
			if name == "staged" {
				w.run("git commit -m 'upload coverage'")
			} else {
				w.quietly("git commit -q --no-verify -m 'upload coverage'")
			}
			if name == "older" || name == "shared" {
				w.quietly("echo 'A widget.' >>README.md; git commit -q -a -m 'say what it is'")
			}
			if name == "shared" {
				w.quietly("git push -q --no-verify origin main")
				if _, err := exec.LookPath("git-filter-repo"); err != nil {
					t.Log("git-filter-repo is not installed: its commands are checked by remedy's tests alone")
					return
				}
			} else if name != "staged" {
				w.run("git push origin main")
			}
			w.follow(w.run("covkey explain"))
			if name == "shared" {
				w.run("cd ../clean.git; covkey scan history")
			} else {
				w.quietly("git commit -q -m 'upload coverage' || true")
				w.run("git push origin main")
			}
			current(t, "testdata/screen/way_"+name+".txt", []byte(w.text.String()))
		})
	}
}

// way is one person's terminal, as text.
type way struct {
	*site
	text strings.Builder
}

func newWay(t *testing.T) *way {
	w := &way{site: newSite(t)}
	// The same commits every time, and so the same ids. The editor is a person's who
	// writes what is to be written.
	editor := filepath.Join(w.home, "editor")
	w.hook(editor, "#!/bin/sh\nfor f; do sed 's/"+madeUpKey+"/$CODECOV_TOKEN/' \"$f\" >\"$f.new\" && cat \"$f.new\" >\"$f\" && rm \"$f.new\"; done\n", 0o755)
	w.site.env = append(w.site.env, "GIT_AUTHOR_DATE=2026-01-05T10:00:00Z", "GIT_COMMITTER_DATE=2026-01-05T10:00:00Z", "LC_ALL=C", "EDITOR="+editor, "NO_COLOR=1")
	w.must(w.repo, "git", "init", "-q", "--bare", "-b", "main", "../server.git")
	w.must(w.repo, "git", "remote", "add", "origin", "../server.git")
	w.write(filepath.Join(w.repo, "README.md"), "# Widget\n")
	w.must(w.repo, "git", "add", ".")
	w.must(w.repo, "git", "commit", "-q", "-m", "start")
	w.must(w.repo, "git", "push", "-q", "origin", "main")
	w.must(w.repo, binary, "install")
	return w
}

func (w *way) leak() {
	w.write(filepath.Join(w.repo, "scripts", "upload.sh"), "#!/bin/sh\nset -e\n./codecov -t "+madeUpKey+" -f coverage.xml\n")
	w.must(w.repo, "git", "add", ".")
}

// run shows a command and what it says; quietly only runs it.
func (w *way) run(command string) string {
	w.t.Helper()
	out := w.quietly(command)
	w.text.WriteString("$ " + strings.ReplaceAll(command, "\n", "\n> ") + "\n" + out)
	return out
}

func (w *way) quietly(command string) string {
	w.t.Helper()
	cmd := exec.Command("sh", "-c", command)
	cmd.Dir, cmd.Env = w.repo, w.env
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		if _, ok := err.(*exec.ExitError); !ok {
			w.t.Fatal(err)
		}
	}
	text := strings.ReplaceAll(out.String(), w.repo, "/home/you/widget")
	var kept []string
	for line := range strings.Lines(text) {
		if i := strings.LastIndexByte(line, '\r'); i >= 0 { // a line that was drawn over
			line = line[i+1:]
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		kept = append(kept, line)
	}
	return strings.Join(kept, "")
}

// follow runs the commands that stand in an explanation. What git says to them changes
// from version to version and is not kept.
func (w *way) follow(explained string) {
	w.t.Helper()
	var script []string
	for line := range strings.Lines(explained) {
		command, ok := strings.CutPrefix(line, "       ")
		if !ok || strings.HasPrefix(line, "           ") || strings.HasPrefix(command, "covkey remediate") {
			if !strings.HasPrefix(line, "         ") || len(script) == 0 || !strings.Contains(script[len(script)-1], "callback '") {
				continue
			}
		}
		if len(script) > 0 && strings.Count(script[len(script)-1], "'")%2 == 1 {
			script[len(script)-1] += "\n" + strings.TrimRight(command, "\n")
			continue
		}
		script = append(script, strings.TrimRight(command, "\n"))
	}
	dir := ""
	for _, command := range script {
		out := w.quietly(dir + command)
		if strings.HasPrefix(command, "cd ") {
			dir = command + "; "
		}
		if !strings.HasPrefix(command, "covkey") {
			out = ""
		}
		w.text.WriteString("$ " + strings.ReplaceAll(command, "\n", "\n> ") + "\n" + out)
	}
}
