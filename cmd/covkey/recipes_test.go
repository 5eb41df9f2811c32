//go:build unix

package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
)

// recipes are the files of recipes/ that people copy: where the shell is in each, and what
// it calls covkey with.
var recipes = []struct {
	file string
	path string // to the shell, in the YAML; empty where the file is none
	args string
}{
	{"gitlab-ci.yml", "covkey.script.0", "scan ci --format gitlab --output gl-secret-detection-report.json"},
	{"circleci.yml", "jobs.covkey.steps.1.run.command", "scan ci --format junit --output test-results/covkey.xml"},
	{"travis.yml", "jobs.include.0.script.0", "scan ci"},
	{"azure-pipelines.yml", "jobs.0.steps.1.bash", "scan ci --format junit --output covkey.xml"},
	{"bitbucket-pipelines.yml", "pipelines.default.0.step.script.1", "scan ci --format junit --output test-results/covkey.xml"},
	{"Jenkinsfile", "", "scan ci --format junit --output covkey.xml"},
}

// history is what each recipe asks its CI for: covkey looks at commits, and every CI
// leaves them out unless it is told.
var history = map[string]string{
	"github-workflow.yml": "fetch-depth: 0", "gitlab-ci.yml": `GIT_DEPTH: "0"`, "circleci.yml": "method: full",
	"travis.yml": "depth: false", "azure-pipelines.yml": "fetchDepth: 0", "bitbucket-pipelines.yml": "depth: full",
	"Jenkinsfile": "Shallow clone",
}

func ciFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "recipes", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// shellOf takes the shell out of a recipe, as the CI would.
func shellOf(t *testing.T, text, path string) string {
	t.Helper()
	if path == "" { // a Groovy string, in which two backslashes are one
		_, rest, _ := strings.Cut(text, "sh '''")
		shell, _, ok := strings.Cut(rest, "'''")
		if !ok {
			t.Fatal("no shell in it")
		}
		return strings.ReplaceAll(shell, `\\`, `\`)
	}
	var at any
	if err := yaml.Unmarshal([]byte(text), &at); err != nil {
		t.Fatal(err)
	}
	for step := range strings.SplitSeq(path, ".") {
		switch v := at.(type) {
		case map[string]any:
			at = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(v) {
				t.Fatalf("%s: there is no %s", path, step)
			}
			at = v[i]
		}
	}
	shell, ok := at.(string)
	if !ok {
		t.Fatalf("%s is %T", path, at)
	}
	return shell
}

// TestRecipes runs the shell of every recipe against releases on this machine: a whole
// one, one whose archive was changed, one that its checksums do not name, and none.
func TestRecipes(t *testing.T) {
	t.Parallel()
	if runtime.GOOS+runtime.GOARCH != "linuxamd64" {
		t.Skip("the recipes are for linux on amd64")
	}
	for _, r := range recipes {
		t.Run(r.file, func(t *testing.T) {
			t.Parallel()
			text := ciFile(t, r.file)
			if !strings.Contains(text, history[r.file]) {
				t.Errorf("it does not ask for the history: %s", history[r.file])
			}
			shell := shellOf(t, text, r.path)
			for _, code := range []int{0, 1, 2} {
				s := newReleases(t, code)
				if got := s.run(shell); got != code {
					t.Errorf("exit %d of covkey becomes %d\n%s", code, got, s.screen)
				}
				if args := s.called(); args != r.args+"\n" {
					t.Errorf("covkey was called with %q, want %q\n%s", args, r.args, s.screen)
				}
			}
			for name, spoil := range spoilt {
				s := newReleases(t, 0)
				s.change(spoil)
				if got := s.run(shell); got == 0 || s.called() != "" {
					t.Errorf("%s: exit %d, covkey was called with %q\n%s", name, got, s.called(), s.screen)
				}
			}
		})
	}
}

// TestWorkflow: what other people's actions do is fixed by a commit's id.
func TestWorkflow(t *testing.T) {
	t.Parallel()
	action, err := os.ReadFile(filepath.Join("..", "..", "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	workflow := ciFile(t, "github-workflow.yml")
	for _, want := range []string{history["github-workflow.yml"], "persist-credentials: false", "security-events: write"} {
		if !strings.Contains(workflow, want) {
			t.Errorf("the workflow does not say %q", want)
		}
	}
	for _, text := range []string{workflow, string(action)} {
		for _, use := range regexp.MustCompile(`uses: (.*)`).FindAllStringSubmatch(text, -1) {
			pinned := regexp.MustCompile(`^[\w-]+/[\w/-]+@[0-9a-f]{40} # v[0-9.]+$`).MatchString(use[1])
			if !pinned && !strings.HasPrefix(use[1], "covkey/covkey@v") {
				t.Errorf("not pinned: %s", use[1])
			}
		}
	}
}

