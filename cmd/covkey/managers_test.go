package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// recipesOf reads the fenced blocks of docs/hook-managers.md by section and by what stands
// behind the language: the file's name, empty for commands.
func recipesOf(t *testing.T) map[string]map[string]string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "docs", "hook-managers.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := map[string]map[string]string{}
	section, name, in := "", "", false
	for line := range strings.Lines(string(data)) {
		switch {
		case strings.HasPrefix(line, "```"):
			if in = !in; in {
				_, name, _ = strings.Cut(strings.TrimSpace(line), " ")
			}
		case in:
			blocks[section][name] += line
		case strings.HasPrefix(line, "## "):
			section = strings.TrimSpace(line[3:])
			blocks[section] = map[string]string{}
		}
	}
	return blocks
}

// recipe is a manager as a team uses it before covkey comes.
type recipe struct {
	manager string
	before  map[string]string // files
	// alike are the files of the page that covkey install is to arrive at.
	alike []string
	skip  string // what keeps the manager from running hooks
}

// TestManagers runs each real manager twice: with the lines of the page written by
// hand, and through covkey install, which has to arrive at the same lines. Keys must
// not get through, and uninstall must leave the files as they were.
func TestManagers(t *testing.T) {
	t.Parallel()
	if testing.Short() || runtime.GOOS == "windows" {
		t.Skip("it runs other programs, in shell scripts")
	}
	blocks := recipesOf(t)
	for _, r := range []recipe{
		{manager: "lefthook", before: map[string]string{"lefthook.yml": ""}, alike: []string{"lefthook.yml"}, skip: "LEFTHOOK=0"},
		{manager: "husky", before: map[string]string{"package.json": `{"scripts": {"prepare": "husky"}}`}, alike: []string{".husky/pre-commit", ".husky/pre-merge-commit", ".husky/pre-push"}, skip: "HUSKY=0"},
		{manager: "simple-git-hooks", before: map[string]string{"package.json": "{\n  \"simple-git-hooks\": {\n    \"pre-commit\": \"true\"\n  }\n}\n"}, skip: "SKIP_SIMPLE_GIT_HOOKS=1"},
	} {
		t.Run(r.manager, func(t *testing.T) {
			t.Parallel()
			s := newSandbox(t)
			p := newPrograms(t, s)
			lines := blocks[r.manager]
			if len(lines) < 2 || lines[""] == "" {
				t.Fatalf("the page has no recipe: %v", lines)
			}
			hand := managed{framework{s, filepath.Join(s.home, "hand")}, p}
			hand.create()
			for name, text := range lines {
				if name != "" && !strings.Contains(name, " ") {
					hand.write(filepath.Join(hand.repo, name), text)
				}
			}
			hand.shell(lines[""])
			hand.healthy()
			hand.protects()
			hand.skipped(r.skip)

			own := managed{framework{s, filepath.Join(s.home, "own")}, p}
			own.create()
			for name, text := range r.before {
				own.write(filepath.Join(own.repo, name), text)
			}
			own.joins(r, lines)
		})
	}
}

// TestPageLines: what covkey would have a person add is what the page shows, also for
// the managers that are not run.
func TestPageLines(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	programs{bin: filepath.Join(s.home, "bin")}.putOnPath(s)
	s.must(s.home, "git", "init", "-q", "repo")
	blocks := recipesOf(t)
	for _, name := range []string{"overcommit", "pre-commit", "lefthook", "husky"} {
		shown := ""
		for _, text := range blocks[name] {
			shown += text
		}
		for line := range strings.Lines(s.must(filepath.Join(s.home, "repo"), "covkey", "install", "--print", "--manager", name)) {
			if line = strings.TrimSpace(line); !strings.HasPrefix(line, "#") && !strings.Contains(shown, line) {
				t.Errorf("%s: the page has no %q", name, line)
			}
		}
	}
}

// managed is a repository with a hook manager.
type managed struct {
	framework
	programs programs
}

func (m managed) create() {
	server := m.repo + ".git"
	m.must(m.home, "git", "init", "-q", "--bare", server)
	m.must(m.home, "git", "init", "-q", m.repo)
	m.must(m.repo, "git", "remote", "add", "origin", server)
	m.write(filepath.Join(m.repo, ".gitignore"), "node_modules\n")
	m.write(filepath.Join(m.repo, "package.json"), "{}\n")
	if err := os.Symlink(m.programs.modules, filepath.Join(m.repo, "node_modules")); err != nil {
		m.t.Fatal(err)
	}
}

func (m managed) shell(script string) { m.t.Helper(); m.must(m.repo, "sh", "-euc", script) }

func (m managed) healthy() {
	m.t.Helper()
	if out, ok := m.run(m.repo, "covkey", "status"); !ok || !strings.Contains(out, "git -> ") {
		m.t.Errorf("status:\n%s", out)
	}
}

