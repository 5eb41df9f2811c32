package fix

import (
	"regexp"
	"strings"
)

// The quotes that several languages share.
var (
	double = quoting{open: `"`, close: `"`, escapes: true}
	single = quoting{open: `'`, close: `'`, escapes: true}
	tick   = quoting{open: "`", close: "`", lines: true}
	c89    = [][2]string{{"/*", "*/"}}
)

// languageOf is the language of a file that ends in ext; not ok for one in which
// nothing can be replaced.
func languageOf(ext string) (language, bool) {
	switch ext {
	case "py":
		return python(), true
	case "js", "mjs", "cjs", "jsx", "ts", "mts", "cts", "tsx", "vue":
		return javascript(ext), true
	case "go":
		return golang(), true
	case "java", "kt", "kts", "groovy", "gradle", "scala", "sbt":
		return jvm(ext), true
	case "cs", "csx", "cake":
		return csharp(), true
	case "php":
		return php(), true
	case "rb", "rake":
		return ruby(), true
	case "rs":
		return rust(), true
	}
	return scripting(ext)
}

func python() language {
	const prefixes = "rRbBfFuU"
	quotes := []quoting{
		{open: `"""`, close: `"""`, prefix: prefixes, escapes: true, lines: true, hole: "{", reference: "{%s}"},
		{open: `'''`, close: `'''`, prefix: prefixes, escapes: true, lines: true, hole: "{", reference: "{%s}"},
		{open: `"`, close: `"`, prefix: prefixes, escapes: true, hole: "{", reference: "{%s}"},
		{open: `'`, close: `'`, prefix: prefixes, escapes: true, hole: "{", reference: "{%s}"},
	}
	return language{
		lexicon: lexicon{quotes: quotes, line: []string{"#"}}, plus: "+",
		forbids: func(x *lexed) string { return first(x, adjacent, pattern) },
		needs:   importPython,
	}
}

func javascript(ext string) language {
	quotes := []quoting{{open: "`", close: "`", escapes: true, lines: true, hole: "${", reference: "${%s}"}, double, single}
	tag := regexp.MustCompile(`<[A-Za-z][\w.:-]*(\s[^<>]*)?\s[\w:-]+=$`)
	return language{
		lexicon: lexicon{quotes: quotes, line: []string{"//"}, block: c89, regexps: true}, plus: "+",
		expression: func(x *lexed, reference string) string {
			if tag.MatchString(string(x.text[max(0, x.token.start-400):x.token.start])) {
				return "{" + reference + "}"
			}
			return reference
		},
		forbids: func(x *lexed) string {
			before, behind := x.before(), x.behind()
			bracket, _ := x.enclosing(x.token.start)
			head := string(x.text[:x.token.start])
			switch {
			case bracket == '{' && strings.HasPrefix(behind, ":") && strings.HasSuffix(strings.TrimRight(before, " \n"), ",") ||
				strings.HasSuffix(before, "{") && strings.HasPrefix(behind, ":"):
				return "the string is a property's name"
			case endsInWord(before, "from"), endsInWord(before, "import"), hasWordIn(x.statement(true), "type") && !hasWordIn(x.statement(true), "const"):
				return "the string is no value that can be computed"
			case strings.HasSuffix(before, ":") && strings.HasPrefix(behind, "=") && bracket != '{':
				return "the string is a type"
			case ext == "vue" && strings.LastIndex(head, "<script") <= strings.LastIndex(head, "</script"):
				return "the string stands in the template"
			}
			return ""
		},
	}
}

func golang() language {
	return language{
		lexicon: lexicon{quotes: []quoting{double, tick, single}, line: []string{"//"}, block: c89}, plus: "+",
		forbids: func(x *lexed) string {
			before := x.before()
			bracket, at := x.enclosing(x.token.start)
			switch {
			case bracket == '(' && endsInWord(strings.TrimRight(string(x.code[:at]), " "), "const"):
				return "a constant cannot be read from the environment"
			case x.token.open == "`" && before != "" && (isWord(before[len(before)-1]) || strings.HasSuffix(before, "}") || strings.HasSuffix(before, "]")):
				return "the string is a field's tag"
			}
			return constant(true, "const", "import")(x)
		},
		needs: importGo,
	}
}

