package main

import (
	"crypto/rand"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/covkey/covkey/cores"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) {
	// The tests begin with one core, as the program does.
	if err := flag.Set("test.parallel", strconv.Itoa(cores.All())); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	dir, err := os.MkdirTemp("", "covkey-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	binary = filepath.Join(dir, "covkey")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	build := exec.Command("go", "build", "-tags", "urfave_cli_no_docs", "-o", binary, ".") // as the README says
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	code := 1
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "building covkey:", err)
	} else {
		code = m.Run()
	}
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// TestScripts runs the stories of testdata/script: the built binary, real git,
// a home of their own.
func TestScripts(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	testscript.Run(t, testscript.Params{
		Dir:   filepath.Join("..", "..", "testdata", "script"),
		Setup: setup,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"key":   makeKey,
			"fill":  fill,
			"image": buildImage,
			"mode":  mode,
			// a Codecov on this machine
			"codecov": fakeCodecov(),
		},
		Condition: func(name string) (bool, error) {
			switch name {
			case "curl":
				_, err := exec.LookPath("curl")
				return err == nil, nil
			case "root":
				return os.Geteuid() == 0, nil
			case "mounts": // in a view of the file system of its own
				return exec.Command("unshare", "-m", "true").Run() == nil, nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
	})
}

// setup gives a script a home without the user's git configuration and the
// binary on PATH.
func setup(e *testscript.Env) error {
	home := filepath.Join(e.WorkDir, "home")
	if err := os.MkdirAll(filepath.Join(home, "bin"), 0o755); err != nil {
		return err
	}
	program := filepath.Join(home, "bin", filepath.Base(binary))
	if err := os.Link(binary, program); err != nil {
		data, err := os.ReadFile(binary)
		if err != nil {
			return err
		}
		if err := os.WriteFile(program, data, 0o755); err != nil {
			return err
		}
	}
	config := "[user]\n\tname = Dev\n\temail = dev@example.com\n[init]\n\tdefaultBranch = main\n" +
		"[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n[advice]\n\tdetachedHead = false\n[protocol \"file\"]\n\tallow = always\n"
	if err := os.WriteFile(filepath.Join(home, ".gitconfig"), []byte(config), 0o644); err != nil {
		return err
	}
	e.Setenv("HOME", home)
	e.Setenv("XDG_CONFIG_HOME", filepath.Join(home, ".config"))
	e.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	e.Setenv("PATH", filepath.Dir(program)+string(os.PathListSeparator)+e.Getenv("PATH"))
	e.Setenv("COVKEY", program)
	return nil
}

// newKey makes a random UUID of version 4, as Codecov does.
func newKey() string {
	var b [16]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // documented never to happen
	}
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// makeKey: "key NAME..." sets each variable to a key made up now.
func makeKey(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: key NAME...")
	}
	for _, name := range args {
		ts.Setenv(name, newKey())
	}
}

// fill: "fill FILE..." replaces every @NAME@ in the files by the variable.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: fill FILE...")
	}
	for _, name := range args {
		path := ts.MkAbs(name)
		data, err := os.ReadFile(path)
		ts.Check(err)
		parts := strings.Split(string(data), "@")
		for i := 1; i < len(parts); i++ {
			if value := ts.Getenv(parts[i]); value != "" && i+1 < len(parts) {
				parts[i-1] += value + parts[i+1]
				parts = append(parts[:i], parts[i+2:]...)
				i--
			}
		}
		ts.Check(os.WriteFile(path, []byte(strings.Join(parts, "@")), 0o644))
	}
}

// mode: "mode 0750 FILE" checks a file's permissions.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode PERM FILE")
	}
	info, err := os.Lstat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%04o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s: mode %s, want %s", args[1], got, args[0])
	}
}
