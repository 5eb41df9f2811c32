package detector

import "bytes"

// pairEvidence: the value is called just that, and its name is given apart, in any
// order and with other things between: name: CODECOV_TOKEN beside value: …, the
// first argument of a call beside default=…, the block of a variable's
// declaration, --name CODECOV_TOKEN before --value … of a command.
func pairEvidence(d *document, c candidate) (verdict, bool) {
	key, ok := d.valueKey(c.start)
	if !ok {
		return verdict{}, false
	}
	var n name
	if key.text[0] == '-' {
		n, ok = d.pairInCommand(key)
	} else {
		n, ok = d.pairInGroup(c, key)
	}
	if !ok && d.indented() {
		n, ok = d.pairInBlock(key)
	}
	if !ok {
		return verdict{}, false
	}
	return verdict{kind: n.kind(c.form), reason: "value of " + n.shown(), variable: n.variable()}, true
}

// valueKey is the word right before the value when it is one that is given to
// the value of something named elsewhere.
func (d *document) valueKey(pos int) (name, bool) {
	n := name{start: pos}
	if !d.skipGlue(&n) {
		return n, false
	}
	n.end = n.start
	for n.start > 0 && n.end-n.start < longestName && isNameByte(d.text[n.start-1]) {
		n.start--
	}
	n.text = d.text[n.start:n.end]
	last := lastPart(n.text)
	if len(last) == 0 || !n.assigned && n.text[0] != '-' {
		return n, false
	}
	var buf shortWord
	switch last = buf.lower(last); string(last) {
	case "body", "string":
		return n, n.text[0] == '-'
	}
	return n, isValueWord(last)
}

// isValueWord reports whether a member of that name is the value of something that
// is named beside it.
func isValueWord(key []byte) bool {
	var buf shortWord
	switch string(buf.lower(lastPart(key))) {
	case "value", "val", "default", "fallback", "content", "defaultvalue", "stringvalue", "plaintext":
		return true
	}
	return false
}

// isNaming reports whether a word is the key of a name.
func isNaming(text []byte) bool {
	var buf shortWord
	switch string(buf.lower(lastPart(text))) {
	case "name", "key", "variable", "var", "env":
		return true
	}
	return false
}

// pairInGroup looks in the innermost bracket or tag around the value: before it,
// behind it, and at what stands before the bracket (variable "codecov_token" {).
func (d *document) pairInGroup(c candidate, key name) (name, bool) {
	from, isCall, ok := d.groupFrom(c, key)
	if !ok {
		return name{}, false
	}
	to := min(len(d.text), c.end+groupReach)
	if from.at >= 0 && d.text[from.at] == '<' {
		if i := bytes.IndexByte(d.text[c.end:to], '>'); i >= 0 {
			to = c.end + i
		}
	} else if owner, ok := d.ownerOf(from); ok && owner.role() == codecovToken {
		return owner, true
	}
	var found name
	naming := isCall // the first argument of a call names what it is about
	look := func(w []byte, at int) bool {
		n := name{text: w, start: at, end: at + len(w)}
		if naming && n.role() == codecovToken {
			found, ok = n, true
			return false
		}
		naming = isNaming(w)
		return true
	}
	ok = false
	d.words(max(from.at+1, c.start-groupReach), key.start, look)
	if !ok {
		naming = false
		d.words(c.end, to, look)
	}
	return found, ok
}

// pairInCommand looks among the words of a command before the option that takes
// the value. What is preceded by a dollar refers to a variable of that name.
func (d *document) pairInCommand(key name) (name, bool) {
	start, _ := d.logical(d.lineAt(key.start))
	start = d.commandFrom(max(start, key.start-groupReach), key.start)
	var found name
	ok := false
	d.words(start, key.start, func(w []byte, at int) bool {
		n := name{text: w, start: at, end: at + len(w)}
		if n.role() == codecovToken && (at == 0 || d.text[at-1] != '$') {
			found, ok = n, true
		}
		return true
	})
	return found, ok
}

// groupFrom is the innermost bracket or tag that holds the key of the value.
func (d *document) groupFrom(c candidate, key name) (from *bracket, isCall, ok bool) {
	open := d.around(c)
	i := len(open) - 1
	for i >= 0 && open[i].at > key.start {
		i--
	}
	floor := max(0, c.start-groupReach)
	if i >= 0 {
		floor = max(floor, open[i].at)
	}
	if at := bytes.LastIndexAny(d.text[floor:key.start], "<>"); at >= 0 && d.text[floor+at] == '<' {
		return &bracket{at: floor + at}, false, true
	}
	if i < 0 || open[i].at < c.start-groupReach {
		return nil, false, false
	}
	return &open[i], d.text[open[i].at] == '(', true
}

// pairInBlock looks in the block of a YAML text that the value's key belongs to,
// and at the key that the block is indented under.
func (d *document) pairInBlock(key name) (name, bool) {
	line := d.lineAt(key.start)
	o := d.shape(line)
	first, level := o.block(line)
	var found name
	ok := false
	o.keys(first, level, func(n int) bool {
		key, value := keyOf(d.line(n))
		if isNaming(key) {
			found = name{text: value}
			ok = found.role() == codecovToken
		}
		return !ok
	})
	if ok {
		return found, true
	}
	if up := o.up[line]; up > 0 {
		key, _ := keyOf(d.line(up))
		found = name{text: key}
	}
	return found, found.role() == codecovToken
}
