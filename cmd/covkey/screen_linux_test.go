package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// screens plays the states that a user may see and keeps what is on the screen.
type screens struct {
	*site
	env    []string
	suffix string
}

// screen runs a command on a terminal and compares the screen with the one that is kept.
func (s *screens) screen(name string, args ...string) {
	s.t.Helper()
	var shown []string
	for _, a := range args {
		if strings.ContainsAny(a, " ") {
			a = `"` + a + `"`
		}
		shown = append(shown, a)
	}
	if args[0] == "covkey" {
		args[0] = binary
	}
	w := onTerminal(s.t, s.repo, s.env, nil, args...)
	w.end()
	text := "$ " + strings.Join(shown, " ") + "\n" + w.text()
	text = strings.ReplaceAll(text, "\x1b[K", "") // git's, behind each line from a server
	text = strings.ReplaceAll(text, filepath.Dir(binary), "/usr/local/bin")
	text = strings.ReplaceAll(text, s.repo, "/home/you/widget")
	current(s.t, "testdata/screen/"+name+s.suffix, []byte(text))
}

// leak commits a file with a key without asking covkey.
func (s *screens) leak(path, text, subject string) {
	s.t.Helper()
	s.write(filepath.Join(s.repo, path), text)
	s.must(s.repo, "git", "add", path)
	s.must(s.repo, "git", "commit", "-q", "--no-verify", "-m", subject)
}

// TestScreens: what each state looks like, on a terminal of 80 columns, with colour and
// without.
func TestScreens(t *testing.T) {
	t.Parallel()
	for _, suffix := range []string{".txt", ".ansi"} {
		t.Run(suffix[1:], func(t *testing.T) {
			t.Parallel()
			s := &screens{site: newSite(t), suffix: suffix}
			// The same commits every time, and so the same ids.
			s.site.env = append(s.site.env, "GIT_AUTHOR_DATE=2026-01-05T10:00:00Z", "GIT_COMMITTER_DATE=2026-01-05T10:00:00Z", "LC_ALL=C")
			s.env = terminalEnv(s.site.env)
			if suffix == ".txt" {
				s.env = append(s.env, "NO_COLOR=1")
			}
			for _, what := range []string{"ui", "transport", "push", "advice", "remote"} {
				s.must(s.repo, "git", "config", "color."+what, "never")
			}
			s.play()
		})
	}
}

// key is made up; only its first characters are ever shown.
const madeUpKey = "1421a7c5-9e0b-" + "4d3f-8a62-5b7c90d1e3f4"

const workflow = "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: make test\n" +
	"      - uses: codecov/codecov-action@v5\n        with:\n          token: "

