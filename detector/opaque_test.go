package detector

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"testing"
)

// TestLooksRandom: what generators make is nearly always recognised, what people
// make up never.
func TestLooksRandom(t *testing.T) {
	t.Parallel()
	random := func(n int) []byte {
		b := make([]byte, n)
		rand.Read(b)
		return b
	}
	for name, generate := range map[string]func() []byte{
		"letters and digits": func() []byte { return randomText(24) },
		"sixteen of them":    func() []byte { return randomText(shortestOpaque) },
		"hex":                func() []byte { return []byte(hex.EncodeToString(random(24))) },
		"base64":             func() []byte { return []byte(base64.StdEncoding.EncodeToString(random(24))) },
		"base64 of URLs":     func() []byte { return []byte(base64.RawURLEncoding.EncodeToString(random(32))) },
	} {
		const most, runs = 0.06, 3000
		missed := 0
		for range runs {
			if !looksRandom(generate()) {
				missed++
			}
		}
		if share(missed, runs) > most {
			t.Errorf("%s: %d of %d not recognised", name, missed, runs)
		}
	}
	for _, made := range []string{
		"your-codecov-token", "my_codecov_upload_token", "CODECOV_TOKEN_GOES_HERE", "ThisIsNotARealToken123", "changeme-changeme",
		"SuperSecretValue2024", "0123456789abcdef0123", "abcdefghijklmnop", "aaaaaaaaaaaaaaaaaaaa", "xxxxxxxxxxxxxxxxxxxx",
		"insert-upload-key-1", "production-coverage", "company-upload-2024", "registry.example.com", "correct-horse-battery",
		"get_value_from_store", "ReplaceWithOwnUpload1", "coverage/upload/main", "some-organisation-wide-name1", "1111222233334444",
		"a1b2c3d4e5f6g7h8i9j0", "1a2b3c4d5e6f7g8h9i0j", "abc123def456ghi789", "qwertyqwertyqwerty1", "zyxwvutsrqponmlk9",
	} {
		if looksRandom([]byte(made)) {
			t.Errorf("%s looks random", made)
		}
	}
}
