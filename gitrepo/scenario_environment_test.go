package gitrepo

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// environmentScenarios are about what surrounds a repository: variables that must make
// no difference, settings of the user, links, owners, file systems.
var environmentScenarios = []scenario{
	{name: "traces", build: func(f *fixture) {
		twoCommits(f)
		for _, name := range []string{
			"GIT_TRACE", "GIT_TRACE_SETUP", "GIT_TRACE_PACKET", "GIT_TRACE_PERFORMANCE", "GIT_TRACE_REFS", "GIT_TRACE_PACK_ACCESS",
			"GIT_TRACE_CURL", "GIT_TRACE_SHALLOW", "GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE2_PERF",
		} {
			f.disturb(name + "=1")
		}
	}},
	{name: "programs that the environment names", build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/info/attributes", "* diff=d\n")
		for _, name := range []string{
			"GIT_EXTERNAL_DIFF", "GIT_PAGER", "PAGER", "GIT_EDITOR", "EDITOR", "VISUAL", "GIT_SEQUENCE_EDITOR", "GIT_ASKPASS", "SSH_ASKPASS",
			"GIT_SSH", "GIT_SSH_COMMAND", "GIT_PROXY_COMMAND", "BROWSER", "LESSOPEN",
		} {
			f.disturb(name + "=" + f.trap("cat"))
		}
		f.disturb("GIT_PAGER_IN_USE=1")
	}},
	{name: "variables that change what git prints", absent: true, build: func(f *fixture) {
		twoCommits(f)
		f.disturb("GIT_DIFF_OPTS=-u9", "GIT_FLUSH=0", "GIT_PREFIX=d/", "GIT_DEFAULT_HASH=sha256", "GIT_NOTES_REF=refs/notes/x", "GIT_REF_PARANOIA=0",
			"GIT_OPTIONAL_LOCKS=1", "GIT_ADVICE=1", "GIT_PROGRESS_DELAY=0", "GIT_PRINT_SHA1_ELLIPSIS=yes", "GIT_REPLACE_REF_BASE=refs/heads/",
			"LC_ALL=de_DE.UTF-8", "LANGUAGE=de", "COLUMNS=20", "TERM=xterm", "GIT_REFLOG_ACTION=x", "GIT_INDEX_VERSION=4")
	}},
	{name: "variables about pathspecs", build: func(f *fixture) {
		twoCommits(f)
		f.disturb("GIT_ICASE_PATHSPECS=1", "GIT_GLOB_PATHSPECS=1")
	}},
	{name: "variables of a submodule's parent", build: func(f *fixture) {
		twoCommits(f)
		f.disturb("GIT_INTERNAL_SUPER_PREFIX=sub/", "GIT_INTERNAL_TOPLEVEL=/x")
	}},
	{name: "settings in GIT_CONFIG_PARAMETERS", build: func(f *fixture) {
		twoCommits(f)
		var quoted []string
		for _, assignment := range printingSettings(f.trap("cat")) {
			quoted = append(quoted, "'"+assignment+"'")
		}
		f.disturb("GIT_CONFIG_PARAMETERS=" + strings.Join(quoted, " "))
	}},
	{name: "settings in GIT_CONFIG_COUNT", build: func(f *fixture) {
		twoCommits(f)
		settings := printingSettings(f.trap("cat"))
		f.disturb(fmt.Sprintf("GIT_CONFIG_COUNT=%d", len(settings)))
		for n, assignment := range settings {
			key, value, _ := strings.Cut(assignment, "=")
			f.disturb(fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", n, key), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", n, value))
		}
	}},
	{name: "settings of the user", build: func(f *fixture) {
		twoCommits(f)
		file := filepath.Join(f.root, "home", "settings")
		for _, assignment := range printingSettings(f.trap("cat")) {
			key, value, _ := strings.Cut(assignment, "=")
			f.git("config", "-f", file, key, value)
		}
		f.disturb("GIT_CONFIG_GLOBAL=" + file)
	}},
	{name: "settings of the repository", build: func(f *fixture) {
		twoCommits(f)
		for _, assignment := range printingSettings(f.trap("cat")) {
			key, value, _ := strings.Cut(assignment, "=")
			f.git("config", key, value)
		}
	}},
	{name: "settings about the place in GIT_CONFIG_PARAMETERS", build: func(f *fixture) {
		// git takes these from the repository's own file alone.
		twoCommits(f)
		f.setenv("GIT_CONFIG_PARAMETERS='core.worktree=/none' 'core.bare=true' 'extensions.objectformat=sha256' 'core.repositoryformatversion=99'")
	}},
	{name: "git --bare", build: func(f *fixture) {
		twoCommits(f)
		f.setenv("GIT_DIR="+f.path(".git"), "GIT_IMPLICIT_WORK_TREE=0")
	}},
	{name: "variables set to nothing", build: func(f *fixture) {
		twoCommits(f)
		f.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES=", "GIT_CEILING_DIRECTORIES=", "GIT_NAMESPACE=", "GIT_GRAFT_FILE=", "GIT_REPLACE_REF_BASE=")
	}},
	{name: "variables set to nothing where git wants a path", none: true, build: func(f *fixture) {
		twoCommits(f)
		for _, name := range []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"} {
			f.points = append(f.points, point{f.dir, f.env.with(name + "=")})
		}
	}},
	{name: "GIT_INDEX_FILE set to nothing", about: []topic{head, staged}, brief: true, build: func(f *fixture) {
		twoCommits(f)
		f.setenv("GIT_INDEX_FILE=")
	}},
	{name: "GIT_SHALLOW_FILE", hands: "GIT_SHALLOW_FILE", about: everything, build: func(f *fixture) {
		twoCommits(f)
		f.write("cut", f.commits[1]+"\n")
		f.setenv("GIT_SHALLOW_FILE=" + f.path("cut"))
	}},
	{name: "GIT_NAMESPACE", hands: "GIT_NAMESPACE", build: func(f *fixture) {
		twoCommits(f)
		f.git("update-ref", "refs/namespaces/n/refs/heads/main", "HEAD^")
		f.setenv("GIT_NAMESPACE=n")
	}},
	{name: "GIT_GRAFT_FILE", hands: "GIT_GRAFT_FILE", about: []topic{head, reachable}, build: func(f *fixture) {
		twoCommits(f)
		f.write("grafts", f.commits[1]+"\n")
		f.setenv("GIT_GRAFT_FILE=" + f.path("grafts"))
	}},
	{name: "GIT_CEILING_DIRECTORIES through a link", none: true, build: func(f *fixture) {
		twoCommits(f)
		f.link(f.dir, "way")
		f.setenv("GIT_CEILING_DIRECTORIES=" + filepath.Join(f.root, "way"))
		f.move("repo", "d")
	}},
	{name: "GIT_CEILING_DIRECTORIES not followed", build: func(f *fixture) {
		// Behind an empty entry links are not looked at.
		twoCommits(f)
		f.link(f.dir, "way")
		f.setenv("GIT_CEILING_DIRECTORIES=" + string(os.PathListSeparator) + filepath.Join(f.root, "way"))
		f.move("repo", "d")
	}},
	{name: "GIT_CEILING_DIRECTORIES relative and with a slash", build: func(f *fixture) {
		twoCommits(f)
		f.setenv("GIT_CEILING_DIRECTORIES=.." + string(os.PathListSeparator) + "." + string(os.PathListSeparator) + f.root + "/other/")
		f.move("repo", "d")
	}},
	{name: "GIT_CEILING_DIRECTORIES with a slash between", none: true, build: func(f *fixture) {
		twoCommits(f)
		f.setenv("GIT_CEILING_DIRECTORIES=" + f.dir + "/")
		f.move("repo", "d")
	}},
	{name: "opened through a link to a subfolder", build: func(f *fixture) {
		twoCommits(f)
		f.link(f.path("d"), "way")
		f.dir = filepath.Join(f.root, "way")
	}},
	{name: "opened through a link from another repository", build: func(f *fixture) {
		// What lies above the link is not what lies above the folder.
		twoCommits(f)
		inner := f.path("d")
		other := *f
		other.dir = f.mkdir(filepath.Join(f.root, "other"))
		other.git("init", "-q", "-b", "main")
		other.add("theirs", "not ours\n")
		f.link(inner, filepath.Join("other", "way"))
		f.dir = filepath.Join(f.root, "other", "way")
	}},
	{name: "GIT_DIR through a link and up again", build: func(f *fixture) {
		twoCommits(f)
		f.link(f.path("d"), "way")
		f.setenv("GIT_DIR=" + filepath.Join(f.root, "way") + "/../.git")
		f.move("outside")
	}},
}

