package gitrepo

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
)

// Sizes of an object id in bytes.
const (
	sha1Size   = 20
	sha256Size = 32
)

// ID is the id of a git object, SHA-1 or SHA-256. The zero value stands for "no
// object". IDs are comparable.
type ID struct {
	size uint8
	sum  [sha256Size]byte
}

// ParseID reads an id of 40 or 64 hex digits. An id of zeros only, git's way to
// write "no object", gives the zero ID.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) != 2*sha1Size && len(s) != 2*sha256Size {
		return ID{}, fmt.Errorf("not an object id: %d characters, want %d or %d", len(s), 2*sha1Size, 2*sha256Size)
	}
	if _, err := hex.Decode(id.sum[:], []byte(s)); err != nil {
		return ID{}, fmt.Errorf("not an object id: %w", err)
	}
	if id.sum == ([sha256Size]byte{}) {
		return ID{}, nil
	}
	id.size = uint8(len(s) / 2)
	return id, nil
}

// idFromBytes makes an id of 20 or 32 raw bytes.
func idFromBytes(b []byte) ID {
	var id ID
	copy(id.sum[:], b)
	if id.sum != ([sha256Size]byte{}) {
		id.size = uint8(len(b))
	}
	return id
}

// IsZero reports whether id stands for no object.
func (id ID) IsZero() bool { return id.size == 0 }

// String is the id in hex; empty for the zero ID.
func (id ID) String() string { return hex.EncodeToString(id.sum[:id.size]) }

// Beginning is a number that is spread evenly over the ids of objects: their first eight bytes.
func (id ID) Beginning() uint64 { return binary.LittleEndian.Uint64(id.sum[:]) }

// Short is the id cut to the seven digits that people read.
func (id ID) Short() string {
	if s := id.String(); len(s) > 7 {
		return s[:7]
	}
	return ""
}

// The empty blob and the empty tree exist in every repository, whether or not
// they are stored.
var wellKnown = []struct {
	id   string
	kind Kind
}{
	{"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", Blob},
	{"473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813", Blob},
	{"4b825dc642cb6eb9a060e54bf8d69288fbee4904", Tree},
	{"6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321", Tree},
}

// isWellKnown reports whether an object exists everywhere, and its kind.
func (id ID) isWellKnown() (Kind, bool) {
	switch id.sum[0] { // nearly every id ends here
	case 0xe6, 0x47, 0x4b, 0x6e:
		for _, known := range wellKnown {
			if known.id == id.String() {
				return known.kind, true
			}
		}
	}
	return "", false
}

// CompareID orders ids by their bytes.
func CompareID(a, b ID) int { return bytes.Compare(a.sum[:], b.sum[:]) }
