package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// unskipped is set in CI, where a test that could not run has failed.
const unskipped = "COVKEY_TEST_ALL"

// skip says why a test cannot run here.
func skip(t *testing.T, why string) {
	t.Helper()
	if os.Getenv(unskipped) != "" {
		t.Fatalf("%s, and %s is set", why, unskipped)
	}
	t.Skip(why)
}

// sandbox is a folder with a home of its own, in which commands run.
type sandbox struct {
	t    *testing.T
	home string
	env  []string
}

func newSandbox(t *testing.T) *sandbox {
	t.Helper()
	home := t.TempDir()
	s := &sandbox{t: t, home: home}
	for _, e := range os.Environ() {
		if name, _, _ := strings.Cut(e, "="); !strings.HasPrefix(name, "GIT_") && name != "HOME" && name != "XDG_CONFIG_HOME" {
			s.env = append(s.env, e)
		}
	}
	s.env = append(s.env, "HOME="+home, "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C", "PRE_COMMIT_HOME="+filepath.Join(home, "pre-commit"))
	s.write(filepath.Join(home, ".gitconfig"), "[user]\n\tname = Dev\n\temail = dev@example.com\n[init]\n\tdefaultBranch = main\n[maintenance]\n\tauto = false\n")
	return s
}

// run gives a command's whole output and whether it succeeded.
func (s *sandbox) run(dir string, args ...string) (string, bool) {
	s.t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Env = dir, s.env
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

func (s *sandbox) must(dir string, args ...string) string {
	s.t.Helper()
	out, ok := s.run(dir, args...)
	if !ok {
		s.t.Fatalf("%v failed:\n%s", args, out)
	}
	return out
}

func (s *sandbox) write(path, text string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// published makes a repository of this project as it is in the work tree, as the
// framework would clone it, and gives its path and revision.
func (s *sandbox) published() (path, rev string) {
	s.t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		s.t.Fatal(err)
	}
	path = filepath.Join(s.home, "covkey")
	err = filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		if d.Name() == ".git" && rel != "." {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() {
			return nil
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		s.write(filepath.Join(path, rel), string(data))
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.must(path, "git", "init", "-q")
	s.must(path, "git", "add", "-A")
	s.must(path, "git", "commit", "-q", "-m", "as it is")
	return path, strings.TrimSpace(s.must(path, "git", "rev-parse", "HEAD"))
}

// TestPreCommitFramework installs the hooks with the real pre-commit framework
// (language: golang, from this tree) and sees a commit, a message, a merge and
// pushes stop.
func TestPreCommitFramework(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it builds covkey anew")
	}
	if _, err := exec.LookPath("pre-commit"); err != nil {
		skip(t, "pre-commit is not installed (apt-get install pre-commit)")
	}
	s := newSandbox(t)
	// The framework builds in a folder of its own, but what is compiled already need
	// not be compiled again.
	for _, cache := range []string{"GOCACHE", "GOMODCACHE"} {
		out, err := exec.Command("go", "env", cache).Output()
		if err != nil {
			t.Fatal(err)
		}
		s.env = append(s.env, cache+"="+strings.TrimSpace(string(out)))
	}
	project, rev := s.published()
	repo, server := filepath.Join(s.home, "repo"), filepath.Join(s.home, "server.git")
	s.must(s.home, "git", "init", "-q", "--bare", server)
	s.must(s.home, "git", "init", "-q", repo)
	s.must(repo, "git", "remote", "add", "origin", server)
	s.write(filepath.Join(repo, ".pre-commit-config.yaml"), "repos:\n- repo: "+project+"\n  rev: "+rev+
		"\n  hooks:\n  - id: covkey\n  - id: covkey-push\n  - id: covkey-msg\n")
	s.must(repo, "pre-commit", "install", "-t", "pre-commit", "-t", "pre-merge-commit", "-t", "pre-push", "-t", "commit-msg")
	s.must(repo, "git", "add", "-A")
	out := s.must(repo, "git", "commit", "-m", "first")
	if !strings.Contains(out, "covkey (staged)") {
		t.Fatalf("the hook did not run:\n%s", out)
	}
	f := framework{s, repo}
	f.commits()
	f.merges()
	f.pushes()
}

type framework struct {
	*sandbox
	repo string
}

// blocked expects a command to stop because of a key that it does not show.
func (f framework) blocked(key, want string, args ...string) {
	f.t.Helper()
	out, ok := f.run(f.repo, args...)
	if ok || !strings.Contains(out, want) {
		f.t.Fatalf("%v: ok=%v, want it blocked with %q:\n%s", args, ok, want, out)
	}
	if strings.Contains(out, key) {
		f.t.Fatalf("%v: the key is shown", args)
	}
}

func (f framework) commits() {
	key := newKey()
	file := filepath.Join(f.repo, "ci.sh")
	f.write(file, "CODECOV_TOKEN="+key+"\n")
	f.must(f.repo, "git", "add", "-A")
	f.blocked(key, "commit blocked", "git", "commit", "-m", "leak")
	f.blocked(key, "commit blocked", "git", "commit", "-a", "-m", "leak")
	f.write(file, "CODECOV_TOKEN=$CODECOV_TOKEN\n")
	f.must(f.repo, "git", "add", "-A")
	f.blocked(key, "in the commit message", "git", "commit", "-m", "CODECOV_TOKEN="+key)
	f.must(f.repo, "git", "commit", "-m", "clean")
}

func (f framework) merges() {
	key := newKey()
	f.must(f.repo, "git", "checkout", "-q", "-b", "side")
	f.write(filepath.Join(f.repo, "side.sh"), "CODECOV_TOKEN="+key+"\n")
	f.must(f.repo, "git", "add", "-A")
	f.must(f.repo, "git", "commit", "-q", "--no-verify", "-m", "an old leak on the other side")
	f.must(f.repo, "git", "checkout", "-q", "main")
	f.must(f.repo, "git", "commit", "-q", "--allow-empty", "-m", "main")
	f.must(f.repo, "git", "merge", "--no-ff", "--no-edit", "side")
	f.must(f.repo, "git", "reset", "-q", "--hard", "HEAD~1")
	f.must(f.repo, "git", "branch", "-q", "-D", "side")
}

func (f framework) pushes() {
	key := newKey()
	f.must(f.repo, "git", "push", "-q", "origin", "main") // a root push
	f.must(f.repo, "git", "checkout", "-q", "-b", "topic")
	f.write(filepath.Join(f.repo, "gone.sh"), "CODECOV_TOKEN="+key+"\n")
	f.must(f.repo, "git", "add", "-A")
	f.must(f.repo, "git", "commit", "-q", "--no-verify", "-m", "leak")
	f.blocked(key, "push blocked", "git", "push", "origin", "topic")
	// Added and deleted in one push: the framework sees no changed file.
	f.must(f.repo, "git", "rm", "-q", "gone.sh")
	f.must(f.repo, "git", "commit", "-q", "-m", "gone")
	f.blocked(key, "push blocked", "git", "push", "origin", "topic")
	f.blocked(key, "push blocked", "git", "push", "origin", "topic:main")
	f.must(f.repo, "git", "reset", "-q", "--hard", "main")
	f.must(f.repo, "git", "push", "-q", "origin", "topic")
}
