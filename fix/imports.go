package fix

import (
	"regexp"
	"strings"
)

// importGo imports os where the file does not.
func importGo(j *job) ([]edit, error) {
	text := string(j.text)
	if regexp.MustCompile(`(?m)^(import)?\s*"os"\s*(//.*)?\r?$`).MatchString(text) {
		return nil, nil
	}
	if regexp.MustCompile(`(?m)^(import\s+|\s*)[\w.]+\s+"os"`).MatchString(text) {
		return nil, refuse("package os is imported under another name; instead: %s", j.advice)
	}
	br := lineBreak(j.text)
	if m := regexp.MustCompile(`(?m)^import \([ \t]*\r?\n`).FindStringIndex(text); m != nil {
		at := m[1]
		// In the first group, where the order is by name.
		for _, line := range strings.SplitAfter(text[at:], "\n") {
			name := strings.TrimSpace(line)
			if !strings.HasPrefix(name, `"`) || name > `"os"` {
				break
			}
			at += len(line)
		}
		return []edit{{at, at, "\t\"os\"" + br}}, nil
	}
	if m := regexp.MustCompile(`(?m)^import [\w."/ ]+"`).FindStringIndex(text); m != nil {
		return []edit{{m[0], m[0], `import "os"` + br}}, nil
	}
	m := regexp.MustCompile(`(?m)^package \w+[^\n]*\n`).FindStringIndex(text)
	if m == nil || strings.Contains(text, `import`) {
		return nil, refuse("there is no place to import package os in; instead: %s", j.advice)
	}
	return []edit{{m[1], m[1], br + `import "os"` + br}}, nil
}

// importPython imports os where the file does not.
func importPython(j *job) ([]edit, error) {
	text := string(j.text)
	if regexp.MustCompile(`(?m)^import\s+([\w.]+\s*,\s*)*os\s*(,|#|;|\r?$)`).MatchString(text) {
		return nil, nil
	}
	if regexp.MustCompile(`(?m)^\s*(import|from)\s.*\bas\s+os\b|^\s*os\s*=`).MatchString(text) {
		return nil, refuse("os is another thing in this file; instead: %s", j.advice)
	}
	br := lineBreak(j.text)
	x := python().lex(j.text, len(text))
	code := string(x.code)
	last := -1
	for _, m := range regexp.MustCompile(`(?m)^(from\s+__future__\s|import\s|from\s)`).FindAllStringIndex(code, -1) {
		if !strings.HasPrefix(code[m[0]:], "from __future__") {
			return []edit{{m[0], m[0], "import os" + br}}, nil
		}
		last = m[0]
	}
	if last >= 0 {
		at := nextLine(j.text, last)
		return []edit{{at, at, "import os" + br}}, nil
	}
	at := firstStatement(code)
	return []edit{{at, at, "import os" + br + br}}, nil
}

// firstStatement is where the line begins on which a module's first code stands, behind
// comments and the text that describes it.
func firstStatement(code string) int {
	at, described := 0, false
	for at < len(code) {
		n := strings.IndexByte(code[at:], '\n')
		if n < 0 {
			n = len(code) - at - 1
		}
		line := strings.TrimSpace(code[at : at+n+1])
		switch {
		case line == "":
		case !described && strings.Trim(line, string(rune(mark))) == "":
			described = true
			end := at + strings.IndexByte(code[at:], mark)
			for end < len(code) && code[end] == mark {
				end++
			}
			if e := strings.IndexByte(code[end:], '\n'); e >= 0 {
				at = end + e + 1
				continue
			}
			return len(code)
		default:
			return at
		}
		at += n + 1
	}
	return at
}
