package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestGeneratedLicenses: packages hold the licence of each module that is linked in on any
// system, and Go's own. They ask for that.
func TestGeneratedLicenses(t *testing.T) {
	t.Parallel()
	modules := map[string]string{}
	for _, system := range []string{"linux", "windows", "darwin", "freebsd"} {
		list := exec.Command("go", "list", "-deps", "-tags", "urfave_cli_no_docs",
			"-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", ".")
		list.Env = append(os.Environ(), "GOOS="+system)
		out, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(out)) {
			if name, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
				modules[name] = filepath.Join(dir, "LICENSE")
			}
		}
	}
	// Some systems' packages of Go have no licence in its folder; its authors' modules
	// have the same.
	for name, path := range modules {
		if strings.HasPrefix(name, "golang.org/x/sys ") {
			modules["Go's standard library"] = path
		}
	}
	var b bytes.Buffer
	b.WriteString("The programs of covkey hold code of others, under these licences.\n")
	for _, name := range slices.Sorted(maps.Keys(modules)) {
		fmt.Fprintf(&b, "\n%s\n%s\n\n", strings.Repeat("=", 80), name)
		b.Write(licenseOf(t, modules[name]))
	}
	b.WriteByte('\n')
	current(t, "packaging/licenses.txt", bytes.ReplaceAll(b.Bytes(), []byte("\r\n"), []byte("\n")))
}

// licenseOf reads a licence, and the notice that stands beside some.
func licenseOf(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	for _, other := range []string{"COPYING", "LICENSE.txt", "LICENSE.md"} {
		if errors.Is(err, fs.ErrNotExist) {
			text, err = os.ReadFile(filepath.Join(filepath.Dir(path), other))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	notice, err := os.ReadFile(filepath.Join(filepath.Dir(path), "NOTICE"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return bytes.TrimSpace(append(text, notice...))
}
