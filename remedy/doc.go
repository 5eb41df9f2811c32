// Package remedy is the way out after a key was found: how far it got in this
// repository, the commands that take it out of this very state, and the list of
// what is left to do when it has to be replaced.
//
// It reads the repository and never changes it, starts no program and asks no
// network. It must never hold a key: a key is known by its fingerprint, and a
// command that it prints finds the key by that.
package remedy
