package detector

import "bytes"

// used yields the bound values that are used for Codecov: each use is judged as if
// the value itself stood there. The text is gone through once. It returns what the
// uses say of each value, by its offset.
func (d *document) used(yield func(candidate, verdict)) map[int]says {
	if len(d.bound) == 0 || !d.mention() {
		return nil
	}
	d.nesting = nesting{} // uses come in their own order
	names := usedNames{uses: map[string]*uses{}}
	for _, b := range d.bound {
		names.add(b)
	}
	said := map[int]says{}
	seen := 0
	for at := 0; seen < mostUses; {
		start, end, u := names.next(d.text, at)
		if u == nil {
			break
		}
		at = end
		seen++
		b, v, says := d.use(u, start, end)
		if says != codecovs {
			d.alias(&names, b, start, end)
		}
		for _, alias := range d.loopNames(start) {
			if names.uses[alias] == nil {
				names.add(binding{b.candidate, alias, start, start, false, false, ""})
			}
		}
		if says <= said[b.candidate.start] && said[b.candidate.start] != unclear || says == nothing || said[b.candidate.start] == codecovs {
			continue
		}
		said[b.candidate.start] = says
		if says == codecovs {
			yield(b.candidate, v)
		}
	}
	return said
}

// alias binds a value to the name that is given the one that it has: tok=$secret,
// ARGS = -t $tok.
func (d *document) alias(names *usedNames, b binding, start, end int) {
	from, marked := d.useFrom(start)
	variable, at, ok := d.assignedAt(from)
	if !ok || variable == b.name || names.uses[variable] != nil || b.candidate.start > start && !marked {
		return
	}
	n, _ := d.nameBefore(from)
	option := n.lines == 0 && isTokenOption(string(n.text))
	if n.start != at && !option {
		return // something is made of it
	}
	names.add(binding{b.candidate, variable, at, end, false, option || b.option, ""})
}

