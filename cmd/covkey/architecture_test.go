package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/covkey/covkey"

// allowedImports is the import graph of ARCHITECTURE.md: who may use whom.
var allowedImports = map[string][]string{
	"detector":   {},
	"cores":      {},
	"gitrepo":    {"cores"},
	"scan":       {"detector", "gitrepo", "cores"},
	"hook":       {"scan", "gitrepo"},
	"ci":         {"scan", "gitrepo"},
	"image":      {"scan", "detector"},
	"install":    {},
	"manager":    {},
	"report":     {"detector", "inventory", "codecov"},
	"config":     {"detector"},
	"fix":        {"detector"},
	"snippet":    {},
	"terminal":   {},
	"verify":     {"detector"},
	"codecov":    {},
	"start":      {"cores"},
	"inventory":  {"codecov", "detector"},
	"doctor":     {"codecov", "inventory"},
	"remedy":     {"codecov", "inventory", "scan", "gitrepo", "detector", "report"},
	"cmd/covkey": {"detector", "gitrepo", "scan", "hook", "ci", "install", "image", "manager", "report", "config", "terminal", "verify", "codecov", "inventory", "doctor", "remedy", "fix", "snippet", "cores", "start"},
}

// allowedModules says which packages may use which modules outside the standard
// library.
var allowedModules = map[string][]string{
	"detector": {"github.com/goccy/go-yaml/", "github.com/pelletier/go-toml/v2/unstable", "mvdan.cc/sh/v3/syntax",
		"golang.org/x/net/html"},
	"gitrepo":    {"github.com/go-git/"},
	"image":      {"github.com/klauspost/compress/zstd"},
	"scan":       {"golang.org/x/sync/semaphore"},
	"report":     {"github.com/fatih/color", "golang.org/x/text/width"},
	"remedy":     {"github.com/fatih/color"},
	"config":     {"github.com/goccy/go-yaml"},
	"manager":    {"github.com/goccy/go-yaml/"},
	"fix":        {"github.com/goccy/go-yaml/", "mvdan.cc/sh/v3/syntax"},
	"terminal":   {"github.com/mattn/go-isatty", "golang.org/x/sys/"},
	"cmd/covkey": {"github.com/urfave/cli/v2", "github.com/fatih/color"},
}

type listed struct {
	ImportPath string
	Name       string
	Imports    []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Name,Imports", module+"/...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// TestImports: imports go one way, detector is pure, and there is one main package
// (the pre-commit framework builds them all into the user's environment).
func TestImports(t *testing.T) {
	t.Parallel()
	mains := 0
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		allowed, known := allowedImports[name]
		if !known {
			t.Errorf("package %s is not in the house: give it a place in ARCHITECTURE.md and here", name)
		}
		if p.Name == "main" {
			mains++
		}
		for _, imp := range p.Imports {
			inner, ours := strings.CutPrefix(imp, module+"/")
			switch {
			case ours && !slices.Contains(allowed, inner):
				t.Errorf("%s imports %s", name, inner)
			case !ours && strings.Contains(imp, ".") && !slices.ContainsFunc(allowedModules[name], func(m string) bool { return strings.HasPrefix(imp, m) }):
				t.Errorf("%s imports %s", name, imp)
			case name == "detector" && slices.Contains([]string{"os", "os/exec", "time", "net", "io/fs", "path/filepath"}, imp):
				t.Errorf("detector imports %s: it is to stay pure", imp)
			case imp == "os" && slices.Contains([]string{"scan", "ci", "image", "report", "config", "terminal"}, name):
				t.Errorf("%s imports os: what it needs is passed in", name)
			}
		}
	}
	if mains != 1 {
		t.Errorf("%d main packages, want 1", mains)
	}
}

// TestFiles: names tell what is inside, files stay readable, each package says what
// it is for and what it must never do.
func TestFiles(t *testing.T) {
	t.Parallel()
	const longest = 430
	root := filepath.Join("..", "..")
	for name := range allowedImports {
		files, err := filepath.Glob(filepath.Join(root, name, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", name, err)
		}
		comment := false
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := string(data)
			if n := strings.Count(text, "\n"); n > longest {
				t.Errorf("%s has %d lines", file, n)
			}
			if i := strings.Index(text, "\npackage "); i > 0 && !strings.HasSuffix(file, "_test.go") {
				head := text[:i]
				comment = comment || strings.Contains(head, "// Package "+filepath.Base(name)) && strings.Contains(head, "never") ||
					strings.Contains(head, "// Command covkey")
			}
			if strings.Contains(text, "\nfunc init()") {
				t.Errorf("%s has an init function", file)
			}
			if name != "cores" && !strings.HasSuffix(file, "_test.go") && (strings.Contains(text, "runtime.GOMAXPROCS") || strings.Contains(text, "runtime.NumCPU")) {
				t.Errorf("%s counts cores by itself: a hook begins with one, ask package cores", file)
			}
		}
		if !comment {
			t.Errorf("%s: no package comment that says what it must never do", name)
		}
		for _, bad := range []string{"util", "common", "helper", "misc"} {
			if strings.Contains(name, bad) {
				t.Errorf("%s: the name says nothing", name)
			}
		}
	}
}

// TestStart: nothing brings the C library into every start of a hook, and what is to come
// first is done before packages of any weight are initialised; of ours no other is.
func TestStart(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", module+"/cmd/covkey").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.Lines(string(out)) {
		if name = strings.TrimSpace(name); name == "net" || name == "os/user" || name == "runtime/cgo" {
			t.Errorf("%s is linked in", name)
		}
	}
	cmd := exec.Command(binary, "version")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	trace, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, trace)
	}
	if at, heavy := strings.Index(string(trace), "init "+module+"/start "), strings.Index(string(trace), "init os "); at < 0 || heavy < at {
		t.Errorf("package start comes too late:\n%s", trace)
	}
	for line := range strings.Lines(string(trace)) {
		if name, ours := strings.CutPrefix(line, "init "+module); ours && !strings.HasPrefix(name, "/start ") || strings.HasPrefix(line, "init main ") {
			t.Errorf("every start waits for a package of ours to be initialised: %s", line)
		}
	}
}
