package gitrepo

import (
	"slices"
	"strings"
	"testing"
)

const (
	idA     = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	idB     = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
	zeroID  = "0000000000000000000000000000000000000000"
	idLong  = idA + "aaaaaaaaaaaaaaaaaaaaaaaa"
	whoWhen = "A U Thor <a@b> 1700000000 +0100"
)

func mustID(s string) ID {
	id, err := ParseID(s)
	if err != nil {
		panic(err)
	}
	return id
}

func TestParseID(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, want string // want is the id in hex again
		bad      bool
	}{
		{in: idA, want: idA},
		{in: strings.ToUpper(idA), want: idA},
		{in: idLong, want: idLong},
		{in: zeroID, want: ""},
		{in: strings.Repeat("0", 64), want: ""},
		{in: "", bad: true},
		{in: idA[:39], bad: true},
		{in: idA + "a", bad: true},
		{in: idLong + "a", bad: true},
		{in: idA[:39] + "g", bad: true},
		{in: idA[:39] + "\n", bad: true},
		{in: " " + idA[:39], bad: true},
		{in: idA[:39] + "é"[:1], bad: true},
	} {
		id, err := ParseID(c.in)
		if (err != nil) != c.bad || id.String() != c.want {
			t.Errorf("%q: got %q, %v", c.in, id, err)
		}
		if id.IsZero() != (c.want == "") {
			t.Errorf("%q: IsZero is %v", c.in, id.IsZero())
		}
	}
	if mustID(idA) == mustID(idLong) || mustID(idA) != mustID(strings.ToUpper(idA)) {
		t.Error("ids compare wrongly")
	}
	if mustID(idA+strings.Repeat("0", 24)) == mustID(idA) {
		t.Error("a SHA-256 id that ends in zeros is not the SHA-1 id")
	}
	if got := mustID(idA).Short(); got != "aaaaaaa" || (ID{}).Short() != "" {
		t.Errorf("short: %q", got)
	}
}

// treeData encodes a tree as git stores it.
func treeData(rows ...string) []byte {
	var data []byte
	for i := 0; i < len(rows); i += 2 {
		id := mustID(rows[i+1])
		data = append(append(append(data, rows[i]...), 0), id.sum[:max(int(id.size), sha1Size)]...)
	}
	return data
}

func TestParseTree(t *testing.T) {
	t.Parallel()
	whole := treeData("100644 a", idA, "40000 d", idB)
	for _, c := range []struct {
		name string
		data []byte
		want []treeEntry
		bad  bool
	}{
		{name: "empty"},
		{name: "file and folder", data: whole, want: []treeEntry{{"a", 0o100644, mustID(idA)}, {"d", modeTree, mustID(idB)}}},
		{name: "all modes", data: treeData("100755 x", idA, "120000 l", idA, "160000 s", idA, "100664 old", idA),
			want: []treeEntry{{"x", 0o100755, mustID(idA)}, {"l", 0o120000, mustID(idA)}, {"s", modeGitlink, mustID(idA)}, {"old", 0o100664, mustID(idA)}}},
		{name: "folder modes that git accepts", data: treeData("040000 d", idA, "40755 e", idB),
			want: []treeEntry{{"d", modeTree, mustID(idA)}, {"e", modeTree, mustID(idB)}}},
		{name: "odd names", data: treeData("100644 a b\n\xff", idA, "100644  ", idB),
			want: []treeEntry{{"a b\n\xff", 0o100644, mustID(idA)}, {" ", 0o100644, mustID(idB)}}},
		{name: "zero id", data: treeData("100644 a", zeroID), want: []treeEntry{{"a", 0o100644, ID{}}}},
		{name: "cut in the id", data: whole[:len(whole)-1], bad: true},
		{name: "cut before the id", data: []byte("100644 a\x00"), bad: true},
		{name: "cut in the name", data: []byte("100644 a"), bad: true},
		{name: "cut in the mode", data: []byte("1006"), bad: true},
		{name: "no name", data: treeData("100644 ", idA), bad: true},
		{name: "no mode", data: treeData(" a", idA), bad: true},
		{name: "mode not octal", data: treeData("100648 a", idA), bad: true},
		{name: "mode with a sign", data: treeData("+40000 a", idA), bad: true},
		{name: "mode too large", data: treeData("77777777777777 a", idA), bad: true},
		{name: "text behind", data: append(slices.Clone(whole), 'x'), bad: true},
	} {
		got, err := parseTree(Object{ID: mustID(idA), Kind: Tree, Data: c.data})
		if (err != nil) != c.bad || err == nil && !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, %v", c.name, got, err)
		}
		if err != nil && !strings.Contains(err.Error(), idA) {
			t.Errorf("%s: the error does not name the tree: %v", c.name, err)
		}
	}
	long, err := parseTree(Object{ID: mustID(idLong), Kind: Tree, Data: treeData("100644 a", idLong)})
	if err != nil || len(long) != 1 || long[0].id != mustID(idLong) {
		t.Errorf("SHA-256: %v, %v", long, err)
	}
	if _, err := parseTree(Object{ID: mustID(idA), Kind: Blob, Data: whole}); err == nil {
		t.Error("a blob was parsed as a tree")
	}
}

