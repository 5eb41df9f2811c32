package gitrepo

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
)

// zlibOf is text as git stores it.
func zlibOf(t testing.TB, text []byte, level int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// FuzzInflate: of any bytes the standard library says the same: the content, whether it
// is whole, and where it ends. The same inflater reads all of them.
func FuzzInflate(f *testing.F) {
	for _, level := range []int{zlib.NoCompression, zlib.BestSpeed, zlib.BestCompression, zlib.HuffmanOnly} {
		f.Add(append(zlibOf(f, bytes.Repeat([]byte("tree 0123\n"), 30), level), "behind it"...))
		f.Add(zlibOf(f, nil, level))
	}
	f.Add([]byte{0x78, 0xbb, 0, 0, 0, 1}) // with a dictionary
	f.Add([]byte{0x78})
	f.Fuzz(func(t *testing.T, data []byte) {
		var want []byte
		theirs := bytes.NewReader(data)
		r, wantErr := zlib.NewReader(theirs)
		if wantErr == nil {
			want, wantErr = io.ReadAll(io.LimitReader(r, 1<<20))
		}
		if len(want) == 1<<20 {
			return
		}
		var d deflater
		for _, size := range []int{len(want) + 1, len(want), max(0, len(want)-1)} {
			whole := make([]byte, size)
			_, err := d.zlib(whole, data)
			if right := wantErr == nil && size == len(want); right != (err == nil) || right && !bytes.Equal(whole, want) {
				t.Fatalf("as a whole of %d bytes: %v; the standard library says %d bytes and %v", size, err, len(want), wantErr)
			}
			n, err := d.zlibUpTo(whole, data)
			if right := wantErr == nil && size >= len(want); right != (err == nil) || right && !bytes.Equal(whole[:n], want) {
				t.Fatalf("as %d of up to %d bytes: %v; the standard library says %d bytes and %v", n, size, err, len(want), wantErr)
			}
		}
		var z inflater
		for range 2 {
			ours := bytes.NewReader(data)
			var got []byte
			err := z.reset(ours)
			if err == nil {
				got, err = io.ReadAll(&z)
			}
			if (err == nil) != (wantErr == nil) {
				t.Fatalf("%v, the standard library says %v", err, wantErr)
			}
			if err == nil && (!bytes.Equal(got, want) || ours.Len() != theirs.Len()) {
				t.Fatalf("%q and %d bytes left, the standard library says %q and %d", got, ours.Len(), want, theirs.Len())
			}
		}
	})
}

// BenchmarkInflate compares the two ways for an object as short as most are, and for a
// long one.
func BenchmarkInflate(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	words := []string{"return ", "if err != nil {\n", "\t", "offset", "(", ")\n", "case ", "nil", "}\n", "size := ", "range "}
	for _, size := range []int{600, 60_000} {
		var text []byte
		for len(text) < size {
			text = append(text, words[rng.IntN(len(words))]...)
		}
		compressed := zlibOf(b, text[:size], zlib.DefaultCompression)
		room := make([]byte, size)
		b.Run(fmt.Sprintf("way=memory/size=%d", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			var d deflater
			for b.Loop() {
				if _, err := d.zlib(room, compressed); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("way=stream/size=%d", size), func(b *testing.B) {
			b.SetBytes(int64(size))
			var z inflater
			for b.Loop() {
				if err := z.reset(bytes.NewReader(compressed)); err != nil {
					b.Fatal(err)
				}
				if err := readExactly(&z, room); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// TestInflateAnywhere: objects of all lengths come out whole, wherever they stand in the
// blocks in which a pack is read, and however badly they were compressed.
func TestInflateAnywhere(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(5, 5))
	var file bytes.Buffer
	type stored struct {
		at   int64
		text []byte
	}
	var all []stored
	for _, size := range []int{0, 1, 100, smallBlock - 1, smallBlock, smallBlock + 1, largeBlock - 1, largeBlock, largeBlock + 1, 3 * largeBlock} {
		for _, level := range []int{zlib.NoCompression, zlib.DefaultCompression} {
			text := make([]byte, size)
			for i := range text {
				text[i] = "0123456789abcdef"[rng.IntN(16)]
			}
			all = append(all, stored{int64(file.Len()), text})
			file.Write(zlibOf(t, text, level))
			file.Write(make([]byte, rng.IntN(700)))
		}
	}
	for _, truncated := range []int64{0, 5} {
		data := file.Bytes()[:int64(file.Len())]
		if truncated > 0 {
			last := all[len(all)-1]
			data = data[:last.at+truncated]
		}
		p := newPack("x.pack", nil, &mapping{file: bytes.NewReader(data)}, new(deflater))
		for range 400 {
			s := all[rng.IntN(len(all))]
			p.in.seek(s.at)
			got := make([]byte, len(s.text))
			err := p.read(got)
			if cut := truncated > 0 && s.at == all[len(all)-1].at; cut != (err != nil) {
				t.Fatalf("%d bytes at %d: %v", len(s.text), s.at, err)
			} else if !cut && !bytes.Equal(got, s.text) {
				t.Fatalf("%d bytes at %d came out wrong", len(s.text), s.at)
			}
			if len(s.text) > 0 && err == nil {
				p.in.seek(s.at)
				if err := p.read(got[:len(got)-1]); err == nil {
					t.Fatal("a longer object than announced was taken")
				}
			}
		}
	}
}
