package fix

import (
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// expansion is how a shell gets at the secret.
type expansion struct {
	variable string
	// command, where there is no variable, is what prints it: $(cat …).
	command string
}

// bare is the expansion without quotes; next is the character behind it.
func (x expansion) bare(next byte) string {
	switch {
	case x.command != "":
		return x.command
	case next == 0 || strings.IndexByte("\"' \t\r\n/&;|)`,.@", next) >= 0:
		return "$" + x.variable
	}
	return "${" + x.variable + "}"
}

func (x expansion) quoted() string { return `"` + x.bare(0) + `"` }

// inShell is the edits that put an expansion in the place of the key in a shell's
// text, in the quotes that stand there.
func inShell(text string, start, end int, x expansion) ([]edit, error) {
	c, ok := parsedContext(text, start, end)
	if !ok {
		var err error
		if c, err = scannedContext(text, start); err != nil {
			return nil, err
		}
	}
	next := byte(0)
	if end < len(text) {
		next = text[end]
	}
	switch c.kind {
	case literalDocument:
		return nil, refuse("the key stands in a here-document whose delimiter is quoted, in which a shell replaces nothing")
	case selfDefault:
		if x.variable == c.variable {
			return []edit{{c.start, c.end, ""}}, nil
		}
		return []edit{{start, end, x.bare(next)}}, nil
	case doubleQuoted, document, comment:
		return []edit{{start, end, x.bare(next)}}, nil
	case singleQuoted:
		return inSingle(text, start, end, c, x), nil
	}
	return []edit{{start, end, x.quoted()}}, nil
}

// inSingle leaves the quotes for the expansion, in which nothing is replaced.
func inSingle(text string, start, end int, c shellContext, x expansion) []edit {
	before, behind := "'", c.open
	if start == c.start+len(c.open) { // nothing stands before the key
		start, before = c.start, ""
	}
	if end < len(text) && text[end] == '\'' {
		end, behind = end+1, ""
	}
	return []edit{{start, end, before + x.quoted() + behind}}
}

// shellContext is what stands around a place in a shell's text.
type shellContext struct {
	kind contextKind
	// start and end are where a quoted string stands, or the default of a variable;
	// open is how the string begins.
	start, end int
	open       string
	variable   string
}

type contextKind int

const (
	unquoted contextKind = iota
	doubleQuoted
	singleQuoted
	document        // a here-document in which variables are replaced
	literalDocument // one in which they are not
	comment
	selfDefault // all of ${VARIABLE:-here}
)

// parsedContext asks a parser; not ok where the text is none that it knows.
func parsedContext(text string, start, end int) (c shellContext, ok bool) {
	file, err := syntax.NewParser(syntax.KeepComments(true), syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "")
	if err != nil {
		return c, false
	}
	inside := func(n syntax.Node) bool {
		return n.Pos().IsValid() && int(n.Pos().Offset()) <= start && end <= int(n.End().Offset())
	}
	syntax.Walk(file, func(n syntax.Node) bool {
		if n == nil {
			return false
		}
		switch n := n.(type) {
		case *syntax.Redirect: // its document stands behind its own end
			if n.Hdoc != nil && inside(n.Hdoc) {
				c.kind = document
				if isQuotedWord(n.Word) {
					c.kind = literalDocument
				}
				ok = true
			}
			return true
		case *syntax.Stmt, *syntax.File, *syntax.CallExpr, *syntax.BinaryCmd:
			return true // documents stand behind the ends of these
		}
		if !inside(n) {
			return true
		}
		c.enter(text, n, start, end)
		ok = true
		return true
	})
	return c, ok
}

// enter takes a node into account that holds the place.
func (c *shellContext) enter(text string, n syntax.Node, start, end int) {
	if c.kind == literalDocument || c.kind == selfDefault {
		return
	}
	switch n := n.(type) {
	case *syntax.CmdSubst, *syntax.ProcSubst:
		c.kind = unquoted
	case *syntax.DblQuoted:
		c.kind = doubleQuoted
	case *syntax.SglQuoted:
		*c = shellContext{kind: singleQuoted, start: int(n.Left.Offset()), open: "'"}
		if n.Dollar {
			c.open = "$'"
		}
	case *syntax.Comment:
		c.kind = comment
	case *syntax.ParamExp:
		if n.Exp == nil || n.Exp.Word == nil || n.Param == nil {
			return
		}
		from, to := int(n.Param.End().Offset()), int(n.End().Offset())-1
		if strings.Trim(text[from:start], ":-=\"") == "" && strings.Trim(text[end:to], "\"") == "" {
			switch n.Exp.Op {
			case syntax.DefaultUnset, syntax.DefaultUnsetOrNull, syntax.AssignUnset, syntax.AssignUnsetOrNull:
				*c = shellContext{kind: selfDefault, start: from, end: to, variable: n.Param.Value}
			}
		}
	}
}

func isQuotedWord(w *syntax.Word) bool {
	for _, p := range w.Parts {
		if l, ok := p.(*syntax.Lit); !ok || strings.Contains(l.Value, `\`) {
			return true
		}
	}
	return false
}

// scannedContext looks for quotes on the place's own line. It is for texts that the
// parser does not know: other shells, and templates.
func scannedContext(text string, at int) (shellContext, error) {
	if strings.Contains(text[:at], "<<") {
		return shellContext{}, refuse("the script cannot be parsed, and there is a here-document in it")
	}
	from := strings.LastIndexByte(text[:at], '\n') + 1
	c := shellContext{}
	for i := from; i < at; i++ {
		switch b := text[i]; {
		case c.kind == comment:
		case b == '\\' && c.kind != singleQuoted:
			i++
		case b == '\'' && c.kind != doubleQuoted:
			if c.kind == singleQuoted {
				c = shellContext{}
			} else {
				c = shellContext{kind: singleQuoted, start: i, open: "'"}
			}
		case b == '"' && c.kind != singleQuoted:
			if c.kind == doubleQuoted {
				c = shellContext{}
			} else {
				c = shellContext{kind: doubleQuoted, start: i}
			}
		case b == '#' && c.kind == unquoted && (i == from || text[i-1] == ' ' || text[i-1] == '\t'):
			c.kind = comment
		}
	}
	return c, nil
}

// script rewrites a key in a file that is a shell's.
func (j *job) script() ([]edit, error) {
	return inShell(string(j.text), j.start, j.end, expansion{variable: j.variable})
}

// line-wise shells, which the parser does not know.
func (j *job) otherShell() ([]edit, error) {
	c, err := scannedContext(string(j.text), j.start)
	if err != nil {
		return nil, err
	}
	x := expansion{variable: j.variable}
	switch c.kind {
	case singleQuoted:
		return inSingle(string(j.text), j.start, j.end, c, x), nil
	case unquoted:
		if strings.HasSuffix(j.base, ".fish") { // a variable is one word there
			return j.replace(x.bare(0)), nil
		}
		return j.replace(x.quoted()), nil
	}
	return j.replace(x.bare(0)), nil
}
