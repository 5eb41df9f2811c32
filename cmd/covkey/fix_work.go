package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/fatih/color"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/fix"
	"github.com/covkey/covkey/report"
)

// spot names a line with a key by what is on it, so that it is found again where other
// lines were added.
type spot struct {
	fingerprint detector.Fingerprint
	context     uint64
}

// planWork makes the same change to the file in the work tree, and says why not where it
// stays. What else was changed there stays as it is.
func (f *fixing) planWork(file *fixedFile, staged []byte) (why string) {
	data, why := f.readWork(file.entry.Path)
	if why != "" {
		return why
	}
	if bytes.Equal(data, staged) {
		file.work = file.staged
		return ""
	}
	opt := f.set.policy.Detector
	wanted := map[spot]int{}
	kept := map[detector.Fingerprint]bool{}
	for _, p := range file.staged.Places {
		if p.Why == "" {
			wanted[spot{p.Fingerprint, p.Context}]++
		}
	}
	for _, k := range detector.Scan(detector.Input{Path: file.entry.Path, Text: file.staged.Stored}, opt) {
		kept[k.Fingerprint] = true
	}
	value := map[detector.Fingerprint]bool{}
	for p := range wanted {
		value[p.fingerprint] = true
	}
	there := 0
	r, err := fix.Rewrite(file.entry.Path, data, opt, func(k detector.Finding) bool {
		at := spot{k.Fingerprint, k.Context}
		switch {
		case k.Allowed || !value[k.Fingerprint]:
			return false
		case wanted[at] > 0:
			wanted[at]--
		case kept[k.Fingerprint]: // it may be one that stays
			return false
		}
		there++
		return true
	})
	switch {
	case err != nil:
		return err.Error()
	case there == 0:
		return "it no longer holds the key"
	case r.Fixed() == 0:
		return r.Places[0].Why
	}
	file.work = r
	return ""
}

// readWork reads a file of the work tree if it is one.
func (f *fixing) readWork(name string) (data []byte, why string) {
	for _, dir := range foldersAbove(name) {
		if info, err := os.Lstat(filepath.Join(f.repo.WorkTree, filepath.FromSlash(dir))); err == nil && !info.IsDir() {
			return nil, "it lies behind a link"
		}
	}
	file := filepath.Join(f.repo.WorkTree, filepath.FromSlash(name))
	info, err := os.Lstat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, "there is none"
	case err != nil:
		return nil, err.Error()
	case !info.Mode().IsRegular():
		return nil, "it is no regular file"
	case info.Size() > fix.LongestText:
		return nil, "it is too long"
	}
	if data, err = os.ReadFile(file); err != nil {
		return nil, err.Error()
	}
	return data, ""
}

// applyWork writes the files that have not changed since they were read.
func (f *fixing) applyWork() error {
	var errs []error
	for _, file := range f.files {
		if file.work.Fixed() == 0 {
			continue
		}
		name := file.entry.Path
		now, why := f.readWork(name)
		if why == "" && !bytes.Equal(now, file.work.Before) {
			why = "it was changed meanwhile"
		}
		var err error
		if why != "" {
			err = errors.New(why)
		} else {
			err = f.replaceFile(filepath.Join(f.repo.WorkTree, filepath.FromSlash(name)), file.work.Stored)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	if len(errs) > 0 {
		return withHint(fmt.Errorf("writing to the work tree: %w", errors.Join(errs...)), "what is staged has no key any more; change the file by hand before you stage it again")
	}
	return nil
}

// show prints what is to be changed and what stays.
func (f *fixing) show() {
	paint := func(text string, attributes ...color.Attribute) string {
		c := color.New(attributes...)
		if f.screen(f.stdout).Color(f.color) {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
		return c.Sprint(text)
	}
	for _, file := range f.files {
		name := report.Visible(file.entry.Path)
		if file.staged.Fixed() > 0 {
			f.printf("%s\n%s\n", paint("--- a/"+name, color.Bold), paint("+++ b/"+name, color.Bold))
			for _, l := range file.staged.Diff() {
				text := string(l.Mark) + visibleCode(l.Text)
				switch l.Mark {
				case '@':
					text = paint(l.Text, color.FgCyan)
				case '-':
					text = paint(text, color.FgRed)
				case '+':
					text = paint(text, color.FgGreen)
				}
				f.printf("%s\n", text)
			}
			if file.why != "" {
				f.printf("%s the file in the work tree stays: %s\n", paint("note:", color.FgYellow), report.Visible(detector.Mask(file.why)))
			}
		}
		for _, p := range file.staged.Places {
			if p.Why != "" {
				f.printf("%s %s:%d:%d stays: %s\n", paint("note:", color.FgYellow), name, p.Line, p.Column, report.Visible(detector.Mask(p.Why)))
			}
		}
		for _, p := range file.work.Places {
			if p.Why != "" && file.work.Fixed() != file.staged.Fixed() {
				f.printf("%s the file in the work tree keeps a key in line %d: %s\n", paint("note:", color.FgYellow), p.Line, report.Visible(detector.Mask(p.Why)))
			}
		}
	}
}

// visibleCode is a line of a file for a terminal; tabs are its indentation.
func visibleCode(line string) string {
	parts := strings.Split(line, "\t")
	for i := range parts {
		parts[i] = report.Visible(parts[i])
	}
	return strings.Join(parts, "\t")
}

// readLine reads up to the end of a line and nothing behind it.
func readLine(r io.Reader) (string, error) {
	var line []byte
	for b := make([]byte, 1); ; {
		n, err := r.Read(b)
		if n > 0 && b[0] == '\n' || err == io.EOF {
			return string(line), nil
		}
		if err != nil {
			return "", fmt.Errorf("reading the answer: %w", err)
		}
		line = append(line, b[:n]...)
	}
}
