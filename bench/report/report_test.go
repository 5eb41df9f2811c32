//go:build bench

package main

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// made is a folder as bench/run.sh leaves it.
func made(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"facts.tsv": "date\t2026-01-01\nseed\t1\nstaged-large.files\t100000\nversion.gitleaks\tv8\n" +
			"growth-push-10.new\t100\ngrowth-push-100.new\t1000\ngrowth-push-1000.new\t10000\n",
		"commands.tsv": "staged-large\tcovkey\tcovkey hook pre-commit\nstaged-large\tgit-diff\tgit diff | cat\n",
		"detector.txt": "goos: linux\nBenchmarkScan/clean=words \t 5 \t 45 ns/op\t 5000.50 MB/s\t 0 B/op\t 0 allocs/op\nPASS\n",

		"raw/staged-large,covkey,1.json":   `{"results":[{"times":[0.004,0.006]}]}`,
		"raw/staged-large,covkey,2.json":   `{"results":[{"times":[0.005]}]}`,
		"raw/staged-large,git-diff,1.json": `{"results":[{"times":[0.010]}]}`,
		"raw/staged-large,gitleaks,1.json": `{"results":[{"times":[0.030]}]}`,
		"peak/staged-large,covkey":         "20971520\n",

		"raw/growth-push-10,covkey,1.json":   `{"results":[{"times":[0.01]}]}`,
		"raw/growth-push-100,covkey,1.json":  `{"results":[{"times":[0.1]}]}`,
		"raw/growth-push-1000,covkey,1.json": `{"results":[{"times":[1]}]}`,
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestReport: goals are judged by medians of all rounds, and what is missing is said.
func TestReport(t *testing.T) {
	var out strings.Builder
	if err := run([]string{"-in", made(t)}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| `hook pre-commit`, 100,000 tracked files, 1 staged | ≤ 0.8 × `git diff --cached --raw` | 0.50 × | yes | 5 ms, git diff --cached --raw 10 ms |",
		"|  | ≥ 8 × as fast as gitleaks | 6.0 × | **no** | 5 ms, gitleaks 30 ms |",
		"| memory, 100,000 tracked files, 1 staged | ≤ 40 MiB | 20.0 MiB | yes |  |",
		"| `detector`, text without the word | ≥ 4 GB/s a core | 5 GB/s | yes | clean=words 5 GB/s |",
		"| growth of `hook pre-push` with new objects | at most linear: exponent ≤ 1.1 | 1.00 | yes | 10 ms at 10, 1 s at 1,000 |",
		"| growth of `scan history` with distinct blobs | at most linear: exponent ≤ 1.1 | not measured: not in this run | ? |  |",
		"| staged-large | git-diff | 10 ms | 10 ms | 1 |  | `git diff \\| cat` |",
	} {
		if !strings.Contains(out.String(), want+"\n") {
			t.Errorf("no line\n%s\nin\n%s", want, out.String())
		}
	}
}

// TestPlot: the picture is well-formed, and nothing is drawn outside.
func TestPlot(t *testing.T) {
	plot := string(plotted([]panel{{title: "a & b", axis: "<x>", series: []series{
		{"covkey", []point{{size: 1, seconds: 0.002}, {size: 1e6, seconds: 40}}},
		{"git", []point{{size: 10, seconds: 1}}},
	}}}))
	for dec := xml.NewDecoder(strings.NewReader(plot)); ; {
		if _, err := dec.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if strings.Contains(plot, "NaN") || strings.Contains(plot, "Inf") {
		t.Error(plot)
	}
	if plotted(nil) != nil {
		t.Error("a picture of nothing")
	}
}

// TestPublish: what stands around the figures stays, whatever was there before.
func TestPublish(t *testing.T) {
	docs := t.TempDir()
	page := filepath.Join(docs, "PERFORMANCE.md")
	if err := os.WriteFile(page, []byte("head\n"+measuredFrom+"old\n"+measuredTo+"tail\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := publish(docs, []byte("new\n"), map[string][]byte{"growth.csv": []byte("a\n")}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(page)
	if want := "head\n" + measuredFrom + "\nnew\n\n" + measuredTo + "tail\n"; err != nil || string(got) != want {
		t.Errorf("%q, %v", got, err)
	}
	if err := os.WriteFile(page, []byte("no lines\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := publish(docs, nil, nil); err == nil {
		t.Error("a page without the lines was overwritten")
	}
}

func TestNumbers(t *testing.T) {
	for got, want := range map[string]string{
		seconds(0.0012345): "1.23 ms", seconds(0.1): "100 ms", seconds(0.9999): "1 s", seconds(123.4): "123 s", seconds(0.00001): "10 µs",
		thousands(1): "1", thousands(1000): "1,000", thousands(1e6): "1,000,000", thousands(99999): "99,999",
		perSecond(4e9): "4 GB/s", perSecond(74.97e6): "75 MB/s",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	linear := []point{{size: 1, seconds: 0.5}, {size: 10, seconds: 5}, {size: 100, seconds: 50}}
	if e := slope(linear, size); math.Abs(e-1) > 1e-9 {
		t.Errorf("a straight line has the exponent %g", e)
	}
}
