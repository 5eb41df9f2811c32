package install

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// shells are those that git may run a hook with: Debian's, Alpine's and MinGit's, Git
// for Windows' (bash, called sh).
var shells = map[string][]string{
	"dash":       {"dash"},
	"busybox":    {"busybox", "sh"},
	"bash posix": {"bash", "--posix"},
	"ksh":        {"ksh"},
	"zsh sh":     {"zsh", "--emulate", "sh"},
}

// TestScriptRunsInEveryShell: the hook from before and covkey get arguments and input,
// and their exit codes count, in a folder with a name that needs care.
func TestScriptRunsInEveryShell(t *testing.T) {
	t.Parallel()
	for name, shell := range shells {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := exec.LookPath(shell[0]); err != nil {
				t.Skip(shell[0] + " is not installed")
			}
			// Git for Windows gives C:/…; here that is a folder below the working folder.
			for _, folder := range []string{"hooks", "C:/Program Files/it's $x", `back\slash "q"`} {
				s := newShellSite(t, folder)
				for _, hook := range []string{"pre-commit", "pre-push"} {
					s.runs(shell, hook, "", 0, "before covkey ")
					s.runs(shell, hook, "covkey", 1, "before covkey ")
					s.runs(shell, hook, "before", 1, "before ")
				}
			}
		})
	}
}

// shellSite is a folder with hooks and programs that record what they are given.
type shellSite struct {
	t           *testing.T
	dir, folder string
}

func newShellSite(t *testing.T, folder string) shellSite {
	t.Helper()
	s := shellSite{t, t.TempDir(), folder}
	hooks := filepath.Join(s.dir, folder)
	if err := os.MkdirAll(hooks, 0o755); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(hooks, "covkey.exe")
	write(t, program, `#!/bin/sh
[ "$1" = hook ] && [ "$3 $4" = "origin a b" ] || exit 9
[ "$2" = pre-commit ] || [ "$(cat)" = line ] || exit 8
printf 'covkey ' >>log
[ "$FAIL" != covkey ]
`)
	for _, hook := range []string{"pre-commit", "pre-push"} {
		write(t, filepath.Join(hooks, hook), string(script{hook, scopeRepository, program}.text()))
		write(t, filepath.Join(hooks, hook+savedSuffix), `#!/bin/sh
[ "$1 $2" = "origin a b" ] || exit 7
[ "${0##*/}" = pre-commit.before-covkey ] || [ "$(cat)" = line ] || exit 6
printf 'before ' >>log
[ "$FAIL" != before ]
`)
	}
	return s
}

// runs checks one run of a hook in which the named program fails.
func (s shellSite) runs(shell []string, hook, fail string, code int, log string) {
	s.t.Helper()
	if err := os.RemoveAll(filepath.Join(s.dir, "log")); err != nil {
		s.t.Fatal(err)
	}
	cmd := exec.Command(shell[0], append(shell[1:len(shell):len(shell)], s.folder+"/"+hook, "origin", "a b")...)
	cmd.Dir, cmd.Env = s.dir, []string{"PATH=/usr/bin:/bin", "FAIL=" + fail}
	cmd.Stdin = strings.NewReader("line\n")
	out, _ := cmd.CombinedOutput() // the code is looked at
	if got := cmd.ProcessState.ExitCode(); got != code || len(out) > 0 {
		s.t.Errorf("%s in %q, %q fails: exit %d, want %d: %s", hook, s.folder, fail, got, code, out)
	}
	if got := read(s.t, filepath.Join(s.dir, "log")); got != log {
		s.t.Errorf("%s in %q, %q fails: ran %q, want %q", hook, s.folder, fail, got, log)
	}
}

// TestScriptWithCRLF: a script that git gave the line breaks of Windows is still known
// as ours, and as one that must be written again.
func TestScriptWithCRLF(t *testing.T) {
	t.Parallel()
	text := script{"pre-commit", scopeRepository, "/usr/bin/covkey"}.text()
	id := identify([]byte(strings.ReplaceAll(string(text), "\n", "\r\n")))
	if !id.ours || !id.edited || id.hook != "pre-commit" || id.binary != "/usr/bin/covkey" {
		t.Errorf("%+v", id)
	}
}
