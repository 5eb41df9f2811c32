package detector

import "bytes"

// callEvidence: the value is an argument of a call of something that is named after
// Codecov and nothing more: Codecov("coverage.xml", "<value>"), new
// CodecovClient("<value>"), codecov-uploader <value>.
func callEvidence(d *document, c candidate) (verdict, bool) {
	if c.spelling != use && !c.isV4(d.text) {
		return verdict{}, false
	}
	if n, ok := d.nameOf(c); ok && !n.assigned && n.lines == 0 && n.text[0] != '-' && isUploaderName(n.text) && bytes.Contains(bytes.ToLower(n.text), []byte("upload")) {
		return verdict{kind: UploadToken, reason: "argument of " + n.shown()}, true
	}
	open := d.around(c)
	if len(open) == 0 || c.spelling == use && !mayBeKey(d.text[c.start:c.end]) {
		return verdict{}, false
	}
	b := &open[len(open)-1]
	if n, ok := d.nameOf(c); ok && n.assigned && n.start > b.at {
		return verdict{}, false // an argument that has a name of its own
	}
	if d.text[b.at] != '(' || c.start-b.at > groupReach {
		return verdict{}, false
	}
	owner, ok := d.ownerOf(b)
	if !ok || owner.assigned && !bytes.HasPrefix(d.text[owner.end:], []byte("::")) || !isUploaderName(owner.text) && !(isClientName(owner.text) && d.codecovNearest(c)) {
		return verdict{}, false
	}
	return verdict{kind: UploadToken, reason: "argument of " + owner.shown()}, true
}

// isUploaderName reports whether a name is Codecov's own, or that of what speaks to
// it.
func isUploaderName(text []byte) bool {
	receiver, method := text, text
	if i := bytes.LastIndexByte(text, '.'); i >= 0 {
		receiver, method = text[:i], text[i+1:]
	}
	if text = method; !mentionsCodecov(method) {
		text = receiver[bytes.LastIndexByte(receiver, '.')+1:]
		var buf shortWord
		switch string(buf.lower(method)) {
		case "new", "upload", "send", "submit", "report", "run", "push":
		default:
			return false
		}
	}
	if !mentionsCodecov(text) {
		return false
	}
	for _, w := range parts(text) {
		switch w {
		case "codecov", "code", "cov", "uploader", "upload", "uploads", "client", "new", "send", "to", "report", "reports",
			"reporter", "plugin", "settings", "run", "push", "submit", "coverage", "cli", "api", "init", "py", "setup":
		default:
			return false
		}
	}
	return true
}

// isClientName reports whether a name is that of the client of some service.
func isClientName(text []byte) bool {
	some := false
	for _, w := range parts(text[bytes.LastIndexByte(text, '.')+1:]) {
		switch w {
		case "client", "uploader":
			some = true
		case "new", "api", "create", "report", "coverage":
		default:
			return false
		}
	}
	return some
}

// mayBeKey reports whether a name does not say that its value is something else.
func mayBeKey(text []byte) bool {
	last := lastPart(text)
	return len(last) > 0 && !wrapped.hasLower(last) && !notKeys.hasLower(last) && !notKeysAlone.hasLower(last)
}

// wrapped are names under which a secret stands encrypted, or only its place or
// description.
var wrapped = wordSet{list: `
	secure encrypted sealed vault from source arn
	description title label comment type required
`}
