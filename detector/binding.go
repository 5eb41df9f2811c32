package detector

import "bytes"

const (
	// mostBound and mostUses keep the cost of a text that is all names in bounds.
	mostBound = 1000
	mostUses  = 2000
	// shortestBare is the shortest name that is recognised without a mark ($NAME) in
	// front of it.
	shortestBare = 2
)

// binding is a value that was given a name which does not say whose it is: TOKEN=….
// The name may be used for Codecov further on: codecov -t $TOKEN.
type binding struct {
	candidate
	name       string
	start, end int // of the name
	// own tells that it is the value's own name, not that of what the value is in.
	own bool
	// option tells that the value stands behind -t in what the name holds: the
	// arguments of a command.
	option bool
	// member is the value's own name in the map that the name is of.
	member string
}

// bind keeps a value that no evidence spoke of, under the names that it was given.
func (d *document) bind(c candidate) {
	before := len(d.bound)
	if c.form == formBadge || before >= mostBound {
		return
	}
	if d.bindNames(c); len(d.bound) > before && c.isPlaceholder(d.text) {
		d.bound = d.bound[:before]
	}
}

func (d *document) bindNames(c candidate) {
	n, ok := d.nameOf(c)
	switch {
	case ok && n.lines <= 1 && (n.assigned || d.declares(n, c)):
		if bound, ok := boundName(n.text); ok {
			d.bound = append(d.bound, binding{c, bound, n.start, n.end, true, false, ""})
		}
	case ok && n.lines == 0 && n.text[0] != '-':
		d.bindParameter(c, n)
	}
	if ok && n.lines == 0 && isTokenOption(string(n.text)) {
		if variable, start, ok := d.assignedAt(n.start); ok {
			d.bound = append(d.bound, binding{c, variable, start, start + len(variable), false, true, ""})
		}
	}
	if word, ok := d.wordBefore(c.start); ok && connecting.hasLower(word.text) {
		d.bindTo(c, word.text, word.start, word.end) // value=…
	}
	d.bindDefault(c)
	d.bindOutput(c)
	for _, l := range d.leavesAt(c) {
		if !isValueWord([]byte(l.key)) || l.up == nil {
			continue
		}
		d.bindTo(c, []byte(l.up.key), c.start, c.start)
		for _, m := range l.up.members {
			if isNaming([]byte(m.key)) {
				d.bindTo(c, []byte(m.value), c.start, c.start)
			}
		}
	}
	if open := d.around(c); len(open) > 0 && c.start-open[len(open)-1].at < groupReach {
		if owner, ok := d.ownerOf(&open[len(open)-1]); ok && owner.lines == 0 && (owner.assigned || d.text[owner.end] == '"') {
			d.bindTo(c, owner.text, owner.start, owner.end) // a map, or a declaration's block
			if last := len(d.bound) - 1; last >= 0 && ok && n.assigned && n.start > owner.end && !isValueWord(n.text) {
				d.bound[last].member = string(n.text)
			}
		}
	}
}

// bindDefault binds a value that a call takes as the default of an argument: var up =
// Argument("upload", "<value>"), add_argument("--secret", default="<value>").
func (d *document) bindDefault(c candidate) {
	open := d.around(c)
	if len(open) == 0 {
		return
	}
	at := open[len(open)-1].at
	if d.text[at] != '(' || c.start-at > longestName {
		return
	}
	arguments := d.text[at+1 : c.start]
	if bytes.IndexByte(arguments, ',') < 0 {
		return
	}
	if option, ok := bytes.CutPrefix(bytes.TrimLeft(arguments, " \"'\n\t"), []byte("--")); ok {
		end := 0
		for end < len(option) && (isWordByte(option[end]) || option[end] == '-') {
			end++
		}
		d.bindTo(c, bytes.ReplaceAll(option[:end], []byte("-"), []byte("_")), c.start, c.start)
	} else if variable, start, ok := d.assignedAt(at); ok {
		d.bindTo(c, []byte(variable), start, start+len(variable))
	}
}

