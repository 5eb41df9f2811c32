package detector

import (
	"bytes"
	"path"
	"strings"
)

// nearbyEvidence is for what has no structure: the value is called a token, by its
// name, in a sentence, or on the line above it, and the nearest service that the
// text around it names is Codecov. Of 232 keys that were committed to public
// repositories, the farthest stood 235 bytes from the word.
func nearbyEvidence(d *document, c candidate) (verdict, bool) {
	if c.spelling != use && !c.isV4(d.text) && c.form != formHex40 {
		return verdict{}, false
	}
	about := d.aboutCodecov()
	distance := 0
	if !about {
		if distance = d.mentionAt(c); distance >= farthest {
			return verdict{}, false
		}
	}
	if c.form == formHex40 && c.spelling != use && !d.nearStatic(c) {
		return verdict{}, false
	}
	n, called := d.calledToken(c)
	if !called {
		n, called = d.calledSecret(c)
	}
	if !called {
		n, called = d.calledBehind(c)
	}
	if !called && d.isProseFile() {
		n, called = d.namedBelow(c)
	}
	if !called && distance <= nearbyReach/3 && d.isCheckedFor(c) {
		n, called = name{text: []byte("value that is checked for")}, true
	}
	if !called || c.form == formHex40 && c.spelling != use && !d.saysStatic(n) || d.isOthers(c) {
		return verdict{}, false
	}
	if about {
		return verdictOf(n, c.form, n.shown()+" in "+shownBase(d)), true
	}
	if d.rivalWithin(c, distance) {
		return verdict{}, false
	}
	return verdictOf(n, c.form, n.shown()+" beside a mention of Codecov"), true
}

// isOthers reports whether what a value stands in says that it is not Codecov's token,
// whatever it is called.
func (d *document) isOthers(c candidate) bool {
	return d.inTestCode(c) || d.owned(c) || d.isLookup(c) || d.sentElsewhere(c) || d.inLabelled(c)
}

// nearbyReach is how far from the value a mention of Codecov counts, in bytes, and
// nearbyLines on how many lines above or below.
const (
	nearbyReach = 260
	nearbyLines = 12
)

// calledToken is the word that says that the value is a token: its name, a word of
// the sentence that it ends, or one of the lines above a value that stands alone.
func (d *document) calledToken(c candidate) (name, bool) {
	n, ok := d.nameOf(c)
	if ok && n.lines <= 1 {
		switch {
		case isTokenOption(string(n.text)):
			return n, n.lines == 0 && d.ownProgram(n.start)
		case n.role() == plainToken && (n.assigned || n.lines == 0):
			return n, !n.assigned || d.mayUpload(c)
		case n.assigned && n.lines == 0 && (n.role() != noRole && n.role() != codecovName || !isProse(d, n)):
			return n, false
		}
	}
	const sentence = 120
	line := d.lineAt(c.start)
	first := line
	if line > 1 && d.isProseFile() && len(bytes.TrimSpace(d.line(line-1))) > 0 && !d.standsAlone(c) {
		first-- // a sentence may begin on the line before
	}
	from := max(d.start[first-1], c.start-sentence)
	if w, ok := d.secretWord(from, c.start); ok {
		return w, true
	}
	if w, ok := d.tokenWord(from, c.start); ok {
		return w, d.aboutCodecov() || isSentence(d.text[w.end:c.start])
	}
	if !d.standsAlone(c) {
		return n, false
	}
	const above = 3
	for up := line - 1; up > 0 && up >= line-above; up-- {
		if w, ok := d.tokenWord(d.start[up-1], d.start[up]); ok {
			return w, isSentence(d.text[w.end:d.start[up]])
		}
	}
	return n, false
}

// isSentence reports whether what stands between a word and a value is prose: words
// without the marks of code, none of which says that the value is something else.
func isSentence(text []byte) bool {
	const mostWords = 14
	for i, b := range text {
		switch b {
		case '=', ';', '#', '<', '$', '{', '|', '[', '%', '@', '/':
			return false
		case '(':
			if i == 0 || text[i-1] != ' ' {
				return false
			}
		case '-':
			if i > 0 && text[i-1] == ' ' && i+1 < len(text) && isAlnum(text[i+1]) {
				return false // an option
			}
		}
	}
	words := parts(text)
	for _, w := range words {
		if notKeys.has(w) {
			return false
		}
	}
	return len(words) <= mostWords && (len(words) == 0 || text[len(text)-1] == '(' || !isThing(words[len(words)-1]))
}

// isThing reports whether the word before a value says what it is the id of.
func isThing(word string) bool {
	switch word {
	case "trace", "session", "request", "run", "ticket", "event", "transaction", "span", "correlation", "tenant",
		"subscription", "installation", "device", "machine", "message", "build", "job", "pipeline", "release", "deployment":
		return true
	}
	return false
}

