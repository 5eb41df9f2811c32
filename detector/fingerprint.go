package detector

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
)

// Fingerprint names a key without giving it away: "sha256:" and the hex
// SHA-256 of the canonical key (lower case, hyphens in place for a UUID; as it
// is for the other forms). A random UUID has 122 random bits, so its hash can
// be published.
type Fingerprint string

const fingerprintPrefix = "sha256:"

// ParseFingerprint checks that s is a fingerprint and returns it in lower case.
// The error does not repeat s, which may be a key pasted by mistake.
func ParseFingerprint(s string) (Fingerprint, error) {
	digits, ok := strings.CutPrefix(s, fingerprintPrefix)
	if !ok || len(digits) != 2*sha256.Size {
		return "", errors.New("not a fingerprint: want sha256: and 64 hex digits, as covkey prints it")
	}
	if _, err := hex.DecodeString(digits); err != nil {
		return "", errors.New("not a fingerprint: the part after sha256: is not hexadecimal")
	}
	return Fingerprint(strings.ToLower(s)), nil
}

func fingerprint(canonical []byte) Fingerprint {
	sum := sha256.Sum256(canonical)
	return Fingerprint(fingerprintPrefix + hex.EncodeToString(sum[:]))
}

// shown is how many characters of a key a report may show. Four of a UUID's 32
// hex digits leave 106 random bits; of a badge token's ten characters two are
// enough to recognise it.
func shown(length int) int {
	if length >= 32 {
		return 4
	}
	return 2
}

// redact masks the canonical form of a key.
func redact(canonical []byte) string {
	out := append([]byte(nil), canonical...)
	maskRange(out, 0, len(out))
	return string(out)
}

// maskRange overwrites the letters and digits of a value in place, all but the
// first few, and keeps its hyphens so that the shape is still recognised.
func maskRange(text []byte, start, end int) {
	keep := shown(end - start)
	for i := start; i < end; i++ {
		if !isAlnum(text[i]) {
			continue
		}
		if keep > 0 {
			keep--
			continue
		}
		text[i] = '*'
	}
}

// maskShapes masks in place whatever could hold a value: every run of hex digits
// and hyphens with as many digits as the shortest value has. Unlike Mask it asks
// neither for a boundary nor for the form, so it also masks commit ids, and a
// value that is glued to another word. It is for text around a finding.
func maskShapes(text []byte) {
	for start := 0; start < len(text); start++ {
		end, digits := hexRun(text, start)
		if digits >= hex32Len {
			maskRange(text, start, end)
		}
		start = end
	}
}

// hidesValue reports whether maskShapes would mask anything in text.
func hidesValue(text []byte) bool {
	for start := 0; start < len(text); start++ {
		end, digits := hexRun(text, start)
		if digits >= hex32Len {
			return true
		}
		start = end
	}
	return false
}

// hexRun is where the run of hex digits and hyphens that starts at start ends,
// and how many digits it has.
func hexRun(text []byte, start int) (end, digits int) {
	for end = start; end < len(text) && (text[end] == '-' || isHex(text[end])); end++ {
		if text[end] != '-' {
			digits++
		}
	}
	return end, digits
}
