// Package image reads container images as they are saved in files, and hands all that
// is in them to scan's engine: the archives of docker save, OCI layouts as folders and
// as archives, their layers, configuration and history, and archives that are files in
// layers.
//
// An image is read in one pass, in the order in which it is stored, so that a pipe will
// do, and every blob once. What each blob is to which image is found out afterwards, of
// the manifests that came by. So nothing is left unread because nothing refers to it.
//
// The package must never write anything anywhere: what is unpacked is held in memory, a
// bounded piece at a time. It must never use a name from an image as a name of a file,
// and never pass over what it could not read: that is an error, with what and where.
package image