// mayUpload reports whether a named argument belongs to a call that could hand it
// to Codecov: any bracket but that of a call with a name of its own.
func (d *document) mayUpload(c candidate) bool {
	open := d.around(c)
	if len(open) == 0 {
		return true
	}
	b := &open[len(open)-1]
	if d.text[b.at] != '(' || c.start-b.at > groupReach {
		return true
	}
	owner, ok := d.ownerOf(b)
	if !ok || mentionsCodecov(owner.text) || owner.role() == plainToken {
		return true
	}
	for _, w := range parts(owner.text[bytes.LastIndexByte(owner.text, '.')+1:]) {
		switch w {
		case "upload", "submit", "post", "put", "send", "report", "request", "coverage", "set", "dict", "map", "params",
			"data", "new", "create", "convention", "property", "getenv", "fetch", "env", "get", "token", "string", "str",
			"format", "sprintf", "printf", "print", "println", "append", "push", "add", "option", "default", "echo", "run", "exec", "sh", "system", "assert", "of", "entry":
			return true
		}
	}
	return false
}

// namedBelow is the name of a token that notes give a value on one of the next lines:
// copy the value, then save it as CODECOV_TOKEN.
func (d *document) namedBelow(c candidate) (name, bool) {
	const below = 3
	n, ok := d.nameOf(c)
	if ok && n.lines == 0 && (n.assigned || !mayBeKey(n.text)) {
		return n, false
	}
	line := d.lineAt(c.start)
	if !isSentence(d.text[max(d.start[line-1], c.start-nearbyReach):c.start]) {
		return n, false
	}
	to := min(len(d.text), c.end+nearbyReach)
	if line+below < len(d.start) {
		to = min(to, d.start[line+below])
	}
	to = max(c.end, to) // the literals of a value may go on over more lines
	if !mentionsCodecov(d.text[c.end:to]) || holdsValue(d.text[c.end:to]) {
		return n, false
	}
	var found name
	d.eachWord(c.end, to, func(w []byte, at int) {
		if r := (name{text: w, start: at, end: at + len(w)}); len(found.text) == 0 && mentionsCodecov(w) && r.role() == codecovToken {
			found = r
		}
	})
	return found, len(found.text) > 0
}

// isCheckedFor reports whether a condition asks if there is a value at all, where a
// reference to the token stood before it was replaced: [ -n "<value>" ].
func (d *document) isCheckedFor(c candidate) bool {
	line := d.lineAt(c.start)
	end := c.end + len(d.line(line)) - (c.end - d.start[line-1]) + len(d.line(line+1)) + len("\r\n")
	if !mentionsCodecov(d.text[max(d.start[max(1, line-1)-1], c.start-nearbyReach):min(len(d.text), end, c.end+nearbyReach)]) {
		return false // not on its line, nor on the one that it guards
	}
	before := bytes.TrimRight(d.text[max(0, c.start-longestName):c.start], "\"'")
	if bytes.HasSuffix(before, []byte(" -n ")) || bytes.HasSuffix(before, []byte(" -z ")) {
		return bytes.HasSuffix(bytes.TrimRight(before[:len(before)-len(" -n ")], " "), []byte("[")) || bytes.HasSuffix(before[:len(before)-len(" -n ")], []byte("test"))
	}
	after := bytes.TrimLeft(d.text[c.end:min(len(d.text), c.end+longestName)], "\"' ")
	for _, operator := range []string{"!==", "===", "!=", "=="} {
		if rest, ok := bytes.CutPrefix(after, []byte(operator)); ok {
			rest = bytes.TrimLeft(rest, " ")
			for _, nothing := range []string{`""`, "''", "undefined", "null", "nil", "None"} {
				if bytes.HasPrefix(rest, []byte(nothing)) {
					return true
				}
			}
			return false
		}
	}
	return false
}

// calledSecret is the name of a value that is called a secret on a line that is
// about Codecov, or the script that is given it below a comment that is.
func (d *document) calledSecret(c candidate) (name, bool) {
	n, ok := d.nameOf(c)
	if !ok || n.lines > 0 {
		return n, false
	}
	line := d.lineAt(c.start)
	own := d.text[max(d.start[line-1], c.start-nearbyReach):c.start]
	if strings.HasSuffix(d.base, "netrc") && line > 2 {
		own = d.text[max(d.start[line-3], c.start-nearbyReach):c.start] // machine, login, password
	}
	var buf shortWord
	switch string(buf.lower(bytes.TrimLeft(n.text, "-"))) {
	case "password", "passwd", "secret", "key", "credential", "credentials", "passphrase":
		call := n.end < len(d.text) && isOpening(d.text[n.end])
		return n, !call && mentionsCodecov(own)
	}
	if !n.assigned && n.text[0] != '-' && d.remarked(line-1) && runsFile(bytes.TrimLeft(own, " \t")) {
		return n, true
	}
	return n, false
}

