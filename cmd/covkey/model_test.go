package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// The model test's size: so many repositories, so many steps in all of them
// together, in a plain run and in CI.
const (
	modelWorlds    = 8
	modelSteps     = 200
	modelStepsInCI = 320
)

// Variables for looking into one run: how many steps in all, and the one seed
// to run again.
const (
	modelStepsVariable = "COVKEY_MODEL_STEPS"
	modelSeedVariable  = "COVKEY_MODEL_SEED"
)

// TestModel makes random sequences of git operations in real repositories with
// covkey's hooks in them. Each time that git runs a hook, covkey's answer is
// compared with the oracle's (model_oracle_test.go), which counts keys in what
// git's plumbing says at that very moment; and what git did then with covkey's
// verdict.
func TestModel(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("it records in a POSIX shell, with names that Windows does not have")
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	seeds, steps := modelPlan(t)
	total := newTally()
	ok := t.Run("worlds", func(t *testing.T) {
		for _, seed := range seeds {
			t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) {
				t.Parallel()
				w := newWorld(t, seed)
				w.run(steps)
				total.add(w.tally)
			})
		}
	})
	t.Logf("seeds %v, %d steps each\n%s", seeds, steps, total)
	if ok && len(seeds) == modelWorlds {
		total.checkCoverage(t, steps*len(seeds))
	}
}

// modelPlan is which seeds to run and how many steps with each.
func modelPlan(t *testing.T) (seeds []uint64, steps int) {
	t.Helper()
	all := modelSteps
	if os.Getenv(unskipped) != "" {
		all = modelStepsInCI
	}
	if s := os.Getenv(modelStepsVariable); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			t.Fatalf("%s=%q: want a number of steps", modelStepsVariable, s)
		}
		all = n
	}
	steps = (all + modelWorlds - 1) / modelWorlds
	if s := os.Getenv(modelSeedVariable); s != "" {
		seed, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatalf("%s=%q: want one of the seeds that a run prints", modelSeedVariable, s)
		}
		return []uint64{seed}, steps
	}
	// Neighbouring seeds give each kind of repository its turn.
	first := rand.Uint64N(1 << 40)
	for n := range uint64(modelWorlds) {
		seeds = append(seeds, first+n)
	}
	return seeds, steps
}

// tally counts what was tried and compared. Worlds run at the same time.
type tally struct {
	mu sync.Mutex
	// steps counts the operations by name; commands git's commands with their
	// options, how often they were done and how often git or covkey refused.
	steps    map[string]int
	commands map[string]*[2]int
	// verdicts counts hook calls by hook and what was compared.
	verdicts map[string]int
}

func newTally() *tally {
	return &tally{steps: map[string]int{}, commands: map[string]*[2]int{}, verdicts: map[string]int{}}
}

func (c *tally) command(name string, ok bool) {
	n := c.commands[name]
	if n == nil {
		n = &[2]int{}
		c.commands[name] = n
	}
	if ok {
		n[0]++
	} else {
		n[1]++
	}
}

func (c *tally) add(other *tally) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for name, n := range other.steps {
		c.steps[name] += n
	}
	for name, n := range other.verdicts {
		c.verdicts[name] += n
	}
	for name, n := range other.commands {
		if c.commands[name] == nil {
			c.commands[name] = &[2]int{}
		}
		c.commands[name][0] += n[0]
		c.commands[name][1] += n[1]
	}
}

func (c *tally) String() string {
	var b strings.Builder
	b.WriteString("hook calls compared:\n")
	for _, name := range sortedKeys(c.verdicts) {
		fmt.Fprintf(&b, "  %-40s %d\n", name, c.verdicts[name])
	}
	b.WriteString("steps:\n")
	for _, name := range sortedKeys(c.steps) {
		fmt.Fprintf(&b, "  %-40s %d\n", name, c.steps[name])
	}
	b.WriteString("git commands, done and refused:\n")
	for _, name := range sortedKeys(c.commands) {
		fmt.Fprintf(&b, "  %-40s %d + %d\n", name, c.commands[name][0], c.commands[name][1])
	}
	return b.String()
}

// checkCoverage fails when a long run no longer does what the test is for.
func (c *tally) checkCoverage(t *testing.T, steps int) {
	t.Helper()
	const enough = 1000
	if steps < enough {
		return
	}
	for _, op := range operations {
		if c.steps[op.name] == 0 {
			t.Errorf("no step %q among %d", op.name, steps)
		}
	}
	for _, hook := range []string{"pre-commit", "pre-merge-commit", "commit-msg", "pre-push"} {
		for _, verdict := range []string{"clean", "found"} {
			if hook == "pre-merge-commit" && verdict == "found" {
				continue // rare: a merge without a conflict that brings something of its own
			}
			if c.verdicts[hook+", "+verdict] == 0 {
				t.Errorf("%s was never %s in %d steps", hook, verdict, steps)
			}
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
