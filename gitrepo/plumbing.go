package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
)

// gitProgram reads by git's own plumbing commands. It is exact wherever the git
// at hand is, at the price of starting a process.
type gitProgram struct {
	path  string
	dir   string // where git is started: what relative variables refer to
	env   Env
	batch *catFile
	// endless finds what git may be waiting for; nil for not to look.
	endless func() error
}

// quiet is what keeps git from doing more than reading: no locks taken, no
// replaced objects, no prompts, no transfers (a missing object of a partial clone
// is an error, not a download), messages in English for the error's text.
var quiet = []string{
	"GIT_OPTIONAL_LOCKS=0", "GIT_NO_REPLACE_OBJECTS=1", "GIT_TERMINAL_PROMPT=0",
	"GIT_ALLOW_PROTOCOL=none", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C", "GIT_PAGER=cat",
}

// misleading are variables that git's own commands take each other by: GIT_CONFIG makes
// "git config", and no other command, read another file; the others are about
// pathspecs, of which there is at most one, a path; with a prefix of a submodule's
// parent most commands refuse to work.
var misleading = []string{"GIT_CONFIG", "GIT_INTERNAL_SUPER_PREFIX", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"}

// openGit finds the git program. The error says what to do when there is none.
func openGit(dir string, env Env) (*gitProgram, error) {
	path, err := exec.LookPath("git")
	if err != nil {
		return nil, fmt.Errorf("the git program was not found (install git or put it on PATH): %w", err)
	}
	for _, name := range misleading {
		env = env.without(name)
	}
	return &gitProgram{path: path, dir: dir, env: env.with(quiet...)}, nil
}

func (g *gitProgram) Name() string { return "git" }

func (g *gitProgram) lend(ID) (Object, bool) { return Object{}, false }

func (g *gitProgram) Close() error {
	if g.batch == nil {
		return nil
	}
	err := g.batch.close()
	g.batch = nil
	return err
}

// command prepares one git command. The options keep the repository's
// configuration from starting anything; git from mapping a pack of any size at once
// (it would take a window of 1 GiB); and git from taking from a commit graph what a
// commit's parents are: a damaged one leaves commits out and no one is told.
func (g *gitProgram) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, g.path, append([]string{
		"--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
		"-c", "core.packedGitWindowSize=16m", "-c", "core.packedGitLimit=64m", "-c", "core.commitGraph=false",
	}, args...)...)
	cmd.Dir = g.dir
	cmd.Env = g.env
	return cmd
}

// run gives a command's output; the error carries git's own last words.
func (g *gitProgram) run(ctx context.Context, stdin io.Reader, args ...string) ([]byte, error) {
	ctx, done := g.watch(ctx)
	defer done()
	cmd := g.command(ctx, args...)
	var out, errs bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &out, &errs
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		return nil, gitError(commandOf(args), errs.Bytes(), err)
	}
	return out.Bytes(), nil
}

// commandOf is the command behind settings for it alone.
func commandOf(args []string) string {
	for len(args) > 2 && args[0] == "-c" {
		args = args[2:]
	}
	return args[0]
}

// failure is how a git command ended, told in git's own words.
type failure struct {
	text string
	err  error
}

func (f *failure) Error() string { return f.text }
func (f *failure) Unwrap() error { return f.err }

func gitError(command string, stderr []byte, err error) error {
	text := strings.TrimSpace(string(stderr))
	if text == "" {
		return fmt.Errorf("git %s: %w", command, err)
	}
	return &failure{fmt.Sprintf("git %s: %s", command, lastWords(text)), err}
}

// lastWords picks the line that says what is wrong, not the advice.
func lastWords(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		rest, ok := strings.CutPrefix(line, "fatal: ")
		if !ok {
			continue
		}
		if strings.HasSuffix(rest, ":") && i+1 < len(lines) { // what it is about follows
			rest += " " + strings.TrimSpace(lines[i+1])
		}
		for _, advice := range lines[i+1:] { // git indents the command that it advises
			if command, ok := strings.CutPrefix(advice, "\tgit "); ok {
				rest += "; git's advice: git " + command
			}
		}
		return rest
	}
	return lines[len(lines)-1]
}

// workTree is the top of the work tree. Git has none to name in a bare repository,
// and in a git folder; what else it refuses it refuses again when it is to read.
func (g *gitProgram) workTree(ctx context.Context) string {
	out, err := g.run(ctx, nil, "rev-parse", "--show-toplevel")
	if err != nil {
		return ""
	}
	return filepath.FromSlash(strings.TrimSuffix(string(out), "\n"))
}

