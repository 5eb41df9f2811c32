package manager

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
)

// husky keeps one shell script for each hook in a folder of the repository, .husky.
// Version 9 runs it with "sh -e" from .husky/_, to which core.hooksPath points; up to
// version 8 core.hooksPath names the folder itself. Source: husky's own script.
type husky struct{}

func (husky) find(p Place) (string, bool, error) {
	// Where git looks for hooks says it best.
	if filepath.Base(p.Hooks) == "_" && (exists(filepath.Join(p.Hooks, "h")) || filepath.Base(filepath.Dir(p.Hooks)) == ".husky") {
		return filepath.Dir(p.Hooks), true, nil
	}
	if exists(filepath.Join(p.Hooks, "_", "husky.sh")) || filepath.Base(p.Hooks) == ".husky" {
		return p.Hooks, true, nil
	}
	for _, dir := range p.upwards() {
		folder := filepath.Join(dir, ".husky")
		if info, err := os.Stat(folder); err == nil && info.IsDir() {
			return folder, true, nil
		}
		if arg, ok := prepared(dir); ok { // not yet installed in this clone
			return filepath.Join(dir, filepath.FromSlash(arg)), true, nil
		}
	}
	return filepath.Join(p.Top, ".husky"), false, nil
}

// prepared reads the folder off the script of package.json that installs husky.
func prepared(dir string) (folder string, ok bool) {
	data, ok, err := readFile(filepath.Join(dir, "package.json"))
	if err != nil || !ok {
		return "", false
	}
	var pkg struct{ Scripts map[string]string }
	if json.Unmarshal(data, &pkg) != nil {
		return "", false
	}
	for _, name := range []string{"prepare", "postinstall", "preinstall"} {
		script := strings.ReplaceAll(strings.ReplaceAll(pkg.Scripts[name], "&&", " && "), ";", " ; ")
		words, base := strings.Fields(script), "."
		for i, w := range words {
			if w == "cd" && i+1 < len(words) {
				base = words[i+1]
			}
			if w != "husky" && !strings.HasSuffix(w, "/husky") {
				continue
			}
			rest := words[i+1:]
			if len(rest) > 0 && rest[0] == "install" {
				rest = rest[1:]
			}
			if len(rest) > 0 && strings.Trim(rest[0], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-") == "" {
				return filepath.ToSlash(filepath.Join(base, rest[0])), true
			}
			return filepath.ToSlash(filepath.Join(base, ".husky")), true
		}
	}
	return "", false
}

func (husky) owns(script string) bool {
	return strings.Contains(script, `. "$(dirname "$0")/h"`) || strings.Contains(script, "/husky.sh\"")
}

// old reports whether husky is up to version 8, which git runs the scripts of directly.
func (husky) old(m Manager) bool { return m.place.Hooks == m.File }

// huskyFirst is what a pre-push script begins with that has more to do: what git sends
// can be read once, so it is kept and handed on.
const huskyFirst = `covkey_input=$(cat)
printf %s "$covkey_input" | covkey hook pre-push "$@"
exec <<EOF
$covkey_input
EOF
`

// block is what is put into a hook's script: first, because a script may end early.
func (husky) block(hook string, more bool) string {
	if hook == "pre-push" && more {
		return huskyFirst
	}
	return command(hook) + "\n"
}

func (h husky) lines(m Manager, hooks []string) []Lines {
	var out []Lines
	for _, hook := range hooks {
		path := filepath.Join(m.File, hook)
		data, _, err := readFile(path)
		out = append(out, Lines{File: m.Shown(path), Where: "as the first command", Text: h.block(hook, err == nil && hasCommands(string(data)))})
	}
	return out
}

// hasCommands reports whether a shell script does anything.
func hasCommands(script string) bool {
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' && !strings.Contains(line, "/husky.sh\"") {
			return true
		}
	}
	return false
}

