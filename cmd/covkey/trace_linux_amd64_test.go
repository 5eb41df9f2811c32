package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// verdict is what becomes of a system call: nothing, the death of the whole process
// group before the call is made, or an error instead of the call.
type verdict struct {
	kill  bool
	errno syscall.Errno
}

// change is one system call that changes files, before it is made.
type change struct {
	n    int // from 1 on, over all processes and threads
	name string
}

// allocates reports whether a full disk can refuse it.
func (c change) allocates() bool {
	return c.name != "unlink" && c.name != "chmod" && c.name != "close" && c.name != "rename"
}

// ended is how a traced run went.
type ended struct {
	code    int // -1 when killed
	changes int
	out     string
	took    time.Duration
}

// changing names the system calls of Linux on amd64 that change files by a path.
var changing = map[uint64]string{
	syscall.SYS_CREAT: "open", syscall.SYS_RENAME: "rename", syscall.SYS_RENAMEAT: "rename", 316: "rename",
	syscall.SYS_LINK: "hardlink", syscall.SYS_LINKAT: "hardlink", syscall.SYS_UNLINK: "unlink", syscall.SYS_UNLINKAT: "unlink",
	syscall.SYS_RMDIR: "unlink", syscall.SYS_SYMLINK: "symlink", syscall.SYS_SYMLINKAT: "symlink", syscall.SYS_CHMOD: "chmod",
	syscall.SYS_FCHMODAT: "chmod", 452: "chmod", syscall.SYS_MKDIR: "mkdir", syscall.SYS_MKDIRAT: "mkdir",
	syscall.SYS_TRUNCATE: "write", syscall.SYS_MKNOD: "open", syscall.SYS_MKNODAT: "open", syscall.SYS_CHOWN: "chmod",
	syscall.SYS_LCHOWN: "chmod", syscall.SYS_FCHOWNAT: "chmod", syscall.SYS_UTIMENSAT: "chmod",
}

// changingOpen names those that do it by a descriptor, their first argument.
var changingOpen = map[uint64]string{
	syscall.SYS_WRITE: "write", syscall.SYS_PWRITE64: "write", syscall.SYS_WRITEV: "write", syscall.SYS_PWRITEV: "write",
	syscall.SYS_SENDFILE: "write", syscall.SYS_FALLOCATE: "write", syscall.SYS_FTRUNCATE: "write",
	syscall.SYS_FSYNC: "sync", syscall.SYS_FDATASYNC: "sync", syscall.SYS_FCHMOD: "chmod", syscall.SYS_FCHOWN: "chmod",
	syscall.SYS_CLOSE: "close",
}

const copyFileRange = 326 // writes to its third argument

// tracer follows one command and all that it starts. strace counts the calls of
// each thread apart, and Go moves its work between threads, so the counting is done
// here, over all of them.
type tracer struct {
	t      *testing.T
	root   string // only what is below counts
	decide func(change) verdict

	group  int          // the process group, and the first process
	known  map[int]bool // processes and threads that have stopped before
	reads  map[int]bool // those that change nothing
	n      int
	killed bool
}

// trace runs a command, asking decide about every call that changes files below
// root. It skips the test where tracing is not permitted.
func trace(t *testing.T, root, dir string, env, args []string, decide func(change) verdict) ended {
	t.Helper()
	runtime.LockOSThread() // the tracer of a process is one thread
	defer runtime.UnlockOSThread()
	screen, err := os.Create(filepath.Join(t.TempDir(), "screen"))
	if err != nil {
		t.Fatal(err)
	}
	defer screen.Close() // read again below, by its name
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close() // nothing to lose
	start := time.Now()
	pid, err := syscall.ForkExec(args[0], args, &syscall.ProcAttr{
		Dir: dir, Env: env, Files: []uintptr{null.Fd(), screen.Fd(), screen.Fd()},
		Sys: &syscall.SysProcAttr{Ptrace: true, Setpgid: true},
	})
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSYS) {
		skip(t, "processes may not be traced here: "+err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	tr := &tracer{t: t, root: root, decide: decide, group: pid, known: map[int]bool{}, reads: map[int]bool{}}
	code := tr.run()
	out, err := os.ReadFile(screen.Name())
	if err != nil {
		t.Fatal(err)
	}
	return ended{code: code, changes: tr.n, out: string(out), took: time.Since(start)}
}

// run follows the processes until none is left, and gives the first one's exit
// code.
func (tr *tracer) run() int {
	code := -1
	for first := true; ; first = false {
		var status syscall.WaitStatus
		pid, err := syscall.Wait4(-tr.group, &status, syscall.WALL, nil) // not the children of other tests
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.ECHILD):
			return code
		case err != nil:
			tr.t.Fatal(err)
		}
		if pid == tr.group && status.Exited() {
			code = status.ExitStatus()
		}
		if !status.Stopped() || tr.killed {
			continue
		}
		signal := status.StopSignal()
		if first {
			tr.begin(pid)
			signal = 0
		}
		switch {
		case signal == syscall.SIGTRAP && status.TrapCause() == seccompStop:
			tr.stop(pid)
			signal = 0
		case signal == syscall.SIGTRAP, signal == syscall.SIGSTOP && !tr.known[pid]:
			signal = 0 // the tracing's own
		}
		tr.known[pid] = true
		if onlyReads(pid, status) {
			tr.reads[pid] = true
		}
		if !tr.killed {
			// ESRCH: it died meanwhile.
			if err := syscall.PtraceCont(pid, int(signal)); err != nil && !errors.Is(err, syscall.ESRCH) {
				tr.t.Fatal(err)
			}
		}
	}
}