// TestAction runs the steps of the action as GitHub's runner would.
func TestAction(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "..", "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var action struct {
		Runs struct {
			Using string
			Steps []struct{ Shell, Run string }
		}
	}
	if err := yaml.Unmarshal(data, &action); err != nil {
		t.Fatal(err)
	}
	steps := action.Runs.Steps
	if action.Runs.Using != "composite" || len(steps) != 4 {
		t.Fatalf("using %s, %d steps", action.Runs.Using, len(steps))
	}
	for _, step := range steps {
		if strings.Contains(step.Run, "${{") {
			t.Errorf("an expression in shell may become a command: %s", step.Run)
		}
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []int{0, 1, 2} {
		s := newReleases(t, code)
		outputs := filepath.Join(s.dir, "outputs")
		s.env = append(s.env, "GITHUB_OUTPUT="+outputs, "ACTION_REF=v"+releaseVersion, "VERSION=", "ACTION_PATH="+root,
			"SARIF=covkey.sarif", "ARGS=--severity low")
		if got := s.run(steps[0].Run); got != 0 {
			t.Fatalf("fetch: exit %d\n%s", got, s.screen)
		}
		program, _ := os.ReadFile(outputs)
		s.env = append(s.env, "COVKEY="+strings.TrimSpace(strings.TrimPrefix(string(program), "program=")))
		if got := s.run(steps[1].Run); got != 0 {
			t.Errorf("scan: exit %d: the report would not be sent\n%s", got, s.screen)
		}
		want := "scan ci --format github --severity low\nscan ci --format sarif --output covkey.sarif --severity low\n"
		if args := s.called(); args != want {
			t.Errorf("covkey was called with %q, want %q", args, want)
		}
		written, _ := os.ReadFile(outputs)
		if !strings.Contains(string(written), fmt.Sprintf("exit-code=%d\n", code)) {
			t.Errorf("outputs: %s", written)
		}
		s.env = append(s.env, fmt.Sprintf("CODE=%d", code))
		if got := s.run(steps[3].Run); got != code {
			t.Errorf("verdict: exit %d, want %d", got, code)
		}
	}
	s := newReleases(t, 0)
	s.env = append(s.env, "CODE=")
	if got := s.run(steps[3].Run); got != 2 {
		t.Errorf("without a verdict: exit %d, want 2", got)
	}
}

// TestFetch: recipes/fetch.sh, which the action runs, gives a program or nothing.
func TestFetch(t *testing.T) {
	t.Parallel()
	shell := ciFile(t, "fetch.sh")
	for name, spoil := range spoilt {
		s := newReleases(t, 0)
		s.change(spoil)
		if got := s.run(shell); got != 2 || s.stdout != "" || !strings.Contains(s.screen, "covkey: hint: ") {
			t.Errorf("%s: exit %d, %q\n%s", name, got, s.stdout, s.screen)
		}
	}
	s := newReleases(t, 0)
	for _, c := range []struct {
		variable string
		code     int
		says     string
	}{
		{"COVKEY_VERSION=v" + releaseVersion, 0, ""},
		{"COVKEY_VERSION=", 2, "which version?"},
		{"COVKEY_VERSION=main", 2, "which version?"},
		{"COVKEY_SHA256=" + s.sum, 0, ""},
		{"COVKEY_SHA256=" + strings.Repeat("0", 64), 2, "has the hash " + s.sum},
	} {
		env := s.env
		s.env = append(s.env[:len(s.env):len(s.env)], c.variable)
		if got := s.run(shell); got != c.code || !strings.Contains(s.screen, c.says) {
			t.Errorf("%s: exit %d, want %d\n%s", c.variable, got, c.code, s.screen)
		}
		if c.code == 0 {
			if info, err := os.Stat(strings.TrimSpace(s.stdout)); err != nil || info.Mode().Perm()&0o100 == 0 {
				t.Errorf("%s: %q is no program", c.variable, s.stdout)
			}
		}
		s.env = env
	}
}

