package manager

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// place lays out a repository.
func layOut(t *testing.T, files map[string]string) Place {
	t.Helper()
	top := t.TempDir()
	for name, text := range files {
		path := filepath.Join(top, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return Place{Dir: top, Top: top, Hooks: filepath.Join(top, ".git", "hooks"), Program: "/usr/bin/covkey"}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

var defaults = []string{"pre-commit", "pre-push"}

// TestAddAndRemove: covkey goes into the manager's file, everything else stays to the
// byte; a second time changes nothing; and taken out again the file is as it was.
func TestAddAndRemove(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, manager, file, before string
		want                        []string // what is in it afterwards
	}{
		{"jobs and comments", "lefthook", "lefthook.yml", "# a\npre-commit:\n  jobs:\n    - run: x # y\n\n# end\n",
			[]string{"    - run: x # y\n  commands:\n    covkey:\n      run: covkey hook pre-commit\npre-push:\n  commands:\n    covkey:\n      run: 'covkey hook pre-push \"{1}\" \"{2}\" # {files}'\n      files: echo lefthook.yml\n      use_stdin: true\n\n# end\n"}},
		{"commands, four spaces", "lefthook", ".lefthook.yaml", "pre-commit:\n    commands:\n        a:\n            run: x\noutput: false\n",
			[]string{"            run: x\n        covkey:\n            run: covkey hook pre-commit\noutput: false\n", "pre-push:\n    commands:\n        covkey:\n            run:"}},
		{"empty", "lefthook", ".config/lefthook.yml", "", []string{"pre-commit:\n  commands:\n    covkey:\n", "files: echo .config/lefthook.yml\n"}},
		{"comments only", "lefthook", "lefthook.yml", "# nothing yet\n", []string{"# nothing yet\npre-commit:\n"}},
		{"no line break at the end", "lefthook", "lefthook.yml", "pre-commit:\n  commands:\n    a:\n      run: x", []string{"      run: x\n    covkey:\n", "use_stdin: true"}},
		{"CRLF", "lefthook", "lefthook.yml", "pre-commit:\r\n  commands:\r\n    a:\r\n      run: x\r\n", []string{"    covkey:\r\n      run: covkey hook pre-commit\r\npre-push:\r\n"}},
		{"a text over some lines at the end", "lefthook", "lefthook.yml", "pre-commit:\n  commands:\n    a:\n      run: |\n        x\n\n        # y\n", []string{"        # y\n    covkey:\n"}},
		{"an anchor", "lefthook", "lefthook.yml", "x: &a\n  run: x\npre-commit:\n  commands:\n    a:\n      <<: *a\n", []string{"      <<: *a\n    covkey:\n"}},
		{"TOML", "lefthook", "lefthook.toml", "[pre-commit.commands.a]\nrun = 'x'\n", []string{"\n[pre-commit.commands.covkey]\nrun = 'covkey hook pre-commit'\n", "use_stdin = true\n"}},
		{"JSON", "lefthook", "lefthook.json", "{\n\t\"pre-commit\": {\n\t\t\"commands\": {\n\t\t\t\"a\": {\"run\": \"x\"}\n\t\t}\n\t}\n}\n", []string{"\t\t\t\"a\": {\"run\": \"x\"},\n\t\t\t\"covkey\": {\n\t\t\t\t\"run\": \"covkey hook pre-commit\"\n\t\t\t}\n\t\t}\n"}},
		{"JSON in one line", "lefthook", "lefthook.json", `{"min_version": "1.0.0"}`, []string{`{"min_version": "1.0.0","pre-commit": {`}},
		{"nested list", "pre-commit", ".pre-commit-config.yaml", "repos:\n  - repo: local # mine\n    hooks:\n      - id: x\n        name: x\n        language: system\n        entry: x\n# end\nfail_fast: true\n",
			[]string{"        entry: x\n  - repo: local\n    hooks:\n      - id: covkey\n        name: covkey (staged)\n", "always_run: true\n# end\nfail_fast: true\n"}},
		{"flat list", "pre-commit", ".pre-commit-config.yaml", "fail_fast: true\nrepos:\n-   repo: https://example.com/x\n    rev: v1\n    hooks:\n    -   id: x\n",
			[]string{"    -   id: x\n- repo: local\n  hooks:\n  - id: covkey\n    name: covkey (staged)\n"}},
		{"package.json", "simple-git-hooks", "package.json", "{\n  \"name\": \"x\",\n  \"simple-git-hooks\": {\n    \"pre-commit\": \"npx lint-staged\"\n  },\n  \"b\": 1,\n  \"a\": [ 1 ]\n}\n",
			[]string{"\"pre-commit\": \"covkey hook pre-commit && npx lint-staged\",\n    \"pre-push\": \"covkey hook pre-push \\\"$@\\\"\"\n  },\n  \"b\": 1,\n  \"a\": [ 1 ]\n}\n"}},
		{"an excuse", "simple-git-hooks", ".simple-git-hooks.json", "{\"pre-commit\": \"lint || true\"}\n", []string{`"covkey hook pre-commit || exit $?; lint || true"`}},
		{"nothing in it", "simple-git-hooks", "package.json", "{\"simple-git-hooks\": {}}\n", []string{"{\"simple-git-hooks\": {\"pre-commit\": \"covkey hook pre-commit\",\"pre-push\": "}},
		{"sections", "overcommit", ".overcommit.yml", "PreCommit:\n  RuboCop:\n    enabled: true\n", []string{"    enabled: true\n  Covkey:\n    enabled: true\n", "PrePush:\n  Covkey:\n"}},
		{"a script", "husky", ".husky/pre-commit", "# lint\nnpm test\n", []string{"# lint\ncovkey hook pre-commit\nnpm test\n"}},
		{"a script of version 8", "husky", ".husky/pre-commit", "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n\nnpm test\n", []string{"/_/husky.sh\"\n\ncovkey hook pre-commit\nnpm test\n"}},
		{"another reader of git's lines", "husky", ".husky/pre-push", "git lfs pre-push \"$@\"\n", []string{"| covkey hook pre-push \"$@\"\nexec <<EOF\n$covkey_input\nEOF\ngit lfs pre-push \"$@\"\n"}},
	} {
		p := layOut(t, map[string]string{tt.file: tt.before})
		found, err := Find(p)
		if err != nil || len(found) != 1 || found[0].Name != tt.manager {
			t.Errorf("%s: found %v, %v", tt.name, found, err)
			continue
		}
		m, path := found[0], filepath.Join(p.Top, filepath.FromSlash(tt.file))
		if _, err := m.Add(defaults); err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		after := read(t, path)
		for _, want := range tt.want {
			if !strings.Contains(after, want) {
				t.Errorf("%s: no %q in\n%s", tt.name, want, after)
			}
		}
		for _, hook := range defaults {
			if asked, problems, err := m.kind.asks(m, hook); !asked || len(problems) > 0 || err != nil {
				t.Errorf("%s: %s is asked for: %v, %v, %v\n%s", tt.name, hook, asked, problems, err, after)
			}
		}
		if edits, err := m.Add(defaults); len(edits) > 0 || err != nil {
			t.Errorf("%s: a second time %v, %v", tt.name, edits, err)
		}
		if edits, err := m.Remove(); len(edits) == 0 || err != nil || read(t, path) != tt.before {
			t.Errorf("%s: taken out (%v) it is\n%s\nwas\n%s", tt.name, err, read(t, path), tt.before)
		}
		if edits, err := m.Remove(); len(edits) > 0 || err != nil {
			t.Errorf("%s: taken out twice: %v, %v", tt.name, edits, err)
		}
	}
}

// TestByHand: what cannot be changed safely stays as it is, and there are lines to add.
func TestByHand(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, manager, file, text, why string }{
		{"no YAML", "lefthook", "lefthook.yml", "a: [\n", "no valid YAML"},
		{"flow style", "lefthook", "lefthook.yml", "pre-commit: {commands: {a: {run: x}}}\n", "no mapping in block style"},
		{"an empty key", "lefthook", "lefthook.yml", "pre-commit:\n", "no mapping in block style"},
		{"two documents", "lefthook", "lefthook.yml", "a: 1\n---\nb: 1\n", "more than one YAML document"},
		{"stdin is taken", "lefthook", "lefthook.yml", "pre-push:\n  scripts:\n    x:\n      runner: bash\n      use_stdin: true\n", "use_stdin"},
		{"JSON with comments", "lefthook", "lefthook.jsonc", "{}", "JSON with comments"},
		{"no JSON", "lefthook", "lefthook.json", "{", "no valid JSON"},
		{"a table in one line", "lefthook", "lefthook.toml", "pre-commit = { commands = { a = { run = 'x' } } }\n", "in one line"},
		{"no list", "pre-commit", ".pre-commit-config.yaml", "repos: []\n", "no list in block style"},
		{"a program", "simple-git-hooks", ".simple-git-hooks.js", "module.exports = {}\n", "program"},
		{"git's lines are read", "simple-git-hooks", "package.json", `{"simple-git-hooks": {"pre-push": "git lfs pre-push \"$@\""}}`, "reads what git sends"},
		{"prek's own file", "prek", "prek.toml", "repos = []\n", "TOML"},
	} {
		p := layOut(t, map[string]string{tt.file: tt.text})
		found, err := Find(p)
		if err != nil || len(found) != 1 || found[0].Name != tt.manager {
			t.Errorf("%s: found %v, %v", tt.name, found, err)
			continue
		}
		if _, err := found[0].Add(defaults); !ByHand(err) || !strings.Contains(err.Error(), tt.why) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got := read(t, filepath.Join(p.Top, tt.file)); got != tt.text {
			t.Errorf("%s: it became\n%s", tt.name, got)
		}
		if lines := found[0].Lines(defaults); len(lines) == 0 || !strings.Contains(lines[0].Text, "covkey") {
			t.Errorf("%s: nothing to add by hand: %v", tt.name, lines)
		}
	}
}

// TestEditedStays: what a person made of covkey's entry is theirs to take out.
func TestEditedStays(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, file, text string }{
		{"lefthook", "lefthook.yml", "pre-commit:\n  commands:\n    covkey:\n      run: nice covkey hook pre-commit\n"},
		{"pre-commit", ".pre-commit-config.yaml", "repos:\n- repo: https://github.com/covkey/covkey\n  rev: v1.0.0\n  hooks:\n  - id: covkey\n    args: [--verbose]\n"},
		{"simple-git-hooks", "package.json", `{"simple-git-hooks": {"pre-commit": "npx lint && covkey hook pre-commit"}}`},
		{"husky", ".husky/pre-commit", "nice covkey hook pre-commit\n"},
	} {
		p := layOut(t, map[string]string{tt.file: tt.text})
		m, err := Named(p, tt.name)
		if err != nil {
			t.Fatal(err)
		}
		if edits, err := m.Add([]string{"pre-commit"}); len(edits) > 0 || err != nil {
			t.Errorf("%s: it is asked already, and yet %v, %v", tt.name, edits, err)
		}
		if _, err := m.Remove(); !ByHand(err) || read(t, filepath.Join(p.Top, tt.file)) != tt.text {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestReleased: a released covkey is built by the framework; what autoupdate did to its
// revision is no edit.
func TestReleased(t *testing.T) {
	t.Parallel()
	const before = "repos:\n- repo: https://example.com/x\n  rev: v1\n  hooks:\n  - id: x\n"
	p := layOut(t, map[string]string{".pre-commit-config.yaml": before})
	p.Release = "v1.2.3"
	m, err := Named(p, "pre-commit")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Add([]string{"pre-commit", "pre-merge-commit", "pre-push", "commit-msg"}); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(p.Top, ".pre-commit-config.yaml")
	const added = "- repo: https://github.com/covkey/covkey\n  rev: v1.2.3\n  hooks:\n  - id: covkey\n  - id: covkey-push\n  - id: covkey-msg\n"
	if got := read(t, path); got != before+added {
		t.Errorf("it became\n%s", got)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(read(t, path), "v1.2.3", "v1.3.0", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Remove(); err != nil || read(t, path) != before {
		t.Errorf("taken out: %v\n%s", err, read(t, path))
	}
}

// TestFind: where managers are found.
func TestFind(t *testing.T) {
	t.Parallel()
	const script = "#!/bin/sh\n. \"$(dirname \"$0\")/h\""
	for _, tt := range []struct {
		name       string
		files      map[string]string
		dir, hooks string
		want       string
	}{
		{"none", map[string]string{"package.json": "{}"}, "", "", ""},
		{"husky, only prepared", map[string]string{"package.json": `{"scripts": {"prepare": "husky"}}`}, "", "", "husky .husky"},
		{"husky in a package, only prepared", map[string]string{"web/package.json": `{"scripts": {"prepare": "cd .. && husky web/.husky"}}`}, "web", "", "husky web/.husky"},
		{"husky in a package", map[string]string{"web/.husky/_/h": "", "web/.husky/_/pre-commit": script}, "", "web/.husky/_", "husky web/.husky"},
		{"husky 8", map[string]string{".husky/_/husky.sh": ""}, "", ".husky", "husky .husky"},
		{"simple-git-hooks in a package", map[string]string{"web/package.json": `{"simple-git-hooks": {}}`}, "web/src", "", "simple-git-hooks web/package.json"},
		{"simple-git-hooks, another file", map[string]string{"package.json": `{"simple-git-hooks": "hooks.json"}`, "hooks.json": "{}"}, "", "", "simple-git-hooks hooks.json"},
		{"the framework with a file of another name", map[string]string{".git/hooks/pre-commit": preCommitMark + "\nARGS=(hook-impl --config=ci/hooks.yaml --hook-type=pre-commit)\n", "ci/hooks.yaml": "repos: []"}, "", "", "pre-commit ci/hooks.yaml"},
		{"prek with the framework's file", map[string]string{".git/hooks/pre-commit": prekMark, ".pre-commit-config.yaml": "repos: []"}, "", "", "prek .pre-commit-config.yaml, pre-commit .pre-commit-config.yaml"},
		{"two, one of them installed", map[string]string{"lefthook.yml": "", ".husky/pre-commit": "", ".git/hooks/pre-commit": "call_lefthook run"}, "", "", "lefthook lefthook.yml, husky .husky"},
	} {
		p := layOut(t, tt.files)
		p.Dir = filepath.Join(p.Top, filepath.FromSlash(tt.dir))
		if tt.hooks != "" {
			p.Hooks = filepath.Join(p.Top, filepath.FromSlash(tt.hooks))
		}
		found, err := Find(p)
		var got []string
		for _, m := range found {
			got = append(got, m.Name+" "+m.Shown(m.File))
		}
		if err != nil || strings.Join(got, ", ") != tt.want {
			t.Errorf("%s: %q, %v; want %q", tt.name, got, err, tt.want)
		}
	}
}
