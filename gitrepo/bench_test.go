package gitrepo

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// runner runs git in a folder of its own, for what is no test, and gives its output.
func runner(tb testing.TB) (dir string, env Env, git func(stdin string, args ...string) string) {
	tb.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		tb.Skip("git is not installed")
	}
	dir = tb.TempDir()
	env = Env{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.com",
		"GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.com",
	}
	git = func(stdin string, args ...string) string {
		tb.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir, cmd.Env, cmd.Stdin = dir, env, strings.NewReader(stdin)
		out, err := cmd.Output()
		if err != nil {
			tb.Fatalf("git %q: %v", args, err)
		}
		return strings.TrimSuffix(string(out), "\n")
	}
	git("", "init", "-q", "-b", "main")
	return dir, env, git
}

// largeRepository has so many files, a hundred in a folder, and gives the id of their
// tree. Nothing is in the work tree.
func largeRepository(b *testing.B, files int) (loc Location, tree string, git func(stdin string, args ...string) string) {
	b.Helper()
	dir, env, git := runner(b)
	id := git("text\n", "hash-object", "-w", "--stdin")
	var lines strings.Builder
	for n := range files {
		fmt.Fprintf(&lines, "100644 %s\tsrc/module-%03d/package-%02d/file-%07d.go\n", id, n/10000, n/100%100, n)
	}
	git(lines.String(), "update-index", "--index-info")
	tree = git("", "write-tree")
	repo, err := Open(context.Background(), dir, env)
	if err != nil {
		b.Fatal(err)
	}
	if err := repo.Close(); err != nil {
		b.Fatal(err)
	}
	return repo.Location, tree, git
}

// BenchmarkStaged compares the index with HEAD's tree as a hook does it, once in a
// process: nothing is staged, one file is, and one is while the index has no cache of
// trees, so that all trees are read.
func BenchmarkStaged(b *testing.B) {
	for _, files := range []int{100, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprintf("files=%d", files), func(b *testing.B) {
			if files > 100_000 && testing.Short() {
				b.Skip("it takes a while to make")
			}
			loc, tree, git := largeRepository(b, files)
			id, err := ParseID(tree)
			if err != nil {
				b.Fatal(err)
			}
			run := func(name string, want int) {
				b.Run(name, func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						g := openGoGit(&loc)
						changes, err := g.Staged(context.Background(), id)
						if err != nil || len(changes) != want {
							b.Fatalf("%d changes, %v", len(changes), err)
						}
						g.Close()
					}
				})
			}
			run("staged=0", 0)
			other := git("other\n", "hash-object", "-w", "--stdin")
			git("100644 "+other+"\tsrc/module-000/package-00/file-0000050.go\n", "update-index", "--index-info")
			run("staged=1", 1)
			listed := git("", "ls-files", "--stage")
			git("", "read-tree", "--empty")
			git(listed, "update-index", "--index-info")
			run("staged=1/cache=none", 1)
		})
	}
}
