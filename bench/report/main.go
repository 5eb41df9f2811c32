//go:build bench

// Command report turns what bench/run.sh measured into the table of goals, a file of
// the points that show growth, and a plot of them. It is for benchmarks alone (built
// with -tags bench). It must never measure anything itself, nor fail because a goal is
// missed: it says so.
//
//	report -in FOLDER [-write DOCS]
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Between these two lines of PERFORMANCE.md stands what was measured last.
const (
	measuredFrom = "<!-- measured: bench/run.sh --write fills in what follows -->\n"
	measuredTo   = "<!-- measured: until here -->\n"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(2)
	}
}

func run(args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("report", flag.ContinueOnError)
	flags.SetOutput(stderr)
	in := flags.String("in", "", "the folder that bench/run.sh filled; table and plot go there")
	docs := flags.String("write", "", "the folder of PERFORMANCE.md, to put them in there as well")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *in == "" || flags.NArg() > 0 {
		return errors.New("usage: report -in FOLDER [-write DOCS]")
	}
	m, err := read(*in)
	if err != nil {
		return err
	}
	growth := growthOf(m)
	text := document(m, growth)
	files := map[string][]byte{"growth.csv": points(growth)}
	if plot := plotted(growth); plot != nil {
		files["growth.svg"] = plot
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(*in, name), data, 0o644); err != nil {
			return err
		}
	}
	if err := os.WriteFile(filepath.Join(*in, "table.md"), text, 0o644); err != nil {
		return err
	}
	if *docs == "" {
		_, err := stdout.Write(text)
		return err
	}
	return publish(*docs, text, files)
}

// publish puts the text between the two lines of PERFORMANCE.md, and the files beside.
func publish(docs string, text []byte, files map[string][]byte) error {
	name := filepath.Join(docs, "PERFORMANCE.md")
	page, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	head, rest, ok := bytes.Cut(page, []byte(measuredFrom))
	_, tail, also := bytes.Cut(rest, []byte(measuredTo))
	if !ok || !also {
		return fmt.Errorf("%s has lost the lines %q and %q between which figures go", name, measuredFrom, measuredTo)
	}
	page = bytes.Join([][]byte{head, []byte(measuredFrom), []byte("\n"), text, []byte("\n"), []byte(measuredTo), tail}, nil)
	if err := os.WriteFile(name, page, 0o644); err != nil {
		return err
	}
	for file, data := range files {
		if err := os.WriteFile(filepath.Join(docs, file), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
