package manager

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Edit is a change of one file.
type Edit struct {
	Path string
	Text string // what was done, in words
	// after is the new content; nil takes the file away.
	after []byte
	mode  fs.FileMode // of a new file
}

// longest bounds what is read of a manager's file.
const longest = 4 << 20

// readFile reads a file that may be missing. What is no file is an error.
func readFile(path string) (data []byte, ok bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	if !info.Mode().IsRegular() {
		return nil, false, errors.New("it is no file")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, false, err
	}
	defer f.Close() // only read
	data, err = io.ReadAll(io.LimitReader(f, longest+1))
	if err == nil && len(data) > longest {
		err = fmt.Errorf("it is larger than %d bytes", longest)
	}
	return data, err == nil, err
}

// write puts the new content in the file's place in one step.
func (e Edit) write() error {
	info, err := os.Lstat(e.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && e.after != nil:
		if err := os.MkdirAll(filepath.Dir(e.Path), 0o755); err != nil {
			return err
		}
	case err != nil:
		return err
	case !info.Mode().IsRegular():
		return byHand("it is a link, and what it leads to may be somebody else's")
	case e.after == nil:
		return os.Remove(e.Path)
	default:
		e.mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(e.Path), ".covkey-*.tmp")
	if err != nil {
		return err
	}
	_, err = io.Copy(f, bytes.NewReader(e.after))
	err = errors.Join(err, f.Chmod(e.mode), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), e.Path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// splitLines gives the lines with their ends.
func splitLines(data []byte) []string {
	var lines []string
	for line := range strings.Lines(string(data)) {
		lines = append(lines, line)
	}
	return lines
}

// insertLines puts whole lines before line at (from 0), in the file's own way to end
// lines. A file whose last line has no end keeps it so.
func insertLines(lines []string, at int, add []string) []byte {
	ending := "\n"
	if len(lines) > 0 && strings.HasSuffix(lines[0], "\r\n") {
		ending = "\r\n"
	}
	var b strings.Builder
	open := at == len(lines) && len(lines) > 0 && !strings.HasSuffix(lines[at-1], "\n")
	for _, line := range lines[:at] {
		b.WriteString(line)
	}
	for i, line := range add {
		if open {
			b.WriteString(ending + line)
			continue
		}
		b.WriteString(add[i] + ending)
	}
	for _, line := range lines[at:] {
		b.WriteString(line)
	}
	return []byte(b.String())
}

// cutLines takes lines out; the reverse of insertLines.
func cutLines(lines []string, from, to int) []byte {
	head := strings.Join(lines[:from], "")
	if to == len(lines) && from > 0 && to > from && !strings.HasSuffix(lines[to-1], "\n") {
		head = strings.TrimSuffix(strings.TrimSuffix(head, "\n"), "\r")
	}
	return []byte(head + strings.Join(lines[to:], ""))
}

// indentation counts the spaces at the start of a line.
func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// indented puts spaces before each line of a text.
func indented(text string, by int) []string {
	var out []string
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		if line != "" {
			line = strings.Repeat(" ", by) + line
		}
		out = append(out, line)
	}
	return out
}

// trimmed gives lines without their ends and without the indentation of the first.
func trimmed(lines []string) string {
	var b strings.Builder
	by := 0
	for i, line := range lines {
		line = strings.TrimRight(line, "\r\n")
		if i == 0 {
			by = indentation(line)
		}
		b.WriteString(line[min(by, indentation(line)):] + "\n")
	}
	return b.String()
}
