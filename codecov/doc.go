// Package codecov says what is known about Codecov's keys and uploaders: what
// a finder of each kind can do with it, on which page it is replaced, what
// shows misuse, and which ways of uploading are at their end. Every claim names
// the place in Codecov's own source or documentation that says so.
//
// It is plain data. It must never see a key, open a file or a connection, or
// do work before it is asked.
package codecov
