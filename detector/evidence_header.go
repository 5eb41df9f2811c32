package detector

import (
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
	scheme, ok := d.nameBefore(c.start)
	if !ok || scheme.lines > 0 {
		return verdict{}, false
	}
	var v verdict
	switch strings.ToLower(string(scheme.text)) {
	case "bearer", "token":
		v = verdict{kind: APIToken, reason: "Authorization header of a request to Codecov"}
	case "repotoken":
		v = verdict{kind: RepositoryToken, reason: "Authorization: Repotoken header"}
	default:
		return verdict{}, false
	}
	if header, ok := d.nameBefore(scheme.start); !ok || !strings.HasSuffix(strings.ToLower(string(header.text)), "authorization") {
		return verdict{}, false
	}
	if v.kind == RepositoryToken { // no other service has a scheme of that name
		return v, true
	}
	line := d.lineAt(c.start)
	from, to := d.start[max(1, line-headerReach)-1], len(d.text)
	if line+headerReach < len(d.start) {
		to = d.start[line+headerReach]
	}
	around := d.text[max(from, c.start-headerBytes):min(to, c.end+headerBytes)]
	return v, mentionsCodecov(around)
}
