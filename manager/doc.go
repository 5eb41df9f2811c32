// Package manager makes covkey part of the hook manager that a repository uses
// already (husky, lefthook, the pre-commit framework and prek, simple-git-hooks,
// overcommit): it adds covkey to the manager's own file, takes it out again, and says
// how git comes to covkey through it.
//
// A file is changed as text, so that comments, order and layout stay, and the result is
// read back before it is written. The package must never write what it could not read
// back, change a setting that is not covkey's, run a manager or any other program, or
// touch the hooks folder, which is the install package's.
package manager
