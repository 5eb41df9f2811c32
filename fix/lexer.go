package fix

import (
	"strings"
)

// quoting is one way in which a language writes text.
type quoting struct {
	open, close string
	// prefix lists the letters that may stand before the opening quote.
	prefix string
	// escapes tells that a backslash takes the next character's meaning away, doubled
	// that two closing quotes stand for one.
	escapes, doubled bool
	// lines tells that the text may go on over lines.
	lines bool
	// hole begins an expression inside the text, which a } ends; empty for none.
	hole string
	// reference is how the expression is written inside: "${%s}".
	reference string
	// whole tells that only a text that is nothing but the key can be replaced.
	whole bool
}

// lexicon is what a language's text is divided by.
type lexicon struct {
	quotes       []quoting // the longer ones first
	line         []string  // what begins a comment up to the end of the line
	block        [][2]string
	regexps      bool // a slash may begin a regular expression
	starts, ends string
}

// token is what holds a place.
type token struct {
	kind tokenKind
	// start and end are where a text stands, with its quotes and prefix; inner and
	// innerEnd what is between them.
	start, end, inner, innerEnd int
	quoting
	used string // the prefix that is there
}

type tokenKind int

const (
	codeToken tokenKind = iota
	commentToken
	textToken
	otherToken // no code of the language
)

// lexed is a text of which is known what is code. In code, texts are replaced by
// marks and comments by spaces.
type lexed struct {
	lexicon
	text  []byte
	code  []byte
	at    int // the place that is asked for
	token token
}

// mark stands in code for every byte of a text.
const mark = 0x01

// lex divides a text, up to its end, and says what holds the place at.
func (l lexicon) lex(text []byte, at int) *lexed {
	x := &lexed{lexicon: l, text: text, code: make([]byte, len(text)), at: at}
	copy(x.code, text)
	i := 0
	if l.starts != "" {
		i = x.outside(0)
	}
	x.run(i, false)
	return x
}

// outside skips what is no code, up to where code starts.
func (x *lexed) outside(i int) int {
	n := strings.Index(string(x.text[i:]), x.starts)
	end := len(x.text)
	if n >= 0 {
		end = i + n + len(x.starts)
	}
	x.note(token{kind: otherToken, start: i, end: end})
	x.blank(i, end, ' ')
	return end
}

func (x *lexed) note(t token) {
	if t.start <= x.at && x.at < t.end && x.token.kind != textToken {
		x.token = t
	}
}

func (x *lexed) blank(from, to int, with byte) {
	for i := from; i < to && i < len(x.code); i++ {
		if x.code[i] != '\n' || with == mark {
			x.code[i] = with
		}
	}
}

// run goes through code from i; in a hole of a text it ends behind the brace that
// closes it.
func (x *lexed) run(i int, hole bool) int {
	depth := 0
	for i < len(x.text) {
		rest := x.text[i:]
		if x.ends != "" && hasPrefix(rest, x.ends) {
			i = x.outside(i)
			continue
		}
		if n := x.comment(rest); n > 0 {
			x.note(token{kind: commentToken, start: i, end: i + n})
			x.blank(i, i+n, ' ')
			i += n
			continue
		}
		if q, prefix, ok := x.quote(i); ok {
			i = x.quoted(i, q, prefix)
			continue
		}
		switch b := x.text[i]; {
		case b == '/' && x.regexps && x.beginsRegexp(i):
			end := x.regexp(i)
			x.note(token{kind: otherToken, start: i, end: end})
			x.blank(i, end, mark)
			i = end
			continue
		case b == '{':
			depth++
		case b == '}':
			if depth--; hole && depth < 0 {
				return i + 1
			}
		}
		i++
	}
	return i
}

func hasPrefix(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && string(text[:len(prefix)]) == prefix
}

// comment is the length of the comment that text begins with.
func (x *lexed) comment(text []byte) int {
	for _, b := range x.block {
		if hasPrefix(text, b[0]) {
			if n := strings.Index(string(text[len(b[0]):]), b[1]); n >= 0 {
				return len(b[0]) + n + len(b[1])
			}
			return len(text)
		}
	}
	for _, l := range x.line {
		if hasPrefix(text, l) {
			n := strings.IndexByte(string(text), '\n')
			if n < 0 {
				n = len(text)
			}
			if x.ends != "" { // of PHP, which ends a comment as well
				if e := strings.Index(string(text[:n]), x.ends); e >= 0 {
					n = e
				}
			}
			return n
		}
	}
	return 0
}

// quote recognises a text that begins at i.
func (x *lexed) quote(i int) (quoting, string, bool) {
	rest := x.text[i:]
	wordBefore := i > 0 && isWord(x.text[i-1])
	for _, q := range x.quotes {
		n := 0
		if !wordBefore {
			for n < len(rest) && n < 3 && strings.IndexByte(q.prefix, rest[n]) >= 0 {
				n++
			}
		}
		if hasPrefix(rest[n:], q.open) {
			return q, string(rest[:n]), true
		}
	}
	return quoting{}, "", false
}