func (h husky) add(m Manager, hooks []string) ([]Edit, error) {
	var edits []Edit
	for _, hook := range hooks {
		path := filepath.Join(m.File, hook)
		data, ok, err := readFile(path)
		if err != nil {
			return nil, err
		}
		if callsCovkey(string(data), hook) {
			continue
		}
		e := Edit{Path: path, Text: "runs covkey first", mode: 0o644}
		if !ok && h.old(m) {
			data, e.mode = []byte("#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n\n"), 0o755
		}
		if !ok {
			e.Text = "new: runs covkey"
		}
		lines := splitLines(data)
		e.after = insertLines(lines, prologue(lines), splitBlock(h.block(hook, hasCommands(string(data)))))
		edits = append(edits, e)
	}
	return edits, nil
}

func splitBlock(block string) []string {
	return strings.Split(strings.TrimSuffix(block, "\n"), "\n")
}

// prologue is how many lines come before the first command of a script: its
// interpreter, comments, and the line by which husky up to version 8 starts itself.
func prologue(lines []string) int {
	at := 0
	for i, line := range lines {
		line = strings.TrimSpace(line)
		if strings.Contains(line, "/husky.sh\"") {
			at = i + 1
		} else if line != "" && line[0] != '#' {
			return i
		} else if line != "" {
			at = i + 1
		}
	}
	return at
}

// callsCovkey reports whether a shell text runs covkey for a hook.
func callsCovkey(script, hook string) bool {
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "#") && strings.Contains(line+" ", "covkey hook "+hook+" ") {
			return true
		}
	}
	return false
}

func (h husky) remove(m Manager) ([]Edit, error) {
	var edits []Edit
	for _, hook := range hookNames {
		path := filepath.Join(m.File, hook)
		data, ok, err := readFile(path)
		if err != nil {
			return nil, err
		}
		if !ok || !callsCovkey(string(data), hook) {
			continue
		}
		after, found := cutBlock(data, h.block(hook, true))
		if !found {
			after, found = cutBlock(data, h.block(hook, false))
		}
		if !found {
			return nil, byHand("the line that runs covkey in " + m.Shown(path) + " was edited: take it out")
		}
		e := Edit{Path: path, Text: "covkey taken out", after: after}
		if !hasCommands(string(after)) && !strings.Contains(strings.TrimPrefix(string(after), "#!"), "#") {
			e.Text, e.after = "taken away: nothing else was in it", nil
		}
		edits = append(edits, e)
	}
	return edits, nil
}

// hookNames are the hooks that covkey knows on a user's side.
var hookNames = []string{"pre-commit", "pre-merge-commit", "commit-msg", "pre-push"}

// cutBlock takes whole lines out of a text.
func cutBlock(data []byte, block string) ([]byte, bool) {
	lines, want := splitLines(data), splitBlock(block)
	for i := 0; i+len(want) <= len(lines); i++ {
		same := true
		for j, w := range want {
			same = same && strings.TrimRight(lines[i+j], "\r\n") == w
		}
		if same {
			return cutLines(lines, i, i+len(want)), true
		}
	}
	return data, false
}

func (h husky) next(m Manager, _ []string) string {
	if m.installed() {
		return ""
	}
	return "npx husky"
}

func (husky) asks(m Manager, hook string) (bool, []string, error) {
	data, _, err := readFile(filepath.Join(m.File, hook))
	if err != nil {
		return false, nil, err
	}
	script := string(data)
	if !callsCovkey(script, hook) {
		return false, nil, nil
	}
	var problems []string
	if hook == "pre-push" && !strings.Contains(script, "covkey_input") {
		at := strings.Index(script, "covkey hook pre-push")
		if hasCommands(strings.TrimSuffix(script[:at], lastLine(script[:at]))) {
			problems = append(problems, "commands before covkey may read what git sends, and then covkey sees nothing: put it first")
		}
	}
	return true, problems, nil
}

// lastLine is what stands behind the last line break.
func lastLine(text string) string { return text[strings.LastIndexByte(text, '\n')+1:] }

func (husky) skips(p Place) string {
	if p.getenv("HUSKY") == "0" {
		return "HUSKY=0"
	}
	return ""
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
