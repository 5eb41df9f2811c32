package detector

import (
	"bytes"
	"strings"
	"unicode"
)

// name is the word that a value belongs to: the nearest word before it that
// says anything, over quotes, operators and words that only connect.
type name struct {
	text       []byte
	start, end int
	// assigned: an = or : stands between the name and the value.
	assigned bool
	// lines is the number of line breaks between the name and the value.
	lines int
}

// connecting words stand between a name and its value without being a name
// themselves: value: in a list of variables, the type of a declaration, the
// "or" of a default, the option of a command that sets a secret.
var connecting = map[string]bool{
	"value": true, "val": true, "default": true, "defaultvalue": true, "body": true, "b": true,
	"content": true, "contents": true, "text": true, "string": true, "str": true, "char": true,
	"is": true, "to": true, "or": true, "as": true, "const": true, "stringvalue": true, "plaintext": true,
}

// nameBefore finds the name of the value at pos. It crosses line breaks only
// while nothing but glue stands between, and at most two of them.
func (d *document) nameBefore(pos int) (name, bool) {
	// longest bounds the cost of a minified file, in which one word may be the
	// whole text; a name glued to other words ends in what counts.
	const mostConnecting, mostLines, longest = 3, 2, 200
	n := name{start: pos}
	for range mostConnecting + 1 {
		if !d.skipGlue(&n, mostLines) {
			return n, false
		}
		n.end = n.start
		for n.start > 0 && n.end-n.start < longest && isNameByte(d.text[n.start-1]) {
			n.start--
		}
		n.text = bytes.Trim(d.text[n.start:n.end], ".")
		if len(n.text) == 0 {
			return n, false
		}
		if !connecting[strings.ToLower(string(bytes.TrimLeft(n.text, "-")))] {
			return n, true
		}
	}
	return n, false
}

// skipGlue moves n.start left over quotes, operators, brackets and space; false
// when something else stands there.
func (d *document) skipGlue(n *name, mostLines int) bool {
	for n.start > 0 {
		b := d.text[n.start-1]
		switch b {
		case ' ', '\t', '\r', '"', '\'', '`', ',', '(', ')', '[', ']', '{', '}', '<', '>', '\\', '$', '+', '?', '|', '!':
		case '=', ':':
			n.assigned = true
		case '\n':
			if n.lines++; n.lines > mostLines {
				return false
			}
		case '-', '^':
			if n.start > 1 && isNameByte(d.text[n.start-2]) {
				return true
			}
		case '#', '/', '*', ';', '%':
			if !d.leadsComment(n.start - 1) {
				return false
			}
		default:
			return isNameByte(b)
		}
		n.start--
	}
	return false
}

// leadsComment reports whether only space and comment marks stand before i on
// its line.
func (d *document) leadsComment(i int) bool {
	for ; i >= 0 && d.text[i] != '\n'; i-- {
		switch d.text[i] {
		case ' ', '\t', '#', '/', '*', ';', '%':
		default:
			return false
		}
	}
	return true
}

func isNameByte(b byte) bool {
	return isAlnum(b) || b == '_' || b == '-' || b == '.' || b >= 0x80
}

// parts splits a name into its words in lower case: at every byte that is no
// letter or digit and where a capital begins a word.
func parts(text []byte) []string {
	var out []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
	runes := []rune(string(text))
	for i, r := range runes {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			flush()
			continue
		}
		if i > 0 && unicode.IsUpper(r) {
			afterSmall := unicode.IsLower(runes[i-1])
			endsCapitals := unicode.IsUpper(runes[i-1]) && i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if afterSmall || endsCapitals {
				flush()
			}
		}
		word.WriteRune(unicode.ToLower(r))
	}
	flush()
	return out
}

// role is what a name says about its value.
type role int

