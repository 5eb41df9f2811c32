// Package inventory finds in a file what uses a Codecov key, by whatever name,
// or sends reports to Codecov without one: which CI system, workflow, job and step
// it is, under which name the key is kept, which uploader sends it, and what is
// wrong with the way it does.
//
// It is pure: a path and bytes in, plain data out. It must never open a file,
// read the environment or return a key. Of a key that stands in the file itself
// it only says that it is there.
//
// Limitations: a file is judged by itself, so a variable that another file sets,
// or that the CI's settings have, is known by its name alone; YAML is read by its
// indentation, so that templates and broken files say something too.
package inventory