func (g *gitProgram) Head(ctx context.Context) (ID, error) {
	out, err := g.run(ctx, nil, "rev-parse", "--verify", "--quiet", "HEAD")
	if err == nil {
		id, err := parseRefID(strings.TrimSpace(string(out)))
		if err != nil {
			return ID{}, fmt.Errorf("HEAD: %w", err)
		}
		return id, nil
	}
	// No commit yet is told from a broken HEAD by what HEAD names: a branch that
	// does not exist is unborn.
	var exit *exec.ExitError
	if ctx.Err() != nil || !errors.As(err, &exit) {
		return ID{}, fmt.Errorf("HEAD: %w", err)
	}
	name, nameErr := g.run(ctx, nil, "symbolic-ref", "--quiet", "HEAD")
	if nameErr != nil {
		return ID{}, fmt.Errorf("HEAD: %w", err)
	}
	refs, refErr := g.Refs(ctx, strings.TrimSpace(string(name)))
	if refErr != nil {
		return ID{}, fmt.Errorf("HEAD: %w", refErr)
	}
	if len(refs) > 0 && refs[0].Name == strings.TrimSpace(string(name)) {
		return ID{}, fmt.Errorf("HEAD: %w", err)
	}
	return ID{}, nil
}

func (g *gitProgram) Refs(ctx context.Context, prefix string) ([]Ref, error) {
	out, err := g.run(ctx, nil, "for-each-ref", "--format=%(objectname) %(symref) %(refname)", prefix)
	if err != nil {
		return nil, err
	}
	var refs []Ref
	for line := range strings.Lines(string(out)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), " ")
		if len(fields) != 3 {
			return nil, fmt.Errorf("git for-each-ref: unexpected line %q", line)
		}
		if fields[1] != "" {
			continue
		}
		id, err := ParseID(fields[0])
		if err != nil {
			return nil, fmt.Errorf("ref %s: %w", fields[2], err)
		}
		refs = append(refs, Ref{Name: fields[2], ID: id})
	}
	return refs, nil
}

func (g *gitProgram) Staged(ctx context.Context, tree ID) ([]Change, error) {
	against := tree.String()
	if tree.IsZero() {
		format, err := g.run(ctx, nil, "rev-parse", "--show-object-format")
		if err != nil {
			return nil, err
		}
		against = emptyTree(strings.TrimSpace(string(format)))
	}
	out, err := g.run(ctx, nil, "diff-index", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames",
		"--no-ext-diff", "--no-textconv", "--ignore-submodules=none", "--ita-invisible-in-index", against)
	if err != nil {
		return nil, err
	}
	return parseRaw(out)
}

func emptyTree(format string) string {
	for _, known := range wellKnown {
		if known.kind == Tree && (len(known.id) == 2*sha256Size) == (format == "sha256") {
			return known.id
		}
	}
	return ""
}

// parseRaw reads git's raw diff format with -z: ":mode mode id id status", NUL,
// path, NUL.
func parseRaw(out []byte) ([]Change, error) {
	var changes []Change
	for len(out) > 0 {
		head, rest, ok := bytes.Cut(out, []byte{0})
		path, rest, ok2 := bytes.Cut(rest, []byte{0})
		record, ok3 := strings.CutPrefix(string(head), ":")
		fields := strings.Fields(record)
		if !ok || !ok2 || !ok3 || len(fields) != 5 {
			return nil, errors.New("git diff-index: output in an unexpected form")
		}
		out = rest
		if len(path) == 0 || fields[1] != "000000" && strings.Trim(fields[3], "0") == "" && fields[4] != "U" {
			// What git reads behind the end of an index that was cut off.
			return nil, fmt.Errorf("git diff-index: the index is damaged: an entry without name or content (%q)", path)
		}
		if fields[4] == "U" {
			continue
		}
		before, err := rawSide(fields[0], fields[2])
		if err != nil {
			return nil, err
		}
		after, err := rawSide(fields[1], fields[3])
		if err != nil {
			return nil, err
		}
		if before != after {
			changes = append(changes, Change{Path: string(path), Old: before, New: after})
		}
	}
	return changes, nil
}

func rawSide(mode, id string) (ID, error) {
	if mode == "160000" {
		return ID{}, nil
	}
	return ParseID(id)
}

func (g *gitProgram) Reachable(ctx context.Context, tips, known []ID) ([]ID, error) {
	var in bytes.Buffer
	for _, id := range tips {
		fmt.Fprintf(&in, "%s\n", id)
	}
	for _, id := range known {
		fmt.Fprintf(&in, "^%s\n", id)
	}
	if len(tips) == 0 {
		return nil, nil
	}
	out, err := g.run(ctx, &in, "rev-list", "--reverse", "--stdin")
	if err != nil {
		return nil, err
	}
	return parseIDs(out)
}

func parseIDs(out []byte) ([]ID, error) {
	var ids []ID
	for _, field := range strings.Fields(string(out)) {
		id, err := ParseID(field)
		if err != nil {
			return nil, fmt.Errorf("git rev-list: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, nil
}