// loopNames is the names that a loop gives to what the map or list at pos holds: for
// NAME, TOKEN in tokens.items().
func (d *document) loopNames(pos int) []string {
	own := d.text[max(d.start[d.lineAt(pos)-1], pos-longestName):pos]
	at := bytes.Index(own, []byte("for "))
	end := max(bytes.LastIndex(own, []byte(" in ")), bytes.LastIndex(own, []byte(" of ")))
	if at < 0 || end < at+len("for ") || len(bytes.TrimRight(own[end:], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.(\"'${@[ ")) > 0 {
		return nil
	}
	var names []string
	for _, w := range bytes.FieldsFunc(own[at+len("for "):end], func(r rune) bool { return r > 0x7f || !isWordByte(byte(r)) }) {
		if string(w) != "const" && string(w) != "let" && string(w) != "var" {
			names = append(names, string(w))
		}
	}
	return names
}

// use judges one place at which a bound name stands.
func (d *document) use(u *uses, start, end int) (binding, verdict, says) {
	which, own := u.at(start, end)
	b := *which
	if own {
		u.lost = false
		return b, verdict{}, nothing
	}
	from, marked := d.useFrom(start)
	if d.isOther(start, end) || !marked && (d.rebinds(start, end) || d.isRead(start)) {
		u.lost = u.lost || b.candidate.start < start
		return b, verdict{}, nothing
	}
	if u.lost || !marked && (end-start < shortestBare || isKeyword(b.name) || d.isKey(start, end)) || bytes.Contains(d.text[from:start], []byte("secrets")) {
		return b, verdict{}, nothing
	}
	if b.member != "" && d.isOtherMember(end, b.member) {
		return b, verdict{}, nothing
	}
	if b.option {
		if _, ours := d.uploader(from, end); ours {
			v := verdict{kind: UploadToken, reason: "option of the Codecov uploader, by way of " + name{text: []byte(b.name)}.shown(), confidence: Certain}
			return b, v, codecovs
		}
		return b, verdict{}, nothing
	}
	if at, ok := d.formatted(from); ok {
		from, end = at, at+len("{}")
	}
	v, says := judge(d, candidate{start: from, end: end, form: b.form, spelling: use}, evidences...)
	switch {
	case says == codecovs:
		v.reason += ", by way of " + name{text: []byte(b.name)}.shown()
	case says == nothing && b.own && marked && !d.isChecked(start):
		says = unclear
	}
	return b, v, says
}

// inFormat judges a value as if it stood at the mark of the string literal that it
// is put into: "codecov -t {}".format("<value>").
func (d *document) inFormat(c candidate) (verdict, bool) {
	at, ok := d.formatted(c.start)
	if !ok {
		return verdict{}, false
	}
	v, says := judge(d, candidate{start: at, end: at + len("{}"), form: c.form, spelling: use}, evidences...)
	return v, says == codecovs
}

// formatted is where the mark in a string literal stands that the argument at pos
// takes the place of: "codecov -t {}".format(NAME), "codecov -t %s" % NAME.
func (d *document) formatted(pos int) (int, bool) {
	if !d.formats.is(func() bool {
		return bytes.Contains(d.text, []byte("% ")) || bytes.Contains(d.text, []byte(".format("))
	}) {
		return 0, false // nearly always
	}
	line := max(d.start[d.lineAt(pos)-1], pos-groupReach)
	own := d.text[line:pos]
	for _, f := range []struct{ operator, mark string }{{".format(", "{}"}, {" % (", "%s"}, {" % ", "%s"}} {
		at := bytes.LastIndex(own, []byte(f.operator))
		if at <= 0 || !isQuote(own[at-1]) {
			continue
		}
		arguments := own[at+len(f.operator):]
		if bytes.ContainsAny(arguments, ")") {
			continue
		}
		from := 0
		for index := bytes.Count(arguments, []byte(",")); ; index-- {
			i := bytes.Index(own[from:at], []byte(f.mark))
			if i < 0 {
				return 0, false
			}
			if from += i; index == 0 {
				return line + from, true
			}
			from += len(f.mark)
		}
	}
	return 0, false
}

// isChecked reports whether a use only asks whether there is a value, or shows it.
func (d *document) isChecked(start int) bool {
	line := d.start[d.lineAt(start)-1]
	words := bytes.Fields(d.text[max(line, start-nearbyReach):start])
	if len(words) == 0 {
		return false
	}
	switch string(words[0]) {
	case "if", "[", "[[", "test", "echo", "elif", "while", "case", "print", "printf", "&&", "unless", "when", "if:", "#", "//":
		return true
	}
	return false
}

// useFrom is where the expression begins that refers to the name at start: $NAME,
// ${{ env.NAME }}, os.environ["NAME"], and whether there is a mark that says that
// it refers to it.
func (d *document) useFrom(start int) (from int, marked bool) {
	from = start
	floor := max(0, start-longestName)
	for from > floor {
		switch b := d.text[from-1]; {
		case b == '.':
			from--
		case b == '$' || b == '{' || b == '%' || b == '#' && from < start || b == '*' && d.isYAML():
			marked = true
			from--
		case isWordByte(b) && d.text[from] == '.':
			for from > floor && isWordByte(d.text[from-1]) {
				from--
			}
		case b == '(' && from-1 > floor && d.text[from-2] == '$':
			from -= 2
			marked = true
		case b == ' ' && marked && from-1 > floor && (d.text[from-2] == '{' || d.text[from-2] == '<'):
			from--
		case b == ' ' && from-1 > floor && d.text[from-2] == '{':
			from--
		case b == '<' && d.text[from] == ' ', b == '<' && d.text[from] == '<':
			from--
		case b == ':' && hasSuffixFold(d.text[floor:from], "$env:"):
			return from - len("$env:"), true
		case b == ']' && bytes.LastIndex(d.text[floor:from], []byte("{[")) >= 0: // tox: {[section]name}
			return floor + bytes.LastIndex(d.text[floor:from], []byte("{[")), true
		case b == ':' && hasSuffixFold(d.text[floor:from], "{env:"): // tox
			return from - len("{env:"), true
		case b == '@' && from-1 > floor && isSpace(d.text[from-2]):
			return from - 1, true
		case b == ' ' && bytes.HasSuffix(d.text[floor:from], []byte("$(cat ")):
			return from - len("$(cat "), true
		case isQuote(b) || b == '(' || b == '[':
			at, ok := d.accessor(from, floor)
			if !ok {
				return from, marked
			}
			return at, true
		default:
			return from, marked
		}
	}
	return from, marked
}

// accessor is where the call or index begins that reads the environment, whose
// argument begins at from: os.getenv("NAME"), ENV['NAME'].
func (d *document) accessor(from, floor int) (int, bool) {
	at := from
	for at > floor && (isQuote(d.text[at-1]) || isOpening(d.text[at-1])) {
		at--
	}
	end := at
	for at > floor && (isWordByte(d.text[at-1]) || d.text[at-1] == '.' || d.text[at-1] == '$' || d.text[at-1] == ':' && at-1 > floor && d.text[at-2] == ':' || d.text[at-1] == ':' && d.text[at] == ':') {
		at--
	}
	return at, at < end && bytes.Contains(bytes.ToLower(d.text[at:end]), []byte("env"))
}

// rebinds reports whether the name at the beginning of a command or statement is
// given another value there.
func (d *document) rebinds(start, end int) bool {
	i := end
	for i < len(d.text) && d.text[i] == ' ' {
		i++
	}
	if i+1 >= len(d.text) || d.text[i] != '=' || d.text[i+1] == '=' {
		return false
	}
	before := bytes.TrimRight(d.text[d.start[d.lineAt(start)-1]:start], " \t")
	for _, word := range []string{"export", ";", "set", "let", "-", "local", "const", "var", "declare", "readonly", "typeset", "my", "val"} {
		if bytes.HasSuffix(before, []byte(word)) {
			return true
		}
	}
	return len(before) == 0
}

// isOtherMember reports whether another member of a map is used at end than that:
// secrets.other, secrets["other"].
func (d *document) isOtherMember(end int, member string) bool {
	rest := d.text[end:min(len(d.text), end+longestName)]
	if len(rest) == 0 || rest[0] != '.' && rest[0] != '[' && rest[0] != '/' {
		return false
	}
	rest = bytes.TrimLeft(rest, "./[\"'")
	n := 0
	for n < len(rest) && (isWordByte(rest[n]) || rest[n] == '-') {
		n++
	}
	return n > 0 && string(rest[:n]) != member
}

// isRead reports whether the name is given what a command reads: read -r NAME.
func (d *document) isRead(start int) bool {
	own := bytes.TrimLeft(d.text[d.start[d.lineAt(start)-1]:start], " \t")
	return len(own) < longestName && bytes.HasPrefix(own, []byte("read "))
}

// isOther reports whether the name is a key of YAML that is given something else.
func (d *document) isOther(start, end int) bool {
	if !d.isYAML() || end >= len(d.text) || d.text[end] != ':' {
		return false
	}
	line := d.lineAt(start)
	rest := d.text[end:min(d.start[line-1]+len(d.line(line)), end+longestName)]
	if given := bytes.TrimSpace(rest[len(":"):]); len(given) == 0 || given[0] == '{' {
		return false // what is said of it, not what it is
	}
	for at := 0; ; { // key: << parameters.key >>
		i := bytes.Index(rest[at:], d.text[start:end])
		if i < 0 {
			return true
		}
		i += at
		at = i + end - start
		if !isWordByte(rest[i-1]) && (at == len(rest) || !isWordByte(rest[at])) {
			return false
		}
	}
}

// isKeyword reports whether a short name is a word of languages, which stands in a
// text for other reasons.
func isKeyword(name string) bool {
	switch name {
	case "if", "in", "of", "do", "fi", "or", "as", "is", "on", "to", "no", "id", "os", "ci":
		return true
	}
	return false
}

// isKey reports whether the name at start is itself that of a value, not a use.
func (d *document) isKey(start, end int) bool {
	i := end
	for i < len(d.text) && (d.text[i] == ' ' || isQuote(d.text[i])) {
		i++
	}
	if i < len(d.text) && (d.text[i] == ':' || d.text[i] == '=') {
		return true
	}
	return start > 0 && isQuote(d.text[start-1]) && end < len(d.text) && isQuote(d.text[end])
}

func hasSuffix(b []byte, suffix string) bool {
	return len(b) >= len(suffix) && string(b[len(b)-len(suffix):]) == suffix
}

func hasSuffixFold(b []byte, suffix string) bool {
	return len(b) >= len(suffix) && bytes.EqualFold(b[len(b)-len(suffix):], []byte(suffix))
}
