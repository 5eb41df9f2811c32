package gitrepo

import (
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"testing"
)

// during leaves everything as it is while git waits for a hook of the given command:
// half-done merges, temporary index files, locks, the variables that git sets and
// the folder that it starts the hook in. The command itself goes on to its end, and
// what it recorded is what the index has to say.
func (f *fixture) during(hook string, args ...string) {
	f.t.Helper()
	f.duringWith("", hook, args...)
}

func (f *fixture) duringWith(stdin, hook string, args ...string) {
	f.t.Helper()
	if runtime.GOOS == "windows" {
		f.skip("hooks of the tests are shell scripts that copy with cp -a")
	}
	apart, err := filepath.EvalSymlinks(f.t.TempDir())
	if err != nil {
		f.t.Fatal(err)
	}
	kept := filepath.Join(apart, "kept")
	script := "#!/bin/sh\n[ -e '" + kept + "' ] && exit 0\n" + // the first time counts
		"pwd >'" + apart + "/dir'\nenv | grep '^GIT' >'" + apart + "/env'\ncp -a '" + f.root + "' '" + kept + "'\n"
	f.script(filepath.Join(apart, "hooks", hook), script)
	f.clock += 60
	f.gitWith(stdin, append([]string{"-c", "core.hooksPath=" + filepath.Join(apart, "hooks")}, args...)...)
	after := *f
	after.dir = strings.TrimSuffix(read(f.t, filepath.Join(apart, "dir")), "\n")
	for assignment := range strings.Lines(read(f.t, filepath.Join(apart, "env"))) {
		after.setenv(strings.TrimSuffix(assignment, "\n"))
	}
	f.recorded = treeLines(after.git("ls-tree", "-r", "-z", "--full-tree", "HEAD"))

	// Back to the moment of the hook.
	f.takeBack(kept)
	f.dir, f.env = after.dir, after.env
}

// takeBack puts a copy in the place of the whole fixture.
func (f *fixture) takeBack(kept string) {
	f.t.Helper()
	if err := os.RemoveAll(f.root); err != nil {
		f.t.Fatal(err)
	}
	if err := os.Rename(kept, f.root); err != nil {
		f.t.Fatal(err)
	}
}

// treeLines reads "ls-tree -r -z" as changes against nothing.
func treeLines(out string) []string {
	lines := []string{}
	for entry := range strings.SplitSeq(out, "\x00") {
		head, path, _ := strings.Cut(entry, "\t")
		if fields := strings.Fields(head); len(fields) == 3 && fields[1] == "blob" {
			lines = append(lines, line(path, "", fields[2]))
		}
	}
	sort.Strings(lines)
	return lines
}

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// script writes a program.
func (f *fixture) script(file, text string) string {
	f.t.Helper()
	f.mkdir(filepath.Dir(file))
	if err := os.WriteFile(file, []byte(text), 0o755); err != nil {
		f.t.Fatal(err)
	}
	return file
}

// trap is a program that must not run while a reader reads: it leaves a mark, for
// which every reader's answers are looked over. Then it does as the text says.
func (f *fixture) trap(text string) string {
	f.t.Helper()
	f.mark = filepath.Join(f.root, "home", "ran")
	return f.script(filepath.Join(f.root, "home", "trap"), "#!/bin/sh\necho \"$0 $*\" >>'"+f.mark+"'\n"+text+"\n")
}

// untrapped removes the mark; git's own commands of the test may leave one.
func (f *fixture) untrapped() {
	f.t.Helper()
	if f.mark != "" {
		if err := os.RemoveAll(f.mark); err != nil {
			f.t.Fatal(err)
		}
	}
}

// trapped reports what a reader started.
func (f *fixture) trapped(t *testing.T) {
	t.Helper()
	if f.mark == "" {
		return
	}
	if data, err := os.ReadFile(f.mark); err == nil {
		t.Errorf("reading started %s", data)
	}
}
