package detector

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func hasLetterOrDigit(text []byte) bool {
	for i, b := range text {
		if isAlnum(b) {
			return true
		}
		if b >= utf8.RuneSelf {
			return bytes.IndexFunc(text[i:], isLetterOrDigit) >= 0
		}
	}
	return false
}

// parts splits a name into its words in lower case: at every byte that is no
// letter or digit and where a capital begins a word.
func parts(text []byte) []string {
	if !isASCII(text) {
		return partsOfRunes([]rune(string(text)))
	}
	var out []string
	low := strings.ToLower(string(text))
	start := 0
	for i, b := range text {
		switch {
		case !isAlnum(b):
			if start < i {
				out = append(out, low[start:i])
			}
			start = i + 1
		case start < i && beginsPart(text, i):
			out = append(out, low[start:i])
			start = i
		}
	}
	if start < len(text) {
		out = append(out, low[start:])
	}
	return out
}

// lastPart is the last of the words that parts finds, in the case that it has in the
// name; nil when there is none.
func lastPart(text []byte) []byte {
	if !isASCII(text) {
		if words := parts(text); len(words) > 0 {
			return []byte(words[len(words)-1])
		}
		return nil
	}
	end := len(text)
	for end > 0 && !isAlnum(text[end-1]) {
		end--
	}
	start := end
	for start > 0 && isAlnum(text[start-1]) {
		if start--; start > 0 && isAlnum(text[start-1]) && beginsPart(text, start) {
			break
		}
	}
	return text[start:end]
}

// beginsPart reports whether the letter at i, behind another, begins a word: a capital
// behind what is none, or the last of several capitals.
func beginsPart(text []byte, i int) bool {
	return isCapital(text[i]) && (!isCapital(text[i-1]) || i+1 < len(text) && 'a' <= text[i+1] && text[i+1] <= 'z')
}

func isASCII(text []byte) bool {
	for _, b := range text {
		if b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isCapital(b byte) bool { return 'A' <= b && b <= 'Z' }

// partsOfRunes is parts for letters of any script.
func partsOfRunes(runes []rune) []string {
	var out []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			out = append(out, word.String())
			word.Reset()
		}
	}
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
var notKeys = wordSet{list: `
	id ids guid sha sha1 sha256 sha512 md5
	checksum sum hash digest etag commit version
	url uri name file path fingerprint
`}

// Last words that tell the same unless the name also says that it is secret.
var notKeysAlone = wordSet{list: `
	rev revision ref tag branch ver host slug
	user owner org repo dir project product
	package pkg feed flag flags env build job
	pr action
`}

// Endings that make a word a file or a host, not a name.
var endings = wordSet{list: `
	io com org net dev yml yaml sh exe
	py js ts rb json xml toml txt md
	html csproj vcxproj sln svg cs go rs zip
`}

// secretWords in a name say that its value is to be kept secret.
var secretWords = []string{"token", "key", "secret", "uuid", "auth", "cred", "password", "passwd"}

// generic words in a name do not say whose token it is.
var generic = wordSet{list: genericWords}

const genericWords = `
	upload uploader repo repository org organization auth
	access api static analysis coverage cov cc code
	codegov plugin project secret default ci unit global
	report reports set with my the p lv new
	private public env user bearer test tests input x
`

// isPlainToken reports whether a name's words say that it is a token, and no more.
func isPlainToken(words []string) bool {
	if !endsInToken(words) {
		return false // nearly all, without a look at the lists
	}
	for i, w := range words {
		last := i == len(words)-1
		switch {
		case last && (w == "token" || w == "tokens" || w == "tok" || w == "jeton"):
			return true
		case last && strings.HasSuffix(w, "token"):
			return generic.has(strings.TrimSuffix(w, "token"))
		case !generic.has(w):
			return false
		}
	}
	return false
}

// endsInToken reports whether the last word can be one that says token.
func endsInToken(words []string) bool {
	if len(words) == 0 {
		return false
	}
	switch last := words[len(words)-1]; last {
	case "tokens", "tok", "jeton":
		return true
	default:
		return strings.HasSuffix(last, "token")
	}
}

// globalUploadToken is the name of the setting that only a self-hosted Codecov has.
const globalUploadToken = "globaluploadtoken"

// role judges a name. Prefixed, kebab, camel-case and plural names are all
// taken apart in the same way.
func (n name) role() role {
	if n.known > 0 {
		return n.known - 1
	}
	if saysNothing(n.text) {
		return noRole
	}
	words := parts(n.text)
	if len(words) == 0 {
		return noRole
	}
	last, all := words[len(words)-1], strings.Join(words, "")
	// The words are joined for code_cov; that they name Codecov at all is for the
	// text to say, by the rule of the first look.
	before, after, _ := strings.Cut(all, word)
	if !mentionsCodecov(n.text) {
		if all == globalUploadToken {
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
	if i := bytes.LastIndexByte(n.text, '.'); notKeys.has(last) || i > 0 && endings.hasLower(n.text[i+1:]) {
		return otherValue
	}
	for _, s := range secretWords {
		if strings.Contains(before, s) || strings.Contains(after, s) {
			return codecovToken
		}
	}
	if notKeysAlone.has(last) {
		return otherValue
	}
	return codecovName
}

// saysNothing reports, without taking it apart, that a name says neither token nor
// Codecov: it has not the letters for that. Most names are such.
func saysNothing(text []byte) bool {
	for i, b := range text {
		if b >= utf8.RuneSelf || b|0x20 == 'k' && i >= 2 && hasSuffixFold(text[:i+1], "tok") || b|0x20 == 'n' && hasSuffixFold(text[:i+1], "jeton") {
			return false
		}
	}
	return !mentionsCodecov(text) && !spells(text, globalUploadToken)
}

// spells reports whether the letters and digits of a text are these, in any case.
func spells(text []byte, letters string) bool {
	n := 0
	for _, b := range text {
		if !isAlnum(b) {
			continue
		}
		if n == len(letters) || lower(b) != letters[n] {
			return false
		}
		n++
	}
	return n == len(letters)
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