func jvm(ext string) language {
	l := language{lexicon: lexicon{line: []string{"//"}, block: c89}, plus: "+"}
	block := quoting{open: `"""`, close: `"""`, lines: true, escapes: true, whole: true}
	rules := []func(*lexed) string{annotated, pattern}
	switch ext {
	case "kt", "kts":
		block = quoting{open: `"""`, close: `"""`, lines: true, hole: "${", reference: "${%s}"}
		l.quotes = []quoting{block, {open: `"`, close: `"`, escapes: true, hole: "${", reference: "${%s}"}, single}
		rules = []func(*lexed) string{annotated, constant(true, "const")}
	case "groovy", "gradle":
		l.lexicon = groovy()
		rules = []func(*lexed) string{annotated, groovyKey}
	case "scala", "sbt":
		l.quotes = []quoting{{open: `"""`, close: `"""`, prefix: "sf", lines: true, whole: true}, {open: `"`, close: `"`, prefix: "sf", escapes: true, hole: "${"}, single}
	default:
		l.quotes = []quoting{block, double, single}
	}
	l.forbids = func(x *lexed) string { return first(x, rules...) }
	return l
}

func groovy() lexicon {
	return lexicon{line: []string{"//"}, block: c89, quotes: []quoting{
		{open: `"""`, close: `"""`, lines: true, escapes: true, hole: "${", reference: "${%s}"},
		{open: `'''`, close: `'''`, lines: true, escapes: true},
		{open: `"`, close: `"`, escapes: true, hole: "${", reference: "${%s}"}, single,
	}}
}

func groovyKey(x *lexed) string {
	if bracket, _ := x.enclosing(x.token.start); bracket == '[' && strings.HasPrefix(x.behind(), ":") {
		return "the string is a key of a map"
	}
	return ""
}

func csharp() language {
	quotes := []quoting{
		{open: `"""`, close: `"""`, prefix: "$", lines: true, whole: true},
		{open: `"`, close: `"`, prefix: "$@", escapes: true, hole: "{"}, single,
	}
	parameter := regexp.MustCompile(`[\w\]>?]\s+\w+\s*=$`)
	return language{
		lexicon: lexicon{quotes: quotes, line: []string{"//", "#"}, block: c89}, plus: "+",
		expression: func(_ *lexed, reference string) string { return "System." + reference },
		forbids: func(x *lexed) string {
			bracket, at := x.enclosing(x.token.start)
			if bracket == '(' && parameter.MatchString(x.before()) {
				return "a parameter's default needs a constant"
			}
			if bracket == '(' {
				if outer, i := x.enclosing(at); outer == '[' {
					if head := strings.TrimRight(string(x.code[:i]), " \t\r\n"); head == "" || strings.IndexByte("{};]),(", head[len(head)-1]) >= 0 {
						return "an attribute needs a constant"
					}
				}
			}
			return first(x, pattern, constant(false, "const"))
		},
	}
}

func php() language {
	return language{
		lexicon: lexicon{quotes: []quoting{
			{open: `"`, close: `"`, escapes: true, lines: true}, {open: `'`, close: `'`, escapes: true, lines: true}, {open: "`", close: "`", lines: true, whole: true},
		}, line: []string{"//", "# ", "##", "#!"}, block: c89, starts: "<?php", ends: "?>"}, plus: ".",
		forbids: func(x *lexed) string {
			bracket, at := x.enclosing(x.token.start)
			switch {
			case strings.Contains(string(x.code[:x.token.start]), "<<<"):
				return "there is a heredoc before the key"
			case bracket == '(' && strings.HasSuffix(x.before(), "=") && (hasWordIn(string(x.code[max(0, at-80):at]), "function") || hasWordIn(string(x.code[max(0, at-4):at]), "fn")):
				return "a parameter's default needs a constant"
			}
			return constant(false, "const", "private", "protected", "public", "static", "var")(x)
		},
	}
}

func ruby() language {
	document := regexp.MustCompile(`<<[~-]?["']?[A-Z_]`)
	return language{
		lexicon: lexicon{quotes: []quoting{
			{open: `"`, close: `"`, escapes: true, lines: true, hole: "#{", reference: "#{%s}"},
			{open: "`", close: "`", escapes: true, lines: true, hole: "#{", reference: "#{%s}"},
			{open: `'`, close: `'`, escapes: true, lines: true},
		}, line: []string{"#"}, block: [][2]string{{"\n=begin", "\n=end"}}}, plus: "+",
		forbids: func(x *lexed) string {
			switch {
			case document.Match(x.text[:x.token.start]):
				return "there is a heredoc before the key"
			case x.token.open == "`" && x.token.inner == x.at:
				return "the key is a command"
			case strings.HasPrefix(x.behind(), ":") && !strings.HasPrefix(x.behind(), "::"):
				return "the string is a key of a hash"
			case strings.HasSuffix(x.before(), "%"):
				return "the string has a form of its own"
			}
			return adjacent(x)
		},
	}
}

