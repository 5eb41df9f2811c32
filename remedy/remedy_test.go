package remedy

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/covkey/covkey/codecov"
	"github.com/covkey/covkey/detector"
	"github.com/covkey/covkey/inventory"
	"github.com/covkey/covkey/scan"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != strings.ReplaceAll(string(want), "\r\n", "\n") {
		t.Errorf("%s is not what it was; look at the difference, then -update:\n%s", name, got)
	}
}

const print = "sha256:" + "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// sample is a key in a state, as Exposures would tell of it.
func sample(state State, change func(*Exposure)) Exposure {
	commit := strings.Repeat("a1b2c3d4", 5)
	place := Place{Path: "ci/upload.sh", Line: 3, Fix: `"$CODECOV_TOKEN" (set it in the environment)`}
	e := Exposure{
		Kind: detector.UploadToken, Fingerprint: print, Match: "1421****-****-****-****-************", State: state, current: "main",
		Bring: []Bring{{ID: commit, Subject: "upload coverage", Places: []Place{place}, here: true}}, Commits: 2,
		First: scan.Event{Commit: commit, Authored: time.Date(2026, 1, 5, 10, 0, 0, 0, time.UTC)}, Branches: []string{"main"}, remotes: []string{"origin"},
	}
	if state == Staged || state == Unstaged {
		e.Staged, e.Bring, e.Branches, e.Commits, e.First = e.Bring[0].Places, nil, nil, 0, scan.Event{}
	}
	if change != nil {
		change(&e)
	}
	return e
}

func samples() map[string]Exposure {
	return map[string]Exposure{
		"unstaged":   sample(Unstaged, nil),
		"staged":     sample(Staged, nil),
		"first":      sample(Staged, func(e *Exposure) { e.unborn = true }),
		"lastcommit": sample(LastCommit, func(e *Exposure) { e.Commits = 1; e.Bring[0].isHead = true }),
		"older":      sample(Older, nil),
		"tagged": sample(Older, func(e *Exposure) {
			e.Tags = []string{"v1"}
			e.behind = map[string]int{"v1": 2}
			e.messages = map[string]bool{"v1": true}
		}),
		"branches":  sample(Older, func(e *Exposure) { e.Branches = append(e.Branches, "next") }),
		"elsewhere": sample(Elsewhere, func(e *Exposure) { e.Branches = []string{"topic"}; e.Bring[0].here = false }),
		"tagonly":   sample(TagOnly, func(e *Exposure) { e.Branches, e.Tags = nil, []string{"v1"}; e.Bring[0].here = false }),
		"stash":     sample(OtherRef, func(e *Exposure) { e.Branches, e.Others = nil, []string{"refs/stash"} }),
		"shared":    sample(Shared, func(e *Exposure) { e.Remotes = []string{"origin/main"}; e.tips = e.Bring[0].Places }),
		"server":    sample(Shared, func(e *Exposure) { e.bare = true }),
		"odd": sample(Older, func(e *Exposure) {
			e.Bring[0].Root, e.merges = true, true
			e.Bring[0].Places[0].Path = "-a b\x1b[31m's.sh"
		}),
		"static": sample(Shared, func(e *Exposure) {
			e.Kind, e.Match, e.Remotes = detector.RepositoryToken, "1421****", []string{"origin/main"}
		}),
		"chosen": sample(Shared, func(e *Exposure) { e.Match, e.Remotes = "se************", []string{"origin/main"} }),
	}
}

// TestExplain: one screen for each state.
func TestExplain(t *testing.T) {
	const screen = 45 // lines, of a terminal that is not small
	for name, e := range samples() {
		got := e.Explain(Look{}, nil, false)
		if n := strings.Count(string(got), "\n"); n > screen {
			t.Errorf("%s: %d lines", name, n)
		}
		if strings.ContainsAny(string(got), "\x1b\r") {
			t.Errorf("%s: something that a terminal obeys is in it", name)
		}
		golden(t, "explain_"+name+".txt", got)
	}
	for _, k := range detector.Kinds() {
		key, _ := codecov.About(string(k))
		golden(t, "explain_kind_"+string(k)+".txt", ExplainKind(k.Title(), key, Look{}, true))
	}
}

