package detector

import (
	"bytes"
)

// urlEvidence: the value is the token= or access_token= argument of a URL with
// Codecov's name in it. Codecov's upload endpoints read token=, its API
// access_token=, its badges and graphs token= (an image token).
func urlEvidence(d *document, c candidate) (verdict, bool) {
	const longest = 2 << 10
	from := c.start
	for from > 0 && c.start-from < longest && !endsURL(d.text[from-1]) {
		from--
	}
	url := d.text[from:c.start]
	if !mentionsCodecov(url) {
		return verdict{}, false
	}
	argument := bytes.TrimSuffix(url, []byte("="))
	if len(argument) == len(url) {
		return verdict{}, false
	}
	at := bytes.LastIndexAny(argument, "?&;")
	if at < 0 {
		return verdict{}, false
	}
	switch string(bytes.ToLower(argument[at+1:])) {
	case "access_token":
		return verdict{kind: APIToken, reason: "access_token of a Codecov URL"}, true
	case "token", "upload_token":
		if c.form == formBadge {
			return verdict{kind: BadgeToken, reason: "token of a Codecov badge or graph URL"}, isImage(argument[:at])
		}
		return verdict{kind: UploadToken, reason: "token of a Codecov URL"}, true
	}
	return verdict{}, false
}

func isImage(url []byte) bool {
	for _, part := range []string{"/badge", "/graph", "/graphs", ".svg"} {
		if bytes.Contains(url, []byte(part)) {
			return true
		}
	}
	return false
}

func endsURL(b byte) bool {
	return isSpace(b) || isQuote(b) || b == '<' || b == '>' || b == '(' || b == '['
}
