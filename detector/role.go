package detector

import (
	"bytes"
	"strings"
	"unicode"
)

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

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
		if !isLetterOrDigit(r) {
			flush()
			continue
		}
		if i > 0 && unicode.IsUpper(r) {
			afterSmall := unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1])
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
var notKeys = oneOf(`
	id ids guid sha sha1 sha256 sha512 md5
	checksum sum hash digest etag commit version
	url uri name file path fingerprint
`)

// Last words that tell the same unless the name also says that it is secret.
var notKeysAlone = oneOf(`
	rev revision ref tag branch ver host slug
	user owner org repo dir project product
	package pkg feed flag flags env build job
	pr action
`)

// Endings that make a word a file or a host, not a name.
var endings = oneOf(`
	io com org net dev yml yaml sh exe
	py js ts rb json xml toml txt md
	html csproj vcxproj sln svg cs go rs zip
`)

// secretWords in a name say that its value is to be kept secret.
var secretWords = []string{"token", "key", "secret", "uuid", "auth", "cred", "password", "passwd"}

// generic words in a name do not say whose token it is.
var generic = oneOf(genericWords)

const genericWords = `
	upload uploader repo repository org organization auth
	access api static analysis coverage cov cc code
	codegov plugin project secret default ci unit global
	report reports set with my the p lv new
	private public env user bearer test tests input x
`

// isPlainToken reports whether a name's words say that it is a token, and no more.
func isPlainToken(words []string) bool {
	for i, w := range words {
		last := i == len(words)-1
		switch {
		case last && (w == "token" || w == "tokens" || w == "tok" || w == "jeton"):
			return true
		case last && strings.HasSuffix(w, "token"):
			return generic(strings.TrimSuffix(w, "token"))
		case !generic(w):
			return false
		}
	}
	return false
}

// role judges a name. Prefixed, kebab, camel-case and plural names are all
// taken apart in the same way.
func (n name) role() role {
	words := parts(n.text)
	if len(words) == 0 {
		return noRole
	}
	last, all := words[len(words)-1], strings.Join(words, "")
	// The words are joined for code_cov; that they name Codecov at all is for the
	// text to say, by the rule of the first look.
	before, after, _ := strings.Cut(all, word)
	if !mentionsCodecov(n.text) {
		if all == "globaluploadtoken" { // only a self-hosted Codecov has one
			return codecovToken
		}
		own := words
		if i := bytes.LastIndexByte(n.text, '.'); i >= 0 {
			own = parts(n.text[i+1:])
		}
		if isPlainToken(own) {
			return plainToken
		}
		return noRole
	}
	if i := bytes.LastIndexByte(n.text, '.'); notKeys(last) || i > 0 && endings(strings.ToLower(string(n.text[i+1:]))) {
		return otherValue
	}
	for _, s := range secretWords {
		if strings.Contains(before, s) || strings.Contains(after, s) {
			return codecovToken
		}
	}
	if notKeysAlone(last) {
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
	text := n.text[bytes.LastIndexByte(n.text, '.')+1:]
	for _, b := range text {
		if (b < 'A' || b > 'Z') && (b < '0' || b > '9') && b != '_' {
			return ""
		}
	}
	if hidesValue(text) {
		return ""
	}
	return string(text)
}

// shown is a name for a reason: as written, its end where it is long, values in it
// masked.
func (n name) shown() string {
	const most = 60
	// A value at the cut is longer than nothing that is shown: only the end is.
	masked := []byte(Mask(string(n.text[max(0, len(n.text)-longestName):])))
	maskShapes(masked)
	if len(masked) <= most {
		return string(masked)
	}
	masked = masked[len(masked)-most:]
	for len(masked) > 0 && !startsRune(masked[0]) {
		masked = masked[1:]
	}
	return "…" + string(masked)
}
