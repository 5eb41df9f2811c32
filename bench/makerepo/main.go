//go:build bench

// Command makerepo writes a repository as a stream for "git fast-import", made up from
// a seed: the same flags give the same bytes on every machine. It is for benchmarks
// alone (built with -tags bench), needs no network, and must never write anything that
// is shaped like a key: what is measured are repositories in which nothing is found.
//
//	makerepo -commits 1000 -files 500 | git -C repo fast-import --quiet
//
// With -text it writes nothing but so many bytes of such source text.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
)

// shape is what a repository is like.
type shape struct {
	seed     uint64
	commits  int // all of them, side branches too
	files    int // in the first commit
	distinct int // contents in the first commit, shared by its files; 0: each file has its own
	changes  int // about so many files a commit
	active   int // files that later commits change, in the middle of the tree; 0: any
	size     int // bytes of a file of source text, on average
	merges   int // every so many commits a side branch is merged; 0: never
	outgoing int // commits that refs/remotes/origin/main does not reach; 0: no such ref
}

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "makerepo:", err)
		os.Exit(2)
	}
}

func run(args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("makerepo", flag.ContinueOnError)
	flags.SetOutput(stderr)
	var s shape
	flags.Uint64Var(&s.seed, "seed", 1, "what everything is derived from")
	flags.IntVar(&s.commits, "commits", 1, "how many commits")
	flags.IntVar(&s.files, "files", 100, "how many files the first commit has")
	flags.IntVar(&s.distinct, "distinct", 0, "how many contents those files share; 0: each has its own")
	flags.IntVar(&s.changes, "changes", 3, "about how many files a commit changes")
	flags.IntVar(&s.active, "active", 0, "how many files are changed after the first commit; 0: any may be")
	flags.IntVar(&s.size, "size", 4000, "average bytes of a file of source text")
	flags.IntVar(&s.merges, "merges", 10, "after how many commits a side branch is merged; 0: never")
	flags.IntVar(&s.outgoing, "outgoing", 0, "how many commits refs/remotes/origin/main lacks; 0: no such ref")
	text := flags.Int("text", 0, "write so many bytes of source text and no repository")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 || s.commits < 1 || s.files < 1 || s.changes < 1 || s.size < 1 ||
		s.distinct < 0 || s.active < 0 || s.merges < 0 || s.outgoing < 0 || s.outgoing >= s.commits || *text < 0 {
		return fmt.Errorf("%v make no repository: see -help", args)
	}
	out := bufio.NewWriterSize(stdout, 1<<20)
	if *text > 0 {
		writeText(out, s.seed, *text)
	} else {
		newHistory(s, out).write()
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing the stream: %w", err)
	}
	return nil
}