const (
	noRole       role = iota
	otherValue        // names Codecov, but something else of it: an id, a checksum, a URL
	codecovName       // names Codecov and nothing more
	codecovToken      // names a token of Codecov
	plainToken        // names a token, not whose
)

// Last words of a name that tell that its value is no key, whatever comes
// before: a token's id, name or place is not the token.
var notKeys = map[string]bool{
	"id": true, "ids": true, "guid": true, "sha": true, "sha1": true, "sha256": true, "sha512": true, "md5": true,
	"checksum": true, "sum": true, "hash": true, "digest": true, "etag": true, "commit": true, "version": true,
	"url": true, "uri": true, "name": true, "file": true, "path": true, "fingerprint": true,
}

// Last words that tell the same unless the name also says that it is secret.
var notKeysAlone = map[string]bool{
	"rev": true, "revision": true, "ref": true, "tag": true, "branch": true, "ver": true, "host": true, "slug": true,
	"user": true, "owner": true, "org": true, "repo": true, "dir": true, "project": true, "product": true,
	"package": true, "pkg": true, "feed": true, "flag": true, "flags": true, "env": true, "build": true, "job": true,
	"pr": true, "action": true,
}

// Endings that make a word a file or a host, not a name.
var endings = map[string]bool{
	"io": true, "com": true, "org": true, "net": true, "dev": true, "yml": true, "yaml": true, "sh": true, "exe": true,
	"py": true, "js": true, "ts": true, "rb": true, "json": true, "xml": true, "toml": true, "txt": true, "md": true,
	"html": true, "csproj": true, "vcxproj": true, "sln": true, "svg": true, "cs": true, "go": true, "rs": true, "zip": true,
}

// secretWords in a name say that its value is to be kept secret.
var secretWords = []string{"token", "key", "secret", "uuid", "auth", "cred", "password", "passwd"}

// plainTokens are the names under which Codecov's own tools, and the plugins
// that wrap them, take a token.
var plainTokens = map[string]bool{
	"token": true, "tokens": true, "uploadtoken": true, "repotoken": true, "repositorytoken": true, "orgtoken": true,
	"authtoken": true, "apitoken": true, "accesstoken": true, "statictoken": true, "globaluploadtoken": true,
}

// role judges a name. Prefixed, kebab, camel-case and plural names are all
// taken apart in the same way.
func (n name) role() role {
	words := parts(n.text)
	if len(words) == 0 {
		return noRole
	}
	last, all := words[len(words)-1], strings.Join(words, "")
	before, after, ours := strings.Cut(all, "codecov")
	if !ours {
		if plainTokens[all] || plainTokens[last] && bytes.IndexByte(n.text, '.') >= 0 {
			return plainToken
		}
		return noRole
	}
	if i := bytes.LastIndexByte(n.text, '.'); notKeys[last] || i > 0 && endings[strings.ToLower(string(n.text[i+1:]))] {
		return otherValue
	}
	for _, s := range secretWords {
		if strings.Contains(before, s) || strings.Contains(after, s) {
			return codecovToken
		}
	}
	if notKeysAlone[last] {
		return otherValue
	}
	return codecovName
}

// kind picks the kind that a token's name speaks of, for a value of that form.
func (n name) kind(f form) Kind {
	if f == formHex40 {
		return RepositoryToken
	}
	for _, w := range parts(n.text) {
		switch w {
		case "api", "access", "bearer", "personal":
			return APIToken
		}
	}
	return UploadToken
}

// variable is the name itself when it is written like an environment variable,
// so that advice can use the name that the project already has.
func (n name) variable() string {
	text := strings.TrimPrefix(string(n.text), "env.")
	for _, r := range text {
		if (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' {
			return ""
		}
	}
	return text
}

// shown is a name for a reason: as written, its end where it is long, values in it
// masked.
func (n name) shown() string {
	const most = 60
	s := Mask(string(n.text))
	if len(s) > most {
		s = "…" + s[len(s)-most:]
	}
	return s
}
