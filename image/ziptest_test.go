package image

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash/crc32"
	"testing"
)

// zipped1 is a file of a zip archive that a test writes. The sizes of an unsized one
// stand behind it.
type zipped1 struct {
	name             string
	text             []byte
	deflate, unsized bool
}

func zipOf(t testing.TB, files ...zipped1) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Store}
		if f.deflate {
			h.Method = zip.Deflate
		}
		if f.unsized || f.deflate { // the library writes no sizes before such a content
			to, err := w.CreateHeader(h)
			check(t, err)
			_, err = to.Write(f.text)
			check(t, err)
			continue
		}
		h.CRC32, h.CompressedSize64, h.UncompressedSize64 = crc32.ChecksumIEEE(f.text), uint64(len(f.text)), uint64(len(f.text))
		to, err := w.CreateRaw(h)
		check(t, err)
		_, err = to.Write(f.text)
		check(t, err)
	}
	check(t, w.Close())
	return out.Bytes()
}

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256:" + hex.EncodeToString(sum[:])
}
