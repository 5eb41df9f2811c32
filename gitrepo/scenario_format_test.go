package gitrepo

import (
	"path/filepath"
	"strings"
)

// formatScenarios are about repository formats.
var formatScenarios = []scenario{
	{name: "SHA-256", absent: true, hands: "extensions.objectformat", build: func(f *fixture) {
		f.needs("SHA-256", "init", "-q", "-b", "main", "--object-format=sha256", filepath.Join(f.root, "sha256"))
		f.move("sha256")
		twoCommits(f)
		f.git("tag", "-a", "-m", "annotated", "v1")
	}},
	{name: "SHA-256 before the first commit", hands: "extensions.objectformat", build: func(f *fixture) {
		f.needs("SHA-256", "init", "-q", "-b", "main", "--object-format=sha256", filepath.Join(f.root, "sha256"))
		f.move("sha256")
		f.add("a", "1\n")
	}},
	{name: "SHA-1 spelled out", build: func(f *fixture) {
		twoCommits(f)
		f.git("config", "core.repositoryformatversion", "1")
		f.git("config", "extensions.objectFormat", "sha1")
	}},
	{name: "worktreeConfig", hands: "extensions.worktreeconfig", build: func(f *fixture) {
		twoCommits(f)
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"))
		f.git("config", "core.repositoryformatversion", "1")
		f.git("config", "extensions.worktreeConfig", "true")
		f.move("linked")
		f.git("config", "--worktree", "core.sparseCheckout", "true")
		f.add("b", "staged\n")
	}},
	{name: "partial clone", absent: true, build: func(f *fixture) { partialClone(f) }},
	{name: "partial clone by extension", hands: "extensions.partialclone", build: func(f *fixture) {
		partialClone(f)
		f.git("config", "core.repositoryformatversion", "1")
		f.git("config", "extensions.partialClone", "origin")
	}},
	{name: "extensions that change nothing", build: func(f *fixture) {
		twoCommits(f)
		f.git("config", "core.repositoryformatversion", "1")
		f.git("config", "extensions.noop", "true")
		f.git("config", "extensions.preciousObjects", "true")
	}},
	{name: "unknown extension", hands: "extensions.covkeytest", git: everything, build: func(f *fixture) {
		twoCommits(f)
		f.git("config", "core.repositoryformatversion", "1")
		f.git("config", "extensions.covkeyTest", "true")
	}},
	{name: "unknown version", hands: "repository format version 99", git: everything, build: func(f *fixture) {
		twoCommits(f)
		f.git("config", "core.repositoryformatversion", "99")
	}},
	{name: "unknown extension of version 0", hands: "extensions.covkeytest", build: func(f *fixture) {
		// Version 0 did not know extensions, so git ignores them there.
		twoCommits(f)
		f.git("config", "core.repositoryformatversion", "0")
		f.git("config", "extensions.covkeyTest", "true")
	}},
	{name: "unknown extension by another spelling", hands: "extensions.covkeytest", git: everything, build: func(f *fixture) {
		twoCommits(f)
		config := f.read(".git/config")
		config = strings.Replace(config, "repositoryformatversion = 0", "RepositoryFormatVersion = 1 ; a comment", 1)
		f.write(".git/config", config+"[EXTENSIONS]\n\tcovkeyTEST = 1\n")
	}},
	{name: "configuration with an unusual syntax", build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/config", f.read(".git/config")+"[a \"b \\\"c\\\\\"]\r\n\td = \"#;\" x ; f\n[remote.origin] url = x\n")
	}},
	{name: "configuration with a key without a value", hands: "syntax", build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/config", f.read(".git/config")+"[a]\n\tbool\n")
	}},
	{name: "configuration with a key without a value, with a work tree", hands: "syntax", about: []topic{place, staged}, build: func(f *fixture) {
		twoCommits(f)
		f.mkdir(filepath.Join(f.root, "tree"))
		f.write(".git/config", "[a]\n\tbool\n"+f.read(".git/config")+"[core]\n\tworktree = ../../tree\n")
	}},
	{name: "configuration with a key without a value, in a bare repository", hands: "syntax", about: []topic{place, staged}, build: func(f *fixture) {
		twoCommits(f)
		f.git("config", "--unset", "core.bare")
		f.write(".git/config", "[core]\n\tbare\n"+f.read(".git/config"))
		f.setenv("GIT_DIR=" + f.path(".git"))
	}},
	{name: "configuration with a value over two lines", build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/config", f.read(".git/config")+"[remote \"origin\"]\n\tfetch = refs/heads/x:refs/remotes/\\\norigin/x\n")
	}},
	{name: "configuration that includes another", build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/more", "[user]\n\tname = x\n")
		f.git("config", "include.path", "more")
	}},
	{name: "worktreeConfig that says where the work tree is", hands: "extensions.worktreeconfig", about: []topic{place, head, staged}, build: func(f *fixture) {
		twoCommits(f)
		f.git("config", "core.repositoryformatversion", "1")
		f.git("config", "extensions.worktreeConfig", "true")
		f.git("config", "--worktree", "core.worktree", "../../tree")
		f.mkdir(filepath.Join(f.root, "tree"))
	}},
	{name: "worktreeConfig of a bare repository", hands: "extensions.worktreeconfig", about: []topic{place, head, staged}, build: func(f *fixture) {
		twoCommits(f)
		f.git("config", "core.repositoryformatversion", "1")
		f.git("config", "extensions.worktreeConfig", "true")
		f.git("config", "--unset", "core.bare")
		f.git("config", "--worktree", "core.bare", "true")
	}},
	{name: "worktreeConfig, a work tree beside a bare repository", hands: "extensions.worktreeconfig", about: []topic{place, head, staged}, build: func(f *fixture) {
		twoCommits(f)
		f.git("config", "core.repositoryformatversion", "1")
		f.git("config", "extensions.worktreeConfig", "true")
		f.git("config", "--unset", "core.bare")
		f.git("config", "--worktree", "core.bare", "true")
		f.git("worktree", "add", "-q", "--detach", filepath.Join(f.root, "linked"))
		f.move("linked")
		f.add("b", "staged\n")
	}},
	{name: "SHA-256 in commit -a", hands: "extensions.objectformat", about: []topic{place, head, staged}, build: func(f *fixture) {
		f.needs("SHA-256", "init", "-q", "-b", "main", "--object-format=sha256", filepath.Join(f.root, "sha256"))
		f.move("sha256")
		changedFiles(f)
		f.during("pre-commit", "commit", "-q", "-a", "-m", "x")
	}},
	{name: "SHA-256 with tags of tags and conflicts", hands: "extensions.objectformat", build: func(f *fixture) {
		f.needs("SHA-256", "init", "-q", "-b", "main", "--object-format=sha256", filepath.Join(f.root, "sha256"))
		f.move("sha256")
		unmerged(f)
		f.git("tag", "-a", "-m", "annotated", "v1", "HEAD:both")
		f.git("tag", "-a", "-m", "of a tag", "v2", "v1")
		f.git("repack", "-q", "-a")
	}},
	{name: "reftable", hands: "extensions.refstorage", build: func(f *fixture) {
		f.since("reftables", "init", "-q", "-b", "main", "--ref-format=reftable", filepath.Join(f.root, "reftable"))
		f.move("reftable")
		refsOfAllKinds(f)
	}},
	{name: "reftable before the first commit", hands: "extensions.refstorage", build: func(f *fixture) {
		f.since("reftables", "init", "-q", "-b", "main", "--ref-format=reftable", filepath.Join(f.root, "reftable"))
		f.move("reftable")
		f.add("a", "1\n")
	}},
	{name: "ref storage spelled out", hands: "extensions.refstorage", build: func(f *fixture) { extended(f, "refStorage", "files") }},
	{name: "relative linked work trees", hands: "extensions.relativeworktrees", build: func(f *fixture) { extended(f, "relativeWorktrees", "true") }},
	{name: "two object formats", hands: "extensions.compatobjectformat", build: func(f *fixture) { extended(f, "compatObjectFormat", "sha256") }},
	{name: "grafts", hands: "info/grafts", build: func(f *fixture) {
		twoCommits(f)
		graft := f.commitTree("grafted")
		f.write(".git/info/grafts", f.commits[1]+" "+graft+"\n")
	}},
}

// extended has an extension that not every git knows.
func extended(f *fixture, extension, value string) {
	twoCommits(f)
	f.git("config", "core.repositoryformatversion", "1")
	f.git("config", "extensions."+extension, value)
	f.since("extensions."+extension, "rev-parse", "HEAD")
}

// partialClone goes to a clone that has not fetched an old version of a file. What is
// missing must not be fetched.
func partialClone(f *fixture) {
	twoCommits(f)
	f.git("config", "uploadpack.allowFilter", "true")
	f.git("clone", "-q", "--no-local", "--filter=blob:none", "file://"+f.dir, filepath.Join(f.root, "partial"))
	f.damaged = append(f.damaged, f.git("rev-parse", "HEAD~1:a"))
	f.move("partial")
	f.add("new", "stored here\n")
}
