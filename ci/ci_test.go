package ci

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
)

// Ids for tests: the commit that is built, a pull request's own last one, the one before.
var (
	tip   = strings.Repeat("a1", 20)
	head  = strings.Repeat("b2", 20)
	base  = strings.Repeat("c3", 20)
	none  = strings.Repeat("0", 40)
	names = strings.NewReplacer(tip, "TIP", head, "HEAD", base, "BASE")
)

// row is one build: its variables (NAME=VALUE, with TIP, HEAD, BASE and NONE for ids),
// the files that they name, and what is to be read off them.
type row struct {
	name  string
	env   string
	files map[string]string
	want  string // as describe writes it
	err   string // a part of the error
}

func ids(s string) string {
	return strings.NewReplacer("TIP", tip, "HEAD", head, "BASE", base, "NONE", none).Replace(s)
}

// source makes a Source of a row.
func (r row) source() Source {
	env := map[string]string{}
	for line := range strings.SplitSeq(r.env, "\n") {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			env[name] = ids(value)
		}
	}
	return Source{
		Env: func(name string) string { return env[name] },
		Open: func(path string) (io.ReadCloser, error) {
			text, ok := r.files[path]
			if !ok {
				return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
			}
			return io.NopCloser(strings.NewReader(ids(text))), nil
		},
	}
}

// describe writes a build in one line, without what is empty.
func describe(b Build) string {
	words := []string{string(b.Kind)}
	add := func(name, value string) {
		if value != "" {
			words = append(words, name+"="+value)
		}
	}
	add("tip", b.Tip.ID)
	add("head", b.Head.ID)
	for _, c := range b.Bases {
		add("base", c.ID)
	}
	add("branch", b.Branch)
	add("tag", b.Tag)
	add("target", b.Target)
	add("default", b.Default)
	if b.Primary {
		words = append(words, "primary")
	}
	return names.Replace(strings.Join(words, " "))
}

// check runs a provider's table; each row has the variables that all of its builds have.
func check(t *testing.T, provider, always string, rows []row) {
	t.Helper()
	for _, r := range rows {
		t.Run(r.name, func(t *testing.T) {
			r.env = always + "\n" + r.env
			b, err := Detect(r.source())
			switch {
			case r.err != "":
				if err == nil || !strings.Contains(err.Error(), r.err) {
					t.Fatalf("error %v, want one with %q", err, r.err)
				}
				return
			case err != nil:
				t.Fatal(err)
			case b.CI != provider:
				t.Fatalf("read as %s", b.CI)
			case b.Deepen == "" || b.Format == "":
				t.Error("no setting, or no format")
			}
			if got := describe(b); got != r.want {
				t.Errorf("got  %s\nwant %s", got, r.want)
			}
		})
	}
}

func TestDetect(t *testing.T) {
	if _, err := Detect(row{env: "CI=true"}.source()); !errors.Is(err, ErrUnknown) {
		t.Errorf("no CI: %v", err)
	}
	if _, err := Detect(row{env: "CI=true\nGITHUB_ACTIONS=false\nTRAVIS="}.source()); !errors.Is(err, ErrUnknown) {
		t.Errorf("switched off: %v", err)
	}
	// A runner of GitHub on a machine of CodeBuild.
	b, err := Detect(row{env: "CODEBUILD_BUILD_ID=x:1\nGITHUB_ACTIONS=true\nGITHUB_EVENT_NAME=schedule\nGITHUB_SHA=TIP"}.source())
	if err != nil || b.CI != "GitHub Actions" || !slices.Equal(b.Others, []string{"AWS CodeBuild"}) {
		t.Errorf("%+v, %v", b, err)
	}
	if len(Names()) != 16 {
		t.Errorf("known: %v", Names())
	}
}

func TestMissing(t *testing.T) {
	_, err := Detect(row{env: "GITLAB_CI=true"}.source())
	if err == nil || err.Error() != "GitLab CI: not set, or empty: CI_COMMIT_SHA" {
		t.Error(err)
	}
	_, err = Detect(row{env: "TF_BUILD=True"}.source())
	if err == nil || err.Error() != "Azure Pipelines: not set, or empty: BUILD_REASON, BUILD_SOURCEVERSION" {
		t.Error(err)
	}
}

// TestNames: what a CI hands on comes from whoever names a branch.
func TestNames(t *testing.T) {
	for _, good := range []string{"main", "feature/x", "v1.0", "a@b", "ünter", "user-1/fix_2", "a.b.c", "HEAD"} {
		if !isRefName(good) {
			t.Errorf("%q is refused", good)
		}
	}
	for _, bad := range []string{"", "-x", "--upload-pack=x", "a b", "a..b", "a~1", "a^", "a:b", "a?", "a*", "a[b", `a\b`, "a\nb", "a\x00b",
		"/a", "a/", "a//b", ".a", "a/.b", "a.lock", "a.lock/b", "a.", "@", "a@{1}", strings.Repeat("a", 2000)} {
		if isRefName(bad) {
			t.Errorf("%q passes", bad)
		}
	}
	for _, bad := range []string{"abc", "--output", "main", tip + "..", strings.Repeat("a", 65), "abcdefg"} {
		if isHex(bad) {
			t.Errorf("%q passes for an id", bad)
		}
	}
	for _, good := range []string{tip, strings.ToUpper(tip), tip[:7], tip[:12], strings.Repeat("d", 64)} {
		if !isHex(good) {
			t.Errorf("%q is refused", good)
		}
	}
}