func TestExplainMany(t *testing.T) {
	all := samples()
	got := all["shared"].Explain(Look{Width: 60}, []Exposure{all["older"], all["staged"], all["tagonly"], all["stash"], all["first"]}, false)
	golden(t, "explain_many.txt", got)
}

// cases are keys to be replaced.
func cases() map[string]Case {
	uses := []Use{
		{Use: inventory.Use{Path: ".github/workflows/ci.yml", Line: 8, System: "GitHub Actions", Workflow: "CI", Job: "test", Step: "Upload", Kind: codecov.UploadToken, Secret: "CODECOV_TOKEN", Uploader: codecov.Action, Version: "v5", By: inventory.Input, Needs: true}},
		{Use: inventory.Use{Path: ".gitlab-ci.yml", Line: 4, System: "GitLab CI", Job: "test", Kind: codecov.UploadToken, Secret: "CODECOV_TOKEN", Uploader: codecov.CLI, By: inventory.Environment, Needs: true}},
		{Use: inventory.Use{Path: "ci/upload.sh", Line: 3, Kind: codecov.UploadToken, By: inventory.Literal, Needs: true}},
		{Use: inventory.Use{Path: "stats.py", Line: 1, Kind: codecov.APIToken, Secret: "CODECOV_API_TOKEN", By: inventory.Environment, Needs: true}},
	}
	all := map[string]Case{}
	at := codecov.Place{Service: "gh", Owner: "acme", Repo: "widget"}
	for _, k := range detector.Kinds() {
		key, _ := codecov.About(string(k))
		all[string(k)] = Case{Key: key, Uses: uses, Now: time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC), Look: Look{At: at}}
	}
	shared := samples()["shared"]
	found := all[codecov.UploadToken]
	found.Exposure, found.Incomplete = &shared, true
	all["shared"] = found
	hosted := all[codecov.UploadToken]
	hosted.Look.Base = "https://codecov.example.com/"
	all["hosted"] = hosted
	return all
}

func TestChecklist(t *testing.T) {
	for name, c := range cases() {
		p := c.NewProgress()
		if name == "shared" {
			p.Tasks["exposure"], p.Tasks["uses"] = Answer{State: Done}, Answer{State: Skipped}
		}
		kind := detector.Kind(c.Key.Kind).Title()
		golden(t, "remediate_"+name+".txt", c.Text(kind, p))
		golden(t, "remediate_"+name+".md", c.Markdown(kind, p))
		ids := map[string]bool{}
		for _, task := range c.Checklist() {
			if ids[task.ID] {
				t.Errorf("%s: two tasks are called %s", name, task.ID)
			}
			ids[task.ID] = true
		}
	}
}

