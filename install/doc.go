// Package install puts covkey's hook scripts where git looks for hooks, takes
// them away again and says what is wrong with them.
//
// A hook that was there before keeps running first, and comes back byte for byte
// when covkey goes. A script is replaced in one step: at every moment the hooks
// folder holds the old hook or the new one, whatever happens to the process or the
// disk, and the next run finishes what an interrupted one began. One covkey at a
// time changes a folder. The package must never destroy a file that it did not write
// (without being forced), follow a link to write through it, open what is no file,
// or leave a hook that lets an operation pass because covkey is missing.
package install
