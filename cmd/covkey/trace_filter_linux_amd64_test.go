package main

import (
	endian "encoding/binary"
	"fmt"
	"slices"
	"syscall"
)

// The kernel's own numbers, which package syscall does not name.
const (
	prctlNoNewPrivs   = 38
	sysSeccomp        = 317
	seccompFilter     = 1          // operation: SECCOMP_SET_MODE_FILTER
	seccompAllow      = 0x7fff0000 // what a filter returns
	seccompTrace      = 0x7ff00000
	seccompStop       = 7 // the event of a stop: PTRACE_EVENT_SECCOMP
	traceSeccomp      = 1 << seccompStop
	firstArgument     = 16 // in what a filter is given; each has 8 bytes
	writesOrCreates   = syscall.O_WRONLY | syscall.O_RDWR | syscall.O_CREAT | syscall.O_TRUNC
	filterInstruction = 8 // bytes
)

// interesting is a filter that stops a process for its tracer at the calls that may
// change files. A Go program makes some hundred others before its first line, and to
// stop at each would take ten times as long as the program.
func interesting() []syscall.SockFilter {
	statement := func(code uint16, k uint32) syscall.SockFilter { return syscall.SockFilter{Code: code, K: k} }
	jump := func(code uint16, k uint32, skip uint8) syscall.SockFilter { // over so many when it does not hold
		return syscall.SockFilter{Code: code, Jf: skip, K: k}
	}
	const load, equal = syscall.BPF_LD | syscall.BPF_W | syscall.BPF_ABS, syscall.BPF_JMP | syscall.BPF_JEQ | syscall.BPF_K
	filter := []syscall.SockFilter{statement(load, 0)} // the call's number
	calls := []uint64{copyFileRange}
	for number := range changing {
		calls = append(calls, number)
	}
	for number := range changingOpen {
		calls = append(calls, number)
	}
	slices.Sort(calls)
	for _, number := range calls {
		filter = append(filter, jump(equal, uint32(number), 1), statement(syscall.BPF_RET|syscall.BPF_K, seccompTrace))
	}
	for number, argument := range map[uint32]uint32{syscall.SYS_OPEN: 1, syscall.SYS_OPENAT: 2} {
		filter = append(filter, jump(equal, number, 4),
			statement(load, firstArgument+8*argument), // the flags
			jump(syscall.BPF_JMP|syscall.BPF_JSET|syscall.BPF_K, writesOrCreates, 1),
			statement(syscall.BPF_RET|syscall.BPF_K, seccompTrace),
			statement(syscall.BPF_RET|syscall.BPF_K, seccompAllow))
	}
	return append(filter, statement(syscall.BPF_RET|syscall.BPF_K, seccompAllow))
}

// confine makes a process that stands before its first instruction put the filter upon
// itself, and with it upon all that it starts: nobody else can.
func confine(pid int) error {
	var regs syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(pid, &regs); err != nil {
		return err
	}
	filter := interesting()
	var data []byte // below what the stack holds: the filter, its length and its address
	for _, f := range filter {
		data = endian.LittleEndian.AppendUint16(data, f.Code)
		data = append(data, f.Jt, f.Jf)
		data = endian.LittleEndian.AppendUint32(data, f.K)
	}
	const page = 4096
	at := regs.Rsp&^15 - page
	data = endian.LittleEndian.AppendUint64(data, uint64(len(filter)))
	data = endian.LittleEndian.AppendUint64(data, at)
	if _, err := syscall.PtracePokeData(pid, uintptr(at), data); err != nil {
		return err
	}
	if err := inject(pid, regs, syscall.SYS_PRCTL, prctlNoNewPrivs, 1, 0); err != nil {
		return fmt.Errorf("prctl: %w", err)
	}
	if err := inject(pid, regs, sysSeccomp, seccompFilter, 0, at+uint64(len(filter)*filterInstruction)); err != nil {
		return fmt.Errorf("seccomp: %w", err)
	}
	return nil
}

// inject makes a stopped process do one system call where it stands, and puts it back.
func inject(pid int, regs syscall.PtraceRegs, number, first, second, third uint64) error {
	was := make([]byte, 8)
	instruction := []byte{0x0f, 0x05} // syscall
	if _, err := syscall.PtracePeekText(pid, uintptr(regs.Rip), was); err != nil {
		return err
	}
	if _, err := syscall.PtracePokeText(pid, uintptr(regs.Rip), append(instruction, was[2:]...)); err != nil {
		return err
	}
	with := regs
	with.Orig_rax = ^uint64(0)
	with.Rax, with.Rdi, with.Rsi, with.Rdx, with.R10, with.R8 = number, first, second, third, 0, 0
	if err := syscall.PtraceSetRegs(pid, &with); err != nil {
		return err
	}
	if err := syscall.PtraceSingleStep(pid); err != nil {
		return err
	}
	var status syscall.WaitStatus
	for {
		_, err := syscall.Wait4(pid, &status, syscall.WALL, nil)
		if err == nil {
			break
		}
		if err != syscall.EINTR {
			return err
		}
	}
	if err := syscall.PtraceGetRegs(pid, &with); err != nil {
		return err
	}
	if _, err := syscall.PtracePokeText(pid, uintptr(regs.Rip), was); err != nil {
		return err
	}
	regs.Orig_rax = ^uint64(0)
	if err := syscall.PtraceSetRegs(pid, &regs); err != nil {
		return err
	}
	if n := int64(with.Rax); n < 0 {
		return syscall.Errno(-n)
	}
	return nil
}
