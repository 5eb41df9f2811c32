package detector

import "strings"

// treeEvidence: the value stands in a structured file that its parser could read,
// and the maps around it say that it is a token of Codecov's: a codecov: block, a
// step that uses codecov/codecov-action, <codecov token="…"/>, [tool.codecov], name:
// CODECOV_TOKEN beside value: ….
func treeEvidence(d *document, c candidate) (verdict, bool) {
	others := false
	for _, l := range d.leavesAt(c) {
		switch v, says := l.judge(c.form); says {
		case codecovs:
			return v, true
		case anothers:
			others = true
		}
	}
	return verdict{}, others
}

// says is what the structure around a value says about it.
type says int

const (
	nothing says = iota
	codecovs
	anothers // its nearest owner is something else
	unclear  // the value is used, it is not clear what for
)

func (l leaf) judge(f form) (verdict, says) {
	key, up := l.key, l.up
	if v, ok := l.argument(f); ok {
		return v, codecovs
	}
	if key == "" && up != nil { // an item of a list
		key, up = up.key, up.up
	}
	n := name{text: []byte(key)}
	if n.role() == codecovToken {
		return verdictOf(n, f, "value of "+n.shown()), codecovs
	}
	if isValueWord([]byte(key)) || len(l.attributes) > 0 {
		if n, ok := namedIn(up, l.attributes); ok {
			return verdictOf(n, f, "value of "+n.shown()), codecovs
		}
		if m, ok := calledIn(up); ok {
			return owned(m, up, f)
		}
		if up == nil || !isValueWord([]byte(key)) {
			return owned(n, up, f)
		}
		n, up = name{text: []byte(up.key)}, up.up
		if n.role() == codecovToken {
			return verdictOf(n, f, "value of "+n.shown()), codecovs
		}
	}
	if n.role() == noRole && up != nil && mayBeKey(n.text) {
		if owner := (name{text: []byte(up.key)}); owner.role() == codecovToken {
			v := verdictOf(owner, f, n.shown()+" in "+owner.shown())
			v.confidence = Medium
			return v, codecovs
		}
	}
	if n.role() == noRole && isSecretName(key) && up != nil {
		for _, m := range up.members {
			if owner := (name{text: []byte(m.value)}); identifies(m.key) && owner.role() == codecovName {
				v := verdictOf(n, f, n.shown()+" of "+owner.shown())
				v.confidence = Medium
				return v, codecovs
			}
		}
	}
	if n.role() != plainToken {
		return verdict{}, nothing
	}
	return owned(n, up, f)
}

// isSecretName reports whether a name says that its value is secret, and not what.
func isSecretName(key string) bool {
	switch strings.ToLower(key) {
	case "password", "passwd", "secret", "key", "credential", "credentials", "passphrase":
		return true
	}
	return false
}

// namedIn is the name that a map gives to its value: member in it.
func namedIn(m *container, attributes []member) (name, bool) {
	var members []member
	if m != nil {
		members = m.members
	}
	for _, list := range [...][]member{attributes, members} {
		for _, a := range list {
			if n := (name{text: []byte(a.value)}); isNaming([]byte(a.key)) && n.role() == codecovToken {
				return n, true
			}
		}
	}
	return name{}, false
}

// calledIn is the name token that a map gives to its value: member in it.
func calledIn(m *container) (name, bool) {
	if m == nil {
		return name{}, false
	}
	for _, a := range m.members {
		if n := (name{text: []byte(a.value)}); isNaming([]byte(a.key)) && n.role() == plainToken {
			return n, true
		}
	}
	return name{}, false
}

// owned looks for the owner of a token in the maps around it, from the innermost.
func owned(n name, up *container, f form) (verdict, says) {
	if n.role() != plainToken {
		return verdict{}, nothing
	}
	for ; up != nil; up = up.up {
		for _, m := range up.members {
			if !runs(m.key) {
				continue
			}
			what, _, _ := strings.Cut(m.value, "@")
			if owner := (name{text: []byte(what)}); mentionsCodecov(owner.text) {
				return verdictOf(n, f, "token of "+owner.shown()), codecovs
			}
			if m.key != "image" {
				return verdict{}, anothers
			}
		}
		for _, m := range up.members {
			if owner := (name{text: []byte(m.value)}); identifies(m.key) && mentionsCodecov(owner.text) {
				return verdictOf(n, f, n.shown()+" of "+owner.shown()), codecovs
			}
		}
		if owner := (name{text: []byte(up.key)}); mentionsCodecov(owner.text) {
			return verdictOf(n, f, n.shown()+" of "+owner.shown()), codecovs
		}
	}
	return verdict{}, nothing
}

// identifies reports whether the member of that name says what its map is about.
func identifies(key string) bool {
	switch strings.ToLower(key) {
	case "name", "id", "type", "service", "provider", "tool", "kind", "title", "module", "package", "artifactid", "displayname", "description", "url", "uri", "host", "endpoint":
		return true
	}
	return false
}

// argument is for an item of a list of arguments: ["codecov", "-t", "<value>"].
func (l leaf) argument(f form) (verdict, bool) {
	if len(l.before) == 0 || !isTokenOption(l.before[len(l.before)-1]) {
		return verdict{}, false
	}
	option := name{text: []byte(l.before[len(l.before)-1])}
	ours := mentionsCodecov([]byte(strings.Join(l.before, " ")))
	for up := l.up; up != nil && !ours; up = up.up {
		ours = mentionsCodecov([]byte(up.key))
		for _, m := range up.members {
			ours = ours || mentionsCodecov([]byte(m.value))
		}
	}
	return verdictOf(option, f, option.shown()+" of the Codecov uploader"), ours && f != formHex40
}

// verdictOf is the verdict on a value of that name.
func verdictOf(n name, f form, reason string) verdict {
	return verdict{kind: n.kind(f), reason: reason, variable: n.variable()}
}