// wordBefore is the word right before the value that is assigned to it.
func (d *document) wordBefore(pos int) (name, bool) {
	n := name{start: pos}
	if !d.skipGlue(&n) || !n.assigned || n.lines > 0 {
		return n, false
	}
	n.end = n.start
	for n.start > 0 && n.end-n.start < longestName && isWordByte(d.text[n.start-1]) {
		n.start--
	}
	n.text = d.text[n.start:n.end]
	return n, n.start < n.end
}

// assignedAt is the variable that the line with pos gives a value to, when it begins
// with that: ARGS = -t …, args=(-t …).
func (d *document) assignedAt(pos int) (variable string, start int, ok bool) {
	from := d.start[d.lineAt(pos)-1]
	own := d.text[max(from, pos-groupReach):pos]
	if len(own) < pos-from {
		return "", 0, false
	}
	i := 0
	for _, skip := range []string{"export ", "set ", "local ", "const ", "let ", "var ", "env:", "$env:", "$"} {
		if rest := bytes.TrimLeft(own[i:], " \t"); bytes.HasPrefix(rest, []byte(skip)) {
			i += len(own[i:]) - len(rest) + len(skip)
		}
	}
	for i < len(own) && (own[i] == ' ' || own[i] == '\t') {
		i++
	}
	end := i
	for end < len(own) && isWordByte(own[end]) {
		end++
	}
	after := bytes.TrimLeft(own[end:], " \t")
	if end == i || len(after) == 0 || after[0] != '=' && !bytes.HasPrefix(after, []byte("+=")) && !bytes.HasPrefix(after, []byte(":=")) && after[0] != ':' {
		return "", 0, false
	}
	return string(own[i:end]), from + i, true
}

func (d *document) bindTo(c candidate, text []byte, start, end int) {
	if bound, ok := boundName(text); ok {
		d.bound = append(d.bound, binding{c, bound, start, end, false, false, ""})
	}
}

// bindOutput binds what a command writes to a file or to the outputs of its step:
// echo "NAME=<value>" >> $GITHUB_OUTPUT, cat > .cc_token <<EOF.
func (d *document) bindOutput(c candidate) {
	line := d.lineAt(c.start)
	command := d.line(line)
	if d.standsAlone(c) && line > 1 && bytes.Contains(d.line(line-1), []byte("<<")) {
		command = d.line(line - 1)
	}
	if len(command) > groupReach {
		return
	}
	if end := c.start - 1; end > 0 && d.text[end] == '=' &&
		(bytes.Contains(command, []byte("GITHUB_OUTPUT")) || bytes.Contains(command, []byte("set-output"))) {
		start := end
		for start > 0 && isWordByte(d.text[start-1]) {
			start--
		}
		d.bindTo(c, d.text[start:end], start, end)
	}
	if _, file, ok := bytes.Cut(command, []byte(">")); ok && writes(command) {
		file = bytes.TrimLeft(file, "> \t\"'")
		file = bytes.TrimLeft(file[bytes.LastIndexByte(file[:endOfWord(file)], '/')+1:], ".")
		end := 0
		for end < len(file) && (isWordByte(file[end]) || file[end] == '-') {
			end++
		}
		d.bindTo(c, file[:end], c.start, c.start)
	}
}

// writes reports whether a command prints what it is given.
func writes(command []byte) bool {
	words := bytes.Fields(bytes.TrimLeft(command, " \t-@"))
	for i := 0; i < min(len(words), 3); i++ { // behind run: or sudo
		switch string(words[i]) {
		case "echo", "printf", "cat", "tee":
			return true
		}
	}
	return false
}

func endOfWord(text []byte) int {
	if i := bytes.IndexAny(text, " \t\"'"); i >= 0 {
		return i
	}
	return len(text)
}

