package scan

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
)

// imported makes commits of random changes to a few files, some of which mention Codecov
// and some of which hold a key for a while, all in one pack.
func imported(r *repository, rng *rand.Rand, commits int) {
	r.t.Helper()
	var stream strings.Builder
	data := func(text string) { fmt.Fprintf(&stream, "data %d\n%s\n", len(text), text) }
	files := make([][]string, 8)
	for i := range files {
		for n := range 60 {
			files[i] = append(files[i], fmt.Sprintf("line %d of %d, %x", n, i, rng.Uint64()))
		}
	}
	lines := []func() string{
		func() string { return "CODECOV_TOKEN=" + key(rng) },
		func() string { return "see codecov.io" },
		func() string { return "token: " + key(rng) },
		func() string { return "code" },
		func() string { return "cov" },
	}
	for n := range commits {
		fmt.Fprintf(&stream, "commit refs/heads/main\ncommitter a <a@b> %d +0000\n", 1_700_000_000+n)
		data(fmt.Sprintf("commit %d", n))
		for range 1 + rng.IntN(3) {
			i := rng.IntN(len(files))
			at := rng.IntN(len(files[i]))
			switch rng.IntN(4) {
			case 0:
				files[i] = slices.Insert(files[i], at, lines[rng.IntN(len(lines))]())
			case 1:
				files[i] = slices.Delete(files[i], at, at+1)
			case 2:
				files[i] = append(slices.Clone(files[i][at:]), files[i][:at]...)
			default:
				files[i] = slices.Insert(files[i], at, fmt.Sprintf("%x", rng.Uint64()))
			}
			fmt.Fprintf(&stream, "M 100644 inline %d/file.sh\n", i)
			data(strings.Join(files[i], "\n") + "\n")
		}
	}
	cmd := exec.Command("git", "fast-import", "--quiet")
	cmd.Dir, cmd.Env, cmd.Stdin = r.dir, r.env, strings.NewReader(stream.String())
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Fatalf("fast-import: %v\n%s", err, out)
	}
	r.git("repack", "-q", "-a", "-d", "-f")
}

// TestPackedAgainstGit: what is passed over, listed ahead and read beside that gives what
// git's own contents give, one after the other.
func TestPackedAgainstGit(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		r := newRepository(t)
		imported(r, rand.New(rand.NewPCG(20, seed)), 150)
		policy := Policy{Report: detector.High}
		got, err := History(context.Background(), r.open(), Scope{}, policy)
		if err != nil {
			t.Fatal(err)
		}
		r.env = append(r.env, "COVKEY_GIT_BACKEND=git")
		want, err := History(context.Background(), r.open(), Scope{}, policy)
		if err != nil {
			t.Fatal(err)
		}
		if len(want.Findings) < 5 || want.Scanned.Commits != 150 {
			t.Errorf("seed %d: only %d findings in %d commits", seed, len(want.Findings), want.Scanned.Commits)
		}
		if !slices.Equal(got.Findings, want.Findings) || got.Scanned != want.Scanned || len(got.Errors)+len(want.Errors) > 0 {
			t.Errorf("seed %d: %+v and %d findings, want %+v and %d; %v %v", seed, got.Scanned, len(got.Findings), want.Scanned, len(want.Findings), got.Errors, want.Errors)
		}
	}
}
