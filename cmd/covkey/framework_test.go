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

// beside skips a test of programs that covkey lives beside, which takes its time even
// where they are: go test ./... has to be done in ten minutes on a small machine.
func beside(t *testing.T, what string) {
	t.Helper()
	if os.Getenv(unskipped) == "" {
		t.Skipf("%s: %s=1 runs it, as CI does", what, unskipped)
	}
}

// sandbox is a folder with a home of its own, in which commands run.
type sandbox struct {
	t    *testing.T
	home string
	env  []string
	bins []string // folders in front of PATH
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
	for _, bin := range s.bins { // before what the test itself has on PATH
		if path := filepath.Join(bin, args[0]); isFile(path) {
			cmd.Path, cmd.Err = path, nil
			break
		}
	}
	cmd.Dir, cmd.Env = dir, s.env
	out, err := cmd.CombinedOutput()
	return string(out), err == nil
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
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
// (language: golang, from this tree) and sees commits, messages, merges and pushes stop.
func TestPreCommitFramework(t *testing.T) {
	t.Parallel()
	beside(t, "the pre-commit framework, which builds covkey anew")
	if _, err := exec.LookPath("pre-commit"); err != nil {
		skip(t, "pre-commit is not installed (apt-get install pre-commit)")
	}
	s := newSandbox(t)
	s.shareCaches()
	project, rev := s.published()
	f := framework{s, filepath.Join(s.home, "repo")}
	f.create()
	config := recipesOf(t)["pre-commit"][".pre-commit-config.yaml"]
	config = strings.Replace(config, "https://github.com/covkey/covkey", project, 1)
	s.write(filepath.Join(f.repo, ".pre-commit-config.yaml"), strings.Replace(config, "v1.0.0", rev, 1))
	f.must(f.repo, "sh", "-euc", recipesOf(t)["pre-commit"][""])
	f.must(f.repo, "git", "add", "-A")
	out := f.must(f.repo, "git", "commit", "-m", "first")
	if !strings.Contains(out, "covkey (staged)") {
		t.Fatalf("the hook did not run:\n%s", out)
	}
	f.commits()
	f.merges()
	f.mergeBlocked()
	f.pushes()
	f.byHand("pre-commit", "push")
	f.updates(project)
}

// TestPrek runs prek on the entry that covkey install writes, and on the published
// hook that runs the covkey on PATH.
func TestPrek(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it runs other programs")
	}
	s := newSandbox(t)
	newPrograms(t, s)
	f := framework{s, filepath.Join(s.home, "repo")}
	f.create()
	file := filepath.Join(f.repo, ".pre-commit-config.yaml")
	const before = "repos:\n  - repo: local\n    hooks:\n      - id: spaces # ours\n        name: spaces\n        language: system\n        entry: git diff --check --cached\n        pass_filenames: false\n"
	s.write(file, before)
	s.must(f.repo, "prek", "install")
	f.must(f.repo, "covkey", "install", "--hook", "pre-commit", "--hook", "pre-merge-commit", "--hook", "pre-push", "--hook", "commit-msg")
	added := strings.TrimPrefix(recipesOf(t)["pre-commit"]["local"], "repos:\n")
	if got, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(got), before+added) {
		t.Errorf("%v: covkey install wrote\n%s\nthe page has\n%s", err, got, added)
	}
	f.must(f.repo, "sh", "-euc", recipesOf(t)["prek"][""])
	if out, ok := f.run(f.repo, "covkey", "status"); !ok || !strings.Contains(out, "git -> .git/hooks/pre-push (prek) -> .pre-commit-config.yaml -> covkey") {
		t.Errorf("status:\n%s", out)
	}
	f.must(f.repo, "git", "add", "-A")
	f.must(f.repo, "git", "commit", "-m", "first")
	f.commits()
	f.merges()
	f.mergeBlocked()
	f.pushes()
	f.byHand("prek", "pre-push")
	f.must(f.repo, "covkey", "uninstall")
	if got, err := os.ReadFile(file); err != nil || string(got) != before {
		t.Errorf("%v: covkey uninstall left\n%s", err, got)
	}
}

type framework struct {
	*sandbox
	repo string
}

