package gitrepo

import "syscall"

// forgetPages takes mapped pages out of what the process holds; they are there again when
// they are read. An error changes nothing but that they stay.
func forgetPages(data []byte) { _ = syscall.Madvise(data, syscall.MADV_DONTNEED) }
