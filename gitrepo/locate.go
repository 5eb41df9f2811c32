package gitrepo

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// Location is where the parts of a repository are. All paths are absolute.
type Location struct {
	// GitDir is this work tree's own git folder (HEAD, the index); CommonDir is
	// the one that linked work trees share (objects, refs, config, hooks).
	GitDir, CommonDir string
	// WorkTree is the top of the work tree, empty in a bare repository.
	WorkTree string
	// Index is the index file that git named, or the usual one.
	Index string
	// shallow is the file that lists where the clone was cut off; empty for none.
	shallow string
	// owned are the paths whose owner git looks at before it reads a repository.
	owned []string
	// config is the repository's own configuration file, parsed.
	config configFile
	// objects are the folders in which objects are looked for; unread says why git has
	// to find them.
	objects []string
	unread  error
	// quarantine is the one of objects in which what is being received lies; empty for
	// none.
	quarantine string
}

// Locate finds the repository that git would use in dir, from git's variables or
// else from the folders above. Source: gitrepository-layout(5), git(1) under
// "The Git Repository". It is ErrNoRepository when there is none.
func Locate(dir string, env Env) (Location, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Location{}, err
	}
	for _, name := range []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"} {
		if value, set := env.Lookup(name); set && value == "" {
			return Location{}, fmt.Errorf("%s is set to nothing, which is no path (unset it): %w", name, ErrNoRepository)
		}
	}
	// What lies above a link is not above the folder that it leads to.
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	var loc Location
	if named := env.Get("GIT_DIR"); named != "" {
		loc.GitDir = absolute(dir, named)
		target, ok, err := readGitfile(loc.GitDir)
		if err != nil {
			return Location{}, err
		}
		if ok {
			loc.GitDir = target
		}
		ok, err = isGitDir(dir, loc.GitDir, env)
		if err != nil {
			return Location{}, fmt.Errorf("GIT_DIR=%s: %w", named, err)
		}
		if !ok {
			return Location{}, fmt.Errorf("GIT_DIR=%s: %w", named, ErrNoRepository)
		}
		loc.owned = []string{loc.GitDir}
		if implicit, set := env.Lookup("GIT_IMPLICIT_WORK_TREE"); !set || !isFalse(implicit) {
			loc.WorkTree = dir
		}
	} else if err := loc.discover(dir, env); err != nil {
		return Location{}, err
	}
	if loc.CommonDir, err = commonDir(dir, loc.GitDir, env); err != nil {
		return Location{}, err
	}
	if loc.config, err = readConfigFile(filepath.Join(loc.CommonDir, "config")); err != nil {
		return Location{}, err
	}
	loc.placeWorkTree(dir, env)
	loc.Index = filepath.Join(loc.GitDir, "index")
	if named, set := env.Lookup("GIT_INDEX_FILE"); set && named != "" {
		loc.Index = absolute(loc.whereGitRuns(dir), named)
	} else if set { // a file that is not there
		loc.Index = ""
	}
	loc.shallow = filepath.Join(loc.CommonDir, "shallow")
	if named, set := env.Lookup(shallowVariable); set && named != "" {
		loc.shallow = absolute(loc.whereGitRuns(dir), named)
	} else if set {
		loc.shallow = ""
	}
	return loc, nil
}

// shallowVariable names another file than the usual one; empty it stands for none.
// Source: git's shallow.c.
const shallowVariable = "GIT_SHALLOW_FILE"

// whereGitRuns is the folder that names of files are relative to: git goes to the top
// of the work tree first, unless it was started outside.
func (l *Location) whereGitRuns(dir string) string {
	if l.WorkTree == "" || l.WorkTree == dir { // as in a hook
		return dir
	}
	top, err := filepath.EvalSymlinks(l.WorkTree)
	if err != nil {
		return dir
	}
	at, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return dir
	}
	if rel, err := filepath.Rel(top, at); err != nil || !filepath.IsLocal(rel) {
		return dir
	}
	return l.WorkTree
}

