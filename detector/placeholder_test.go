package detector

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

func TestPlaceholders(t *testing.T) {
	for _, value := range []string{
		// UUIDs.
		"00000000-0000-0000-0000-000000000000",
		"00000000-0000-4000-8000-000000000000",
		"00000000-0000-0000-0000-000000000001",
		"11111111-1111-1111-1111-111111111111",
		"ffffffff-ffff-ffff-ffff-ffffffffffff",
		"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
		"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
		"11111111-2222-3333-4444-555555555555",
		"12345678-1234-1234-1234-123456789012",
		"12345678-1234-1234-1234-123456789abc",
		"12345678-1234-5678-1234-567812345678",
		"12345678-90ab-cdef-1234-567890abcdef",
		"01234567-89ab-cdef-0123-456789abcdef",
		"01234567-89AB-CDEF-0123-456789ABCDEF",
		"fedcba98-7654-3210-fedc-ba9876543210",
		"a1b2c3d4-e5f6-7890-abcd-ef1234567890",
		"a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d",
		"1a2b3c4d-5e6f-7a8b-9c0d-1e2f3a4b5c6d",
		"abcdef12-3456-7890-abcd-ef1234567890",
		"abcdabcd-abcd-abcd-abcd-abcdabcdabcd",
		"deadbeef-dead-beef-dead-beefdeadbeef",
		"cafebabe-cafe-babe-cafe-babecafebabe",
		"12121212-1212-1212-1212-121212121212",
		"98765432-1098-7654-3210-987654321098",
		"{00000000-0000-0000-0000-000000000000}",
		"123e4567-e89b-12d3-a456-426614174000",
		"550E8400-E29B-41D4-A716-446655440000",
		"f47ac10b-58cc-4372-a567-0e02b2c3d479",
		"9b2de5a4-1111-2222-3333-444444444444",
		"1b4e28ba-2fa1-11d2-883f-0016d3cca427",
		"1234abcd-12ab-34cd-56ef-1234567890ab",
		"c0ffee00-c0ff-ee00-c0ff-ee00c0ffee00",
		// Without hyphens.
		"550e8400e29b41d4a716446655440000",
		"00000000000000000000000000000000",
		"0123456789abcdef0123456789abcdef",
		"abcdef0123456789abcdef0123456789",
		"deadbeefdeadbeefdeadbeefdeadbeef",
		// Forty digits.
		"0000000000000000000000000000000000000000",
		"0123456789abcdef0123456789abcdef01234567",
		"deadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
		"1234567890123456789012345678901234567890",
	} {
		text := []byte(value)
		some := false
		for c := range candidates(text) {
			some = true
			if !c.isPlaceholder(text) {
				t.Errorf("%s is taken for a key", value)
			}
		}
		if !some {
			t.Errorf("%s is no candidate", value)
		}
	}
	for _, value := range []string{"XXXXXXXXXX", "0000000000", "ababababab", "xyzxyzxyzx"} {
		if !(candidate{start: 0, end: badgeLen, form: formBadge}).isPlaceholder([]byte(value)) {
			t.Errorf("%s is taken for a badge token", value)
		}
	}
}

// TestPlaceholdersAreRare: a key is practically never called a placeholder.
func TestPlaceholdersAreRare(t *testing.T) {
	const keys, most = 200_000, 2
	random := rand.New(rand.NewPCG(uint64(os.Getpid()), 1))
	const digits = "0123456789abcdef"
	wrong := map[form]int{}
	value := make([]byte, hex40Len)
	for range keys {
		for i := range value {
			value[i] = digits[random.IntN(16)]
		}
		if (candidate{start: 0, end: hex40Len, form: formHex40}).isPlaceholder(value) {
			wrong[formHex40]++
		}
		uuid := value[:hex32Len]
		uuid[12] = '4'
		uuid[16] = "89ab"[random.IntN(4)]
		if (candidate{start: 0, end: hex32Len, form: formHex32}).isPlaceholder(uuid) {
			wrong[formHex32]++
		}
	}
	for f, n := range wrong {
		if n > most {
			t.Errorf("%d of %d random values of form %d are called placeholders, want at most %d", n, keys, f, most)
		}
	}
}

// TestNoKeysInTheRepository: values in the detector's sources and its corpus are
// visibly fake.
func TestNoKeysInTheRepository(t *testing.T) {
	files := 0
	for _, root := range []string{".", filepath.Join("..", "testdata", "corpus")} {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files++
			for c := range candidates(text) {
				made := c.form == formUUID && !c.isV4(text) // Codecov makes none
				if !c.isPlaceholder(text) && !made && c.form != formBadge && c.form != formOpaque {
					t.Errorf("%s:%d holds a value that could be a key", path, 1+bytes.Count(text[:c.start], []byte{'\n'}))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 20 {
		t.Errorf("only %d files were looked at", files)
	}
}
