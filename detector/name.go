package detector

import "bytes"

// name is the word that a value belongs to: the nearest word before it that
// says anything, over quotes, operators and words that only connect.
type name struct {
	text       []byte
	start, end int
	// assigned: an = or : stands between the name and the value.
	assigned bool
	// lines is the number of line breaks between the name and the value.
	lines int
	// known is the role, one more than it is, where it was found out before.
	known role
}

// connecting words stand between a name and its value without being a name
// themselves: value: in a list of variables, the type of a declaration, the
// "or" of a default, the option of a command that sets a secret.
var connecting = wordSet{list: `
	value val default defaultvalue body
	content contents text string str char
	is to or as const stringvalue plaintext
	new cdata unset
`}

// literals are the letters that stand glued to the quote of a string literal.
var literals = wordSet{list: `
	b f r u rb br fr rf l
`}

// wrapping words turn what their brackets hold into another type and leave it
// what it is: UUID.fromString("…"), Some("…"), q{…}. A call of anything else is
// not looked through: its argument may be the name under which a secret is kept.
var wrapping = wordSet{list: `
	uuid guid from fromstring parse mustparse some
	just string str secretstr secretstring bytes quote
	b64decode atob decode decode64 strict_decode64 base64_decode
	frombase64string decodestring base64decode
	array list dict hash map c q qq qw
`}

const (
	mostConnecting = 5
	mostLines      = 2
	// longestName and mostGlue bound the cost of a text that is one word or
	// brackets only; a name that is glued to other words ends in what counts.
	longestName = 200
	mostGlue    = 512
)

// nameOf finds the name of a candidate: the word before it, or what the
// expression that the word is part of is assigned to.
func (d *document) nameOf(c candidate) (name, bool) {
	if d.named.pos == c.start && d.named.asked {
		return d.named.name, d.named.ok
	}
	pos := c.start
	if p := pos - len(urnPrefix); p >= 0 && hasPrefixFold(d.text[p:pos], urnPrefix) {
		pos = p
	}
	n, ok := d.nameBefore(pos)
	if role := n.role(); !ok || role == noRole && !isTokenOption(string(n.text)) || role == plainToken {
		if outer, found := d.outerName(n, ok, pos); found && (role == noRole || outer.speaks()) {
			n, ok = outer, true
		}
	}
	n.known = 1 + n.role()
	d.named = lastName{name: n, ok: ok, pos: c.start, asked: true}
	return n, ok
}

// lastName is the answer for the last candidate: each kind of evidence asks for it.
type lastName struct {
	name
	ok, asked bool
	pos       int
}

// urnPrefix is part of a spelling of UUIDs that Codecov accepts.
const urnPrefix = "urn:uuid:"

// nameBefore finds the word before pos. It crosses line breaks only while
// nothing but glue stands between, and at most two of them.
func (d *document) nameBefore(pos int) (name, bool) {
	n := name{start: pos}
	if at, ok := d.foldedAt(pos); ok {
		n.start, n.lines = at, 1
	}
	for range mostConnecting + 1 {
		if !d.skipGlue(&n) {
			return n, false
		}
		n.end = n.start
		for n.start > 0 && n.end-n.start < longestName && isNameByte(d.text[n.start-1]) {
			n.start--
		}
		if n.start == n.end {
			return n, false
		}
		first := min(n.end, n.start+escapeAt(d.text, n.start)) // "\nNAME" is not called nNAME
		n.text = bytes.Trim(d.text[first:n.end], ".")
		if n.end < len(d.text) && d.text[n.end] == '(' {
			n.text = withoutSetter(n.text)
		}
		if !d.connects(n) {
			n.start = first
			return n, true
		}
	}
	return n, false
}

