package gitrepo

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"strconv"
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
		return nil, gitError(args[0], errs.Bytes(), err)
	}
	return out.Bytes(), nil
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
	for id, kind := range wellKnown {
		if kind == Tree && (len(id) == 2*sha256Size) == (format == "sha256") {
			return id
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

func (g *gitProgram) Object(ctx context.Context, id ID) (Object, error) { return readWhole(ctx, g, id) }

func (g *gitProgram) Stream(ctx context.Context, id ID, read ReadFunc) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if kind, ok := wellKnown[id.String()]; ok {
		return handOn(ctx, Header{Kind: kind}, nil, read, func() error { return nil })
	}
	if g.batch == nil {
		batch, err := startCatFile(g.command(ctx, "cat-file", "--batch"))
		if err != nil {
			return fmt.Errorf("object %s: %w", id, err)
		}
		g.batch = batch
	}
	err := g.contentWatched(ctx, id, read)
	if errors.Is(err, ErrNotFound) {
		// The same is said of an object that is there and damaged.
		if _, damaged := g.run(ctx, nil, "cat-file", "-e", id.String()); damaged == nil {
			err = errors.New("git cannot read it")
		}
		if ctx.Err() != nil {
			err = ctx.Err()
		}
	} else if err != nil {
		// The stream may stand anywhere now: the next question starts anew.
		closed := g.Close()
		if err = errors.Join(err, closed); isPromised(closed) {
			err = ErrNotFound
		}
	}
	if err != nil {
		return fmt.Errorf("object %s: %w", id, err)
	}
	return nil
}

// isPromised recognises how git ends over an object that it would have to fetch and
// may not: up to git 2.43 it does not say that the object is missing.
// Source: git's promisor-remote.c.
func isPromised(err error) bool {
	return err != nil && strings.Contains(err.Error(), "from promisor remote")
}

// catFile is a running "git cat-file --batch".
type catFile struct {
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	errs *bytes.Buffer
}

func startCatFile(cmd *exec.Cmd) (*catFile, error) {
	c := &catFile{cmd: cmd, errs: &bytes.Buffer{}}
	cmd.Stderr = c.errs
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.in, c.out = in, bufio.NewReaderSize(out, 64<<10)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	return c, nil
}

// content asks for one object: "<id> <type> <size>", the content, a line break.
// Behind it goes a question for a name that nothing has, so that the answer has an
// end that can be seen: of a damaged file git announces the size that the file
// claims, gives less, and waits for the next question as if nothing were wrong.
func (c *catFile) content(ctx context.Context, id ID, read ReadFunc) error {
	nobody := fmt.Sprintf("~%016x", rand.Uint64())
	end := nobody + " missing\n"
	if _, err := fmt.Fprintf(c.in, "%s\n%s\n", id, nobody); err != nil {
		return err
	}
	line, err := c.out.ReadString('\n')
	if err != nil {
		return err
	}
	fields := strings.Fields(line)
	if len(fields) == 2 && fields[1] == "missing" {
		if err := c.expect(end); err != nil {
			return err
		}
		return ErrNotFound
	}
	if len(fields) != 3 || fields[0] != id.String() {
		return fmt.Errorf("git cat-file answered %q", line)
	}
	size, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || size < 0 {
		return fmt.Errorf("git cat-file answered %q", line)
	}
	in := &upTo{r: c.out, end: []byte("\n" + end)}
	return handOn(ctx, Header{Kind(fields[1]), size}, in, read, func() error {
		if in.ended {
			return io.ErrUnexpectedEOF
		}
		if err := c.expect("\n"); err != nil {
			return err
		}
		return c.expect(end)
	})
}

// expect reads a line, which is how an answer goes on.
func (c *catFile) expect(want string) error {
	line, err := c.out.ReadString('\n')
	if err == nil && line != want {
		err = errors.New("git cat-file: content not as long as announced")
	}
	return err
}

// upTo reads no further than to the end of an answer, behind which nothing comes.
type upTo struct {
	r         io.Reader
	end, last []byte
	ended     bool
}

func (u *upTo) Read(p []byte) (int, error) {
	if u.ended {
		return 0, io.ErrUnexpectedEOF
	}
	n, err := u.r.Read(p)
	u.last = append(u.last, p[max(0, n-len(u.end)):n]...)
	u.last = u.last[max(0, len(u.last)-len(u.end)):]
	u.ended = bytes.Equal(u.last, u.end)
	return n, err
}

// close ends the process; what it said on standard error explains a failure.
func (c *catFile) close() error {
	c.in.Close() // its error is the process's, which Wait reports
	// Without a reader the process might wait for one. What is left is of no use.
	_, _ = io.Copy(io.Discard, c.out)
	if err := c.cmd.Wait(); err != nil {
		return gitError("cat-file", c.errs.Bytes(), err)
	}
	return nil
}