// protects: what the manager is asked to stop, it stops.
func (m managed) protects() {
	m.t.Helper()
	m.must(m.repo, "git", "add", "-A")
	m.must(m.repo, "git", "commit", "-m", "first")
	key := newKey()
	file := filepath.Join(m.repo, "ci.sh")
	m.write(file, "CODECOV_TOKEN="+key+"\n")
	m.must(m.repo, "git", "add", "-A")
	m.blocked(key, "commit blocked", "git", "commit", "-m", "leak")
	m.write(file, "CODECOV_TOKEN=$CODECOV_TOKEN\n")
	m.must(m.repo, "git", "commit", "-a", "-m", "clean")
	m.mergeBlocked()
	m.must(m.repo, "git", "push", "-q", "-u", "origin", "main")
	// Another branch than the current one, whose upstream has all: a manager that looks
	// only at that sees nothing to push. Then a tag.
	m.must(m.repo, "git", "checkout", "-q", "-b", "topic")
	m.write(file, "CODECOV_TOKEN="+key+"\n")
	m.must(m.repo, "git", "commit", "-q", "-a", "--no-verify", "-m", "leak")
	m.must(m.repo, "git", "checkout", "-q", "main")
	m.blocked(key, "push blocked", "git", "push", "origin", "topic")
	m.must(m.repo, "git", "tag", "-a", "-m", "CODECOV_TOKEN="+key, "v1")
	m.blocked(key, "push blocked", "git", "push", "origin", "v1")
	m.must(m.repo, "git", "push", "-q", "origin", "main:clean")
}

// skipped: a setting that turns the manager off is told.
func (m managed) skipped(setting string) {
	m.t.Helper()
	out, ok := m.run(m.repo, "env", setting, "covkey", "status")
	if ok || !strings.Contains(out, setting+" is set here") {
		m.t.Errorf("status with %s:\n%s", setting, out)
	}
}

// joins: covkey install puts in what the page shows, and uninstall takes it out.
func (m managed) joins(r recipe, lines map[string]string) {
	m.t.Helper()
	before := m.files()
	printed := m.must(m.repo, "covkey", "install", "--print")
	if now := m.files(); now != before {
		m.t.Errorf("--print changed\n%s\nto\n%s", before, now)
	}
	for _, name := range r.alike {
		for line := range strings.Lines(lines[name]) {
			if !strings.Contains(printed, line) {
				m.t.Errorf("--print has no %q:\n%s", line, printed)
			}
		}
	}
	out := m.must(m.repo, "covkey", "install")
	if !strings.Contains(out, "hook manager: "+r.manager) {
		m.t.Errorf("install:\n%s", out)
	}
	for _, name := range r.alike {
		got, err := os.ReadFile(filepath.Join(m.repo, name))
		if err != nil || string(got) != lines[name] {
			m.t.Errorf("%s (%v):\n%s\nthe page has:\n%s", name, err, got, lines[name])
		}
	}
	if out, ok := m.run(m.repo, "covkey", "status"); ok || !strings.Contains(out, "problem ") {
		m.t.Errorf("status before the manager is installed:\n%s", out)
	}
	m.shell(lines[""])
	m.healthy()
	key := newKey()
	m.write(filepath.Join(m.repo, "ci.sh"), "CODECOV_TOKEN="+key+"\n")
	m.must(m.repo, "git", "add", "-A")
	m.blocked(key, "commit blocked", "git", "commit", "-m", "leak")
	m.must(m.repo, "git", "rm", "-q", "-f", "ci.sh")
	m.must(m.repo, "covkey", "uninstall")
	if now := m.files(); now != before {
		m.t.Errorf("before:\n%s\nafter install and uninstall:\n%s", before, now)
	}
}

// files are the repository's own files with their contents.
func (m managed) files() string {
	m.t.Helper()
	var b strings.Builder
	for _, name := range strings.Fields(m.must(m.repo, "git", "ls-files", "-o", "-c", "--exclude-standard")) {
		data, err := os.ReadFile(filepath.Join(m.repo, name))
		if err == nil {
			b.WriteString(name + ":\n" + string(data) + "\n")
		}
	}
	return b.String()
}

// TestConfigHooks: hooks in git's configuration, where the git at hand runs them.
func TestConfigHooks(t *testing.T) {
	t.Parallel()
	s := newSandbox(t)
	repo := filepath.Join(s.home, "repo")
	programs{bin: filepath.Join(s.home, "bin")}.putOnPath(s)
	m := managed{framework: framework{s, repo}}
	s.must(s.home, "git", "init", "-q", repo)
	if out, err := m.run(repo, "git", "hook", "list", "pre-commit"); !err && strings.Contains(out, "usage") {
		if out, ok := m.run(repo, "covkey", "install", "--git-config"); ok || !strings.Contains(out, "git 2.54") {
			t.Errorf("install --git-config:\n%s", out)
		}
		t.Skip("the git at hand runs no hooks from its configuration (2.54 does)")
	}
	m.must(s.home, "git", "init", "-q", "--bare", repo+".git")
	m.must(repo, "git", "remote", "add", "origin", repo+".git")
	m.shell(recipesOf(t)["git's own configuration"]["config"])
	if out, ok := m.run(repo, "covkey", "status"); !ok || !strings.Contains(out, "installed in git's configuration") {
		t.Errorf("status:\n%s", out)
	}
	m.write(filepath.Join(repo, "README"), "a widget\n")
	m.protects()
	m.must(repo, "covkey", "uninstall")
	if out, ok := m.run(repo, "git", "config", "--get-regexp", "hook"); ok {
		t.Errorf("after uninstall: %s", out)
	}
	m.must(repo, "covkey", "install", "--git-config")
	if out := m.must(repo, "covkey", "install", "--git-config"); !strings.Contains(out, "already installed") {
		t.Errorf("a second time:\n%s", out)
	}
	m.must(repo, "covkey", "status")
}
