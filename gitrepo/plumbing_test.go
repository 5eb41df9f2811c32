package gitrepo

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestDamagedIsNotMissing: "git cat-file --batch" says missing of both.
func TestDamagedIsNotMissing(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	f.add("a", "1\n", "whole", "2\n", "b", "3\n", "c", "4\n")
	f.commit("one")
	var damaged []ID
	for name, change := range map[string]func([]byte) []byte{
		"a": half,
		"b": func([]byte) []byte { return nil },
		"c": func(data []byte) []byte { return make([]byte, len(data)) },
	} {
		id := f.git("rev-parse", "HEAD:"+name)
		f.damage(id, change)
		damaged = append(damaged, f.id(id))
	}
	whole := f.id(f.git("rev-parse", "HEAD:whole"))
	for _, backend := range []string{BackendGoGit, BackendGit, BackendAuto} {
		repo := f.mustOpen(backend)
		for _, id := range damaged {
			if has, err := repo.Has(context.Background(), id); has || err == nil || isNotFound(err) {
				t.Errorf("%s: damaged object %s: has is %v, %v", backend, id, has, err)
			}
			// An error must not spoil the answer to the next question.
			if o, err := repo.Object(context.Background(), whole); err != nil || string(o.Data) != "2\n" {
				t.Errorf("%s: the object asked for next: %q, %v", backend, o.Data, err)
			}
		}
		if has, err := repo.Has(context.Background(), mustID(missing)); has || err != nil {
			t.Errorf("%s: missing object: has is %v, %v", backend, has, err)
		}
		// A SHA-256 id is not the SHA-1 id that it starts with.
		if o, err := repo.Object(context.Background(), mustID(whole.String()+missing[:24])); err == nil {
			t.Errorf("%s: an id too long: %q", backend, o.Data)
		}
		if _, err := repo.Object(context.Background(), mustID(missing)); !isNotFound(err) || !strings.Contains(err.Error(), missing) {
			t.Errorf("%s: missing object: %v", backend, err)
		}
	}
}

// TestAnswersInAnotherForm: a git that answers otherwise than documented gets an
// error, and is not waited for.
func TestAnswersInAnotherForm(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in for git is a shell script")
	}
	flood := "head -c 1000000 /dev/zero; cat >/dev/null"
	for name, script := range map[string]string{
		"nothing":            "exit 0",
		"fails":              "echo 'fatal: no luck' >&2; exit 128",
		"another object":     "echo " + idB + " blob 3; echo abc; " + flood,
		"another form":       "echo hello; " + flood,
		"a negative size":    "echo " + idA + " blob -3; " + flood,
		"a size in words":    "echo " + idA + " blob three; " + flood,
		"a size too large":   "echo " + idA + " blob 9223372036854775807; echo abc",
		"shorter than told":  "echo " + idA + " blob 300; echo abc",
		"longer than told":   "echo " + idA + " blob 3; echo abcdef; " + flood,
		"an end of its own":  "echo " + idA + " blob 3; echo abc; echo other missing; " + flood,
		"missing, then more": "echo " + idA + " missing; echo other; " + flood,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			git := filepath.Join(dir, "git")
			if err := os.WriteFile(git, []byte("#!/bin/sh\ncase \"$*\" in *batch*) ;; *) exit 1 ;; esac\nread line\n"+script+"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			g := &gitProgram{path: git, dir: dir, env: Env{"PATH=" + os.Getenv("PATH")}}
			o, err := g.Object(ctx, mustID(idA))
			if err == nil || !strings.Contains(err.Error(), idA) {
				t.Errorf("got %.100q, %v", o.Data, err)
			}
			_ = g.Close() // how a broken git ends does not matter
			if ctx.Err() != nil {
				t.Error("git was waited for")
			}
		})
	}
}

// TestSayingMore: what git says beside its answers (traces, warnings) changes none.
func TestSayingMore(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	f.setenv("GIT_TRACE=1", "GIT_TRACE_SETUP=1")
	repo := f.mustOpen(BackendGit)
	if id, err := repo.Head(context.Background()); err != nil || !id.IsZero() {
		t.Errorf("unborn HEAD: %s, %v", id, err)
	}
	f.add("a", "1\n")
	one := f.id(f.commit("one"))
	f.git("update-ref", "refs/heads/HEAD", "HEAD") // "refname 'HEAD' is ambiguous"
	if id, err := repo.Head(context.Background()); err != nil || id != one {
		t.Errorf("HEAD: %s, %v", id, err)
	}
}

func TestLastWords(t *testing.T) {
	t.Parallel()
	for stderr, want := range map[string]string{
		"fatal: not a git repository":                              "not a git repository",
		"warning: x\nfatal: bad object HEAD\nhint: do y":           "bad object HEAD",
		"fatal: unknown repository extension found:\n\tx\nhint: y": "unknown repository extension found: x",
		"fatal: what:":           "what:",
		"error: one\nerror: two": "error: two",
	} {
		if got := lastWords(stderr); got != want {
			t.Errorf("%q: got %q, want %q", stderr, got, want)
		}
	}
}

// TestNothingRuns: git starts nothing that a repository names.
func TestNothingRuns(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the programs that must not run are shell scripts")
	}
	f := newRepository(t)
	twoCommits(f)
	ran := filepath.Join(f.root, "ran")
	script := filepath.Join(f.root, "script")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho \"$0 $*\" >>"+ran+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{
		"core.fsmonitor", "core.pager", "diff.external", "filter.f.clean", "filter.f.smudge", "filter.f.process", "diff.d.textconv",
		"diff.d.command", "core.sshCommand", "core.editor", "credential.helper", "alias.rev-list", "pager.rev-list", "core.alternateRefsCommand",
	} {
		f.git("config", key, script)
	}
	f.write(".git/info/attributes", "* filter=f diff=d\n")
	f.git("config", "core.hooksPath", f.root)
	if err := os.Symlink(script, filepath.Join(f.root, "post-index-change")); err != nil {
		t.Fatal(err)
	}
	f.setenv("GIT_EXTERNAL_DIFF="+script, "GIT_PAGER="+script, "GIT_SSH="+script, "GIT_ASKPASS="+script)
	if err := os.WriteFile(ran, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	repo := f.mustOpen(BackendGit)
	head, err := repo.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	c, err := repo.Commit(ctx, head)
	if err != nil {
		t.Fatal(err)
	}
	_, staged := repo.Staged(ctx, []ID{head})
	_, changes := repo.Changes(ctx, c)
	_, reachable := repo.Reachable(ctx, []ID{head}, nil)
	_, tracking := repo.Tracking(ctx, "origin", "x")
	_, files := repo.Files(ctx, ".")
	_, list := repo.RevList(ctx, []string{"HEAD"})
	for _, err := range []error{staged, changes, reachable, tracking, files, list} {
		if err != nil {
			t.Error(err)
		}
	}
	if data, err := os.ReadFile(ran); err != nil || len(data) > 0 {
		t.Errorf("git ran %s (%v)", data, err)
	}
}
