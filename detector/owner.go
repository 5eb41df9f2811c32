package detector

import "bytes"

// isLookup reports whether the value is what a command looks a secret up by: bw get
// password <value>.
func (d *document) isLookup(c candidate) bool {
	own := d.text[max(d.start[d.lineAt(c.start)-1], c.start-longestName):c.start]
	program := false
	for i := 0; i < len(own); i++ {
		start := i
		for i < len(own) && isNameByte(own[i]) {
			i++
		}
		switch string(own[start:i]) {
		case "bw", "lpass", "op", "vault", "gopass", "pass", "aws", "gcloud", "az", "chamber", "doppler", "keyring", "secret-tool":
			program = true
		case "get", "show", "read", "lookup", "item", "kv", "secretsmanager", "ssm":
			if program {
				return true
			}
		}
	}
	return false
}

// sentElsewhere reports whether the value's own command names a host that is not
// Codecov's.
func (d *document) sentElsewhere(c candidate) bool {
	start, end := d.logical(d.lineAt(c.start))
	ours, some := hosts(d.text[max(start, c.start-headerBytes):min(end, c.end+headerBytes)])
	return some && !ours
}

// inLabelled reports whether the innermost block around the value has a label that
// is not Codecov's: reporter "other" { token = … }.
func (d *document) inLabelled(c candidate) bool {
	open := d.around(c)
	if len(open) == 0 {
		return false
	}
	b := &open[len(open)-1]
	before := bytes.TrimRight(d.text[max(0, b.at-longestName):b.at], " ")
	if d.text[b.at] != '{' || len(before) == 0 || !isQuote(before[len(before)-1]) || c.start-b.at > groupReach {
		return false
	}
	owner, ok := d.ownerOf(b)
	return ok && !owner.assigned && !mentionsCodecov(owner.text)
}

// owned reports whether the value is a whole value of a structured file: its owner
// is then for the structure to say, but for what comments and members beside it say.
func (d *document) owned(c candidate) bool {
	for _, l := range d.leavesAt(c) {
		if l.up == nil || l.key == "" {
			continue
		}
		for up, level := l.up, 0; up != nil && level < 2; up, level = up.up, level+1 {
			for _, m := range up.members {
				if mentionsCodecov([]byte(m.value)) || mentionsCodecov([]byte(m.key)) {
					return false
				}
			}
		}
		if d.aboutCodecov() && l.up.up == nil {
			return false
		}
		return !d.commented(d.lineAt(c.start))
	}
	section := d.section(d.lineAt(c.start))
	return section != nil && !mentionsCodecov(section) && !bytes.ContainsAny(section, "\"',")
}

// commented reports whether a comment on the line or right above it is about
// Codecov.
func (d *document) commented(line int) bool {
	own := d.line(line)
	own = own[max(0, len(own)-nearbyReach):]
	if at := bytes.IndexByte(own, '#'); at >= 0 && mentionsCodecov(own[at:]) {
		return true
	}
	return d.remarked(line - 1)
}

// remarked reports whether a line is a comment about Codecov.
func (d *document) remarked(line int) bool {
	text := d.line(line)
	return isComment(text) && mentionsCodecov(text[:min(len(text), nearbyReach)])
}
