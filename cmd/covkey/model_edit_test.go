package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// This file changes files of the work tree.

// excludedFolder is what the model's .covkey.yaml excludes when it excludes.
const excludedFolder = "sub/deep/"

// names are the files' names: folders that are files at other times, names that
// sort around a folder's, and what makes names hard to read or to pass on.
var names = []string{
	"a.sh", "b.sh", "c.txt", "c.txt/inner.sh", "sub/d.sh", "sub/e.env", "sub/deep/f.sh", "sub-x", "sub.sh", "sub0",
	"with space.sh", "-dash", "new\nline.sh", "\xff\xfe.sh", "ümlaut.cfg", "tab\tand\"quote", "module",
}

// line is a line without a key.
func (w *world) line() string {
	return pick(w, "echo one", "echo two", "# a remark", "", "export PATH", "if true; then", "fi", "make all", "\techo tab")
}

// keyLine is a line with a key, in one of the spellings that Codecov takes.
func (w *world) keyLine() string {
	line := pick(w, "", "", "  ", "\t", "export ") + "CODECOV_TOKEN="
	key := pick(w, w.keys...)
	switch w.rng.IntN(6) {
	case 0:
		line += strings.ToUpper(key)
	case 1:
		line += strings.ReplaceAll(key, "-", "")
	case 2:
		line += `"` + key + `"`
	default:
		line += key
	}
	if w.chance(15) {
		line += " # covkey:allow why"
	}
	return line
}

// files lists the work tree's files and symlinks.
func (w *world) files() []string {
	w.t.Helper()
	var files []string
	err := filepath.WalkDir(w.at, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(w.at, path)
		if err != nil {
			return err
		}
		if d.Name() == ".git" {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.IsDir() && name != ".covkey.yaml" {
			files = append(files, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		w.fatal("%v", err)
	}
	return files
}

// some is one of the work tree's files, or a name that is none yet.
func (w *world) some() string {
	if files := w.files(); len(files) > 0 && w.chance(80) {
		return pick(w, files...)
	}
	return pick(w, names...)
}

// lines reads a regular file; none for anything else.
func (w *world) lines(name string) []string {
	path := filepath.Join(w.at, filepath.FromSlash(name))
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		w.fatal("%v", err)
	}
	if len(data) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
}

// clear makes room for a file: what stands there or above it as a file goes.
func (w *world) clear(name string) string {
	w.t.Helper()
	path := filepath.Join(w.at, filepath.FromSlash(name))
	for at := path; at != w.at; at = filepath.Dir(at) {
		info, err := os.Lstat(at)
		if err != nil || at != path && info.IsDir() {
			continue
		}
		if err := os.RemoveAll(at); err != nil {
			w.fatal("%v", err)
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.fatal("%v", err)
	}
	return path
}

func (w *world) put(name, text string) {
	w.t.Helper()
	mode := fs.FileMode(0o644)
	if info, err := os.Lstat(filepath.Join(w.at, filepath.FromSlash(name))); err == nil && info.Mode().IsRegular() {
		mode = info.Mode().Perm()
	}
	if err := os.WriteFile(w.clear(name), []byte(text), mode); err != nil {
		w.fatal("%v", err)
	}
}

func (w *world) putLines(name string, lines []string) {
	text := strings.Join(lines, "\n")
	if text != "" {
		text += "\n"
	}
	w.put(name, text)
}

// edit changes a few lines or files.
func (w *world) edit() {
	for range 1 + w.rng.IntN(3) {
		if w.chance(65) {
			w.editLines()
		} else {
			w.editFiles()
		}
	}
}

// editLines changes one file's lines, or takes a line from one to another.
func (w *world) editLines() {
	name := w.some()
	lines := w.lines(name)
	at := w.rng.IntN(len(lines) + 1)
	onLine := at < len(lines)
	what := w.rng.IntN(10)
	switch {
	case what < 2 && len(lines) < 12:
		lines = slices.Insert(lines, at, w.keyLine())
	case what < 4 && len(lines) < 12:
		lines = slices.Insert(lines, at, w.line())
	case !onLine:
		return
	case what < 6:
		lines = slices.Delete(lines, at, at+1)
	case what == 6: // within the file
		moved := lines[at]
		lines = slices.Delete(lines, at, at+1)
		lines = slices.Insert(lines, w.rng.IntN(len(lines)+1), moved)
	case what == 7: // to another file
		to := w.some()
		if others := w.lines(to); to != name {
			w.putLines(to, append(others, lines[at]))
			w.note("edit: a line of %q to %q", name, to)
		}
		if others := w.lines(name); len(others) == len(lines) { // still there
			lines = slices.Delete(lines, at, at+1)
		} else {
			return
		}
	case what == 8:
		w.reshape(lines)
	default:
		lines = w.annotate(lines, at)
	}
	w.note("edit: lines of %q", name)
	w.putLines(name, lines)
}

// reshape changes how lines are written, not what they say.
func (w *world) reshape(lines []string) {
	indent, crlf := w.chance(50), w.chance(30)
	for i := range lines {
		switch {
		case crlf:
			lines[i] = strings.TrimSuffix(lines[i], "\r") + "\r"
		case indent:
			lines[i] = "  " + lines[i]
		default:
			lines[i] = strings.TrimSpace(lines[i])
		}
	}
}

// annotate puts an annotation to a line or takes it away.
func (w *world) annotate(lines []string, at int) []string {
	switch {
	case strings.Contains(lines[at], "covkey:allow-next-line"):
		return slices.Delete(lines, at, at+1)
	case strings.Contains(lines[at], "covkey:allow "):
		lines[at], _, _ = strings.Cut(lines[at], " # covkey:allow ")
	case w.chance(50):
		lines[at] = strings.TrimSuffix(lines[at], "\r") + " # covkey:allow why"
	default:
		return slices.Insert(lines, at, "# covkey:allow-next-line why")
	}
	return lines
}

// editFiles changes whole files.
func (w *world) editFiles() {
	from, to := w.some(), pick(w, names...)
	path := filepath.Join(w.at, filepath.FromSlash(from))
	info, err := os.Lstat(path)
	if err != nil || from == to || info.IsDir() {
		return
	}
	what := pick(w, "rename", "rename", "copy", "delete", "delete", "chmod", "symlink", "folder")
	w.note("edit: %s of %q, %q", what, from, to)
	switch what {
	case "rename", "copy":
		data, err := os.ReadFile(path)
		if err != nil { // a symlink to nothing
			return
		}
		if what == "rename" {
			w.remove(from)
		}
		w.put(to, string(data))
	case "delete":
		w.remove(from)
	case "chmod":
		if info.Mode().IsRegular() {
			err = os.Chmod(path, info.Mode().Perm()^0o111)
		}
	case "symlink":
		target := pick(w, "a.sh", "sub", "nowhere", w.keyLine(), w.keyLine())
		err = os.Symlink(target, w.clear(to))
	case "folder": // another repository's folder, as far as there is one
		err = os.MkdirAll(w.clear("module"), 0o755)
	}
	if err != nil {
		w.fatal("%v", err)
	}
}

func (w *world) remove(name string) {
	if err := os.Remove(filepath.Join(w.at, filepath.FromSlash(name))); err != nil {
		w.fatal("%v", err)
	}
}
