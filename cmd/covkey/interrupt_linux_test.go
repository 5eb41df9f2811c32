package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// waiting is an input from which nothing comes.
func waiting(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close(); _ = r.Close() })
	return r
}

const interrupted = "covkey: error: interrupted: nothing was decided, so nothing passes\n"

// TestInterrupted: a run that is told to stop stops, whatever it waits for, blocks, and
// leaves neither a line nor a file behind.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	slow := filepath.Join(s.home, "slow")
	s.hook(filepath.Join(slow, "git"), "#!/bin/sh\necho $$ >"+s.home+"/child\nexec sleep 300\n", 0o755)
	env := terminalEnv(s.env, "NO_COLOR=1")
	for _, tt := range []struct {
		name   string
		args   []string
		stdin  func(*testing.T) io.Reader
		env    []string
		signal os.Signal // nil: Ctrl-C is typed
		// begun is on the screen when it is time.
		begun string
	}{
		{name: "Ctrl-C while it waits for what is typed", args: []string{"scan", "files", "-"}},
		{name: "Ctrl-C while a line is drawn", args: []string{"scan", "files", "-", "-", "--output", "report.json", "--format", "json"},
			stdin: func(t *testing.T) io.Reader { return waiting(t) }, begun: "\rcovkey: "},
		{name: "SIGTERM while it waits for git's lines", args: []string{"hook", "pre-push", "origin", "../server.git"},
			stdin: func(t *testing.T) io.Reader { return waiting(t) }, signal: syscall.SIGTERM},
		{name: "SIGHUP", args: []string{"scan", "files", "-"}, stdin: func(t *testing.T) io.Reader { return waiting(t) }, signal: syscall.SIGHUP},
		{name: "SIGTERM while git works", args: []string{"scan", "staged"}, signal: syscall.SIGTERM,
			env: []string{"COVKEY_GIT_BACKEND=git", "PATH=" + slow + string(os.PathListSeparator) + os.Getenv("PATH")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var stdin io.Reader
			if tt.stdin != nil {
				stdin = tt.stdin(t)
			}
			w := onTerminal(t, s.repo, append(env, tt.env...), stdin, append([]string{binary}, tt.args...)...)
			w.until(tt.begun)
			if tt.begun == "" {
				time.Sleep(300 * time.Millisecond) // until signals are listened to
			}
			var err error
			if tt.signal == nil {
				_, err = w.terminal.Write([]byte{3})
			} else {
				err = w.cmd.Process.Signal(tt.signal)
			}
			if err != nil {
				t.Fatal(err)
			}
			code := w.end()
			// A machine that is very busy may not have come to listen.
			if code == -1 {
				t.Skip("the signal came before it was listened to")
			}
			if text := strings.ReplaceAll(left(w.text()), "^C", ""); code != exitFailed || text != interrupted {
				t.Errorf("exit %d, and on the screen: %q", code, w.text())
			}
			files, err := filepath.Glob(filepath.Join(s.repo, "*"))
			if err != nil || len(files) != 1 { // .git

				t.Errorf("left behind: %v %v", files, err)
			}
			if pid := strings.TrimSpace(s.readIf("child")); tt.env != nil && pid != "" {
				if _, err := os.Stat("/proc/" + pid + "/cmdline"); err == nil {
					if cmd, _ := os.ReadFile("/proc/" + pid + "/cmdline"); strings.Contains(string(cmd), "sleep") {
						t.Errorf("git goes on: %s", pid)
					}
				}
			}
		})
	}
}

// readIf is a file of the home's, empty when it is not there.
func (s *site) readIf(name string) string {
	data, err := os.ReadFile(filepath.Join(s.home, name))
	if err != nil {
		return ""
	}
	return string(data)
}

// TestProgressIsForPeople: nothing is drawn where nobody looks, or nobody wants it.
func TestProgressIsForPeople(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, tt := range []struct {
		name string
		args []string
		env  []string
		want bool
	}{
		{name: "a terminal", want: true},
		{name: "a report for programs", args: []string{"--format", "json"}, want: true},
		{name: "quiet", args: []string{"--quiet"}},
		{name: "CI", env: []string{"CI=true"}},
		{name: "a dumb terminal", env: []string{"TERM=dumb"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, in, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			w := onTerminal(t, s.repo, terminalEnv(s.env, append(tt.env, "NO_COLOR=1")...), r, append([]string{binary, "scan", "files", "-"}, tt.args...)...)
			if tt.want {
				w.until("\rcovkey: ")
			} else {
				time.Sleep(time.Second)
			}
			if err := in.Close(); err != nil {
				t.Fatal(err)
			}
			if code := w.end(); code != exitClean {
				t.Errorf("exit %d", code)
			}
			if drawn := strings.Contains(w.text(), "\r"); drawn != tt.want {
				t.Errorf("drawn: %v, want %v: %q", drawn, tt.want, w.text())
			}
			if strings.Contains(left(w.text()), "of 1 file") {
				t.Errorf("left behind: %q", w.text())
			}
		})
	}
}