func TestParseCommit(t *testing.T) {
	t.Parallel()
	who := "author " + whoWhen + "\ncommitter " + whoWhen + "\n"
	for _, c := range []struct {
		name, data string
		want       CommitInfo
		subject    string
		bad        bool
	}{
		{name: "root", data: "tree " + idA + "\n" + who + "\nsubject\n\nbody\n",
			want: CommitInfo{Tree: mustID(idA), Date: 1700000000, Message: []byte("subject\n\nbody\n")}, subject: "subject"},
		{name: "merge", data: "tree " + idA + "\nparent " + idA + "\nparent " + idB + "\n" + who + "\nm",
			want: CommitInfo{Tree: mustID(idA), Parents: []ID{mustID(idA), mustID(idB)}, Date: 1700000000, Message: []byte("m")}, subject: "m"},
		{name: "signed, and the signature looks like headers", data: "tree " + idA + "\n" + who + "gpgsig x\n tree " + idB + "\n \n parent " + idB + "\n\nm",
			want: CommitInfo{Tree: mustID(idA), Date: 1700000000, Message: []byte("m")}, subject: "m"},
		{name: "merged tag", data: "tree " + idA + "\n" + who + "mergetag object " + idB + "\n type commit\n \n tree " + idB + "\n \n more\nmergetag object " + idB + "\n \n\nm",
			want: CommitInfo{Tree: mustID(idA), Date: 1700000000, Message: []byte("m"),
				TagMessages: [][]byte{[]byte("tree " + idB + "\n\nmore\n"), {}}}, subject: "m"},
		{name: "signed after a merged tag", data: "tree " + idA + "\n" + who + "mergetag object " + idB + "\n \n text\ngpgsig x\n \n y\n\nm",
			want: CommitInfo{Tree: mustID(idA), Date: 1700000000, Message: []byte("m"), TagMessages: [][]byte{[]byte("text\n")}}, subject: "m"},
		{name: "a second tree and a late parent", data: "tree " + idA + "\n" + who + "tree " + idB + "\nparent " + idB + "\n\nm",
			want: CommitInfo{Tree: mustID(idA), Date: 1700000000, Message: []byte("m")}, subject: "m"},
		{name: "a second committer", data: "tree " + idA + "\n" + who + "committer x <> 5 +0000\n\nm",
			want: CommitInfo{Tree: mustID(idA), Date: 1700000000, Message: []byte("m")}, subject: "m"},
		{name: "no message", data: "tree " + idA + "\n" + who, want: CommitInfo{Tree: mustID(idA), Date: 1700000000}},
		{name: "message with empty lines first", data: "tree " + idA + "\n" + who + "\n\n\n  subject  \n",
			want: CommitInfo{Tree: mustID(idA), Date: 1700000000, Message: []byte("\n\n  subject  \n")}, subject: "subject"},
		{name: "message that looks like headers", data: "tree " + idA + "\n" + who + "\ntree " + idB + "\nparent x\n",
			want: CommitInfo{Tree: mustID(idA), Date: 1700000000, Message: []byte("tree " + idB + "\nparent x\n")}, subject: "tree " + idB},
		{name: "name with digits and brackets", data: "tree " + idA + "\ncommitter > 5 < <x> 7 +0000\n\n", want: CommitInfo{Tree: mustID(idA), Date: 7, Message: []byte{}}},
		{name: "no date", data: "tree " + idA + "\ncommitter x <y>\n\n", want: CommitInfo{Tree: mustID(idA), Message: []byte{}}},
		{name: "date that is no number", data: "tree " + idA + "\ncommitter x <y> soon +0000\n\n", want: CommitInfo{Tree: mustID(idA), Message: []byte{}}},
		{name: "date too large", data: "tree " + idA + "\ncommitter x <y> 99999999999999999999 +0000\n\n", want: CommitInfo{Tree: mustID(idA), Message: []byte{}}},
		{name: "empty", data: "", bad: true},
		{name: "tree not first", data: who + "tree " + idA + "\n\nm", bad: true},
		{name: "tree of zeros", data: "tree " + zeroID + "\n" + who + "\nm", bad: true},
		{name: "short tree", data: "tree " + idA[:39] + "\n" + who + "\nm", bad: true},
		{name: "bad parent", data: "tree " + idA + "\nparent x\n" + who + "\nm", bad: true},
		{name: "message only", data: "\ntree " + idA + "\n", bad: true},
	} {
		got, err := parseCommit(Object{ID: mustID(idB), Kind: Commit, Data: []byte(c.data)})
		if (err != nil) != c.bad {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil {
			if !strings.Contains(err.Error(), idB) {
				t.Errorf("%s: the error does not name the commit: %v", c.name, err)
			}
			continue
		}
		if got.ID != mustID(idB) || got.Tree != c.want.Tree || !slices.Equal(got.Parents, c.want.Parents) || got.Date != c.want.Date ||
			string(got.Message) != string(c.want.Message) || got.Subject() != c.subject {
			t.Errorf("%s: got %+v, subject %q", c.name, got, got.Subject())
		}
	}
	if _, err := parseCommit(Object{ID: mustID(idB), Kind: Tag, Data: []byte("tree " + idA + "\n")}); err == nil {
		t.Error("a tag was parsed as a commit")
	}
}

func TestParseTag(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, data string
		want       TagInfo
		bad        bool
	}{
		{name: "of a commit", data: "object " + idA + "\ntype commit\ntag v1\ntagger x <y> 5 +0000\n\nmessage\n",
			want: TagInfo{Target: mustID(idA), TargetKind: Commit, Name: "v1", Message: []byte("message\n")}},
		{name: "of a blob, without a tagger", data: "object " + idA + "\ntype blob\ntag x y\n\n",
			want: TagInfo{Target: mustID(idA), TargetKind: Blob, Name: "x y"}},
		{name: "named twice", data: "object " + idA + "\ntype commit\ntag v1\nobject " + idB + "\ntype tree\ntag v2\n\nm",
			want: TagInfo{Target: mustID(idA), TargetKind: Commit, Name: "v1", Message: []byte("m")}},
		{name: "signed in the message", data: "object " + idA + "\ntype commit\ntag v1\n\nm\n-----BEGIN\nobject x\n",
			want: TagInfo{Target: mustID(idA), TargetKind: Commit, Name: "v1", Message: []byte("m\n-----BEGIN\nobject x\n")}},
		{name: "empty", bad: true},
		{name: "object not first", data: "type commit\nobject " + idA + "\n\nm", bad: true},
		{name: "object of zeros", data: "object " + zeroID + "\ntype commit\ntag v1\n\nm", bad: true},
		{name: "bad object", data: "object x\ntype commit\ntag v1\n\nm", bad: true},
	} {
		got, err := parseTag(Object{ID: mustID(idB), Kind: Tag, Data: []byte(c.data)})
		if (err != nil) != c.bad {
			t.Errorf("%s: %v", c.name, err)
		}
		if err == nil && (got.Target != c.want.Target || got.TargetKind != c.want.TargetKind || got.Name != c.want.Name ||
			string(got.Message) != string(c.want.Message)) {
			t.Errorf("%s: got %+v", c.name, got)
		}
		if err != nil && !strings.Contains(err.Error(), idB) {
			t.Errorf("%s: the error does not name the tag: %v", c.name, err)
		}
	}
	if _, err := parseTag(Object{ID: mustID(idB), Kind: Commit, Data: []byte("object " + idA + "\n")}); err == nil {
		t.Error("a commit was parsed as a tag")
	}
}

