package doctor

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// look has a repository of these files.
func look(files map[string]string) *Repository {
	r := &Repository{}
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		r.Look(name, []byte(files[name]))
	}
	return r
}

func states(r *Repository) map[string]State {
	all := map[string]State{}
	for _, c := range r.Checks() {
		all[c.ID] = c.State
	}
	return all
}

// TestRecipes: what this project tells people to copy into their CI is known as a net.
func TestRecipes(t *testing.T) {
	t.Parallel()
	for recipe, name := range map[string]string{
		"Jenkinsfile": "Jenkinsfile", "azure-pipelines.yml": "azure-pipelines.yml", "bitbucket-pipelines.yml": "bitbucket-pipelines.yml",
		"circleci.yml": ".circleci/config.yml", "github-workflow.yml": ".github/workflows/covkey.yml",
		"gitlab-ci.yml": ".gitlab-ci.yml", "travis.yml": ".travis.yml",
	} {
		data, err := os.ReadFile(filepath.Join("..", "recipes", recipe))
		if err != nil {
			t.Fatal(err)
		}
		if c := look(map[string]string{name: string(data)}).net(); c.State != OK || len(c.Found) != 1 || c.Found[0].Line == 0 {
			t.Errorf("%s is no net: %+v", recipe, c)
		}
	}
}

// TestNet: what is a net, and what only looks like one.
func TestNet(t *testing.T) {
	t.Parallel()
	const workflow, config = ".github/workflows/ci.yml", ".pre-commit-config.yaml"
	const ours = "repos:\n  - repo: https://github.com/covkey/covkey\n    hooks:\n      - id: covkey\n"
	for _, c := range []struct {
		name  string
		files map[string]string
		want  State
	}{
		{"no CI", map[string]string{"README.md": "covkey scan ci"}, Unknown},
		{"a CI without", map[string]string{workflow: "jobs:\n"}, Problem},
		{"in a comment", map[string]string{workflow: "  # - run: covkey scan ci\n"}, Problem},
		{"by another name", map[string]string{workflow: "  - run: covkey version\n"}, Problem},
		{"an image", map[string]string{".gitlab-ci.yml": "  script:\n    - docker run ghcr.io/covkey/covkey:1 scan ci\n"}, OK},
		{"the framework with covkey", map[string]string{workflow: "  - run: pre-commit run --all-files\n", config: ours}, OK},
		{"the framework's action", map[string]string{workflow: "  - uses: pre-commit/action@v3\n", config: ours}, OK},
		{"the framework without", map[string]string{workflow: "  - run: pre-commit run --all-files\n", config: "repos: []\n"}, Problem},
		{"the framework nowhere run", map[string]string{workflow: "jobs:\n", config: ours}, Problem},
	} {
		if got := look(c.files).net().State; got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// TestChecks: each check as a problem and as it should be, and nothing about what is
// not there.
func TestChecks(t *testing.T) {
	t.Parallel()
	const workflow = ".github/workflows/ci.yml"
	steps := func(on, steps string) string {
		return "on: " + on + "\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n" + steps
	}
	sha := strings.Repeat("0123456789", 4)
	for _, c := range []struct {
		id, good, bad string
		name          string
	}{
		{"pinned", steps("push", "      - uses: codecov/codecov-action@"+sha+" # v5.4.3\n"), steps("push", "      - uses: codecov/codecov-action@v5\n"), workflow},
		{"uploader", steps("push", "      - uses: codecov/codecov-action@v5\n"), steps("push", "      - run: bash <(curl -s https://codecov.io/bash)\n"), workflow},
		{"argument", steps("push", "      - run: codecovcli upload-process\n        env:\n          CODECOV_TOKEN: ${{ secrets.CODECOV_TOKEN }}\n"),
			steps("push", "      - run: codecovcli upload-process -t ${{ secrets.CODECOV_TOKEN }}\n"), workflow},
		{"pull-request-target", steps("pull_request", "      - uses: codecov/codecov-action@v5\n        with:\n          token: ${{ secrets.CODECOV_TOKEN }}\n"),
			steps("pull_request_target", "      - uses: codecov/codecov-action@v5\n        with:\n          token: ${{ secrets.CODECOV_TOKEN }}\n"), workflow},
		{"docker", "FROM alpine\nRUN --mount=type=secret,id=codecov,env=CODECOV_TOKEN codecovcli upload-process\n", "FROM alpine\nARG CODECOV_TOKEN\n", "Dockerfile"},
	} {
		if got := states(look(map[string]string{c.name: c.bad}))[c.id]; got != Problem {
			t.Errorf("%s: %s, want a problem", c.id, got)
		}
		if got := states(look(map[string]string{c.name: c.good}))[c.id]; got != OK {
			t.Errorf("%s: %s, want ok", c.id, got)
		}
	}
	for id, got := range states(look(map[string]string{"README.md": "# Widget\n"})) {
		want := map[string]State{"hooks": OK, "ci-net": Unknown, "key-in-file": OK}[id]
		if want == "" {
			want = None
		}
		if got != want {
			t.Errorf("%s in a repository without uses: %s, want %s", id, got, want)
		}
	}
}

// TestAdvice: an upload with a token is no problem where one without would do.
func TestAdvice(t *testing.T) {
	t.Parallel()
	with := func(text string) State {
		return states(look(map[string]string{".github/workflows/a.yml": "jobs:\n  a:\n    steps:\n      - uses: codecov/codecov-action@v5\n        with:\n          " + text + "\n"}))["oidc"]
	}
	if got := with("token: ${{ secrets.CODECOV_TOKEN }}"); got != Advice {
		t.Errorf("with a token: %s", got)
	}
	if got := with("use_oidc: true"); got != OK {
		t.Errorf("with OIDC: %s", got)
	}
}

// TestTold: whatever is not well says why, what to do and where to read.
func TestTold(t *testing.T) {
	t.Parallel()
	r := &Repository{Hooks: []string{"pre-push: not installed"}, Keys: []Place{{"a.sh", 1, "a key"}}}
	checks := r.Checks()
	for _, c := range checks {
		if c.ID == "" || c.Title == "" || c.Why == "" || c.Do == "" || !strings.HasPrefix(c.Link, "https://") {
			t.Errorf("%+v", c)
		}
	}
	if Count(checks, Problem) != 2 || Worst(checks)[0].State != Problem || Worst(checks)[len(checks)-1].State != None {
		t.Errorf("%+v", Worst(checks))
	}
}
