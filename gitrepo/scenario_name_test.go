package gitrepo

import "strings"

// nameScenarios are about names that are easy to get wrong.
var nameScenarios = []scenario{
	{name: "names around the slash", build: func(f *fixture) {
		// Below a slash sort - and ., above it 0: a tree and the index order them
		// alike only when folders end in a slash.
		f.add("a-b", "1\n", "a.b", "2\n", "a/x", "3\n", "a0", "4\n", "a/x-y", "5\n", "a/x.y/z", "6\n")
		f.commit("folder")
		f.remove("a")
		f.add("a", "7\n", "a-b", "1b\n", "a0", "4b\n")
		f.commit("file")
		f.remove("a")
		f.remove("a.b")
		f.add("a/x", "8\n", "a.b/c", "9\n", "a-b", "1c\n")
	}},
	{name: "names that git quotes", build: func(f *fixture) {
		names := []string{
			"line\nbreak", "tab\tname", `"quoted"`, "-dash", "--option", ":colon", ":(glob)x", "spa ce", " ", "\xff\xfe invalid",
			"d\n/\xc3\x28", "ümlaut", "u\u0308mlaut", "*", "[a]", "\x01", "bell\a", "100644 blob\tx", "é/\"",
		}
		for _, name := range names {
			f.stage("100644", f.blob("1 "+name), name)
		}
		f.commit("one")
		for _, name := range names[:len(names)-2] {
			f.stage("100644", f.blob("2 "+name), name)
		}
		f.gitWith(names[len(names)-1]+"\x00", "update-index", "-z", "--force-remove", "--stdin")
	}},
	{name: "deep folders", build: func(f *fixture) {
		deep := strings.Repeat("d/", 60)
		f.add(deep+"a", "1\n", "d/b", "2\n")
		f.commit("one")
		f.add(deep+"a", "1b\n", deep+"c", "3\n")
		f.commit("two")
		f.remove("d/d")
		f.add()
	}},
	{name: "the same content under many names", build: func(f *fixture) {
		f.add("a", "same\n", "b", "same\n", "d/a", "same\n", "e/a", "same\n")
		f.commit("one")
		f.remove("d")
		f.add("f/a", "same\n", "b", "other\n")
	}},
}