func TestParseRaw(t *testing.T) {
	t.Parallel()
	added := ":000000 100644 " + zeroID + " " + idA + " A\x00"
	for _, c := range []struct {
		name, out string
		want      []Change
		bad       bool
	}{
		{name: "nothing"},
		{name: "added", out: added + "new\x00", want: []Change{{Path: "new", New: mustID(idA)}}},
		{name: "deleted and modified", out: ":100644 000000 " + idA + " " + zeroID + " D\x00old\x00:100644 100755 " + idA + " " + idB + " M\x00d/f\x00",
			want: []Change{{Path: "old", Old: mustID(idA)}, {Path: "d/f", Old: mustID(idA), New: mustID(idB)}}},
		{name: "mode only", out: ":100644 100755 " + idA + " " + idA + " M\x00x\x00"},
		{name: "unmerged", out: ":100644 000000 " + idA + " " + zeroID + " U\x00x\x00" + added + "y\x00", want: []Change{{Path: "y", New: mustID(idA)}}},
		{name: "submodule link", out: ":160000 160000 " + idA + " " + idB + " M\x00s\x00"},
		{name: "file becomes link", out: ":100644 160000 " + idA + " " + idB + " T\x00s\x00", want: []Change{{Path: "s", Old: mustID(idA)}}},
		{name: "link becomes file", out: ":160000 100644 " + idA + " " + idB + " T\x00s\x00", want: []Change{{Path: "s", New: mustID(idB)}}},
		{name: "odd names", out: added + ":1 2 3 4 5\x00" + added + "\n \xff\x00", want: []Change{{Path: ":1 2 3 4 5", New: mustID(idA)}, {Path: "\n \xff", New: mustID(idA)}}},
		{name: "SHA-256", out: ":000000 100644 " + strings.Repeat("0", 64) + " " + idLong + " A\x00x\x00", want: []Change{{Path: "x", New: mustID(idLong)}}},
		{name: "no path", out: added, bad: true},
		{name: "path cut off", out: added + "ne", bad: true},
		{name: "empty path", out: added + "\x00", bad: true},
		{name: "content without an id", out: ":000000 100644 " + zeroID + " " + zeroID + " A\x00x\x00", bad: true},
		{name: "a field too few", out: ":000000 100644 " + zeroID + " " + idA + "\x00x\x00", bad: true},
		{name: "a rename, which has two paths", out: ":100644 100644 " + idA + " " + idA + " R100\x00x\x00y\x00", bad: true},
		{name: "bad id", out: ":000000 100644 " + zeroID + " x A\x00x\x00", bad: true},
		{name: "no colon", out: added[1:] + "x\x00", bad: true},
		{name: "garbage", out: "garbage", bad: true},
	} {
		got, err := parseRaw([]byte(c.out))
		if (err != nil) != c.bad || err == nil && !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, %v", c.name, got, err)
		}
	}
}

func TestParseRef(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want refValue
		bad  bool
	}{
		{text: idA + "\n", want: refValue{id: mustID(idA)}},
		{text: idA, want: refValue{id: mustID(idA)}},
		{text: "ref: refs/heads/main\n", want: refValue{target: "refs/heads/main"}},
		{text: "ref:\trefs/heads/ümlaut/x\r\n", want: refValue{target: "refs/heads/ümlaut/x"}},
		{text: "", bad: true},
		{text: "\n", bad: true},
		{text: idA[:39] + "\n", bad: true},
		{text: zeroID, bad: true},
		{text: idA + " and more", bad: true},
		{text: "ref: \n", bad: true},
		{text: "ref: refs/heads/a b\n", bad: true},
		{text: "ref: refs/heads/../../config\n", bad: true},
		{text: "ref: refs/heads/main.lock\n", bad: true},
	} {
		got, err := parseRef(c.text)
		if (err != nil) != c.bad || err == nil && got != c.want {
			t.Errorf("%q: got %v, %v", c.text, got, err)
		}
	}
}