const releaseVersion = "0.1.0"

// spoilt are the ways in which a release may not be what it was.
var spoilt = map[string]func(*releases){
	"changed archive":       func(s *releases) { s.files[s.archive] = append(slices.Clone(s.files[s.archive]), 0) },
	"archive not on list":   func(s *releases) { s.files["checksums.txt"] = []byte(s.sum + "  another.tar.gz\n") },
	"empty list":            func(s *releases) { s.files["checksums.txt"] = nil },
	"no list":               func(s *releases) { delete(s.files, "checksums.txt") },
	"no archive":            func(s *releases) { delete(s.files, s.archive) },
	"archive without it":    func(s *releases) { s.pack("README.md", "text") },
	"an error page instead": func(s *releases) { s.files[s.archive] = []byte("<html>sign in</html>") },
}

// releases is a server on loopback with one release, whose covkey only writes down
// what it is called with.
type releases struct {
	t              *testing.T
	dir            string
	archive, sum   string
	serving        sync.Mutex // files
	files          map[string][]byte
	env            []string
	screen, stdout string
}

// newReleases makes a release whose covkey ends with the given code.
func newReleases(t *testing.T, code int) *releases {
	t.Helper()
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("curl is not installed")
	}
	s := &releases{t: t, dir: t.TempDir(), files: map[string][]byte{}}
	// The recipes are for amd64; the action looks at the machine.
	s.archive = "covkey_" + releaseVersion + "_" + runtime.GOOS + "_" + runtime.GOARCH + ".tar.gz"
	s.pack("covkey", fmt.Sprintf("#!/bin/sh\necho \"$*\" >>%s/log\ncase $* in *--output*) echo x >\"$SARIF\" ;; esac\nexit %d\n", s.dir, code))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.serving.Lock()
		data, ok := s.files[strings.TrimPrefix(r.URL.Path, "/v"+releaseVersion+"/")]
		s.serving.Unlock()
		if !ok {
			http.NotFound(w, r)
			return
		}
		if _, err := w.Write(data); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	s.env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + s.dir, "COVKEY_RELEASES=" + server.URL, "COVKEY_VERSION=" + releaseVersion, "SARIF=report"}
	return s
}

// change makes the release another one.
func (s *releases) change(how func(*releases)) {
	s.serving.Lock()
	defer s.serving.Unlock()
	how(s)
}

// pack makes the archive and the list of checksums.
func (s *releases) pack(name, text string) {
	s.t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	check := func(err error) {
		if err != nil {
			s.t.Fatal(err)
		}
	}
	check(w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(text))}))
	_, err := w.Write([]byte(text))
	check(err)
	check(w.Close())
	check(z.Close())
	s.sum = fmt.Sprintf("%x", sha256.Sum256(b.Bytes()))
	s.files[s.archive] = b.Bytes()
	s.files["checksums.txt"] = fmt.Appendf(nil, "%064d  covkey_%s_plan9_amd64.tar.gz\n%s  %s\n", 0, releaseVersion, s.sum, s.archive)
}

// run runs shell in the scratch folder as CIs do, with "bash -e" or by itself.
func (s *releases) run(shell string) int {
	s.t.Helper()
	cmd := exec.Command("bash", "-e", "-c", shell)
	cmd.Dir, cmd.Env = s.dir, s.env
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	_ = cmd.Run() // the exit code is the result
	s.stdout, s.screen = out.String(), out.String()+errs.String()
	return cmd.ProcessState.ExitCode()
}

// called is what covkey was called with, a line each.
func (s *releases) called() string {
	data, err := os.ReadFile(filepath.Join(s.dir, "log"))
	if err != nil {
		return ""
	}
	return string(data)
}
