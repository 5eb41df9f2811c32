package config

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
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

// TestPatternsAgainstGit: patterns made at random, each in a folder of its own.
func TestPatternsAgainstGit(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	const folders, files = 1500, 12
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	rng := rand.New(rand.NewPCG(seed, 1))
	pick := func(list ...string) string { return list[rng.IntN(len(list))] }
	dir := t.TempDir()
	var lists []string
	var paths []string
	for n := range folders {
		var list strings.Builder
		for range 1 + rng.IntN(3) {
			for range 1 + rng.IntN(6) {
				list.WriteString(pick("a", "b", "ab", "/", "/", "*", "**", "**/", "/**", "?", "[ab]", "[!a]", "[^b-c]", "[a-c]", "[]a]", "[a-]", "[[:alpha:]]", "[[:x:]]",
					"[[:digit:]b]", "[[:a]", "[a", "\\a", "\\*", "\\", "!", "#", " ", "\\ ", "[\\]]", "[a-\\c]", "***", "-", "1"))
			}
			list.WriteString("\n")
		}
		lists = append(lists, list.String())
		folder := filepath.Join(dir, strconv.Itoa(n))
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, ".gitignore"), []byte(list.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		for range files {
			var names []string
			for range 1 + rng.IntN(4) {
				name := ""
				for range 1 + rng.IntN(3) {
					name += pick("a", "a", "b", "b", "c", "1", "-", "]", "*", "!", "#", "[")
				}
				names = append(names, name)
			}
			paths = append(paths, strconv.Itoa(n)+"/"+strings.Join(names, "/"))
		}
	}
	ignored := checkIgnored(t, dir, paths)
	for i, path := range paths {
		list := lists[i/files]
		var patterns []pattern
		for line := range strings.Lines(list) {
			patterns = append(patterns, parsePattern(strings.TrimSuffix(line, "\n")))
		}
		_, inside, _ := strings.Cut(path, "/")
		if unsettled.MatchString(list) {
			continue
		}
		_, excluded := deciding(patterns, inside)
		if !excluded && strings.Contains(list, "!") {
			continue // taken back, perhaps more than git does
		}
		if excluded != ignored[path] {
			t.Errorf("patterns %q, path %q: excluded %v, git says %v", list, inside, excluded, ignored[path])
		}
	}
}

// unsettled are patterns in which ** ends a name that it did not begin: what git makes
// of them depends on where its memory lies (wildmatch.c compares a place in the pattern
// with one in the text). Here they are two stars.
var unsettled = regexp.MustCompile(`[^/\n*]\*\*+[ \\]*(/|\n)`)

// TestPatternIsLinear: a pattern that was made to be slow is not.
func TestPatternIsLinear(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.Repeat("*a", 500), strings.Repeat("**/", 500) + "b", strings.Repeat("a*/**/", 300) + "b"} {
		p := parsePattern(text)
		if p.matches(strings.Repeat("a/", 1000)+"c", false) {
			t.Errorf("%.20q matches", text)
		}
	}
}

func checkIgnore(t *testing.T, patterns string, paths []string) map[string]bool {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, ".git", "info"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".git", "info", "exclude"), []byte(patterns+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	return checkIgnored(t, dir, paths)
}

// checkIgnored asks git which paths are ignored in a folder.
func checkIgnored(t *testing.T, dir string, paths []string) map[string]bool {
	t.Helper()
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
	ignored := map[string]bool{}
	for p := range strings.SplitSeq(run(strings.Join(paths, "\x00")+"\x00", "check-ignore", "--no-index", "-z", "--stdin"), "\x00") {
		ignored[p] = true
	}
	return ignored
}
