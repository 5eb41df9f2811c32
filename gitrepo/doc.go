// Package gitrepo reads git repositories: what is staged, which commits go out,
// what an object holds.
//
// There are two readers behind one small interface, Reader: one in process (by the
// name of go-git, whose rules for ref names it uses), one on git's own plumbing
// commands for what that cannot read. Which of them is asked first is decided once, from facts about the
// repository; what the first cannot read is asked of the second.
//
// The package must never write to a repository, run anything that a repository
// names (hooks, filters, textconv, file system monitors, pagers), start a network
// transfer, or answer from less than it was asked to read: what cannot be read
// is an error that names the object. The environment is passed in.
package gitrepo
