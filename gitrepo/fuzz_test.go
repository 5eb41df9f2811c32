package gitrepo

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// encodeTree writes entries as git stores them.
func encodeTree(entries []treeEntry, size int) []byte {
	var data []byte
	for _, e := range entries {
		data = fmt.Appendf(data, "%o %s\x00", e.mode, e.name)
		data = append(data, e.id.sum[:size]...)
	}
	return data
}

// spellings are the modes of a tree as they stand there.
func spellings(data []byte, size int) []string {
	var modes []string
	for len(data) > 0 {
		mode, rest, _ := bytes.Cut(data, []byte(" "))
		_, rest, _ = bytes.Cut(rest, []byte{0})
		modes, data = append(modes, string(mode)), rest[size:]
	}
	return modes
}

// FuzzParseTree: what parses is the same when it is written again, but for modes
// that git spells otherwise.
func FuzzParseTree(f *testing.F) {
	f.Add(treeData("100644 a", idA, "40000 d", idB), false)
	f.Add(treeData("160000 s", idA, "120000 l\n\xff", zeroID), false)
	f.Add(treeData("040000 d", idA, "40755 e", idA), false)
	f.Add(treeData("100755 a b", idLong), true)
	f.Add([]byte("100644 a\x00"), false)
	f.Add([]byte{}, true)
	f.Fuzz(func(t *testing.T, data []byte, long bool) {
		id, size := mustID(idA), sha1Size
		if long {
			id, size = mustID(idLong), sha256Size
		}
		entries, err := parseTree(Object{ID: id, Kind: Tree, Data: data})
		if err != nil {
			return
		}
		again := encodeTree(entries, size)
		usual := true
		for _, mode := range spellings(data, size) {
			usual = usual && slices.Contains([]string{"100644", "100755", "40000", "120000", "160000"}, mode)
		}
		if usual && !bytes.Equal(again, data) {
			t.Errorf("%q was written again as %q", data, again)
		}
		if twice, err := parseTree(Object{ID: id, Kind: Tree, Data: again}); err != nil || !slices.Equal(twice, entries) {
			t.Errorf("%q: %v, then %v (%v)", data, entries, twice, err)
		}
		if _, err := parseTree(Object{ID: id, Kind: Tree, Data: append(slices.Clone(data), 'x')}); err == nil {
			t.Errorf("%q: what stands behind was not looked at", data)
		}
	})
}

// FuzzParseCommit: the message is all that stands behind the first empty line, and
// nothing in it changes what the headers say.
func FuzzParseCommit(f *testing.F) {
	who := "author " + whoWhen + "\ncommitter " + whoWhen + "\n"
	f.Add([]byte("tree " + idA + "\nparent " + idB + "\n" + who + "\nsubject\n\nbody\n"))
	f.Add([]byte("tree " + idA + "\n" + who + "gpgsig x\n tree y\n \n\n"))
	f.Add([]byte("tree " + idLong + "\n" + who))
	f.Add([]byte("tree " + idA + "\n\n"))
	f.Add([]byte("\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parseCommit(Object{ID: mustID(idA), Kind: Commit, Data: data})
		if err != nil {
			return
		}
		_ = c.Subject()
		head, message, ended := bytes.Cut(data, []byte("\n\n"))
		if !bytes.Equal(message, c.Message) {
			t.Errorf("%q: message %q", data, c.Message)
		}
		// A commit that is nothing but its headers says the same.
		short, err := parseCommit(Object{ID: mustID(idA), Kind: Commit, Data: head})
		if err != nil || short.Tree != c.Tree || short.Date != c.Date || !slices.Equal(short.Parents, c.Parents) {
			t.Errorf("%q: %+v, without its message %+v (%v)", data, c, short, err)
		}
		if !ended {
			return
		}
		long, err := parseCommit(Object{ID: mustID(idA), Kind: Commit, Data: append(slices.Clone(data), "\ntree x\n\nparent y\n"...)})
		if err != nil || long.Tree != c.Tree || !slices.Equal(long.Parents, c.Parents) || !bytes.HasPrefix(long.Message, c.Message) {
			t.Errorf("%q: %+v, with a longer message %+v (%v)", data, c, long, err)
		}
	})
}

// FuzzParseRaw: what parses consists of whole records, and says the same when it is
// written again.
func FuzzParseRaw(f *testing.F) {
	f.Add([]byte(":000000 100644 " + zeroID + " " + idA + " A\x00new\x00"))
	f.Add([]byte(":100644 160000 " + idA + " " + idB + " T\x00a\n\xff\x00:100644 000000 " + idA + " " + zeroID + " U\x00x\x00"))
	f.Add([]byte(":100644 100644 " + idLong + " " + idLong + " M\x00x\x00"))
	f.Add([]byte(":\x00\x00"))
	f.Fuzz(func(t *testing.T, out []byte) {
		changes, err := parseRaw(out)
		if err != nil {
			return
		}
		var again strings.Builder
		for _, c := range changes {
			if c.Path == "" || strings.Contains(c.Path, "\x00") || c.Old == c.New {
				t.Errorf("%q: change %+v", out, c)
			}
			fmt.Fprintf(&again, ":%s %s %s %s M\x00%s\x00", rawMode(c.Old), rawMode(c.New), rawHex(c.Old), rawHex(c.New), c.Path)
		}
		if twice, err := parseRaw([]byte(again.String())); err != nil || !slices.Equal(twice, changes) {
			t.Errorf("%q: %v, then %v (%v)", out, changes, twice, err)
		}
		if _, err := parseRaw(append(slices.Clone(out), 'x')); err == nil {
			t.Errorf("%q: what stands behind was not looked at", out)
		}
	})
}

func rawMode(id ID) string {
	if id.IsZero() {
		return "000000"
	}
	return "100644"
}

func rawHex(id ID) string {
	if id.IsZero() {
		return zeroID
	}
	return id.String()
}
