package detector

import (
	"bytes"
	"strings"
)

// headerReach is how many lines around a header may name the host that the
// request goes to: a request is often spread over a few lines.
const (
	headerReach = 6
	headerBytes = 2 << 10 // lines may be of any length
)

// headerEvidence: the value is the credential of an Authorization header sent to
// Codecov. The schemes are those of codecov_auth/authentication: Bearer and
// token for a person, Repotoken for a repository token.
func headerEvidence(d *document, c candidate) (verdict, bool) {
	scheme, ok := d.nameOf(c)
	if !ok || scheme.lines > 0 {
		return verdict{}, false
	}
	var v verdict
	var buf shortWord
	switch string(buf.lower(scheme.text)) {
	case "bearer", "token":
		v = verdict{kind: APIToken, reason: "Authorization header of a request to Codecov"}
	case "repotoken":
		v = verdict{kind: RepositoryToken, reason: "Authorization: Repotoken header"}
	case "authorization":
		v = verdict{kind: APIToken, reason: "Authorization header of a request to Codecov"}
		return d.ofUpload(c, v), scheme.assigned && c.form != formHex40 && d.requestToCodecov(c) == codecovs
	default:
		return verdict{}, false
	}
	header, ok := d.nameBefore(scheme.start)
	if !ok || !isAuthorization(strings.ToLower(string(header.text))) {
		return verdict{}, false
	}
	if v.kind == RepositoryToken { // no other service has a scheme of that name
		return v, d.mention()
	}
	switch d.requestToCodecov(c) {
	case codecovs:
		return d.ofUpload(c, v), true
	case anothers:
		return verdict{}, true
	}
	return verdict{}, false
}

// ofUpload is the verdict on a header of a request to Codecov: the endpoints for
// uploads take an upload token in it.
func (d *document) ofUpload(c candidate, v verdict) verdict {
	start, end := d.logical(d.lineAt(c.start))
	own := d.text[max(start, c.start-headerBytes):min(end, c.end+headerBytes)]
	if v.kind == APIToken && bytes.Contains(own, []byte("/upload/")) {
		v.kind = UploadToken
	}
	return v
}

// isAuthorization reports whether a name is the header's, or that of a type that
// holds its two parts.
func isAuthorization(s string) bool {
	return strings.HasSuffix(s, "authorization") || strings.HasSuffix(s, ".auth") || strings.HasPrefix(s, "httpheadervalue") || strings.HasSuffix(s, "authenticationheadervalue")
}

// requestToCodecov says whose the request around a header is.
// The URL on the command's own line says it; where there is none, one within
// reach; where there is none either, any mention of Codecov.
func (d *document) requestToCodecov(c candidate) says {
	line := d.lineAt(c.start)
	start, end := d.logical(line)
	own := d.text[max(start, c.start-headerBytes):min(end, c.end+headerBytes)]
	if ours, some := hosts(own); some {
		return whose(ours)
	}
	from, to := d.start[max(1, line-headerReach)-1], len(d.text)
	if line+headerReach < len(d.start) {
		to = d.start[line+headerReach]
	}
	around := d.text[max(from, c.start-headerBytes):min(to, c.end+headerBytes)]
	if ours, some := hosts(around); some {
		return whose(ours)
	}
	if mentionsCodecov(around) || d.aboutCodecov() {
		return codecovs
	}
	return nothing
}

func whose(ours bool) says {
	if ours {
		return codecovs
	}
	return anothers
}

// hosts looks at the URLs in a text: whether there are any, and whether one is
// of a host of Codecov's.
func hosts(text []byte) (ours, some bool) {
	for {
		_, after, ok := bytes.Cut(text, []byte("://"))
		if !ok {
			return false, some
		}
		some = true
		host := after
		if i := bytes.IndexFunc(after, func(r rune) bool { return r == '/' || r == '?' || r < 0x80 && endsURL(byte(r)) }); i >= 0 {
			host = after[:i]
		}
		if mentionsCodecov(host) {
			return true, true
		}
		text = after
	}
}