// foldedAt is where the mark of the YAML block scalar stands that the value at pos
// begins: token: >- # a comment, and the value on the line below.
func (d *document) foldedAt(pos int) (int, bool) {
	at := pos
	for at > 0 && (d.text[at-1] == ' ' || d.text[at-1] == '\t' || d.text[at-1] == '"' || d.text[at-1] == '\'') {
		at--
	}
	if at == 0 || d.text[at-1] != '\n' {
		return 0, false
	}
	line := d.lineAt(pos)
	if !opensBlock(d.line(line - 1)) {
		return 0, false
	}
	above := d.line(line - 1)
	_, value := keyOf(above)
	return d.start[line-2] + bytes.Index(above, value), true
}

// setters are methods that give a property its value: token.set("…").
var setters = [][]byte{[]byte(".set"), []byte(".convention"), []byte(".value"), []byte(".setValue"), []byte(".Set")}

func withoutSetter(text []byte) []byte {
	for _, s := range setters {
		if before, ok := bytes.CutSuffix(text, s); ok && len(before) > 0 {
			return before
		}
	}
	return text
}

// connects reports whether a word says nothing about the value behind it.
func (d *document) connects(n name) bool {
	text := bytes.TrimLeft(n.text, "-")
	var buf shortWord
	low := buf.lower(text)
	if string(low) == "secret" && n.assigned && d.isProseFile() {
		return true // Name: …, Secret: …
	}
	if !hasLetterOrDigit(text) || connecting.has(string(low)) {
		return true
	}
	if n.start > 0 && d.text[n.start-1] == '&' && !n.assigned {
		return true // an anchor of YAML
	}
	if before := d.text[:n.start]; bytes.HasSuffix(before, []byte("$(")) || bytes.HasSuffix(before, []byte("`")) {
		return string(text) == "echo" || string(text) == "printf"
	}
	if n.end < len(d.text) && isQuote(d.text[n.end]) && literals.has(string(low)) {
		return true
	}
	if n.end == len(d.text) || !isOpening(d.text[n.end]) {
		return false
	}
	last := text[bytes.LastIndexByte(text, '.')+1:]
	return wrapping.hasLower(last)
}

// skipGlue moves n.start left over quotes, operators, brackets and space; false
// when something else stands there.
func (d *document) skipGlue(n *name) bool {
	for floor := max(0, n.start-mostGlue); n.start > floor; {
		i := n.start - 1
		switch b := d.text[i]; b {
		case ' ', '\t', '\r', '"', '\'', '`', ',', '(', ')', '[', ']', '{', '<', '\\', '$', '+', '?', '|', '!', '&', '^', '*':
		case '}':
			i = d.accessors(i)
		case '>':
			i = d.closingTag(i)
		case '=', ':':
			n.assigned = true
		case '\n':
			if n.lines++; n.lines > mostLines {
				return false
			}
			for i > floor && isSpace(d.text[i-1]) { // blank lines
				i--
			}
		case '-':
			if i > 0 && isNameByte(d.text[i-1]) {
				return true
			}
		case '@':
			if i+1 == len(d.text) || !isQuote(d.text[i+1]) {
				return false
			}
		case '#', '/', ';', '%':
			if i = d.markBefore(i, floor); i < 0 {
				return false
			}
		default:
			if !isNameByte(b) {
				return false
			}
			var ok bool
			if i, ok = escapeBefore(d.text, n.start); !ok {
				return true
			}
			n.assigned = n.assigned || isAssignEscape(d.text[i:n.start])
		}
		n.start = i
	}
	return false
}

// accessors is where the glue that ends in the brace at i begins: with the
// braces of a property, { get; set; }, or the brace itself.
func (d *document) accessors(i int) int {
	const longest = 40
	some := false
	for j := i - 1; j >= 0 && i-j < longest; j-- {
		switch b := d.text[j]; {
		case b == ';':
			some = true
		case b == '{' && some:
			return j
		case b != ' ' && !isAlnum(b):
			return i
		}
	}
	return i
}

// closingTag is where the glue that ends in the > at i begins: with the closing
// tag of an element, or the > itself.
func (d *document) closingTag(i int) int {
	for j := i - 1; j > 0 && i-j < longestName; j-- {
		switch b := d.text[j]; {
		case b == '/' && d.text[j-1] == '<':
			return j - 1
		case !isNameByte(b) && b != ':':
			return i
		}
	}
	return i
}

