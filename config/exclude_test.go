package config

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Exclude patterns mean what git says they mean: git check-ignore is the oracle.
func TestExcludeAgainstGit(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	patterns := []string{
		"*.md", "/a.yml", "a.yml", "testdata", "testdata/", "/testdata/", "testdata/*", "testdata/**", "/testdata/**",
		"**/fixtures", "**/fixtures/**", "src/*.yml", "src/**/x.sh", "src/", "*.yml\n!keep.yml", "docs/*\n!docs/keep.md",
		"[ab].txt", "?.txt", "deep/er", "/deep", "*/er/x.sh", "\\#odd", "with space.txt", "a*z.txt", "**", "*",
		"foo/**/bar", "**/x.sh", "*.sh\n!/src/x.sh",
	}
	paths := []string{
		"README.md", "docs/a.md", "docs/keep.md", "a.yml", "sub/a.yml", "keep.yml", "sub/keep.yml", "testdata/a.yml",
		"testdata/deep/b.yml", "sub/testdata/c.yml", "testdata.txt", "x/fixtures/a", "fixtures/b", "src/a.yml", "src/deep/a.yml",
		"src/x.sh", "src/a/x.sh", "src/a/b/x.sh", "a.txt", "b.txt", "c.txt", "deep/er/x.sh", "deep/x.sh", "sub/deep/er/y",
		"#odd", "with space.txt", "abcz.txt", "az.txt", "foo/bar/a", "foo/x/bar/a", "foo/x/y/bar/a",
	}
	for _, p := range patterns {
		var c Config
		for line := range strings.Lines(p) {
			c.Exclude = append(c.Exclude, Exclude{Path: strings.TrimSuffix(line, "\n")})
		}
		excluded, ignored := c.Excluder(), checkIgnore(t, p, paths)
		for _, path := range paths {
			if excluded(path) != ignored[path] {
				t.Errorf("pattern %q, path %q: excluded %v, git says %v", p, path, excluded(path), ignored[path])
			}
		}
	}
}

func checkIgnore(t *testing.T, patterns string, paths []string) map[string]bool {
	t.Helper()
	dir := t.TempDir()
	env := append(os.Environ(), "HOME="+dir, "GIT_CONFIG_NOSYSTEM=1", "GIT_DIR="+filepath.Join(dir, ".git"), "GIT_WORK_TREE="+dir)
	run := func(stdin string, args ...string) string {
		cmd := exec.Command("git", args...)
		cmd.Dir, cmd.Env, cmd.Stdin = dir, env, strings.NewReader(stdin)
		out, err := cmd.Output()
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) { // 1: none ignored
			t.Fatalf("git %v: %v", args, err)
		}
		return string(out)
	}
	run("", "init", "-q")
	if err := os.WriteFile(filepath.Join(dir, ".git", "info", "exclude"), []byte(patterns+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	ignored := map[string]bool{}
	for p := range strings.SplitSeq(run(strings.Join(paths, "\x00")+"\x00", "check-ignore", "--no-index", "-z", "--stdin"), "\x00") {
		ignored[p] = true
	}
	return ignored
}
