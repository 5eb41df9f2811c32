package report

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// The paths that stand for a message, which is no file.
const (
	commitMessage = "COMMIT_MSG"
	tagMessage    = "TAG_MSG"
)

// messageOf names the message that a finding is in; empty for a file.
func messageOf(f Finding) string {
	what := ""
	switch f.Path {
	case commitMessage:
		what = "the commit message"
	case tagMessage:
		what = "the tag message"
	default:
		return ""
	}
	if f.Commit != "" {
		what += " of " + short(f.Commit)
	}
	return what
}

// columns16 is where the key stands in its line in UTF-16 code units, 1-based, the
// end one behind. What hides a key in an excerpt leaves its length.
func columns16(f Finding) (start, end int, known bool) {
	if f.Column16 == 0 {
		return 0, 0, false
	}
	end = f.Column16
	for _, r := range f.Excerpt[f.Caret : f.Caret+f.CaretLen] {
		end += utf16.RuneLen(r)
	}
	return f.Column16, end, true
}

// stableID names a finding by what does not change when lines are moved, and does
// not give the key away, because a fingerprint does not either.
func stableID(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:])
}

// inRepository puts the repository before the parts of a name, where there is one.
func (f Finding) inRepository(parts ...string) []string {
	if f.Repository == "" {
		return parts
	}
	return append([]string{f.Repository}, parts...)
}

// uriOf writes a path as a relative reference of RFC 3986. Every byte that could
// mean something else is percent-encoded, so a path of any bytes has one spelling
// and can be read back. An absolute path becomes a URL of its own.
func uriOf(path string) (uri string, relative bool) {
	if len(path) > 2 && path[1] == ':' && (path[2] == '\\' || path[2] == '/') { // C:\
		return "file:///" + path[:2] + percentEncode(strings.ReplaceAll(path[2:], `\`, "/")), false
	}
	if strings.HasPrefix(path, "/") {
		return "file://" + percentEncode(path), false
	}
	return percentEncode(path), true
}

func percentEncode(s string) string {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/"
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if strings.IndexByte(plain, s[i]) >= 0 {
			b.WriteByte(s[i])
		} else {
			b.Write([]byte{'%', digits[s[i]>>4], digits[s[i]&15]})
		}
	}
	return b.String()
}

// cut shortens a text to so many bytes, not through the middle of a character.
func cut(s string, longest int) string {
	const mark = "…"
	if len(s) <= longest {
		return s
	}
	n := longest - len(mark)
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + mark
}
