package detector

import "bytes"

// recipientEvidence: the command that has the value as an argument, or the one
// that its output goes to, names a token of Codecov's: echo <value> >
// .codecov_token, printf <value> | gh secret set CODECOV_TOKEN, drone secret add
// --name codecov_token --data <value>.
func recipientEvidence(d *document, c candidate) (verdict, bool) {
	if c.spelling != use && !c.isV4(d.text) {
		return verdict{}, false
	}
	if v, ok := d.hereDocument(c); ok {
		return v, true
	}
	n, ok := d.nameOf(c)
	if !ok || n.lines > 0 || n.assigned && n.text[0] != '-' || n.role() == otherValue {
		return verdict{}, false
	}
	if notKeys.hasLower(lastPart(n.text)) {
		return verdict{}, false
	}
	from, to := d.logical(d.lineAt(c.start))
	from, to = d.commandFrom(max(from, c.start-groupReach), c.start), min(to, c.end+groupReach)
	for i := c.end; i < to; i++ {
		if separates(d.text[i:to]) {
			to = i
		}
	}
	if bytes.ContainsAny(d.text[from:c.start], "(=$`") {
		return verdict{}, false
	}
	var found name
	some := false
	d.eachWord(from, to, func(w []byte, at int) {
		if some || !mentionsCodecov(w) {
			return
		}
		if r := (name{text: w, start: at, end: at + len(w)}); at != n.start && r.role() == codecovToken {
			found, some = r, true
		}
	})
	if !some || !d.isCommand(from, c.start) {
		return verdict{}, false
	}
	return verdictOf(found, c.form, "value for "+found.shown()), true
}

// hereDocument is for a value that stands alone below a command that takes the text
// that follows: cat > .codecov_token <<EOF.
func (d *document) hereDocument(c candidate) (verdict, bool) {
	line := d.lineAt(c.start)
	command := d.line(line - 1)
	if len(command) > groupReach || !bytes.Contains(command, []byte("<<")) || !d.standsAlone(c) {
		return verdict{}, false
	}
	var found name
	from := d.start[line-2]
	d.eachWord(from, from+len(command), func(w []byte, at int) {
		if r := (name{text: w, start: at, end: at + len(w)}); mentionsCodecov(w) && r.role() == codecovToken {
			found = r
		}
	})
	return verdictOf(found, c.form, "value for "+found.shown()), len(found.text) > 0
}

// isCommand reports whether a line begins like a command that hands a value on.
func (d *document) isCommand(from, to int) bool {
	some := false
	d.eachWord(from, to, func(w []byte, _ int) {
		switch string(w) {
		case "echo", "printf", "secret", "secrets", "set", "add", "setx", "Write-Output", "Set-Content", "put", "create", "pass", "insert":
			some = true
		}
	})
	return some
}
