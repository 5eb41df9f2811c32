//go:build bench

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// measures is all that one run of bench/run.sh left behind.
type measures struct {
	facts    map[string]string
	times    map[job]sorted // seconds
	peaks    map[job]int64  // bytes
	commands map[job]string
	order    []job // in which they were run
	detector map[string]*bench
}

// job is one program on one work.
type job struct{ work, program string }

// sorted is values in rising order.
type sorted []float64

func (s sorted) median() float64 {
	if len(s)%2 == 1 {
		return s[len(s)/2]
	}
	return (s[len(s)/2-1] + s[len(s)/2]) / 2
}

// bench is one of Go's benchmarks, run several times.
type bench struct {
	rate   sorted // bytes a second
	allocs int    // a run, at most
}

func read(dir string) (*measures, error) {
	m := &measures{
		facts: map[string]string{}, times: map[job]sorted{}, peaks: map[job]int64{},
		commands: map[job]string{}, detector: map[string]*bench{},
	}
	for _, step := range []func(string) error{m.readFacts, m.readCommands, m.readTimes, m.readPeaks, m.readDetector} {
		if err := step(dir); err != nil {
			return nil, fmt.Errorf("reading what was measured: %w", err)
		}
	}
	return m, nil
}

// lines calls for each line's columns; a file that is not there has none.
func lines(name string, columns int, each func([]string)) error {
	data, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(data)) {
		fields := strings.SplitN(strings.TrimSuffix(line, "\n"), "\t", columns)
		if len(fields) != columns {
			return fmt.Errorf("%s: not %d columns: %q", name, columns, line)
		}
		each(fields)
	}
	return nil
}

func (m *measures) readFacts(dir string) error {
	return lines(filepath.Join(dir, "facts.tsv"), 2, func(f []string) { m.facts[f[0]] = f[1] })
}

func (m *measures) readCommands(dir string) error {
	return lines(filepath.Join(dir, "commands.tsv"), 3, func(f []string) {
		key := job{f[0], f[1]}
		if _, ok := m.commands[key]; !ok {
			m.order = append(m.order, key)
		}
		m.commands[key] = f[2]
	})
}

// readTimes reads hyperfine's files, one for each round of a program on a work.
func (m *measures) readTimes(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "raw", "*.json"))
	if err != nil {
		return err
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		var said struct{ Results []struct{ Times []float64 } }
		if err := json.Unmarshal(data, &said); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		key := keyOf(strings.TrimSuffix(filepath.Base(file), ".json"))
		for _, result := range said.Results {
			m.times[key] = append(m.times[key], result.Times...)
		}
	}
	for _, times := range m.times {
		slices.Sort(times)
	}
	return nil
}

func (m *measures) readPeaks(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "peak", "*"))
	if err != nil {
		return err
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if m.peaks[keyOf(filepath.Base(file))], err = strconv.ParseInt(string(bytes.TrimSpace(data)), 10, 64); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}

func keyOf(name string) job {
	fields := strings.Split(name, ",")
	return job{fields[0], fields[1]}
}

// readDetector reads what "go test -bench -benchmem" printed.
func (m *measures) readDetector(dir string) error {
	data, err := os.ReadFile(filepath.Join(dir, "detector.txt"))
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for scanner := bufio.NewScanner(bytes.NewReader(data)); scanner.Scan(); {
		fields := strings.Fields(scanner.Text())
		name, ok := strings.CutPrefix(strings.Join(fields[:min(1, len(fields))], ""), "BenchmarkScan/")
		if !ok {
			continue
		}
		b := m.detector[name]
		if b == nil {
			b = &bench{}
			m.detector[name] = b
		}
		for i := 2; i+1 < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return fmt.Errorf("a line of the benchmarks: %q: %w", scanner.Text(), err)
			}
			switch fields[i+1] {
			case "MB/s":
				b.rate = append(b.rate, value*1e6)
			case "allocs/op":
				b.allocs = max(b.allocs, int(value))
			}
		}
		slices.Sort(b.rate)
	}
	return nil
}
