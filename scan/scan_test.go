package scan

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/gitrepo"
)

// repository is a real one, in a folder of its own.
type repository struct {
	t   *testing.T
	dir string
	env []string
}

func newRepository(t *testing.T) *repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	r := &repository{t: t, dir: t.TempDir(), env: []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b",
	}}
	r.git("init", "-q", "-b", "main")
	return r
}

func (r *repository) git(args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Env = r.dir, r.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (r *repository) write(name, text string) {
	r.t.Helper()
	if err := os.MkdirAll(filepath.Dir(filepath.Join(r.dir, name)), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.dir, name), []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

func (r *repository) open() *gitrepo.Repository {
	r.t.Helper()
	repo, err := gitrepo.Open(context.Background(), r.dir, r.env)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		if err := repo.Close(); err != nil {
			r.t.Error(err)
		}
	})
	return repo
}

func key(rng *rand.Rand) string {
	var b [16]byte
	for i := range b {
		b[i] = byte(rng.UintN(256))
	}
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func fingerprintOf(key string) detector.Fingerprint {
	h := sha256.Sum256([]byte(key))
	return detector.Fingerprint("sha256:" + hex.EncodeToString(h[:]))
}

// tree is what the model knows of a state: how often each file holds each key.
type tree map[string][]string // file name to its lines

func (t tree) copy() tree {
	c := tree{}
	for name, lines := range t {
		c[name] = append([]string(nil), lines...)
	}
	return c
}

// surplus is the rule of what is new, written plainly: over all files what they
// hold more of a key than before, less what others hold less of it.
func surplus(before, after tree, key string) int {
	count := func(lines []string) int { return strings.Count(strings.Join(lines, "\n"), key) }
	more, less := 0, 0
	for name, lines := range after {
		if d := count(lines) - count(before[name]); d > 0 {
			more += d
		} else {
			less -= d
		}
	}
	for name, lines := range before {
		if _, kept := after[name]; !kept {
			less += count(lines)
		}
	}
	return max(0, more-less)
}

// step changes a tree at random: lines are added, removed, moved, indented; files
// are renamed, copied, deleted.
func step(rng *rand.Rand, t tree, keys []string) {
	name := func() string { return fmt.Sprintf("f%d.sh", rng.IntN(5)) }
	for range 1 + rng.IntN(3) {
		from, to := name(), name()
		switch rng.IntN(7) {
		case 0:
			t[to] = append(t[to], "CODECOV_TOKEN="+keys[rng.IntN(len(keys))])
		case 1:
			t[to] = append(t[to], fmt.Sprintf("echo %d", rng.IntN(1000)))
		case 2:
			if lines := t[from]; len(lines) > 0 {
				t[from] = lines[1:]
			}
		case 3: // a move between files
			if lines := t[from]; len(lines) > 0 && from != to {
				t[to], t[from] = append(t[to], lines[0]), lines[1:]
			}
		case 4: // a rename
			if lines, ok := t[from]; ok && from != to {
				t[to] = lines
				delete(t, from)
			}
		case 5: // indented
			for i, l := range t[from] {
				t[from][i] = "  " + l
			}
		case 6:
			delete(t, from)
		}
	}
}

func (r *repository) put(before, after tree) {
	for name := range before {
		if _, kept := after[name]; !kept {
			if err := os.Remove(filepath.Join(r.dir, name)); err != nil {
				r.t.Fatal(err)
			}
		}
	}
	for name, lines := range after {
		r.write(name, strings.Join(lines, "\n")+"\n")
	}
	r.git("add", "-A")
}

// TestNewAgainstModel walks through random changes and compares, for what is
// staged and then for the commit, how often each key is reported with the plain
// rule.
func TestNewAgainstModel(t *testing.T) {
	t.Parallel()
	const steps = 60
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	keys := []string{key(rng), key(rng), key(rng)}
	r := newRepository(t)
	ctx := context.Background()
	before := tree{}
	var head []gitrepo.ID
	for n := range steps {
		after := before.copy()
		step(rng, after, keys)
		r.put(before, after)
		// One repository a step: what was read must not be remembered.
		repo := r.open()
		staged, err := Staged(ctx, repo, head, Policy{Report: detector.High})
		if err != nil {
			t.Fatal(err)
		}
		r.git("commit", "-q", "--allow-empty", "-m", fmt.Sprint(n))
		id, err := gitrepo.ParseID(r.git("rev-parse", "HEAD"))
		if err != nil {
			t.Fatal(err)
		}
		sent, err := Sent(ctx, repo, Outgoing{Commits: []gitrepo.ID{id}}, Policy{Report: detector.High})
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range keys {
			want := surplus(before, after, k)
			for what, result := range map[string]*Result{"staged": staged, "commit": sent} {
				if got := reported(result, k); got != want || len(result.Errors) > 0 {
					t.Fatalf("seed %d, step %d, %s: key reported %d times, want %d\nbefore %v\nafter %v\n%v", seed, n, what, got, want, before, after, result.Errors)
				}
			}
		}
		before, head = after, []gitrepo.ID{id}
	}
}

func reported(r *Result, key string) int {
	n := 0
	for _, f := range r.Findings {
		if f.Fingerprint == fingerprintOf(key) {
			n++
		}
	}
	return n
}

// TestManyAtOnce: many commits and files, judged on all cores, give the same
// result as one by one, in the order of the commits.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(2, 2))
	r := newRepository(t)
	var ids []gitrepo.ID
	var want []string
	for n := range 20 {
		for f := range 10 {
			text := "clean\n"
			if f == n%10 {
				text = "CODECOV_TOKEN=" + key(rng) + "\n"
				want = append(want, fmt.Sprintf("%d-%d.sh", n, f))
			}
			r.write(fmt.Sprintf("%d-%d.sh", n, f), text)
		}
		r.git("add", "-A")
		r.git("commit", "-q", "-m", "x")
		id, err := gitrepo.ParseID(r.git("rev-parse", "HEAD"))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	result, err := Sent(context.Background(), r.open(), Outgoing{Commits: ids}, Policy{Report: detector.High})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range result.Findings {
		got = append(got, f.Path)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") || result.Scanned.Commits != 20 || result.Scanned.Blobs != 200 {
		t.Errorf("got %v, want %v; %+v", got, want, result.Scanned)
	}
}

// TestCancelled: a scan that was stopped decides nothing.
func TestCancelled(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	r.write("a.sh", "x")
	r.git("add", "-A")
	repo := r.open()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if result, err := Staged(ctx, repo, nil, Policy{}); err == nil {
		t.Errorf("no error, result %+v", result)
	}
	if result, err := Files(ctx, []File{{Path: "a", Open: func() (io.ReadCloser, int64, error) { return io.NopCloser(strings.NewReader("")), 0, nil }}}, Policy{}); err == nil {
		t.Errorf("no error, result %+v", result)
	}
}

func TestExcludedPathsAreNotMoved(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 3))
	r := newRepository(t)
	line := "CODECOV_TOKEN=" + key(rng) + "\n"
	r.write("excluded.sh", line)
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "x")
	head, err := gitrepo.ParseID(r.git("rev-parse", "HEAD"))
	if err != nil {
		t.Fatal(err)
	}
	r.git("mv", "excluded.sh", "plain.sh")
	policy := Policy{Report: detector.High, Excluded: func(p string) bool { return p == "excluded.sh" }}
	result, err := Staged(context.Background(), r.open(), []gitrepo.ID{head}, policy)
	if err != nil || len(result.Findings) != 1 {
		t.Errorf("a key that leaves an excluded path is new: %+v, %v", result, err)
	}
}