// isProse reports whether the name before a colon or an equals sign is the end of a
// sentence, or a label, rather than the name of a value.
func isProse(d *document, n name) bool {
	var buf shortWord
	switch string(buf.lower(n.text)) {
	case "is", "value", "here", "this", "it", "use", "e.g", "with":
		return true
	}
	return n.start > 1 && d.text[n.start-1] == ' ' && isAlnum(d.text[n.start-2])
}

// tokenWord is the last word from from to to that says token, and belongs to
// nothing but Codecov.
func (d *document) tokenWord(from, to int) (name, bool) {
	var found name
	ok := false
	from, to = max(from, to-groupReach), min(to, len(d.text))
	if from >= to || !mayHaveToken(d.text[from:to]) {
		return found, false // nearly always
	}
	d.eachWord(from, to, func(w []byte, at int) {
		if !hasToken(w) {
			return
		}
		if at > 0 && (d.text[at-1] == '$' || d.text[at-1] == '%' || d.text[at-1] == '{') {
			return // a reference
		}
		if n := (name{text: w, start: at, end: at + len(w)}); n.role() == plainToken || n.role() == codecovToken {
			found, ok = n, true
		}
	})
	return found, ok
}

// hasToken reports whether a word can be one that says token.
func hasToken(w []byte) bool {
	for i := 0; i+len("tok") <= len(w); i++ {
		if lower(w[i]) == 't' && lower(w[i+1]) == 'o' && lower(w[i+2]) == 'k' {
			return true
		}
	}
	return mentionsCodecov(w) || bytes.EqualFold(w, []byte("jeton"))
}

// mayHaveToken reports whether some word of a text can be one that says token.
func mayHaveToken(text []byte) bool {
	for i := 2; i < len(text); i++ {
		switch text[i] | 0x20 {
		case 'k':
			if text[i-1]|0x20 == 'o' && text[i-2]|0x20 == 't' {
				return true
			}
		case 'n':
			if hasSuffixFold(text[:i+1], "jeton") {
				return true
			}
		}
	}
	return mentionsCodecov(text)
}

// secretWord is the word secret of a sentence that says Codecov before the value.
func (d *document) secretWord(from, to int) (name, bool) {
	var found name
	ok := false
	if !mentionsCodecov(d.text[from:to]) {
		return found, false
	}
	d.eachWord(from, to, func(w []byte, at int) {
		var buf shortWord
		switch string(buf.lower(w)) {
		case "secret", "key", "credential":
			found, ok = name{text: w, start: at, end: at + len(w)}, true
		}
	})
	return found, ok && isSentence(d.text[found.end:to])
}

// eachWord yields every word from from to to.
func (d *document) eachWord(from, to int, yield func(word []byte, at int)) {
	for i := from; i < to; i++ {
		if !isNameByte(d.text[i]) {
			continue
		}
		start := i
		for i < to && isNameByte(d.text[i]) && i-start < longestName {
			i++
		}
		yield(bytes.Trim(d.text[start:i], ".-"), start)
	}
}

// standsAlone reports whether nothing but the value, quotes and marks is on its line.
func (d *document) standsAlone(c candidate) bool {
	line := d.lineAt(c.start)
	const margin = 200 // more than that is something else
	before := d.text[d.start[line-1]:c.start]
	after := d.line(line)
	after = after[min(len(after), c.end-d.start[line-1]):]
	if len(before)+len(after) > margin || hasLetterOrDigit(after) {
		return false
	}
	if mark := bytes.TrimLeft(before, " \t#>*"); len(mark) > 1 && '0' <= mark[0] && mark[0] <= '9' && (mark[1] == '.' || mark[1] == ')') {
		before = mark[1:] // of a numbered list
	}
	if len(before) > 0 && before[0] == '<' { // who says it, in a chat
		before = before[bytes.IndexByte(before, '>')+1:]
	}
	before = bytes.TrimPrefix(bytes.TrimPrefix(before, []byte(".B ")), []byte(".I ")) // roff
	return !hasLetterOrDigit(before)
}

// ownProgram reports whether the command of an option may be one of Codecov's: it
// begins with the option, a variable or a script, not with another program.
func (d *document) ownProgram(option int) bool {
	start, _ := d.logical(d.lineAt(option))
	start = d.commandFrom(max(start, option-commandReach), option)
	own := bytes.TrimLeft(d.text[start:option], "&|; \t\r\n\"'`@-#*>([{")
	words := bytes.Fields(own)
	if len(words) == 0 || bytes.IndexByte(own, '"') >= 0 || bytes.IndexByte(own, '\'') >= 0 {
		return true
	}
	if key, _ := keyOf(own); len(key) > 0 && d.indented() {
		return true // options: -t <value>
	}
	first := words[0]
	return runsFile(first) || bytes.ContainsAny(first, "$%=+") || mentionsCodecov(first)
}

func shownBase(d *document) string {
	base := name{text: []byte(path.Base(d.path))}
	return base.shown()
}
