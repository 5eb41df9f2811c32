package codecov

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/covkey/covkey/detector"
)

// everyFact is each claim of the package under a name.
func everyFact() map[string]Fact {
	all := map[string]Fact{}
	for _, k := range Keys() {
		for i, list := range [][]Fact{k.Reach, k.Can, k.Cannot, {k.Replaced}, k.Traces} {
			for _, f := range list {
				all[k.Kind+" "+string(rune('0'+i))+" "+f.Text] = f
			}
		}
		if k.Hosted.Text != "" {
			all[k.Kind+" hosted"] = k.Hosted
		}
		for _, p := range append(k.Pages, k.Look...) {
			all[k.Kind+" page "+p.For] = Fact{p.Do, p.Source}
		}
	}
	for _, u := range []string{Action, TestAction, Bash, PythonTool, NodeTool} {
		for major := range 4 {
			if f, ended := Ended(u, major); ended {
				all[u+" "+string(rune('0'+major))] = f
			}
		}
	}
	for _, f := range TokenlessWays() {
		all[f.Text] = f
	}
	return all
}

// TestSources: every claim names its source, and what the source says can be
// looked up.
func TestSources(t *testing.T) {
	for name, f := range everyFact() {
		s := f.Source
		switch {
		case f.Text == "":
			t.Errorf("%s: no words", name)
		case s.URL != "":
			if !strings.HasPrefix(s.URL, "https://docs.codecov.com/") {
				t.Errorf("%s: %s is not Codecov's documentation", name, s.URL)
			}
		case s.Repository == "" || s.Path == "" || s.Line == 0 || s.Words == "":
			t.Errorf("%s: no source: %+v", name, s)
		case s.Commit == "" && commitOf(s.Repository) == "":
			t.Errorf("%s: %s is cited at no commit", name, s.Repository)
		}
	}
}

// TestCitedLines reads each cited line, where copies of the repositories are at
// hand: COVKEY_SOURCES is a folder with OWNER+NAME/repo in it.
func TestCitedLines(t *testing.T) {
	folder := os.Getenv("COVKEY_SOURCES")
	if folder == "" {
		t.Skip("COVKEY_SOURCES names no folder with copies of the cited repositories")
	}
	for name, f := range everyFact() {
		s := f.Source
		if s.URL != "" {
			continue
		}
		commit := s.Commit
		if commit == "" {
			commit = commitOf(s.Repository)
		}
		git := exec.Command("git", "-C", filepath.Join(folder, strings.Replace(s.Repository, "/", "+", 1), "repo"), "show", commit+":"+s.Path)
		out, err := git.Output()
		if err != nil {
			t.Errorf("%s: %s: %v", name, s, err)
			continue
		}
		lines := strings.Split(string(out), "\n")
		if s.Line > len(lines) || !strings.Contains(lines[s.Line-1], s.Words) {
			t.Errorf("%s: %s does not say %q", name, s, s.Words)
		}
	}
}

// TestKinds: the kinds are the detector's, in its order.
func TestKinds(t *testing.T) {
	var got []string
	for _, k := range Keys() {
		got = append(got, k.Kind)
		if len(k.Reach) == 0 || len(k.Can) == 0 || len(k.Cannot) == 0 || len(k.Pages) == 0 || k.Replaced.Text == "" {
			t.Errorf("%s: something is not said: %+v", k.Kind, k)
		}
	}
	for i, k := range detector.Kinds() {
		if i >= len(got) || got[i] != string(k) {
			t.Errorf("kind %d is %v, want %s", i, got, k)
		}
	}
	if _, ok := About("codecov-nothing"); ok {
		t.Error("a kind that is none is known")
	}
}

func TestPage(t *testing.T) {
	key, _ := About(UploadToken)
	for _, c := range []struct {
		page int
		base string
		at   Place
		want string
	}{
		{0, "", Place{}, "https://app.codecov.io/gh/OWNER/REPO/config/general"},
		{0, "", Place{"gl", "o", "r"}, "https://app.codecov.io/gl/o/r/config/general"},
		{0, "https://codecov.example.com/", Place{"ghe", "o", "r"}, "https://codecov.example.com/ghe/o/r/config/general"},
		{1, "", Place{"bb", "o", "r"}, "https://app.codecov.io/account/bb/o/org-upload-token"},
	} {
		if got := key.Pages[c.page].URL(c.base, c.at); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestPlaceOf(t *testing.T) {
	for url, want := range map[string]Place{
		"git@github.com:acme/widget.git":                {"gh", "acme", "widget"},
		"https://github.com/acme/widget":                {"gh", "acme", "widget"},
		"https://user:word@github.com/acme/widget.git/": {"gh", "acme", "widget"},
		"ssh://git@ssh.github.com:443/acme/widget.git":  {"gh", "acme", "widget"},
		"https://gitlab.com/acme/tools/widget.git":      {"gl", "acme:tools", "widget"},
		"git@bitbucket.org:acme/widget.git":             {"bb", "acme", "widget"},
		"https://github.example.com/acme/widget.git":    {},
		"../server.git":                          {},
		"/srv/github.com/acme/widget":            {},
		"https://github.com/widget":              {},
		"https://github.com/acme/\x1b[31mwidget": {},
		"":                                       {},
	} {
		if got := PlaceOf(url); got != want {
			t.Errorf("%q is %+v, want %+v", url, got, want)
		}
	}
}