func (s *screens) play() {
	const upload = "#!/bin/sh\nset -e\n./codecov -t " + madeUpKey + " -f coverage.xml\n"
	s.must(s.repo, "git", "init", "-q", "--bare", "../server.git")
	s.must(s.repo, "git", "remote", "add", "origin", "../server.git")
	s.leak("README.md", "# Widget\n", "start")
	s.must(s.repo, "git", "push", "-q", "origin", "main")

	s.screen("install", "covkey", "install")
	s.screen("status", "covkey", "status")
	s.write(filepath.Join(s.repo, "Dockerfile"), "FROM alpine\nARG CODECOV_TOKEN\n")
	s.screen("doctor", "covkey", "doctor")
	if err := os.Remove(filepath.Join(s.repo, "Dockerfile")); err != nil {
		s.t.Fatal(err)
	}
	s.screen("scan_clean", "covkey", "scan", "history")

	s.write(filepath.Join(s.repo, ".github/workflows/ci.yml"), workflow+madeUpKey+"\n")
	s.must(s.repo, "git", "add", ".")
	s.screen("commit_blocked", "git", "commit", "-m", "upload coverage")
	s.screen("fix", "covkey", "fix", "--dry-run")

	s.write(filepath.Join(s.repo, ".covkey.yaml"), "version: 1\nalow: []\n")
	s.screen("failed", "git", "commit", "-m", "upload coverage")
	if err := os.Remove(filepath.Join(s.repo, ".covkey.yaml")); err != nil {
		s.t.Fatal(err)
	}

	s.write(filepath.Join(s.repo, ".github/workflows/ci.yml"), workflow+madeUpKey+" # covkey:allow a public demo repository\n")
	s.must(s.repo, "git", "add", ".")
	s.screen("allowed", "git", "commit", "-m", "upload coverage")

	s.must(s.repo, "git", "push", "-q", "--no-verify", "origin", "main")

	s.leak("scripts/upload.sh", upload, "upload coverage from a script")
	s.screen("push_blocked", "git", "push", "origin", "main")
	s.must(filepath.Join(filepath.Dir(s.repo), "server.git"), binary, "install", "--hook", "pre-receive")
	s.screen("push_refused", "git", "push", "-q", "--no-verify", "origin", "main")
	s.must(filepath.Join(filepath.Dir(s.repo), "server.git"), binary, "uninstall")
	s.leak("README.md", "# Widget\n\nA widget.\n", "say what it is")
	s.screen("push_blocked_older", "git", "push", "origin", "main")
	s.screen("scan_found", "covkey", "scan", "history")

	// A key that no parent of a merge has; the driver stands for whatever changes the result.
	s.must(s.repo, "git", "config", "merge.plant.driver", "echo 'export CODECOV_TOKEN="+madeUpKey+"' >>%A")
	s.write(filepath.Join(s.repo, ".git", "info", "attributes"), "README.md merge=plant\n")
	s.must(s.repo, "git", "checkout", "-q", "-b", "topic", "HEAD~2")
	s.leak("README.md", "# A widget\n", "another title")
	s.must(s.repo, "git", "checkout", "-q", "-b", "release", "HEAD~1")
	s.leak("README.md", "# Widget\n\nFor all.\n", "say whom it is for")
	s.screen("merge_blocked", "git", "merge", "--no-edit", "topic")
	s.must(s.repo, "git", "reset", "-q", "--hard")

	s.must(s.repo, binary, "install", "--hook", "commit-msg")
	s.write(filepath.Join(s.home, "message"), "use the new token\n\nexport CODECOV_TOKEN="+madeUpKey+"\n")
	s.screen("message_blocked", "git", "commit", "--allow-empty", "-F", "../message")

	s.screen("unknown_command", "covkey", "scan", "stagde")
	s.screen("help", "covkey", "help")
	s.screen("help_scan_commits", "covkey", "help", "scan", "commits")
	s.screen("uninstall", "covkey", "uninstall")
}

var shownScreen = regexp.MustCompile(`(?m)^<!-- screen: ([a-z_]+) -->\n\n((?:    .*\n|\n)+)`)

// TestREADMEShowsScreens: the screens in the documents are those that are kept.
func TestREADMEShowsScreens(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"README.md", "docs/server.md", "docs/after-a-leak.md"} {
		checkShown(t, name)
	}
}

func checkShown(t *testing.T, name string) {
	data, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, m := range shownScreen.FindAllStringSubmatch(string(data), -1) {
		found++
		kept, err := os.ReadFile(filepath.Join("..", "..", "testdata", "screen", m[1]+".txt"))
		if err != nil {
			t.Error(err)
			continue
		}
		var b strings.Builder
		for line := range strings.Lines(string(kept)) {
			if line != "\n" {
				line = "    " + line
			}
			b.WriteString(line)
		}
		if strings.TrimSpace(m[2]) != strings.TrimSpace(b.String()) {
			t.Errorf("%s: %s is not testdata/screen/%s.txt, which is\n%s", name, m[1], m[1], b.String())
		}
	}
	if found == 0 {
		t.Errorf("%s shows no screen", name)
	}
}