// begin sets up the tracing of the first process, which stands before its first
// instruction.
func (tr *tracer) begin(pid int) {
	const exitKill = 1 << 20
	if err := syscall.PtraceSetOptions(pid, exitKill|traceSeccomp|syscall.PTRACE_O_TRACECLONE|
		syscall.PTRACE_O_TRACEFORK|syscall.PTRACE_O_TRACEVFORK|syscall.PTRACE_O_TRACEEXEC); err != nil {
		tr.t.Fatal(err)
	}
	if err := confine(pid); err != nil {
		skip(tr.t, "system calls may not be filtered here: "+err.Error())
	}
}

// onlyReads recognises, when it starts, a git that is asked something.
func onlyReads(pid int, status syscall.WaitStatus) bool {
	if status.TrapCause() != syscall.PTRACE_EVENT_EXEC {
		return false
	}
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return err == nil && (bytes.Contains(line, []byte("\x00rev-parse\x00")) || bytes.Contains(line, []byte("\x00--get\x00")))
}

// stop is a thread at the entry to a system call.
func (tr *tracer) stop(pid int) {
	if tr.reads[pid] {
		return
	}
	var regs syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(pid, &regs); err != nil {
		if errors.Is(err, syscall.ESRCH) {
			return
		}
		tr.t.Fatal(err)
	}
	name := tr.changes(pid, &regs)
	if name == "" {
		return
	}
	tr.n++
	switch v := tr.decide(change{tr.n, name}); {
	case v.kill:
		tr.killed = true // a call is not made when a fatal signal waits at its entry
		if err := syscall.Kill(-tr.group, syscall.SIGKILL); err != nil {
			tr.t.Fatal(err)
		}
	case v.errno != 0:
		regs.Orig_rax = ^uint64(0) // no such call
		regs.Rax = -uint64(v.errno)
		if err := syscall.PtraceSetRegs(pid, &regs); err != nil {
			tr.t.Fatal(err)
		}
	}
}

// changes names the call when it changes something below the root.
func (tr *tracer) changes(pid int, regs *syscall.PtraceRegs) string {
	if name := changing[regs.Orig_rax]; name != "" {
		return name
	}
	if name := changingOpen[regs.Orig_rax]; name != "" {
		return tr.ifWritable(pid, regs.Rdi, name)
	}
	flags, path := uint64(0), uint64(0)
	switch regs.Orig_rax {
	case copyFileRange:
		return tr.ifWritable(pid, regs.Rdx, "write")
	case syscall.SYS_OPEN:
		path, flags = regs.Rdi, regs.Rsi
	case syscall.SYS_OPENAT:
		path, flags = regs.Rsi, regs.Rdx
	}
	if flags&(syscall.O_WRONLY|syscall.O_RDWR|syscall.O_CREAT|syscall.O_TRUNC) == 0 {
		return ""
	}
	text := make([]byte, 64)
	n, err := syscall.PtracePeekText(pid, uintptr(path), text)
	if err != nil {
		tr.t.Fatal(err)
	}
	text, _, _ = bytes.Cut(text[:n], []byte{0})
	if bytes.HasPrefix(text, []byte("/dev/")) {
		return ""
	}
	return "open"
}

// ifWritable leaves out pipes, terminals and files that are only read.
func (tr *tracer) ifWritable(pid int, fd uint64, name string) string {
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", pid, fd))
	if err != nil || !strings.HasPrefix(path, tr.root+"/") {
		return ""
	}
	info, err := os.ReadFile(fmt.Sprintf("/proc/%d/fdinfo/%d", pid, fd))
	if err != nil {
		return ""
	}
	var pos, flags uint64
	if _, err := fmt.Sscanf(string(info), "pos: %d\nflags: %o", &pos, &flags); err != nil || flags&3 == syscall.O_RDONLY {
		return ""
	}
	return name
}