// markBefore is where the mark that ends at i begins: comment marks at the
// beginning of a line, "//=" of a default, an entity (&quot;) of HTML; -1 when it
// is none of these.
func (d *document) markBefore(i, floor int) int {
	if d.text[i] == ';' {
		for j := i - 1; j >= 0 && i-j < len("&quot;"); j-- {
			if d.text[j] == '&' {
				return j
			}
			if !isAlnum(d.text[j]) && d.text[j] != '#' {
				break
			}
		}
	}
	if d.text[i] == '/' && i > 0 && d.text[i-1] == '/' && i+1 < len(d.text) && d.text[i+1] == '=' {
		return i - 1
	}
	for j := i; j >= floor; j-- {
		switch d.text[j] {
		case ' ', '\t', '#', '/', '*', ';', '%':
		case '\n':
			return j + 1
		default:
			return -1
		}
	}
	if floor > 0 {
		return -1
	}
	return 0
}

// outerName is for a word that does not say whose value it is: the type of a
// declaration (NAME: Final[str] = …), or what stands before a default
// (NAME: other || …).
func (d *document) outerName(n name, named bool, pos int) (name, bool) {
	for _, word := range []string{" in ", " by "} { // sbt: name in ThisBuild := value; Kotlin: val name by extra(value)
		if named && n.lines == 0 && hasSuffix(d.text[:n.start], word) {
			outer, ok := d.nameBefore(n.start - len(word))
			outer.assigned = true
			return outer, ok && outer.lines == 0 && (n.assigned || word == " by ")
		}
	}
	if outer, ok := d.declared(pos); ok {
		return outer, true
	}
	if !named || n.lines > 0 || !isFallback(d.text[n.end:pos]) {
		return name{}, false
	}
	const most = 3
	for range most {
		outer, ok := d.nameBefore(n.start)
		if !ok || outer.lines > 0 || bytes.IndexByte(d.text[outer.end:n.start], ',') >= 0 {
			return name{}, false
		}
		if outer.assigned || isTokenOption(string(outer.text)) {
			return outer, true
		}
		n = outer
	}
	return name{}, false
}

// isFallback reports whether what follows the operator takes the place of what
// stands before it: a || b, a ?? b, a ?: b, a or b, ${a:-b}.
func isFallback(between []byte) bool {
	if len(between) < 2 {
		return false // nearly always
	}
	for _, op := range fallbacks {
		if bytes.Contains(between, op) {
			return true
		}
	}
	return false
}

var fallbacks = [...][]byte{[]byte("||"), []byte("??"), []byte("?:"), []byte(" or "), []byte(":-"), []byte(":=")}

// speaks reports whether a name says anything about its value.
func (n name) speaks() bool { return n.role() != noRole || isTokenOption(string(n.text)) }

// declared finds the name in "name: TYPE = value" of the value at pos.
func (d *document) declared(pos int) (name, bool) {
	const longest = 100
	floor := max(d.start[d.lineAt(pos)-1], pos-longest)
	if bytes.IndexByte(d.text[floor:pos], '=') < 0 {
		return name{}, false
	}
	at := bytes.LastIndexByte(d.text[floor:pos], '=') + floor
	if at <= floor || d.text[at-1] != ' ' && d.text[at-1] != ':' {
		return name{}, false
	}
	depth := 0
	for i := at - 1; i >= floor; i-- {
		switch b := d.text[i]; {
		case b == ']' || b == '>':
			depth++
		case b == '[' || b == '<':
			depth--
		case b == ':' && i > 0 && d.text[i-1] == ':':
			i--
		case b == ':':
			n, ok := d.nameBefore(i)
			n.assigned = true
			return n, ok && n.lines == 0 && depth == 0 && (n.start == 0 || d.text[n.start-1] != '$') // $env:NAME
		case b == ',' && depth > 0, isNameByte(b), b == ' ', b == '|', b == '&', b == '\'', b == '?', b == '*':
		default:
			return name{}, false
		}
	}
	return name{}, false
}
