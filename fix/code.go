package fix

import (
	"fmt"
	"strings"
)

// language is how a programming language gets at a variable of the environment.
type language struct {
	lexicon
	// expression makes the reference an expression that has a text's type; nil where
	// it is one.
	expression func(x *lexed, reference string) string
	// plus joins texts; empty where only whole texts are replaced.
	plus string
	// forbids says why the reference cannot stand where the text stands.
	forbids func(x *lexed) string
	// needs brings in what the reference needs.
	needs func(j *job) ([]edit, error)
}

// inCode replaces a key in a program.
func (j *job) inCode(lang language) ([]edit, error) {
	x := lang.lex(j.text, j.start)
	t := x.token
	switch t.kind {
	case commentToken:
		return j.inComment(), nil
	case textToken:
	default:
		return nil, refuse("the key stands outside of a string: write %s by hand", j.advice)
	}
	if t.end < j.end || t.innerEnd < j.end {
		return nil, refuse("the key does not end where its string does")
	}
	if lang.forbids != nil {
		if why := lang.forbids(x); why != "" {
			return nil, refuse("%s; instead: %s", why, j.advice)
		}
	}
	expression := j.reference
	if lang.expression != nil {
		expression = lang.expression(x, expression)
	}
	if strings.ContainsAny(t.used, "bB") && t.prefix != "r" {
		expression += ".encode()"
	}
	edits, err := j.inText(x, lang, expression)
	if err != nil {
		return nil, err
	}
	if lang.needs != nil {
		more, err := lang.needs(j)
		if err != nil {
			return nil, err
		}
		edits = append(edits, more...)
	}
	return edits, nil
}

// inComment: commented code gets the reference, prose the variable's name.
func (j *job) inComment() []edit {
	before, behind := j.line()
	if before != "" && behind != "" && before[len(before)-1] == behind[0] && strings.IndexByte("'\"`", behind[0]) >= 0 {
		return []edit{{j.start - 1, j.end + 1, j.reference}}
	}
	return j.replace("$" + j.variable)
}

// inText replaces all of a text that is the key, or the part of it that is.
func (j *job) inText(x *lexed, lang language, expression string) ([]edit, error) {
	t := x.token
	if t.inner == j.start && t.innerEnd == j.end {
		return []edit{{t.start, t.end, expression}}, nil
	}
	if t.reference != "" && (t.prefix == "" || strings.ContainsAny(t.used, "fF$")) {
		inside := expression
		if q := t.open[:1]; q != "`" && t.prefix != "" { // older Pythons know no such quotes inside
			other := map[string]string{`"`: "'", "'": `"`}[q]
			inside = strings.ReplaceAll(strings.ReplaceAll(inside, `"`, other), "'", other)
		}
		return j.replace(fmt.Sprintf(t.reference, inside)), nil
	}
	switch {
	case lang.plus == "" || t.whole:
		return nil, refuse("the key is a part of a longer string: write it with %s by hand", j.reference)
	case strings.Contains(t.used, "$") && t.hole == "":
		return nil, refuse("the key is a part of an interpolated string: write it with %s by hand", j.reference)
	}
	open, plus := t.used+t.open, " "+lang.plus+" "
	out := []edit{{t.start, t.start, "("}, {t.end, t.end, ")"}}
	e := edit{j.start, j.end, t.close + plus + expression + plus + open}
	if len(t.close) == 3 && j.text[j.start-1] == t.close[0] {
		return nil, refuse("a quote stands right before the key")
	}
	if j.start == t.inner {
		e.start, e.text = t.start, expression+plus+open
	}
	if j.end == t.innerEnd {
		e.end, e.text = t.end, t.close+plus+expression
	}
	return append(out, e), nil
}

// adjacent: texts that stand beside each other are joined, and a text beside an
// expression is an error.
func adjacent(x *lexed) string {
	before, behind := x.before(), x.behind()
	gap := string(x.code[len(before):x.token.start])
	if before != "" && before[len(before)-1] == mark && !strings.Contains(gap, "\n") ||
		behind != "" && behind[0] == mark && !strings.Contains(string(x.code[x.token.end:len(x.code)-len(behind)]), "\n") {
		return "another string stands beside the one with the key, and the two are one"
	}
	if b, _ := x.enclosing(x.token.start); b != 0 && (strings.HasSuffix(before, string(rune(mark))) || strings.HasPrefix(behind, string(rune(mark)))) {
		return "another string stands beside the one with the key, and the two are one"
	}
	return ""
}

// pattern: what a value is compared with must be a constant in most languages.
func pattern(x *lexed) string {
	if endsInWord(x.before(), "case") {
		return "a case needs a constant"
	}
	return ""
}

// annotated: arguments of annotations are constants.
func annotated(x *lexed) string {
	for at := x.token.start; ; {
		bracket, i := x.enclosing(at)
		if i < 0 || bracket == '{' && at != x.token.start {
			return ""
		}
		name := strings.TrimRight(string(x.code[:i]), " \t")
		n := len(name)
		for n > 0 && (isWord(name[n-1]) || name[n-1] == '.' || name[n-1] == ':') {
			n--
		}
		if bracket == '(' && n > 0 && n < len(name) && name[n-1] == '@' {
			return "an annotation needs a constant"
		}
		at = i
	}
}

// first is the first reason of several.
func first(x *lexed, reasons ...func(*lexed) string) string {
	for _, r := range reasons {
		if why := r(x); why != "" {
			return why
		}
	}
	return ""
}

// constant makes a rule of words that make a declaration one of a constant.
func constant(newlines bool, words ...string) func(*lexed) string {
	return func(x *lexed) string {
		s := x.statement(newlines)
		for _, w := range words {
			if hasWordIn(s, w) {
				return "what is declared with " + w + " needs a constant"
			}
		}
		return ""
	}
}
