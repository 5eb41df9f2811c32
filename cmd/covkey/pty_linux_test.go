package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// watched is a program that runs on a terminal.
type watched struct {
	t        *testing.T
	cmd      *exec.Cmd
	terminal *os.File
	ended    chan struct{}

	mu     sync.Mutex
	screen strings.Builder
}

// onTerminal starts a program on a terminal of 80 columns. stdin may be nil for the
// terminal itself.
func onTerminal(t *testing.T, dir string, env []string, stdin io.Reader, args ...string) *watched {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Skip("no terminal can be made here: ", err)
	}
	if err := pty.Setsize(master, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	w := &watched{t: t, terminal: master, ended: make(chan struct{})}
	w.cmd = exec.Command(args[0], args[1:]...)
	w.cmd.Dir, w.cmd.Env = dir, env
	w.cmd.Stdin, w.cmd.Stdout, w.cmd.Stderr = stdin, slave, slave
	if stdin == nil {
		w.cmd.Stdin = slave
	}
	w.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 1}
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := slave.Close(); err != nil {
		t.Fatal(err)
	}
	go w.read()
	t.Cleanup(func() {
		_ = w.cmd.Process.Kill() // it has ended, unless the test has failed
		_ = master.Close()
	})
	return w
}

// read follows the screen to its end, which is an error of the terminal's.
func (w *watched) read() {
	defer close(w.ended)
	buf := make([]byte, 4096)
	for {
		n, err := w.terminal.Read(buf)
		w.mu.Lock()
		w.screen.Write(buf[:n])
		w.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// text is what was written so far, as the program wrote it.
func (w *watched) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.ReplaceAll(w.screen.String(), "\r\n", "\n")
}

// until waits for text on the screen.
func (w *watched) until(want string) {
	w.t.Helper()
	for begun := time.Now(); !strings.Contains(w.text(), want); time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > time.Minute {
			w.t.Fatalf("%q does not come: %q", want, w.text())
		}
	}
}

// end waits for the end and gives the exit code, -1 for a death by signal.
func (w *watched) end() int {
	w.t.Helper()
	late := time.AfterFunc(time.Minute, func() { _ = w.cmd.Process.Kill() })
	defer late.Stop()
	err := w.cmd.Wait()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		w.t.Fatal(err)
	}
	<-w.ended
	return w.cmd.ProcessState.ExitCode()
}

// left is what stands on the screen once the lines that were drawn over are gone.
func left(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if i := strings.LastIndex(line, "\r\x1b[K"); i >= 0 {
			line = line[i+len("\r\x1b[K"):]
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "")
}

// terminalEnv is an environment with a terminal that can, and nothing that says otherwise.
func terminalEnv(env []string, more ...string) []string {
	env = slices.DeleteFunc(slices.Clone(env), func(e string) bool {
		name, _, _ := strings.Cut(e, "=")
		return slices.Contains([]string{"CI", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "TERM", "FORCE_HYPERLINK", "TERM_PROGRAM", "VTE_VERSION",
			"KONSOLE_VERSION", "WT_SESSION", "KITTY_WINDOW_ID", "DOMTERM", "COVKEY_GIT_BACKEND"}, name)
	})
	return append(append(env, "TERM=xterm-256color"), more...)
}