// bindParameter binds an argument of a function that the text itself defines to the
// parameter's name, or its number in a shell.
func (d *document) bindParameter(c candidate, n name) {
	between := d.text[n.end:c.start]
	if len(between) > longestName {
		return
	}
	parameters, ok := d.definitions()[string(n.text[bytes.LastIndexByte(n.text, '.')+1:])]
	if !ok {
		return
	}
	if bytes.IndexByte(between, '(') < 0 {
		const most = 9
		if index := 1 + len(bytes.Fields(bytes.Trim(between, " \t\"'"))); index <= most && len(parameters) == 0 {
			d.bound = append(d.bound, binding{c, string(rune('0' + index)), c.start, c.start, false, false, ""})
		}
		return
	}
	if index := bytes.Count(between, []byte(",")); index < len(parameters) {
		d.bindTo(c, []byte(parameters[index]), c.start, c.start)
	}
}

// definitions is the functions that the text defines, with the names of their
// parameters; a function of a shell has none. They are found once.
func (d *document) definitions() map[string][]string {
	if d.functions != nil {
		return d.functions
	}
	d.functions = map[string][]string{}
	for i := 1; i < len(d.text); i++ {
		if d.text[i] != '(' || !isWordByte(d.text[i-1]) {
			continue
		}
		start := i
		for start > 0 && i-start < longestName && (isWordByte(d.text[start-1]) || d.text[start-1] == '-') {
			start--
		}
		end := bytes.IndexByte(d.text[i:min(len(d.text), i+longestName)], ')')
		if end < 0 {
			continue
		}
		after := bytes.TrimLeft(d.text[i+end+1:min(len(d.text), i+end+1+longestName)], " \t\r\n")
		shell := end == 1 && len(after) > 0 && after[0] == '{'
		if shell || defines(d.text[max(0, start-longestName):start]) {
			d.functions[string(d.text[start:i])] = parameterNames(d.text[i+1 : i+end])
		}
	}
	return d.functions
}

// parameterNames is the first word of each parameter in a list of them.
func parameterNames(list []byte) []string {
	var names []string
	for parameter := range bytes.SplitSeq(list, []byte{','}) {
		if words := bytes.FieldsFunc(parameter, func(r rune) bool { return r > 0x7f || !isWordByte(byte(r)) }); len(words) > 0 {
			names = append(names, string(words[0]))
		}
	}
	return names
}

// defines reports whether a line that begins so is the definition of a function.
func defines(before []byte) bool {
	before = bytes.TrimRight(before[bytes.LastIndexByte(before, '\n')+1:], " ")
	for _, word := range []string{"def", "function", "fun", "func", "fn", "sub"} {
		if bytes.HasSuffix(before, []byte(word)) {
			return true
		}
	}
	return false
}

// declares reports whether a name without an operator behind it is given the value:
// set NAME value, NAME <- value.
func (d *document) declares(n name, c candidate) bool {
	if bytes.Contains(d.text[n.end:c.start], []byte("<-")) || n.start > 0 && d.text[n.start-1] == '<' && d.text[n.end] == '>' ||
		bytes.HasPrefix(d.text[n.end:], []byte("]")) && bytes.Contains(d.text[max(0, n.start-longestName):n.start], []byte("setvariable")) {
		return true
	}
	const longest = 40
	words := bytes.Fields(d.text[max(d.start[d.lineAt(n.start)-1], n.start-longest):n.start])
	if len(words) == 0 {
		return false
	}
	switch string(words[len(words)-1]) {
	case "set", "setx", "setenv", "-x", "-gx", "-g", "-U", "-Ux", "-l", "--global", "--export", "export", "define", "#define", "ARG", "ENV":
		return true
	}
	return false
}

// boundName is the last part of a name, by which it is used.
func boundName(text []byte) (string, bool) {
	text = text[bytes.LastIndexByte(text, '.')+1:]
	if len(text) == 0 || text[0] == '-' || !isLetter(text[0]) && text[0] != '_' {
		return "", false
	}
	var buf shortWord
	switch string(buf.lower(text)) {
	case "string", "str", "char": // elements of XML that are named after their type
		return "", false
	}
	return string(text), true
}

func isLetter(b byte) bool { return isAlnum(b) && (b < '0' || b > '9') }
