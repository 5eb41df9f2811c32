package gitrepo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
)

// largeObject is longer than every buffer, and than what the cache of bases keeps.
const largeObject = longestOne + 1000

// longText is a text of n bytes that does not compress to nothing.
func longText(seed uint64, n int) string {
	rng := rand.New(rand.NewPCG(seed, 7))
	var b strings.Builder
	for b.Len() < n {
		fmt.Fprintf(&b, "line %x of a long text\n", rng.Uint64())
	}
	return b.String()[:n]
}

// largeScenarios are about objects that no reader holds in memory.
var largeScenarios = []scenario{
	{name: "large blob, loose", build: func(f *fixture) {
		f.add("large", longText(1, largeObject), "limit", longText(2, longestOne))
		f.commit("one")
	}},
	{name: "large blobs, packed", build: func(f *fixture) {
		f.add("large", longText(1, largeObject), "limit", longText(2, longestOne))
		f.commit("one")
		f.git("repack", "-q", "-a", "-d")
	}},
	{name: "large blobs, deltas of each other", build: func(f *fixture) {
		text := longText(1, largeObject)
		for n := range 3 {
			f.add("large", fmt.Sprint("version ", n, "\n")+text[n*1000:])
			f.commit(fmt.Sprint(n))
		}
		f.git("repack", "-q", "-a", "-d", "-f")
		if out := f.git("verify-pack", "-v", f.path(f.glob(".git/objects/pack/*.idx"))); !strings.Contains(out, "chain length") {
			f.t.Fatalf("git made no deltas: %s", out)
		}
	}},
	{name: "large blob stored by itself in a pack", build: func(f *fixture) {
		// As git adds what is larger than core.bigFileThreshold (512 MiB by default).
		f.git("config", "core.bigFileThreshold", "1m")
		f.add("large", longText(1, largeObject))
		f.commit("one")
	}},
	{name: "large blob, truncated", build: func(f *fixture) {
		f.add("large", longText(1, largeObject))
		f.commit("one")
		f.damage(f.git("rev-parse", "HEAD:large"), half)
	}},
	{name: "large blob, flipped bit", build: func(f *fixture) {
		f.git("config", "core.compression", "0")
		f.add("large", longText(1, largeObject))
		f.commit("one")
		f.damage(f.git("rev-parse", "HEAD:large"), func(data []byte) []byte {
			data[len(data)/2] ^= 1
			return data
		})
	}},
	{name: "large packed blob, flipped bit", build: func(f *fixture) {
		f.git("config", "core.compression", "0")
		f.add("large", longText(1, largeObject))
		f.commit("one")
		f.git("repack", "-q", "-a", "-d")
		damagePack(f, "*.pack", func(data []byte) []byte {
			data[len(data)/2] ^= 1
			return data
		})
		f.damaged = append(f.damaged, f.git("rev-parse", "HEAD:large"))
	}},
}

// glob is the one file of that pattern.
func (f *fixture) glob(pattern string) string {
	f.t.Helper()
	files, err := filepath.Glob(f.path(pattern))
	if err != nil || len(files) != 1 {
		f.t.Fatalf("%s: %q, %v", pattern, files, err)
	}
	name, err := filepath.Rel(f.dir, files[0])
	if err != nil {
		f.t.Fatal(err)
	}
	return name
}

