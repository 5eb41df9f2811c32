// Package scan takes what changes and finds the keys in it that are new: the
// same engine for what is staged, for commits and for files.
//
// New is what the new version of a file holds more often than the versions it
// came from. No diff is computed: the new version is searched first, and only
// for a file with findings are the old versions read.
//
// The package must never decide what an operation is (package hook does) nor
// print. An object that cannot be read is an error in the result, which makes
// the whole scan a failed one; it never makes a file clean.
package scan
