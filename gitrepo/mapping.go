package gitrepo

import (
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// mapping is a file in memory, for any number of goroutines, once somebody asks for it.
type mapping struct {
	file   io.ReaderAt
	length int64 // in bytes
	once   sync.Once
	data   []byte
	reads  atomic.Int64
}

// Of a pack that is larger than wholePack mapped pages are given back after so many reads
// of objects. A read maps up to 64 kB, and all of the pack would count as the process's
// memory in the end.
const (
	wholePack = 96 << 20 // bytes
	manyReads = 2048
)

// count is told of each object that is read from the mapping, and keeps the process small.
func (m *mapping) count() {
	if m.length > wholePack && m.reads.Add(1)%manyReads == 0 {
		forgetPages(m.data)
	}
}

// whole gives the file's bytes; nil when it cannot be mapped. Whoever looks at them
// holds recoverFault ready.
func (m *mapping) whole() []byte {
	m.once.Do(func() { m.data = mapFile(m.file, m.length) })
	return m.data
}

// close gives the memory back; nothing reads the file any more.
func (m *mapping) close() error {
	if m.data == nil {
		return nil
	}
	err := unmapFile(m.data)
	m.data = nil
	return err
}

// recoverFault makes an error of the fault that reading a mapped file is when it became
// shorter; was is what the runtime did about faults before, kind what the error is.
func recoverFault(was bool, kind error, err *error) {
	debug.SetPanicOnFault(was)
	switch fault := recover().(type) {
	case nil:
	case interface{ Addr() uintptr }:
		*err = fmt.Errorf("%w: it became shorter while it was read", kind)
	default:
		panic(fault)
	}
}