// discover looks for .git in dir and above; a bare repository is one whose
// folder is itself a git folder.
func (l *Location) discover(dir string, env Env) error {
	ceilings := ceilings(env)
	for at := dir; ; at = filepath.Dir(at) {
		dot := filepath.Join(at, ".git")
		target, ok, err := readGitfile(dot)
		if err != nil {
			return err
		}
		if ok {
			is, err := isGitDir(dir, target, env)
			if err == nil && !is {
				err = fmt.Errorf("%s names %s, which is %w", dot, target, ErrNoRepository)
			}
			l.GitDir, l.WorkTree, l.owned = target, at, []string{dot, at, target}
			return err
		}
		is, err := isGitDir(dir, dot, env)
		if is || err != nil {
			l.GitDir, l.WorkTree, l.owned = dot, at, []string{at, dot}
			return err
		}
		is, err = isGitDir(dir, at, env)
		if is || err != nil {
			l.GitDir, l.owned = at, []string{at}
			return err
		}
		if at == filepath.Dir(at) || slices.Contains(ceilings, filepath.Dir(at)) {
			return fmt.Errorf("%s: %w (nor is any folder above it)", dir, ErrNoRepository)
		}
		if !isTrue(env.Get("GIT_DISCOVERY_ACROSS_FILESYSTEM")) && !sameFileSystem(dir, filepath.Dir(at)) {
			return fmt.Errorf("%s: %w (nor is any folder above it on this file system; GIT_DISCOVERY_ACROSS_FILESYSTEM is not set)", dir, ErrNoRepository)
		}
	}
}

// ceilings are the folders at which git stops to look further up. Up to an empty
// entry of the list links are followed. Source: git's setup.c.
func ceilings(env Env) []string {
	var list []string
	asTheyAre := false
	for _, c := range filepath.SplitList(env.Get("GIT_CEILING_DIRECTORIES")) {
		if c == "" {
			asTheyAre = true
		}
		if !filepath.IsAbs(c) {
			continue
		}
		if !asTheyAre {
			real, err := filepath.EvalSymlinks(c)
			if err != nil {
				continue
			}
			c = real
		}
		list = append(list, filepath.Clean(c))
	}
	return list
}

// placeWorkTree applies what outranks the place of .git: GIT_WORK_TREE, then
// core.worktree, then core.bare.
func (l *Location) placeWorkTree(dir string, env Env) {
	if named := env.Get("GIT_WORK_TREE"); named != "" {
		l.WorkTree = absolute(dir, named)
		return
	}
	// A linked work tree is where it is: the configuration that it shares is about
	// the main one. One of a bare repository is not bare itself.
	if l.GitDir != l.CommonDir {
		return
	}
	if named := l.config.get("core.worktree"); named != "" {
		l.WorkTree = absolute(l.GitDir, named)
		return
	}
	if isTrue(l.config.get("core.bare")) {
		l.WorkTree = ""
	}
}

// readGitfile reads a .git file ("gitdir: path"), as linked work trees,
// submodules and --separate-git-dir have it. A file of another form is an error,
// as for git: what it was to say is not known.
func readGitfile(file string) (target string, ok bool, err error) {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return "", false, nil
	}
	if info.Size() > 1<<16 {
		return "", false, fmt.Errorf("%s: too large for a .git file, so %w", file, ErrNoRepository)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", false, err
	}
	path, ok := parseGitfile(data)
	if !ok {
		return "", false, fmt.Errorf("%s: not of the form \"gitdir: PATH\", so %w", file, ErrNoRepository)
	}
	return absolute(filepath.Dir(file), path), true, nil
}

// parseGitfile is the path that a .git file holds. Source: git's setup.c,
// read_gitfile_gently.
func parseGitfile(data []byte) (path string, ok bool) {
	rest, ok := bytes.CutPrefix(data, []byte("gitdir: "))
	path = strings.TrimRight(string(rest), "\r\n")
	return path, ok && path != ""
}

