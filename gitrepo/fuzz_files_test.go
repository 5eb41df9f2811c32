package gitrepo

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// FuzzParseRef: what a loose ref says is all of its text: written again, it is the
// same but for the space at its end and the case of hex digits.
func FuzzParseRef(f *testing.F) {
	for _, text := range []string{
		idA + "\n", idA, strings.ToUpper(idA) + " \t\r\n", idLong + "\n", zeroID + "\n", "ref: refs/heads/main\n", "ref:refs/heads/main", "ref:  \trefs/x\n\n",
		"ref: ../../etc/passwd\n", "ref: refs/heads/a..b", "ref: ", idA + "\n" + idA, "\x00", " " + idA,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		value, err := parseRef(text)
		if err != nil {
			return
		}
		whole := strings.TrimRight(text, " \t\r\n")
		switch {
		case value.target == "" && (value.id.IsZero() || strings.ToLower(whole) != value.id.String()):
			t.Errorf("%q gave id %s", text, value.id)
		case value.target != "" && (!value.id.IsZero() || strings.TrimLeft(strings.TrimPrefix(whole, "ref:"), " \t") != value.target):
			t.Errorf("%q gave %+v", text, value)
		case value.target != "" && (strings.Contains(value.target, "..") || !filepath.IsLocal(value.target)):
			t.Errorf("%q leads out of the repository", text)
		}
		if again, err := parseRef(whole + "\n"); err != nil || again != value {
			t.Errorf("%q: %+v, then %+v (%v)", text, value, again, err)
		}
		if short, err := parseRef(whole[:len(whole)-1]); err == nil && short.target == "" {
			t.Errorf("%q cut short is still an id", text)
		}
	})
}

// FuzzPackedRefs: what parses is whole lines, and says the same when only its refs
// are written again; a line that is cut short is an error.
func FuzzPackedRefs(f *testing.F) {
	head := "# pack-refs with: peeled fully-peeled sorted \n"
	for _, text := range []string{
		head + idA + " refs/heads/main\n" + idB + " refs/tags/v1\n^" + idA + "\n", idA + " refs/heads/main", idA + "  x\n", "^" + idA + "\n",
		idLong + " refs/x\n", zeroID + " refs/x\n", idA + " refs/heads/../x\n", "\n", head, "^" + idA + " refs/x\n", idA + " refs/x\r\n", idA + "\trefs/x\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		type row struct {
			name string
			id   ID
		}
		read := func(data []byte) (rows []row, err error) {
			err = parsePacked(data, func(name string, id ID) { rows = append(rows, row{name, id}) })
			return rows, err
		}
		rows, err := read(data)
		if err != nil {
			return
		}
		var again strings.Builder
		lines := 0
		for line := range strings.Lines(string(data)) {
			if line[0] != '#' && line[0] != '^' {
				lines++
			}
		}
		for _, r := range rows {
			if r.id.IsZero() || checkName(r.name) != nil || !filepath.IsLocal(r.name) {
				t.Errorf("%q: row %+v", data, r)
			}
			fmt.Fprintf(&again, "%s %s\n", r.id, r.name)
		}
		if twice, err := read([]byte(again.String())); err != nil || !slices.Equal(twice, rows) || lines != len(rows) {
			t.Errorf("%q: %d lines, %v, then %v (%v)", data, lines, rows, twice, err)
		}
		if len(data) > 0 && bytes.HasSuffix(data, []byte("\n")) && data[bytes.LastIndexByte(data[:len(data)-1], '\n')+1] != '#' {
			if _, err := read(data[:len(data)-1]); err == nil {
				t.Errorf("%q cut short is not an error", data)
			}
		}
	})
}

// FuzzGitfile: the path is what stands behind "gitdir: ", and never nothing.
func FuzzGitfile(f *testing.F) {
	for _, text := range []string{"gitdir: ../x/.git\n", "gitdir: /a\r\n\n", "gitdir:x", "gitdir: ", "gitdir: \n", "gitdir:  a\n", "gitdir: a\nb\n", "Gitdir: a"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path, ok := parseGitfile(data)
		if ok && (path == "" || !bytes.HasPrefix(data, []byte("gitdir: "+path)) || strings.Trim(string(data[len("gitdir: "+path):]), "\r\n") != "") {
			t.Errorf("%q gave %q", data, path)
		}
		if !ok && bytes.HasPrefix(data, []byte("gitdir: ")) && strings.Trim(string(data[len("gitdir: "):]), "\r\n") != "" {
			t.Errorf("%q was not taken", data)
		}
	})
}

// FuzzMergeHeads: every word is an id that is not nothing, in the file's order.
func FuzzMergeHeads(f *testing.F) {
	for _, text := range []string{"", idA + "\n", idA + "\n" + idB + "\n", idLong, zeroID + "\n", idA + idB, "x\n", idA + "\x00\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		ids, err := parseMergeHeads(data)
		if err != nil {
			return
		}
		words := strings.Fields(strings.ToLower(string(data)))
		if len(words) != len(ids) {
			t.Fatalf("%q: %d ids", data, len(ids))
		}
		for i, id := range ids {
			if id.IsZero() || id.String() != words[i] {
				t.Errorf("%q: id %d is %q", data, i, id)
			}
		}
	})
}