func (f framework) create() {
	f.t.Helper()
	server := filepath.Join(f.home, "server.git")
	f.must(f.home, "git", "init", "-q", "--bare", server)
	f.must(f.home, "git", "init", "-q", f.repo)
	f.must(f.repo, "git", "remote", "add", "origin", server)
}

// shareCaches lets what is built in the sandbox use what was built and fetched outside.
func (s *sandbox) shareCaches() {
	s.t.Helper()
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOFLAGS"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			s.t.Fatal(err)
		}
		s.env = append(s.env, name+"="+strings.TrimSpace(string(out)))
	}
}

// mergeBlocked: a merge that brings a key which no parent has is stopped.
func (f framework) mergeBlocked() {
	f.t.Helper()
	key := newKey()
	leak := filepath.Join(f.home, filepath.Base(f.repo)+".leak")
	f.write(leak, "CODECOV_TOKEN="+key+"\n")
	f.must(f.repo, "git", "config", "merge.leaky.driver", "cp "+leak+" %A")
	f.write(filepath.Join(f.repo, ".git", "info", "attributes"), "merged.sh merge=leaky\n")
	for _, side := range []string{"base", "ours", "theirs"} {
		if side == "theirs" {
			f.must(f.repo, "git", "checkout", "-q", "-b", "other", "HEAD~1")
		}
		f.write(filepath.Join(f.repo, "merged.sh"), side+"\n")
		f.must(f.repo, "git", "add", "merged.sh")
		f.must(f.repo, "git", "commit", "-q", "--no-verify", "-m", side)
	}
	f.must(f.repo, "git", "checkout", "-q", "main")
	f.blocked(key, "merge blocked", "git", "merge", "--no-edit", "other")
	f.must(f.repo, "git", "reset", "-q", "--hard")
	f.must(f.repo, "git", "branch", "-q", "-D", "other")
}

// byHand: a person or CI runs the hooks.
func (f framework) byHand(program, stage string) {
	f.t.Helper()
	old, fresh := newKey(), newKey()
	f.write(filepath.Join(f.repo, "old.sh"), "CODECOV_TOKEN="+old+"\n")
	f.must(f.repo, "git", "add", "-A")
	f.must(f.repo, "git", "commit", "-q", "--no-verify", "-m", "old")
	f.write(filepath.Join(f.repo, "gone.sh"), "CODECOV_TOKEN="+fresh+"\n")
	f.must(f.repo, "git", "add", "-A")
	f.must(f.repo, "git", "commit", "-q", "--no-verify", "-m", "fresh")
	f.must(f.repo, "git", "rm", "-q", "gone.sh")
	f.must(f.repo, "git", "commit", "-q", "-m", "gone")
	f.blocked(old, "old.sh:1:", program, "run", "--all-files", "covkey")
	f.blocked(old, "old.sh:1:", program, "run", "--all-files", "--hook-stage", stage, "covkey-push")
	f.blocked(fresh, "gone.sh:1:", program, "run", "--from-ref", "HEAD~2", "--to-ref", "HEAD", "covkey")
	if out := f.must(f.repo, program, "run", "--from-ref", "HEAD~1", "--to-ref", "HEAD", "covkey"); strings.Contains(out, "Skipped") {
		f.t.Errorf("%s skipped the range: %s", program, out)
	}
	f.must(f.repo, "git", "rm", "-q", "old.sh")
	f.must(f.repo, "git", "commit", "-q", "-m", "old gone")
	f.must(f.repo, program, "run", "--all-files", "covkey")
}

// updates: autoupdate moves the revision to the newest tag.
func (f framework) updates(project string) {
	f.t.Helper()
	f.must(project, "git", "tag", "v0.1.0")
	f.must(project, "git", "commit", "-q", "--allow-empty", "-m", "next")
	f.must(project, "git", "tag", "v0.2.0")
	f.must(f.repo, "pre-commit", "autoupdate")
	if got, err := os.ReadFile(filepath.Join(f.repo, ".pre-commit-config.yaml")); err != nil || !strings.Contains(string(got), "rev: v0.2.0") {
		f.t.Errorf("%v: after autoupdate:\n%s", err, got)
	}
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