// isGitDir is git's own test: HEAD, an object folder and refs. What the variables
// name is relative to dir. What is there and cannot be read is an error: the search
// must not go on to another repository.
func isGitDir(dir, gitDir string, env Env) (bool, error) {
	is, err := isHead(filepath.Join(gitDir, "HEAD"))
	if err != nil || !is {
		return false, err
	}
	common, err := commonDir(dir, gitDir, env)
	if err != nil {
		return false, err
	}
	if env.Get("GIT_OBJECT_DIRECTORY") == "" && !isDir(filepath.Join(common, "objects")) {
		return false, nil
	}
	return isDir(filepath.Join(common, "refs")), nil
}

// isHead is git's test of a HEAD (path.c, validate_headref): a ref below refs/, as
// text or as a symbolic link, or an id.
func isHead(file string) (bool, error) {
	info, err := os.Lstat(file)
	if err != nil {
		return false, nil
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		target, err := os.Readlink(file)
		return err == nil && strings.HasPrefix(filepath.ToSlash(target), "refs/"), nil
	}
	if endless(info) {
		return false, fmt.Errorf("%s: %w", file, errIrregular)
	}
	data, err := beginning(file)
	if err != nil {
		return false, nil
	}
	if rest, ok := bytes.CutPrefix(data, []byte("ref:")); ok {
		return bytes.HasPrefix(bytes.TrimLeft(rest, " \t\r\n"), []byte("refs/")), nil
	}
	if len(data) < 2*sha1Size {
		return false, nil
	}
	_, err = ParseID(string(data[:2*sha1Size]))
	return err == nil, nil
}

// beginning reads as much of a file as git looks at here.
func beginning(file string) ([]byte, error) {
	const most, small = 255, 1 << 12
	if data, ok, err := readSmall(file, small, nil); ok || err != nil {
		return data[:min(len(data), most)], err
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// commonDir is what linked work trees share; the git folder itself elsewhere.
func commonDir(dir, gitDir string, env Env) (string, error) {
	if named := env.Get("GIT_COMMON_DIR"); named != "" {
		return absolute(dir, named), nil
	}
	data, err := readFile(filepath.Join(gitDir, "commondir"), mostLine)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return gitDir, nil
	}
	if err == nil && len(data) == 0 {
		err = fmt.Errorf("%s is empty", filepath.Join(gitDir, "commondir"))
	}
	if err != nil {
		return "", fmt.Errorf("git folder: %w", err)
	}
	return absolute(gitDir, strings.TrimRight(string(data), "\r\n")), nil
}

// absolute is a path seen from a folder. A step up from behind a link leads to where
// the file system says, not to where the names do.
func absolute(base, path string) string {
	if !filepath.IsAbs(path) {
		path = base + string(filepath.Separator) + path
	}
	if strings.Contains(path, "..") {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return real
		}
		folder, name := filepath.Split(path) // the last part need not exist
		if real, err := filepath.EvalSymlinks(folder); err == nil && name != ".." {
			return filepath.Join(real, name)
		}
	}
	return filepath.Clean(path)
}

// MergeHeads lists what a merge in progress joins to HEAD, as MERGE_HEAD has it:
// commits, and annotated tags of commits; none outside a merge.
func (l Location) MergeHeads() ([]ID, error) {
	data, err := readFile(filepath.Join(l.GitDir, "MERGE_HEAD"), mostConfig)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	ids, err := parseMergeHeads(data)
	if err != nil {
		return nil, fmt.Errorf("MERGE_HEAD: %w", err)
	}
	return ids, nil
}

// parseMergeHeads reads MERGE_HEAD: an id a line.
func parseMergeHeads(data []byte) ([]ID, error) {
	var ids []ID
	for _, field := range strings.Fields(string(data)) {
		id, err := parseRefID(field)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}