// configSeeds are files in the forms that git documents, and in some that it
// refuses.
var configSeeds = []string{
	"[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n",
	"[remote \"origin\"]\n\turl = https://example.com/a.git\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n",
	"[branch \"main\"]\n\tremote = origin # comment\n\tmerge = refs/heads/main ; comment\n",
	"[a]\nb\n", "[a]\nb=\n", "[a] b = c\n", "[a]\n\tb = \"c # d\" e\n", "[a]\n\tb = c\\\n d\n", "[a]\n\tb = \\t\\n\\\"\\\\\n",
	"[A.B]\nc = d\n", "[a \"B\\\"C\"]\nd = e\n", "[a \"\"]\nb = c\n", "[a]\r\n\tb = c\r\n", "\ufeff[a]\nb = c\n", "; x\n# y\n[a]\n\n\tb = c\n",
	"[include]\n\tpath = other\n", "[a]\nb = c\n[a]\nb = d\n", "[a]\nB-1 = c\n", "[a]\nb = 1k\n", "[a]\nb = \"c\n", "[a\n", "b = c\n", "[a]\nb c = d\n", "[]\n",
	"[extensions]\n\tobjectFormat = sha256\n", "[core]\n\tworktree = \"/a b\"\n", "[a]\nb = c \t \n", "[a \"b\n\"]\n", "[a]\nb=c\"d\"e\n", "[a]b=c[d]e=f\n",
}

// FuzzConfig: what is read in process is what git reads; what git refuses is not
// taken for settings.
func FuzzConfig(f *testing.F) {
	if _, err := exec.LookPath("git"); err != nil {
		f.Skip("git is not installed")
	}
	for _, text := range configSeeds {
		f.Add([]byte(text))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, data []byte) {
		c := parseConfig(data)
		if c.unread != nil {
			return
		}
		file, err := os.CreateTemp(dir, "config")
		if err != nil {
			t.Fatal(err)
		}
		defer os.Remove(file.Name())
		defer file.Close()
		if _, err := file.Write(data); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("git", "config", "-z", "--no-includes", "--file", file.Name(), "--list")
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "GIT_CONFIG_NOSYSTEM=1", "LC_ALL=C"}
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%q: git refuses what was read as %q", data, settings(c))
		}
		want := strings.TrimSuffix(string(out), "\x00")
		if got := strings.Join(settings(c), "\x00"); got != want {
			t.Errorf("%q: read as %q, by git as %q", data, got, want)
		}
	})
}

// FuzzParseRemotes: every remote comes from an entry that has its name, and entries
// that are no remote's change nothing.
func FuzzParseRemotes(f *testing.F) {
	for _, out := range []string{
		"remote.origin.url\nhttps://example.com\x00remote.origin.fetch\n+refs/heads/*:refs/remotes/origin/*\x00", "remote.a.b.url\nx\ny\x00", "remote.pushdefault\nx\x00",
		"remote.x.fetch\n^refs/heads/a:b\x00remote.x.fetch\nrefs/heads/a:\x00", "remote..url\nx\x00", "remote.x.url\x00", "\x00\x00", "remote.x.fetch\nmain:heads/x\x00",
		"Remote.x.url\ny\x00", "remote.x.url\ngh:y\x00url.https://a/.insteadof\ngh:\x00", "core.bare\x00remote.x.pushurl\nz\x00",
	} {
		f.Add([]byte(out))
	}
	f.Fuzz(func(t *testing.T, out []byte) {
		remotes := parseRemotes(out)
		for name, r := range remotes {
			if !bytes.Contains(out, []byte("remote."+name+".")) {
				t.Errorf("%q: remote %q", out, name)
			}
			for _, url := range r.urls {
				if url != "" && !bytes.Contains(out, []byte("url\n"+url)) && !isRewritten(out, url) {
					t.Errorf("%q: remote %q has the URL %q", out, name, url)
				}
			}
			for _, to := range r.fetch {
				if to == "" || !strings.Contains(to, "*") && !strings.HasPrefix(to, "refs/") {
					t.Errorf("%q: remote %q fetches into %q", out, name, to)
				}
			}
		}
		more := parseRemotes(append(append([]byte("core.x\nremote.y.url\nz\x00"), out...), "\x00branch.main.remote\nremote.y.url\x00"...))
		if fmt.Sprint(more) != fmt.Sprint(remotes) {
			t.Errorf("%q: %v, among other settings %v", out, remotes, more)
		}
	})
}

// isRewritten reports whether a URL begins as a setting lets others begin.
func isRewritten(out []byte, url string) bool {
	for end := range len(url) + 1 {
		for _, key := range []string{".insteadof\n", ".pushinsteadof\n"} {
			if bytes.Contains(out, []byte("url."+url[:end]+key)) {
				return true
			}
		}
	}
	return false
}