// TestProgress: what is kept can be taken up, and only for the same key.
func TestProgress(t *testing.T) {
	all := cases()
	c := all["shared"]
	p := c.NewProgress()
	p.Tasks["uses"] = Answer{State: Done, At: c.Now}
	data, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	back, err := c.ReadProgress(data)
	if err != nil || back.Tasks["uses"].State != Done {
		t.Errorf("%+v, %v", back, err)
	}
	for name, text := range map[string]string{
		"another key":  strings.Replace(string(data), "0123", "3210", 1),
		"another kind": strings.Replace(string(data), "upload", "api", 1),
		"a newer form": strings.Replace(string(data), `"version": 1`, `"version": 2`, 1),
		"another file": `{"findings":[]}`,
		"no JSON":      "token",
		"empty":        "",
		"odd answer":   strings.Replace(string(data), `"done"`, `"maybe"`, 1),
		"no version":   strings.Replace(string(data), `"version": 1,`, ``, 1),
	} {
		if _, err := c.ReadProgress([]byte(text)); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// optionsOfFilterRepo are the options of git filter-repo that are used, and the lines of
// its manual that describe them (newren/git-filter-repo@c1d8461,
// Documentation/git-filter-repo.txt).
var optionsOfFilterRepo = map[string]int{
	"--replace-text": 168, "--message-callback": 277, "--blob-callback": 299,
	"--sensitive-data-removal": 318, "--force": 367, "--refs": 386,
}

// TestFilterRepo: git filter-repo has the options that the commands use, and its manual
// the push that follows.
func TestFilterRepo(t *testing.T) {
	message := sample(Shared, func(e *Exposure) {
		e.Remotes = []string{"origin/main"}
		e.Bring[0].Places = append(e.Bring[0].Places, Place{Path: scan.CommitMessage, Line: 1})
	})
	all := samples()
	all["message"] = message
	used := map[string]bool{}
	for name, e := range all {
		for _, s := range e.Steps() {
			for _, command := range s.Run {
				if !strings.HasPrefix(command, "git filter-repo") {
					continue
				}
				for _, w := range strings.Fields(command) {
					if strings.HasPrefix(w, "--") {
						if used[w] = true; optionsOfFilterRepo[w] == 0 {
							t.Errorf("%s: %s is not known to be an option", name, w)
						}
					}
				}
			}
		}
	}
	for o := range optionsOfFilterRepo {
		if !used[o] {
			t.Errorf("%s is not used", o)
		}
	}
	folder := os.Getenv("COVKEY_SOURCES")
	if folder == "" {
		t.Skip("COVKEY_SOURCES names no folder with copies of the cited repositories")
	}
	out, err := exec.Command("git", "-C", filepath.Join(folder, "newren+git-filter-repo", "repo"), "show", "c1d8461:Documentation/git-filter-repo.txt").Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(out), "\n")
	for option, line := range optionsOfFilterRepo {
		if !strings.HasPrefix(lines[line-1], option) {
			t.Errorf("line %d is %q, not about %s", line, lines[line-1], option)
		}
	}
	if lines[864] != "git push --force --mirror origin" {
		t.Errorf("line 865 is %q", lines[864])
	}
}

// TestCallback runs what git filter-repo is given as it runs it, in a function's body.
func TestCallback(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed")
	}
	const key = "3f2504e0-4f89-4" + "1d3-9a0c-0305e82c3301"
	found := detector.Scan(detector.Input{Path: ".env", Text: []byte("CODECOV_TOKEN=" + key + "\n")}, detector.Options{})
	if len(found) != 1 {
		t.Fatalf("%d findings", len(found))
	}
	e := sample(Shared, func(e *Exposure) {
		e.Fingerprint, e.Match, e.Remotes = found[0].Fingerprint, found[0].Match, []string{"origin/main"}
	})
	_, body, _ := strings.Cut(e.filter("git filter-repo"), "'")
	body = strings.TrimSuffix(body, "'")
	program := "import sys\nclass B: data = sys.stdin.buffer.read()\nblob = B()\ndef f0(blob):\n  " + strings.ReplaceAll(body, "\n", "\n  ") + "\nf0(blob)\nsys.stdout.buffer.write(blob.data)\n"
	run := exec.Command(python, "-c", program)
	other := strings.Replace(key, "3f", "4f", 1)
	run.Stdin = strings.NewReader(fmt.Sprintf("a %s b %s c {%s} %s\xff\n", key, strings.ToUpper(key), strings.ReplaceAll(key, "-", ""), other))
	out, err := run.CombinedOutput()
	if want := "a REMOVED b REMOVED c {REMOVED} " + other + "\xff\n"; err != nil || string(out) != want {
		t.Errorf("%v: got %q", err, detector.Mask(string(out)))
	}
}

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{
		"ci/a-b_c.sh": "ci/a-b_c.sh", "a b": "'a b'", "it's": `'it'\''s'`, "-x": "./-x", "a\nb": `$'a\x0ab'`, "$(x)": "'$(x)'", "ä": "'ä'", "": "''",
	} {
		if got := file(in); got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
}