// TestUnreadableAmongMany: one content that cannot be read is an error whichever
// goroutine was to read it; the keys in the others are shown all the same.
func TestUnreadableAmongMany(t *testing.T) {
	t.Parallel()
	const files = 3 * fewContents
	for _, broken := range []int{0, fewContents, files - 1} {
		rng := rand.New(rand.NewPCG(5, uint64(broken)))
		r := newRepository(t)
		for n := range files {
			r.write(fmt.Sprintf("%03d.sh", n), "CODECOV_TOKEN="+key(rng)+"\n")
		}
		r.git("add", "-A")
		id := r.git("rev-parse", fmt.Sprintf(":%03d.sh", broken))
		if err := os.Remove(filepath.Join(r.dir, ".git", "objects", id[:2], id[2:])); err != nil {
			t.Fatal(err)
		}
		result, err := Staged(context.Background(), r.open(), nil, Policy{Report: detector.High})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Errors) != 1 || !strings.Contains(result.Errors[0].Error(), id) || len(result.Findings) != files-1 || result.Scanned.Blobs != files-1 {
			t.Errorf("content %d is missing: errors %v, %d findings, %d read", broken, result.Errors, len(result.Findings), result.Scanned.Blobs)
		}
	}
}

// TestSameContent: one content under several names is found under each that makes it a
// key, whichever was read first.
func TestSameContent(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	rng := rand.New(rand.NewPCG(8, 8))
	bare, named := key(rng), key(rng)
	want := []string{"codecov/token"}
	for i := range 60 { // more than are read on the spot
		r.write(fmt.Sprintf("plain/%d.txt", i), bare+"\n")
		r.write(fmt.Sprintf("%d.sh", i), "CODECOV_TOKEN="+named+"\n")
		want = append(want, fmt.Sprintf("%d.sh", i))
	}
	r.write("codecov/token", bare+"\n")
	r.git("add", "-A")
	result, err := Staged(context.Background(), r.open(), nil, Policy{Report: detector.High})
	if err != nil || len(result.Errors) > 0 {
		t.Fatal(err, result.Errors)
	}
	var got []string
	for _, f := range result.Findings {
		got = append(got, f.Path)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("found in %q, not in %q", got, want)
	}
	if result.Scanned.Blobs != 121 || result.Scanned.Bytes != int64(61*37+60*51) {
		t.Errorf("scanned %+v", result.Scanned)
	}
}