// printingSettings are settings that change what some git command prints, or that would
// start a program.
func printingSettings(program string) []string {
	return []string{
		"color.ui=always", "color.diff=always", "column.ui=always", "core.quotePath=false", "core.abbrev=5", "core.pager=" + program,
		"core.editor=" + program, "core.askPass=" + program, "core.sshCommand=" + program, "core.fsmonitor=" + program, "core.ignoreCase=true",
		"core.precomposeUnicode=true", "core.fileMode=false", "core.symlinks=false", "core.autocrlf=true", "core.bigFileThreshold=1",
		"core.commitGraph=true", "core.multiPackIndex=false", "core.notesRef=refs/notes/x", "core.logAllRefUpdates=always",
		"diff.external=" + program, "diff.d.textconv=" + program, "diff.d.command=" + program, "diff.noprefix=true", "diff.mnemonicPrefix=true",
		"diff.renames=copies", "diff.relative=true", "diff.ignoreSubmodules=all", "diff.submodule=log", "diff.orderFile=/dev/null",
		"diff.algorithm=patience", "diff.suppressBlankEmpty=true", "diff.wsErrorHighlight=all", "diff.statNameWidth=3", "diff.context=0",
		"log.abbrevCommit=true", "log.decorate=full", "log.showSignature=true", "log.follow=true", "log.mailmap=true", "log.date=relative",
		"i18n.logOutputEncoding=UTF-16", "i18n.commitEncoding=UTF-16", "format.pretty=%H", "pretty.x=%H", "versionsort.suffix=x",
		"pager.rev-list=" + program, "pager.for-each-ref=" + program, "pager.diff-index=" + program, "pager.cat-file=" + program,
		"alias.rev-list=!" + program, "alias.cat-file=!" + program, "branch.sort=-committerdate", "tag.sort=-refname", "tag.gpgSign=true",
		"index.threads=1", "index.sparse=true", "core.untrackedCache=true", "core.splitIndex=true", "feature.manyFiles=true",
		"status.showUntrackedFiles=all", "submodule.recurse=true", "submodule.x.ignore=all", "gc.auto=1", "maintenance.auto=true",
		"trace2.eventTarget=2", "trace2.normalTarget=2", "advice.detachedHead=true", "safe.bareRepository=all",
	}
}

// link makes a symbolic link below the root.
func (f *fixture) link(target, name string) {
	f.t.Helper()
	if err := os.Symlink(target, filepath.Join(f.root, name)); err != nil {
		f.skip(err.Error())
	}
}