// TestStream: what read makes of a content, and errors on either side.
func TestStream(t *testing.T) {
	t.Parallel()
	f := newRepository(t)
	text := longText(5, largeObject+17)
	f.add("a", "small\n", "large", text, "empty", "")
	f.commit("one")
	ctx := context.Background()
	mine := errors.New("of my own")
	for _, backend := range []string{BackendGoGit, BackendGit, BackendAuto} {
		repo := f.mustOpen(backend)
		for name, want := range map[string]string{"a": "small\n", "large": text, "empty": ""} {
			id := f.id(f.git("rev-parse", "HEAD:"+name))
			var got bytes.Buffer
			err := repo.Stream(ctx, id, func(h Header, r io.Reader) error {
				if h.Kind != Blob || h.Size != int64(len(want)) {
					t.Errorf("%s, %s: header %+v", backend, name, h)
				}
				_, err := io.Copy(&got, r)
				return err
			})
			if err != nil || got.String() != want {
				t.Errorf("%s, %s: %d bytes, %v", backend, name, got.Len(), err)
			}
			// An error of read's own comes back as it is, and nobody else is asked.
			calls := 0
			if err := repo.Stream(ctx, id, func(Header, io.Reader) error { calls++; return mine }); err != mine || calls != 1 {
				t.Errorf("%s, %s: %v after %d calls", backend, name, err, calls)
			}
			// What was not read was not looked at.
			if err := repo.Stream(ctx, id, func(Header, io.Reader) error { return nil }); (err == nil) != (want == "") {
				t.Errorf("%s, %s: not read, and %v", backend, name, err)
			}
			cancelled, cancel := context.WithCancel(ctx)
			err = repo.Stream(cancelled, id, func(_ Header, r io.Reader) error {
				cancel()
				_, err := io.Copy(io.Discard, r)
				return err
			})
			if want != "" && !errors.Is(err, context.Canceled) {
				t.Errorf("%s, %s: cancelled, and %v", backend, name, err)
			}
			if o, err := repo.Object(ctx, id); err != nil || string(o.Data) != want {
				t.Errorf("%s, %s: the next question: %d bytes, %v", backend, name, len(o.Data), err)
			}
		}
	}
}

// TestStreamStartsAgain: what the first reader gave before it failed counts for
// nothing.
func TestStreamStartsAgain(t *testing.T) {
	t.Parallel()
	h, first, second, reasons := twoReaders()
	first.err = errFirst
	var got []string
	err := h.Stream(context.Background(), ID{}, func(_ Header, r io.Reader) error {
		data, err := io.ReadAll(r)
		got = append(got, string(data))
		return err
	})
	if err != nil || strings.Join(got, " ") != "first second" || len(*reasons) != 1 {
		t.Errorf("read %q, %v, %q", got, err, *reasons)
	}
	second.err = errSecond
	if err := h.Stream(context.Background(), ID{}, func(Header, io.Reader) error { return nil }); !errors.Is(err, errSecond) {
		t.Errorf("nobody can: %v", err)
	}
}

// TestPointer: only the exact form stands for a file of Git LFS.
func TestPointer(t *testing.T) {
	t.Parallel()
	oid := strings.Repeat("0123456789abcdef", 4)
	head := "version https://git-lfs.github.com/spec/v1\n"
	for text, want := range map[string]int64{
		head + "oid sha256:" + oid + "\nsize 12345\n":                                                               12345,
		head + "oid sha256:" + oid + "\nsize 0":                                                                     0,
		head + "ext-0-foo sha256:" + oid + "\noid sha256:" + oid + "\nsize 7\n":                                     7,
		"version https://hawser.github.com/spec/v1\noid sha256:" + oid + "\nsize 1\n":                               1,
		head + "oid sha256:" + oid + "\nsize 12345\nmore\n":                                                         -1,
		head + "oid sha256:" + oid[1:] + "\nsize 1\n":                                                               -1,
		head + "oid sha256:" + oid + "\n":                                                                           -1,
		"\n" + head + "oid sha256:" + oid + "\nsize 1\n":                                                            -1,
		head + "oid sha256:" + oid + "\nsize 99999999999999999999\n":                                                -1,
		"version https://example.com/spec/v1\noid sha256:" + oid + "\nsize 1\n":                                     -1,
		head + "ext-0-x sha256:" + oid + "\nCODECOV_TOKEN sha256:" + oid + "\noid sha256:" + oid + "\nsize 12345\n": -1,
	} {
		if p, ok := parsePointer([]byte(text)); ok != (want >= 0) || ok && (p.size != want || p.oid != oid) {
			t.Errorf("%q: %+v, %v", text, p, ok)
		}
	}
}
