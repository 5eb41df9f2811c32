package gitrepo

import (
	"fmt"
	"path/filepath"
	"strings"
)

// point is one of several ways to open a fixture.
type point struct {
	dir string
	env Env
}

// variableScenarios are git's own variables in combination: each of them with absolute
// and relative values of GIT_WORK_TREE and GIT_INDEX_FILE.
var variableScenarios = gridScenarios()

// gridScenarios crosses where git is started with what GIT_DIR and GIT_COMMON_DIR say.
func gridScenarios() []scenario {
	var list []scenario
	for _, start := range []struct{ name, dir string }{
		{"the top", "repo"}, {"a subfolder", "repo/d/e"}, {"outside", "outside"}, {"a linked work tree", "linked/d"}, {"the git folder", "repo/.git"},
	} {
		for _, names := range []struct{ title, gitDir, commonDir string }{
			{"no GIT_DIR", "", ""},
			{"GIT_DIR", "repo/.git", ""},
			{"GIT_DIR of a linked work tree", "repo/.git/worktrees/linked", ""},
			{"GIT_DIR and GIT_COMMON_DIR", "repo/.git/worktrees/linked", "repo/.git"},
		} {
			list = append(list, scenario{
				name: fmt.Sprintf("variables: %s, from %s", names.title, start.name), brief: true,
				none:  start.dir == "outside" && names.gitDir == "",
				build: func(f *fixture) { grid(f, start.dir, names.gitDir, names.commonDir) },
			})
		}
	}
	return list
}

// grid lists the ways to open one fixture. All paths are below its root.
func grid(f *fixture, start, gitDir, commonDir string) {
	twoCommits(f)
	otherIndex(f, "../own-index")
	f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"), "HEAD^")
	f.mkdir(filepath.Join(f.root, "tree", "x"))
	f.mkdir(f.path("d/e"))
	dir := f.mkdir(filepath.Join(f.root, filepath.FromSlash(start)))
	for _, v := range []struct {
		workTree, index string
		relative        bool
	}{
		{"", "", false}, {"tree", "", false}, {"repo", "own-index", false}, {start, "", false},
		{"", "own-index", true}, {"tree", "own-index", true}, {"repo", "", true}, {start, "own-index", true},
	} {
		p := point{dir: dir, env: f.env}
		for name, value := range map[string]string{
			"GIT_DIR": gitDir, "GIT_COMMON_DIR": commonDir, "GIT_WORK_TREE": v.workTree, "GIT_INDEX_FILE": v.index,
		} {
			// git loses a relative GIT_COMMON_DIR when it goes up to the top of the work tree.
			lost := name == "GIT_COMMON_DIR" && v.workTree != start
			if value != "" {
				p.env = p.env.with(name + "=" + named(f, dir, value, v.relative && !lost))
			}
		}
		f.points = append(f.points, p)
	}
}

// named is how a variable names a path below the root.
func named(f *fixture, from, to string, relative bool) string {
	to = filepath.Join(f.root, filepath.FromSlash(to))
	if !relative {
		return to
	}
	rel, err := filepath.Rel(from, to)
	if err != nil {
		f.t.Fatal(err)
	}
	return filepath.ToSlash(rel)
}

// String is what is special about a point.
func (p point) String() string {
	text := p.dir
	for _, name := range []string{"GIT_DIR", "GIT_COMMON_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"} {
		if value, set := p.env.Lookup(name); set {
			text += " " + name + "=" + value
		}
	}
	return strings.TrimSpace(text)
}
