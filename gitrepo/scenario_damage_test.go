package gitrepo

import (
	"bytes"
	"compress/zlib"
	"os"
	"path/filepath"
	"strings"
)

// damageScenarios are about what cannot be read: an error that names it, never an
// answer from what is left.
var damageScenarios = []scenario{
	{name: "truncated blob", build: func(f *fixture) {
		f.add("a", strings.Repeat("line\n", 1000)+f.root)
		f.commit("one")
		f.damage(f.git("rev-parse", "HEAD:a"), half)
	}},
	{name: "empty object file", build: func(f *fixture) {
		f.add("a", "1\n")
		f.commit("one")
		f.damage(f.git("rev-parse", "HEAD:a"), func([]byte) []byte { return nil })
	}},
	{name: "object file of zeros", build: func(f *fixture) {
		f.add("a", "1\n")
		f.commit("one")
		f.damage(f.git("rev-parse", "HEAD:a"), func(data []byte) []byte { return make([]byte, len(data)) })
	}},
	{name: "flipped bit", build: func(f *fixture) {
		// Stored without compression, so that nothing but the checksum tells.
		f.git("config", "core.compression", "0")
		f.add("a", "a text of some length\n")
		f.commit("one")
		f.damage(f.git("rev-parse", "HEAD:a"), func(data []byte) []byte {
			return bytes.Replace(data, []byte("length"), []byte("lenGth"), 1)
		})
	}},
	{name: "object longer than announced", build: func(f *fixture) {
		f.add("a", "announced\n")
		f.commit("one")
		f.damage(f.git("rev-parse", "HEAD:a"), func([]byte) []byte { return deflated("blob 3\x00something else\n") })
	}},
	{name: "object shorter than announced", build: func(f *fixture) {
		f.add("a", "announced\n")
		f.commit("one")
		f.damage(f.git("rev-parse", "HEAD:a"), func([]byte) []byte { return deflated("blob 30\x00something else\n") })
	}},
	{name: "object of a huge announced size", build: func(f *fixture) {
		f.add("a", "announced\n")
		f.commit("one")
		f.damage(f.git("rev-parse", "HEAD:a"), func([]byte) []byte { return deflated("blob 9000000000000000000\x00something else\n") })
	}},
	{name: "object of an unknown type", build: func(f *fixture) {
		f.add("a", "announced\n")
		f.commit("one")
		f.damage(f.git("rev-parse", "HEAD:a"), func([]byte) []byte { return deflated("glob 10\x00announced\n") })
	}},
	{name: "truncated tree", goGit: []topic{staged, changes}, git: []topic{staged, changes}, build: func(f *fixture) {
		f.add("a", "1\n", "d/b", "2\n")
		f.commit("one")
		f.add("d/b", "3\n")
		f.commit("two")
		f.damage(f.git("rev-parse", "HEAD:d"), half)
		f.add("d/b", "4\n")
	}},
	{name: "truncated commit", goGit: []topic{staged, reachable, changes}, git: []topic{staged, reachable, changes}, build: func(f *fixture) {
		twoCommits(f)
		f.commit("three")
		f.damage(f.commits[1], half)
	}},
	{name: "missing commit", goGit: []topic{staged, reachable, changes}, git: []topic{staged, reachable, changes}, build: func(f *fixture) {
		twoCommits(f)
		one := f.commits[0]
		f.remove(filepath.Join(".git/objects", one[:2], one[2:]))
		f.damaged = append(f.damaged, one)
	}},
	{name: "damaged pack", goGit: []topic{object, staged, reachable, changes}, git: []topic{object, staged, reachable, changes}, build: func(f *fixture) {
		versions(f)
		f.git("repack", "-q", "-a", "-d")
		damagePack(f, "*.pack", func(data []byte) []byte {
			for i := 12; i < len(data)-20; i++ {
				data[i] ^= 0x55
			}
			return data
		})
	}},
	{name: "flipped bit in a large packed object", build: func(f *fixture) {
		f.git("config", "core.compression", "0")
		f.add("a", strings.Repeat("a text of some length\n", 5000), "b", "small\n")
		f.commit("one")
		f.git("repack", "-q", "-a", "-d")
		damagePack(f, "*.pack", func(data []byte) []byte {
			at := bytes.LastIndex(data, []byte("some length"))
			data[at] ^= 1
			return data
		})
		f.damaged = append(f.damaged, f.git("rev-parse", "HEAD:a"))
	}},
	{name: "truncated pack index", goGit: []topic{object, staged, reachable, changes}, git: []topic{object, staged, reachable, changes}, build: func(f *fixture) {
		versions(f)
		f.git("repack", "-q", "-a", "-d")
		damagePack(f, "*.idx", half)
	}},
	{name: "index that is not one", goGit: []topic{staged}, git: []topic{staged}, build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/index", strings.Repeat("not an index\n", 100))
	}},
	{name: "empty index file", goGit: []topic{staged}, git: []topic{staged}, build: func(f *fixture) {
		twoCommits(f)
		f.write(".git/index", "")
	}},
	{name: "index cut in its first entry", goGit: []topic{staged}, git: []topic{staged}, build: func(f *fixture) { cutIndex(f, 40) }},
	{name: "index cut between entries", goGit: []topic{staged}, git: []topic{staged}, build: func(f *fixture) { cutIndex(f, 12+72) }},
	{name: "index cut in an id", goGit: []topic{staged}, git: []topic{staged}, build: func(f *fixture) { cutIndex(f, 12+72+50) }},
	{name: "index cut before its checksum", goGit: []topic{staged}, build: func(f *fixture) {
		// git does not look at it, and has read all entries.
		twoCommits(f)
		f.write(".git/index", f.read(".git/index")[:len(f.read(".git/index"))-20])
	}},
}

func deflated(text string) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	if _, err := w.Write([]byte(text)); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func damagePack(f *fixture, pattern string, change func([]byte) []byte) {
	f.t.Helper()
	files, err := filepath.Glob(filepath.Join(f.path(".git/objects/pack"), pattern))
	if err != nil || len(files) != 1 {
		f.t.Fatalf("%d packs: %v", len(files), err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		f.t.Fatal(err)
	}
	if err := os.Chmod(files[0], 0o644); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(files[0], change(data), 0o644); err != nil {
		f.t.Fatal(err)
	}
}

// cutIndex truncates the index. git reads zeros there up to the end of the page and
// says nothing.
func cutIndex(f *fixture, size int) {
	f.add("a", "1\n")
	f.commit("one")
	f.add("a", "2\n", "b", "CODECOV\n", "d/c", "3\n", "d/d", "4\n")
	f.write(".git/index", f.read(".git/index")[:size])
}
