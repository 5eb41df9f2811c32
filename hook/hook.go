// Package hook knows what each git hook means: it turns the hook's arguments,
// standard input and environment into a scan of exactly what git is about to
// record or send.
//
// The package must never guess: what git hands over in a form that is not
// documented is an error, and an error blocks.
package hook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/covkey/covkey/gitrepo"
	"github.com/covkey/covkey/scan"
)

// Request is one call of a hook by git.
type Request struct {
	Name  string   // pre-commit, …
	Args  []string // git's own
	Stdin io.Reader
	Env   gitrepo.Env
	Dir   string // where git started the hook
	// Settings gives what counts for an update of a ref, where that is read from the
	// repository; nil where the policy that Run is given counts for all.
	Settings func(context.Context, Target) (Settings, error)
}

// Operation is what a hook stands before.
type Operation string

// The operations.
const (
	Commit  Operation = "commit"
	Merge   Operation = "merge"
	Message Operation = "message"
	Push    Operation = "push"
	Receive Operation = "receive" // a server is about to take a push
	Scan    Operation = "scan"    // a person or CI looks; nothing is stopped
)

// handler is what one hook does.
type handler struct {
	operation Operation
	run       func(context.Context, *gitrepo.Repository, Request, scan.Policy) (*scan.Result, error)
}

func handlerOf(name string) (h handler, ok bool) {
	switch name {
	case "pre-commit":
		return handler{Commit, preCommit}, true
	case "pre-merge-commit":
		return handler{Merge, preMergeCommit}, true
	case "commit-msg":
		return handler{Message, commitMsg}, true
	case "pre-push":
		return handler{Push, prePush}, true
	case "pre-receive":
		return handler{Receive, preReceive}, true
	}
	return h, false
}

// ErrUnknown tells that no hook has that name.
var ErrUnknown = errors.New("unknown hook: want pre-commit, pre-merge-commit, commit-msg, pre-push or pre-receive")

// OperationOf says what the hook of that name stands before; ErrUnknown for a
// name that is none.
func OperationOf(name string, env gitrepo.Env) (Operation, error) {
	h, ok := handlerOf(name)
	switch {
	case !ok:
		return "", ErrUnknown
	case underFramework(env) && byHand(h.operation, env):
		return Scan, nil
	case underFramework(env) && h.operation == Commit && len(env.Names(mergedPrefix)) > 0:
		return Merge, nil
	}
	return h.operation, nil
}

// Run scans what the operation is about to record or send. An error, and a result
// with errors, both mean that the operation was not fully looked at.
func Run(ctx context.Context, repo *gitrepo.Repository, req Request, policy scan.Policy) (*scan.Result, error) {
	h, ok := handlerOf(req.Name)
	if !ok {
		return nil, ErrUnknown
	}
	return h.run(ctx, repo, req, policy)
}

// preCommit: the index against HEAD and, while a merge is being concluded,
// against the merged commits as well. Source: githooks(5).
func preCommit(ctx context.Context, repo *gitrepo.Repository, req Request, policy scan.Policy) (*scan.Result, error) {
	if underFramework(req.Env) {
		return frameworkCommit(ctx, repo, req, policy)
	}
	return staged(ctx, repo, policy)
}

func staged(ctx context.Context, repo *gitrepo.Repository, policy scan.Policy) (*scan.Result, error) {
	parents, err := Parents(ctx, repo)
	if err != nil {
		return nil, err
	}
	return scan.Staged(ctx, repo, parents, policy)
}

// Parents are the commits that a commit made now would have as parents.
func Parents(ctx context.Context, repo *gitrepo.Repository) ([]gitrepo.ID, error) {
	merged, err := repo.Merged(ctx)
	if err != nil {
		return nil, err
	}
	return withHead(ctx, repo, merged)
}

func withHead(ctx context.Context, repo *gitrepo.Repository, merged []gitrepo.ID) ([]gitrepo.ID, error) {
	head, err := repo.Head(ctx)
	if err != nil {
		return nil, err
	}
	if head.IsZero() {
		return merged, nil
	}
	return append([]gitrepo.ID{head}, merged...), nil
}

// mergedPrefix starts the variables in which git merge names the commits that it
// joins: GITHEAD_<id>=<name>. MERGE_HEAD does not exist yet when
// pre-merge-commit runs. Source: git's builtin/merge.c.
const mergedPrefix = "GITHEAD_"

func preMergeCommit(ctx context.Context, repo *gitrepo.Repository, req Request, policy scan.Policy) (*scan.Result, error) {
	var merged []gitrepo.ID
	for _, name := range req.Env.Names(mergedPrefix) {
		id, err := gitrepo.ParseID(strings.TrimPrefix(name, mergedPrefix))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		merged = append(merged, id)
	}
	if len(merged) == 0 { // called by a program that concludes a merge itself
		return staged(ctx, repo, policy)
	}
	parents, err := withHead(ctx, repo, merged)
	if err != nil {
		return nil, err
	}
	return scan.Staged(ctx, repo, parents, policy)
}

// commitMsg: the message file that git names in the only argument.
func commitMsg(ctx context.Context, repo *gitrepo.Repository, req Request, policy scan.Policy) (*scan.Result, error) {
	if len(req.Args) == 0 && underFramework(req.Env) {
		return nil, errors.New("commit-msg from the pre-commit framework: it did not name the message file, which its \"files\" or \"exclude\" leaves out: let .git/COMMIT_EDITMSG and .git/MERGE_MSG through there")
	}
	if len(req.Args) != 1 {
		return nil, fmt.Errorf("commit-msg: want git's one argument, the message file, got %d", len(req.Args))
	}
	file := req.Args[0]
	if !filepath.IsAbs(file) {
		file = filepath.Join(req.Dir, file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("commit message: %w", err)
	}
	text = recorded(text)
	result := scan.Text(scan.CommitMessage, text, policy)
	if result.Clean() {
		return result, ctx.Err()
	}
	return result, besideIndex(ctx, repo, result)
}

// besideIndex gives a result the basis of what is staged: of what else the commit
// changes, the index tells.
func besideIndex(ctx context.Context, repo *gitrepo.Repository, result *scan.Result) error {
	parents, err := Parents(ctx, repo)
	if err != nil {
		return err
	}
	result.Basis, err = scan.Index(ctx, repo, parents)
	return err
}