func rust() language {
	return language{
		lexicon: lexicon{quotes: []quoting{
			{open: `r##"`, close: `"##`, lines: true, whole: true}, {open: `r#"`, close: `"#`, lines: true, whole: true},
			{open: `'"`, close: `'`}, {open: `"`, close: `"`, prefix: "r", escapes: true, lines: true},
		}, line: []string{"//"}, block: c89},
		// What a variable may lack is an error where it is read; a text is borrowed.
		expression: func(x *lexed, reference string) string {
			name := strings.TrimSuffix(strings.TrimPrefix(reference, `std::env::var("`), `")`)
			expression := reference + `.expect("` + name + ` is not set")`
			if strings.HasPrefix(x.behind(), ".") {
				return expression
			}
			return "&" + expression
		},
		forbids: func(x *lexed) string {
			bracket, at := x.enclosing(x.token.start)
			head := strings.TrimRight(string(x.code[:max(at, 0)]), " ")
			switch {
			case endsInWord(x.before(), "b"):
				return "the string is one of bytes"
			case strings.HasSuffix(head, "!") && (bracket != '[' || strings.HasSuffix(head, "#!")), bracket == '[' && strings.HasSuffix(head, "#"):
				return "a macro may need the string itself"
			case strings.HasPrefix(x.behind(), "=>"), strings.HasPrefix(x.behind(), "|"):
				return "a pattern needs a constant"
			}
			return constant(false, "const", "static")(x)
		},
	}
}

// scripting is the languages with few rules.
func scripting(ext string) (language, bool) {
	adjoining := func(x *lexed) string { return first(x, adjacent) }
	hash := []string{"#"}
	switch ext {
	case "pl":
		return language{lexicon: lexicon{quotes: []quoting{{open: `"`, close: `"`, escapes: true, reference: "%s"}, single}, line: hash}, plus: ".", forbids: func(x *lexed) string {
			if strings.Contains(string(x.code[:x.token.start]), "<<") {
				return "there is a here-document before the key"
			}
			return ""
		}}, true
	case "lua":
		return language{lexicon: lexicon{quotes: []quoting{double, single, {open: "[[", close: "]]", lines: true, whole: true}}, line: []string{"--"}, block: [][2]string{{"--[[", "]]"}}}, plus: "..", forbids: func(x *lexed) string {
			if before := x.before(); before != "" && isWord(before[len(before)-1]) && !endsInWord(before, "return") {
				return "the string is a call's only argument"
			}
			return ""
		}}, true
	case "jl":
		return language{lexicon: lexicon{quotes: []quoting{{open: `"""`, close: `"""`, lines: true, escapes: true, whole: true}, double}, line: hash, block: [][2]string{{"#=", "=#"}}}, plus: "*"}, true
	case "r":
		return language{lexicon: lexicon{quotes: []quoting{double, single}, line: hash}, forbids: adjoining}, true
	case "swift":
		return language{lexicon: lexicon{quotes: []quoting{{open: `"""`, close: `"""`, lines: true, whole: true}, double}, line: []string{"//"}, block: c89},
			expression: func(_ *lexed, reference string) string { return reference + "!" },
			forbids: func(x *lexed) string {
				if !strings.Contains(string(x.text), "import Foundation") && !strings.Contains(string(x.text), "import PackageDescription") {
					return "the file does not import Foundation"
				}
				return first(x, pattern)
			}}, true
	case "dart":
		return language{lexicon: lexicon{quotes: []quoting{double, single}, line: []string{"//"}, block: c89}, expression: func(_ *lexed, reference string) string { return reference + "!" },
			forbids: func(x *lexed) string {
				if !strings.Contains(string(x.text), "dart:io") {
					return "the file does not import dart:io"
				}
				return first(x, pattern, constant(false, "const"))
			}}, true
	case "ps1", "psm1":
		return powershell(), true
	}
	return language{}, false
}

func powershell() language {
	return language{lexicon: lexicon{quotes: []quoting{
		{open: `@"`, close: "\n\"@", lines: true, reference: "$(%s)"}, {open: "@'", close: "\n'@", lines: true, whole: true},
		{open: `"`, close: `"`, doubled: true, lines: true, reference: "$(%s)"}, {open: "'", close: "'", doubled: true, lines: true},
	}, line: []string{"#"}, block: [][2]string{{"<#", "#>"}}}, plus: "+"}
}
