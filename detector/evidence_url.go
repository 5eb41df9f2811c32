package detector

import (
	"bytes"
	"net/url"
	"strings"
)

// urlEvidence: the value is the token= or access_token= argument of a URL of
// Codecov's. Codecov's upload endpoints read token=, its API access_token=, its
// badges and graphs token= (an image token).
func urlEvidence(d *document, c candidate) (verdict, bool) {
	const longest = 2 << 10
	argument := c.start - 1
	if at, ok := escapeBefore(d.text, c.start); ok && isAssignEscape(d.text[at:c.start]) {
		return d.escapedURL(at, c)
	}
	if argument < 0 || d.text[argument] != '=' {
		return verdict{}, false
	}
	from := c.start
	for from > 0 && c.start-from < longest && !endsURL(d.text[from-1]) {
		from--
		if d.text[from] == ')' { // $(git rev-parse HEAD)
			if at := bytes.LastIndex(d.text[max(0, from-longestName):from], []byte("$(")); at >= 0 {
				from = max(0, from-longestName) + at
			}
		}
	}
	url := d.text[from:argument]
	at := bytes.LastIndexAny(url, "?&;")
	if at < 0 {
		return verdict{}, false
	}
	if !mentionsCodecov(url[:at]) {
		return d.otherURL(url, at, c)
	}
	var buf shortWord
	switch string(buf.lower(url[at+1:])) {
	case "access_token":
		return verdict{kind: APIToken, reason: "access_token of a Codecov URL"}, isEndpoint(url, "/api/")
	case "token", "upload_token":
		if c.form == formBadge {
			return verdict{kind: BadgeToken, reason: "token of a Codecov badge or graph URL"}, isImage(url[:at])
		}
		if !isEndpoint(url, "/upload/") && !isImage(url[:at]) && !wrapsOurs(url) {
			return verdict{}, hasHost(url)
		}
		return verdict{kind: UploadToken, reason: "token of a Codecov URL"}, true
	}
	return verdict{}, false
}

// wrapsOurs reports whether a URL has one of Codecov's as an argument, escaped.
func wrapsOurs(address []byte) bool {
	plain, err := url.QueryUnescape(string(address))
	if err != nil || plain == string(address) {
		return false
	}
	ours, _ := hosts([]byte(plain))
	return ours
}

// escapedURL is for the argument of a URL that is itself an argument, escaped: what
// its host is decides.
func (d *document) escapedURL(at int, c candidate) (verdict, bool) {
	from := at
	for from > 0 && at-from < longestName && !endsURL(d.text[from-1]) {
		from--
	}
	plain, err := url.QueryUnescape(string(d.text[from:at]))
	if err != nil {
		return verdict{}, false
	}
	i := strings.LastIndex(plain, "://")
	if i < 0 || !strings.HasSuffix(plain, "token") || c.form == formBadge {
		return verdict{}, false
	}
	host, _, _ := strings.Cut(plain[i+len("://"):], "/")
	if !mentionsCodecov([]byte(host)) {
		return verdict{}, true
	}
	return verdict{kind: UploadToken, reason: "token of a Codecov URL"}, true
}

// otherURL is for a URL that does not say Codecov before the argument at at: the
// upload endpoint of a self-hosted Codecov, or another's.
func (d *document) otherURL(url []byte, at int, c candidate) (verdict, bool) {
	var buf shortWord
	if string(buf.lower(url[at+1:])) == "token" && c.form != formBadge && d.mention() &&
		(bytes.Contains(url[:at], []byte("/upload/v2")) || bytes.Contains(url[:at], []byte("/upload/v4"))) {
		return verdict{kind: UploadToken, reason: "token of a Codecov upload URL"}, true
	}
	return verdict{}, hasHost(url)
}

// hasHost reports whether a URL names its host, rather than a variable that has it.
func hasHost(url []byte) bool {
	_, host, ok := bytes.Cut(url, []byte("://"))
	return ok && len(host) > 0 && isAlnum(host[0])
}

// isEndpoint reports whether a URL in which Codecov is mentioned is served by it:
// its host says so, or its path is the endpoint's. A job called codecov on a
// build server has a URL with the word in it, too.
func isEndpoint(url []byte, endpoint string) bool {
	if i := bytes.Index(url, []byte("://")); i >= 0 {
		url = url[i+len("://"):]
	}
	place, _, _ := bytes.Cut(url, []byte("?"))
	host, path := place, []byte(nil)
	if i := bytes.IndexByte(place, '/'); i >= 0 {
		host, path = place[:i], place[i:]
	}
	return mentionsCodecov(host) || mentionsCodecov(path) && bytes.Contains(append(bytes.ToLower(path), '/'), []byte(endpoint))
}

// isImage reports whether a URL shows a badge or a graph: Codecov's own, or
// shields.io's, which asks Codecov with the token that it is given.
func isImage(url []byte) bool {
	for _, part := range []string{"/badge", "/graph", ".svg", "shields.io/codecov/"} {
		if bytes.Contains(url, []byte(part)) {
			return true
		}
	}
	return false
}

func endsURL(b byte) bool {
	return isSpace(b) || isQuote(b) || b == '<' || b == '>' || b == '(' || b == '['
}

// urlBefore is what of a badge's URL stands before its token.
func (d *document) urlBefore(c candidate) string {
	if c.form != formBadge {
		return ""
	}
	const longest = 512
	from := c.start
	for from > 0 && c.start-from < longest && !endsURL(d.text[from-1]) {
		from--
	}
	return string(d.text[from:c.start])
}