func isWord(b byte) bool {
	return b == '_' || b|0x20 >= 'a' && b|0x20 <= 'z' || b >= '0' && b <= '9' || b >= 0x80
}

// quoted goes to the end of a text that begins at i.
func (x *lexed) quoted(i int, q quoting, prefix string) int {
	inner := i + len(prefix) + len(q.open)
	escapes := q.escapes && !strings.ContainsAny(prefix, "@") && (!strings.ContainsAny(prefix, "rR") || q.prefix != "r")
	holes := q.hole != "" && (q.prefix == "" || strings.ContainsAny(prefix, "fF$sS"))
	j := inner
	for j < len(x.text) {
		rest := x.text[j:]
		switch {
		case escapes && rest[0] == '\\' && len(rest) > 1:
			j += 2
			continue
		case holes && hasPrefix(rest, q.hole) && !hasPrefix(rest, "{{"):
			j = x.run(j+len(q.hole), true)
			continue
		case holes && hasPrefix(rest, "{{"):
			j += 2
			continue
		case (q.doubled || strings.Contains(prefix, "@")) && hasPrefix(rest, q.close+q.close):
			j += 2 * len(q.close)
			continue
		case hasPrefix(rest, q.close):
			end := j + len(q.close)
			x.note(token{textToken, i, end, inner, j, q, prefix})
			x.blank(i, end, mark)
			return end
		case rest[0] == '\n' && !q.lines && !strings.Contains(prefix, "@"):
			return i + len(prefix) + 1 // no text after all
		}
		j++
	}
	return i + len(prefix) + 1
}

// beginsRegexp tells a regular expression from a division by what stands before.
func (x *lexed) beginsRegexp(i int) bool {
	before := strings.TrimRight(string(x.code[max(0, i-80):i]), " \t\r\n")
	if before == "" {
		return true
	}
	last := before[len(before)-1]
	if strings.IndexByte("(,=:[!&|?{};+-*%<>~^", last) >= 0 {
		return true
	}
	for _, word := range []string{"return", "typeof", "case", "in", "of", "delete", "void"} {
		if before == word || strings.HasSuffix(before, word) && !isWord(before[len(before)-len(word)-1]) {
			return true
		}
	}
	return false
}

func (x *lexed) regexp(i int) int {
	class := false
	for j := i + 1; j < len(x.text); j++ {
		switch b := x.text[j]; {
		case b == '\n':
			return i + 1
		case b == '\\':
			j++
		case b == '[':
			class = true
		case b == ']':
			class = false
		case b == '/' && !class:
			return j + 1
		}
	}
	return i + 1
}

// before and behind are the code around the token, without space at the token.
func (x *lexed) before() string { return strings.TrimRight(string(x.code[:x.token.start]), " \t\r\n") }
func (x *lexed) behind() string { return strings.TrimLeft(string(x.code[x.token.end:]), " \t\r\n") }

// enclosing is the bracket that the place is in, 0 for none, and where it stands.
func (x *lexed) enclosing(from int) (bracket byte, at int) {
	depth := 0
	for i := from - 1; i >= 0; i-- {
		switch x.code[i] {
		case ')', ']', '}':
			depth++
		case '(', '[', '{':
			if depth == 0 {
				return x.code[i], i
			}
			depth--
		}
	}
	return 0, -1
}

// statement is the code from the beginning of the statement up to the token.
func (x *lexed) statement(newlines bool) string {
	depth := 0
	for i := x.token.start - 1; i >= 0; i-- {
		switch b := x.code[i]; {
		case b == ')' || b == ']' || b == '}':
			if b == '}' && depth == 0 {
				return string(x.code[i+1 : x.token.start])
			}
			depth++
		case b == '(' || b == '[' || b == '{':
			if depth == 0 && b == '{' {
				return string(x.code[i+1 : x.token.start])
			}
			depth = max(0, depth-1)
		case depth == 0 && (b == ';' || newlines && b == '\n'):
			return string(x.code[i+1 : x.token.start])
		}
	}
	return string(x.code[:x.token.start])
}

// hasWordIn reports whether a word stands in code.
func hasWordIn(code, word string) bool {
	for at := 0; ; {
		n := strings.Index(code[at:], word)
		if n < 0 {
			return false
		}
		i := at + n
		if (i == 0 || !isWord(code[i-1])) && (i+len(word) == len(code) || !isWord(code[i+len(word)])) {
			return true
		}
		at = i + len(word)
	}
}

func endsInWord(code, word string) bool {
	return strings.HasSuffix(code, word) && (len(code) == len(word) || !isWord(code[len(code)-len(word)-1]))
}
