package hook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/scan"
)

// The pre-commit framework (pre-commit.com) and prek, which is compatible, hand
// neither standard input nor git's arguments on. What they say is in variables; what
// they do not say is whether they were started by git or by a person, with
// --all-files, with --files or without. Source: pre-commit's hook_impl.py and run.py,
// prek's run.rs.

// underFramework reports whether the framework called.
func underFramework(env gitrepo.Env) bool { return env.Get("PRE_COMMIT") != "" }

// byGit reports whether git started the framework to ask about a commit or merge: it
// names the index to every such hook. Source: git's commit.c, run_commit_hook.
func byGit(env gitrepo.Env) bool { return env.Get("GIT_INDEX_FILE") != "" }

// byHand reports whether a person or CI started the framework, and no operation of
// git's waits for the answer.
func byHand(op Operation, env gitrepo.Env) bool {
	switch op {
	case Commit, Merge:
		return !byGit(env)
	case Push:
		return env.Get("PRE_COMMIT_REMOTE_NAME") == "" && env.Get("PRE_COMMIT_LOCAL_BRANCH") == ""
	}
	return false
}

// frameworkCommit: before a commit or merge, what is staged, whatever files the
// framework names: its lists lack what its filters leave out, and come in batches.
// Else a person or CI runs the hooks: over a range, over the named files, or, which
// looks the same with and without --all-files, over the whole tree.
func frameworkCommit(ctx context.Context, repo *gitrepo.Repository, req Request, policy scan.Policy) (*scan.Result, error) {
	from, to := req.Env.Get("PRE_COMMIT_FROM_REF"), req.Env.Get("PRE_COMMIT_TO_REF")
	switch {
	case byGit(req.Env):
		if err := indexIsHere(req); err != nil {
			return nil, err
		}
		// One and the same hook runs at both stages, and is not told at which.
		if len(req.Env.Names(mergedPrefix)) > 0 {
			return preMergeCommit(ctx, repo, req, policy)
		}
		return staged(ctx, repo, policy)
	case from != "" && to != "":
		return between(ctx, repo, from, to, policy)
	case len(req.Args) > 0:
		return named(ctx, req, policy)
	}
	return allFiles(ctx, repo, policy)
}

// indexIsHere: git takes a missing index for an empty one, in which nothing is
// staged. In a container the path that git gave outside leads nowhere.
func indexIsHere(req Request) error {
	index := req.Env.Get("GIT_INDEX_FILE")
	if !filepath.IsAbs(index) {
		return nil
	}
	if _, err := os.Stat(filepath.Dir(index)); err != nil {
		return fmt.Errorf("the index that git commits from, %s, is not to be seen from here (in a container?): git add what is to be committed, then commit without -a and without paths", index)
	}
	return nil
}

// between scans the commits that --from-ref and --to-ref name. Those that the first
// has are not looked at.
func between(ctx context.Context, repo *gitrepo.Repository, from, to string, policy scan.Policy) (*scan.Result, error) {
	commits, err := repo.RevList(ctx, []string{to, "^" + from})
	if err != nil {
		return nil, fmt.Errorf("the range %s..%s from the pre-commit framework: %w", from, to, err)
	}
	return scan.Sent(ctx, repo, scan.Outgoing{Commits: commits}, policy)
}

// named scans the files of one batch as they are on disk, where the framework has
// found them. A submodule and a link that leads nowhere have no content.
func named(ctx context.Context, req Request, policy scan.Policy) (*scan.Result, error) {
	var files []scan.File
	for _, name := range req.Args {
		full := name
		if !filepath.IsAbs(full) {
			full = filepath.Join(req.Dir, name)
		}
		info, err := os.Lstat(full)
		if err != nil {
			return nil, err
		}
		switch mode := info.Mode(); {
		case mode.IsDir():
		case mode&fs.ModeSymlink != 0:
			to, err := os.Readlink(full)
			if err != nil {
				return nil, err
			}
			files = append(files, scan.File{Path: filepath.ToSlash(name), Open: func() (io.ReadCloser, int64, error) {
				return io.NopCloser(strings.NewReader(to)), int64(len(to)), nil
			}})
		case mode.IsRegular():
			files = append(files, scan.File{Path: filepath.ToSlash(name), Open: func() (io.ReadCloser, int64, error) {
				f, err := os.Open(full)
				return f, info.Size(), err
			}})
		default:
			return nil, fmt.Errorf("%s is no file but a pipe or a device", name)
		}
	}
	return scan.Files(ctx, files, policy)
}

// allFiles scans everything in the index as new. What is said of the settings is
// still about what the next commit changes in them.
func allFiles(ctx context.Context, repo *gitrepo.Repository, policy scan.Policy) (*scan.Result, error) {
	result, err := scan.Staged(ctx, repo, nil, policy)
	if err != nil || result.Clean() {
		return result, err
	}
	return result, besideIndex(ctx, repo, result)
}

// frameworkPush: the framework names one ref of the push. FROM is a commit that the
// remote has (or the parent of the first that it has not), and missing for a root
// push, whose tip is then the local branch. With a range but no remote
// (--from-ref, --to-ref by hand) it is the range that counts, and with nothing at all
// (--all-files) the whole tracked tree.
func frameworkPush(ctx context.Context, repo *gitrepo.Repository, env gitrepo.Env, policy scan.Policy) (*scan.Result, error) {
	from, to := env.Get("PRE_COMMIT_FROM_REF"), env.Get("PRE_COMMIT_TO_REF")
	if byHand(Push, env) && from != "" && to != "" {
		return between(ctx, repo, from, to, policy)
	}
	if to == "" {
		to = env.Get("PRE_COMMIT_LOCAL_BRANCH")
	}
	if to == "" {
		return allFiles(ctx, repo, policy)
	}
	u := update{localRef: to, remoteRef: to}
	if branch := env.Get("PRE_COMMIT_REMOTE_BRANCH"); branch != "" {
		u.remoteRef = branch
	}
	var err error
	if u.local, err = repo.Resolve(ctx, to); err != nil {
		return nil, fmt.Errorf("pre-push from the pre-commit framework: %w", err)
	}
	if from != "" {
		// A commit that someone else pushed need not be here: nothing is known.
		u.remote, err = repo.Resolve(ctx, from)
		if err != nil && !errors.Is(err, gitrepo.ErrNotFound) {
			return nil, fmt.Errorf("pre-push from the pre-commit framework: %w", err)
		}
	}
	return pushed(ctx, repo, env.Get("PRE_COMMIT_REMOTE_NAME"), env.Get("PRE_COMMIT_REMOTE_URL"), []update{u}, policy)
}
