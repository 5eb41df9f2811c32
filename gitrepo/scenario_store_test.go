package gitrepo

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// storeScenarios are about objects that lie elsewhere, that were never fetched, and
// about the files that git derives from them.
var storeScenarios = []scenario{
	{name: "alternates by a relative path", build: func(f *fixture) {
		borrower(f, "../../../repo/.git/objects")
	}},
	{name: "alternates with comments and quotes", hands: "objects/info/alternates", build: func(f *fixture) {
		borrower(f, "# a comment\n\n\"../../../re\\160o/.git/objects\"")
	}},
	{name: "alternates by way of another's", build: func(f *fixture) {
		borrower(f, filepath.Join(f.root, "repo", ".git", "objects"))
		f.commit("of the first borrower")
		f.git("clone", "-q", "--shared", ".", filepath.Join(f.root, "second"))
		f.move("second")
		f.add("b", "of the second\n")
	}},
	{name: "alternates of each other", build: func(f *fixture) {
		borrower(f, filepath.Join(f.root, "repo", ".git", "objects"))
		file := filepath.Join(f.root, "repo", ".git", "objects", "info", "alternates")
		f.mkdir(filepath.Dir(file))
		if err := os.WriteFile(file, []byte(f.path(".git/objects")+"\n"), 0o644); err != nil {
			f.t.Fatal(err)
		}
	}},
	{name: "alternates with comments", build: func(f *fixture) {
		borrower(f, "# a comment\n\n../../../repo/.git/objects/")
	}},
	{name: "alternates of itself", build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/objects/info/alternates", f.path(".git/objects")+"\n../objects\n")
	}},
	{name: "alternates of a missing folder", hands: "objects/info/alternates", build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/objects/info/alternates", filepath.Join(f.root, "none")+"\n")
	}},
	{name: "alternates that are gone", hands: "objects/info/alternates", git: []topic{staged, reachable, changes}, build: func(f *fixture) {
		borrower(f, filepath.Join(f.root, "repo", ".git", "objects"))
		f.remove(filepath.Join("..", "repo", ".git", "objects"))
	}},
	{name: "alternates nested too deep", hands: "objects/info/alternates", git: []topic{staged, object, reachable, changes}, build: func(f *fixture) {
		// git follows five and says nothing of the sixth.
		twoCommits(f)
		for n := range 7 {
			name := fmt.Sprint("store-", n)
			f.write("../"+name+"/.git/objects/info/alternates", filepath.Join(f.path(".git"), "objects")+"\n")
			f.write("../"+name+"/.git/HEAD", "ref: refs/heads/main\n")
			f.write("../"+name+"/.git/refs/heads/main", f.commits[1]+"\n")
			f.move(name)
		}
		f.git("update-index", "--index-version", "4") // any index
	}},
	{name: "alternates without a name in them", build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/objects/info/alternates", "\n")
	}},
	{name: "partial clone that would fetch", absent: true, build: func(f *fixture) {
		partialClone(f)
		f.git("config", "remote.origin.uploadpack", f.trap("exit 1"))
	}},
	{name: "partial clone by ssh that would fetch", build: func(f *fixture) {
		partialClone(f)
		f.git("config", "remote.origin.url", "ssh://example.com/none.git")
		f.git("config", "core.sshCommand", f.trap("exit 1"))
	}},
	{name: "partial clone by a helper that would fetch", build: func(f *fixture) {
		partialClone(f)
		f.git("config", "remote.origin.url", "ext::"+f.trap("exit 1"))
		f.git("config", "protocol.ext.allow", "always")
	}},
	{name: "partial clone that allows its protocol", build: func(f *fixture) {
		partialClone(f)
		f.git("config", "remote.origin.uploadpack", f.trap("exit 1"))
		f.git("config", "protocol.allow", "always")
		f.setenv("GIT_ALLOW_PROTOCOL=file")
	}},
	{name: "partial clone without trees", assumed: true, goGit: []topic{changes}, git: []topic{changes}, build: func(f *fixture) {
		// The older commit's tree was not fetched; what is checked out was.
		twoCommits(f)
		f.git("config", "uploadpack.allowFilter", "true")
		f.git("clone", "-q", "--no-local", "--filter=tree:0", "file://"+f.dir, filepath.Join(f.root, "partial"))
		f.move("partial")
		f.git("config", "remote.origin.uploadpack", f.trap("exit 1"))
		f.add("new", "stored here\n")
		f.commit("three")
		f.commits = f.commits[2:]
	}},
	{name: "partial clone with nothing checked out", build: func(f *fixture) {
		twoCommits(f)
		f.git("config", "uploadpack.allowFilter", "true")
		f.git("clone", "-q", "--no-local", "--no-checkout", "--filter=blob:none", "file://"+f.dir, filepath.Join(f.root, "partial"))
		f.damaged = append(f.damaged, f.git("rev-parse", "HEAD:a"), f.git("rev-parse", "HEAD~1:a"))
		f.move("partial")
		f.git("config", "remote.origin.uploadpack", f.trap("exit 1"))
		f.git("read-tree", "HEAD")
	}},
	{name: "partial clone of small files", build: func(f *fixture) {
		f.add("small", "1\n", "large", strings.Repeat("2", 5000))
		f.commit("one")
		f.add("large", "3\n")
		f.commit("two")
		f.git("config", "uploadpack.allowFilter", "true")
		f.git("clone", "-q", "--no-local", "--filter=blob:limit=1k", "file://"+f.dir, filepath.Join(f.root, "partial"))
		f.damaged = append(f.damaged, f.git("rev-parse", "HEAD~1:large"))
		f.move("partial")
	}},
	{name: "kept pack and pack of promises", build: func(f *fixture) {
		versions(f)
		f.git("repack", "-q", "-a", "-d")
		for _, ending := range []string{"keep", "promisor", "mtimes", "bitmap"} {
			pack, err := filepath.Glob(f.path(".git/objects/pack/*.pack"))
			if err != nil || len(pack) != 1 {
				f.t.Fatalf("packs %q: %v", pack, err)
			}
			if err := os.WriteFile(strings.TrimSuffix(pack[0], "pack")+ending, nil, 0o644); err != nil {
				f.t.Fatal(err)
			}
		}
	}},
	{name: "bitmap and reverse index", build: func(f *fixture) {
		f.git("config", "pack.writeReverseIndex", "true")
		versions(f)
		f.needs("bitmaps", "repack", "-q", "-a", "-d", "-b")
	}},
	{name: "pack of what nothing reaches", build: func(f *fixture) {
		versions(f)
		f.git("reset", "-q", "--hard", "HEAD~2")
		f.needs("cruft packs", "repack", "-q", "-d", "--cruft", "--cruft-expiration=never")
	}},
	{name: "pack index with large offsets", build: func(f *fixture) {
		// As if the pack were larger than 2 GiB.
		versions(f)
		f.git("-c", "pack.packSizeLimit=0", "repack", "-q", "-a", "-d")
		pack, err := filepath.Glob(f.path(".git/objects/pack/*.pack"))
		if err != nil || len(pack) != 1 {
			f.t.Fatalf("packs %q: %v", pack, err)
		}
		f.remove(strings.TrimPrefix(strings.TrimSuffix(pack[0], "pack")+"idx", f.dir+"/"))
		f.git("index-pack", "--index-version=2,0x100", pack[0])
	}},
	{name: "multi-pack index of packs that are gone", build: func(f *fixture) {
		versions(f)
		f.git("repack", "-q", "-d")
		f.needs("multi-pack indexes", "multi-pack-index", "write")
		old := f.read(".git/objects/pack/multi-pack-index")
		f.add("text", "second\n")
		f.commit("second")
		f.git("repack", "-q", "-a", "-d")
		f.write(".git/objects/pack/multi-pack-index", old)
	}},
	{name: "multi-pack index cut off", build: func(f *fixture) {
		versions(f)
		f.git("repack", "-q", "-d")
		f.needs("multi-pack indexes", "multi-pack-index", "write")
		index := f.read(".git/objects/pack/multi-pack-index")
		f.remove(".git/objects/pack/multi-pack-index")
		f.write(".git/objects/pack/multi-pack-index", index[:10])
	}},
	{name: "multi-pack index with a bitmap", build: func(f *fixture) {
		versions(f)
		f.git("repack", "-q", "-d")
		f.needs("bitmaps of several packs", "multi-pack-index", "write", "--bitmap")
	}},
	{name: "commit graph older than the commits", build: func(f *fixture) {
		versions(f)
		f.needs("commit graphs", "commit-graph", "write", "--reachable")
		f.add("text", "later\n")
		f.commit("later")
	}},
	{name: "commit graph in parts", build: func(f *fixture) {
		twoCommits(f)
		f.needs("split commit graphs", "commit-graph", "write", "--reachable", "--split=no-merge")
		f.commit("three")
		f.git("commit-graph", "write", "--reachable", "--split=no-merge", "--changed-paths")
	}},
	{name: "commit graph cut off", build: func(f *fixture) {
		versions(f)
		f.needs("commit graphs", "commit-graph", "write", "--reachable")
		graph := f.read(".git/objects/info/commit-graph")
		f.remove(".git/objects/info/commit-graph")
		f.write(".git/objects/info/commit-graph", graph[:len(graph)/2])
	}},
	{name: "commit graph that leaves parents out", build: func(f *fixture) {
		// Who believes it finds one commit and misses all that lies behind.
		versions(f)
		f.needs("commit graphs", "commit-graph", "write", "--reachable")
		graph := []byte(f.read(".git/objects/info/commit-graph"))
		f.remove(".git/objects/info/commit-graph")
		f.write(".git/objects/info/commit-graph", string(orphaned(f, graph, f.commits[len(f.commits)-1])))
	}},
}

// borrower goes to a repository that has nearly all of its objects from another.
func borrower(f *fixture, alternates string) {
	twoCommits(f)
	f.git("clone", "-q", "--shared", ".", filepath.Join(f.root, "borrower"))
	f.move("borrower")
	f.write(".git/objects/info/alternates", alternates+"\n")
	f.add("b", "stored here\n")
}

// orphaned takes a commit's parents out of a commit graph. Source: git's
// Documentation/gitformat-commit-graph.txt.
func orphaned(f *fixture, graph []byte, commit string) []byte {
	f.t.Helper()
	const heading, row, noParent = 8, 12, 0x70000000
	chunks := map[string]int{}
	for n := range int(graph[6]) {
		at := heading + row*n
		chunks[string(graph[at:at+4])] = int(binary.BigEndian.Uint64(graph[at+4:]))
	}
	ids := graph[chunks["OIDL"]:chunks["CDAT"]]
	n := bytes.Index(ids, []byte(rawID(f, commit)))
	if n < 0 || n%20 != 0 {
		f.t.Fatal("the commit is not in the graph")
	}
	data := graph[chunks["CDAT"]+(20+16)*(n/20):]
	binary.BigEndian.PutUint32(data[20:], noParent)
	return graph
}
