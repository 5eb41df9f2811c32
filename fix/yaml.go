package fix

import (
	"regexp"
	"strings"
)

// yamlPlace is a value in a YAML file, found by its lines: a parser's positions are of
// the values, not of what is inside them.
type yamlPlace struct {
	style yamlStyle
	// start and end are the value without its quotes; from and to with them.
	start, end, from, to int
	// names lead to the value, from the top.
	names []string
	// head and name are where the line of its entry begins, and the column of its name.
	head, column int
	flow         bool
}

type yamlStyle int

const (
	yamlPlain yamlStyle = iota
	yamlSingle
	yamlDouble
	yamlBlock
	yamlComment
)

var blockHead = `(^|[\s:-])([|>][+-]?[1-9]?[+-]?)\s*(#.*)?$`

// placeInYAML looks for the value that holds a place; not ok where its lines do not
// show it.
func placeInYAML(text []byte, at int) (p yamlPlace, ok bool) {
	lines, starts, n := splitLines(text, at)
	if head := blockOf(lines, n); head >= 0 {
		p.style = yamlBlock
		first := head + 1
		last := n
		for last+1 < len(lines) && (strings.TrimSpace(lines[last+1]) == "" || indentation(lines[last+1]) > parentColumn(lines[head])) {
			last++
		}
		p.start, p.end = starts[first], starts[last]+len(lines[last])
		p.from, p.to, p.head = p.start, p.end, starts[head]
		p.names = namesOf(lines, head)
		return p, true
	}
	line := lines[n]
	value := valueColumn(line)
	p.head, p.column = starts[n], entryColumn(line)
	p.names = namesOf(lines, n)
	column := at - starts[n]
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return p, p.comment(starts[n], line, column)
	}
	if value > column {
		return p, false
	}
	i := value
	if value < len(line) && (line[value] == '{' || line[value] == '[') {
		p.flow = true
		i = flowValue(line, value, column)
		if m := regexp.MustCompile(`([\w.-]+)["']?:\s*$`).FindStringSubmatch(line[:i]); m != nil {
			p.names = append(p.names, m[1])
		}
	}
	if i >= len(line) {
		return p, false
	}
	switch q := line[i]; q {
	case '\'', '"':
		end := quoteEnd(line, i)
		if end < 0 {
			return p, false
		}
		if column >= end {
			return p, p.comment(starts[n], line, column)
		}
		p.style = yamlSingle
		if q == '"' {
			p.style = yamlDouble
		}
		p.from, p.start, p.end, p.to = starts[n]+i, starts[n]+i+1, starts[n]+end-1, starts[n]+end
		return p, true
	}
	end := len(line)
	if c := strings.Index(line[i:], " #"); c >= 0 {
		end = i + c
	}
	if p.flow {
		if c := strings.IndexAny(line[column:end], ",]}"); c >= 0 {
			end = column + c
		}
	}
	if column >= end {
		return p, p.comment(starts[n], line, column)
	}
	end = i + len(strings.TrimRight(line[i:end], " \t"))
	p.from, p.start, p.end, p.to = starts[n]+i, starts[n]+i, starts[n]+end, starts[n]+end
	return p, true
}

func (p *yamlPlace) comment(start int, line string, column int) bool {
	if c := strings.Index(" "+line, " #"); c >= 0 && c < column {
		p.style, p.start, p.end = yamlComment, start+c, start+len(line)
		return true
	}
	return false
}

// splitLines gives the lines without their breaks, where they begin, and the one that
// holds a place.
func splitLines(text []byte, at int) (lines []string, starts []int, n int) {
	pos := 0
	for _, l := range strings.SplitAfter(string(text), "\n") {
		if pos <= at {
			n = len(lines)
		}
		starts = append(starts, pos)
		pos += len(l)
		lines = append(lines, strings.TrimRight(l, "\r\n"))
	}
	return lines, starts, n
}

// blockOf is the line that begins the block of text that line n is in, -1 for none.
func blockOf(lines []string, n int) int {
	head := regexp.MustCompile(blockHead)
	least := indentation(lines[n])
	for i := n - 1; i >= 0; i-- {
		l := lines[i]
		if strings.TrimSpace(l) == "" {
			continue
		}
		if c := indentation(l); c < least {
			if !strings.HasPrefix(strings.TrimSpace(l), "#") && head.MatchString(l) && parentColumn(l) < indentation(lines[n]) {
				return i
			}
			least = c
		}
	}
	return -1
}

var (
	listMark  = `^\s*((?:-\s+)*)`
	entryName = `(?:"[^"]*"|'[^']*'|[^\s#'"\[\]{}&*!|>%@,][^#]*?)\s*:(?:\s+|$)`
)

// entryColumn is the column of a line's name, or of its value where it has none,
// behind the marks of a list.
func entryColumn(line string) int {
	return len(regexp.MustCompile(listMark).FindString(line))
}

// parentColumn is the column that a block belonging to a line is indented against: that
// of its name, or of the last mark of a list where it has none.
func parentColumn(line string) int {
	at := entryColumn(line)
	if nameOf(line) == "" {
		if dash := strings.LastIndexByte(line[:at], '-'); dash >= 0 {
			return dash
		}
	}
	return at
}

// valueColumn is where a line's value begins.
func valueColumn(line string) int {
	at := entryColumn(line)
	if m := regexp.MustCompile(`^` + entryName).FindString(line[at:]); m != "" {
		at += len(m)
	}
	if m := regexp.MustCompile(`^[&!]\S+\s+`).FindString(line[at:]); m != "" {
		at += len(m)
	}
	return at
}

// nameOf is the name that a line begins with, empty for none.
func nameOf(line string) string {
	at := entryColumn(line)
	m := regexp.MustCompile(`^` + entryName).FindString(line[at:])
	return strings.Trim(strings.TrimRight(m, ": \t"), `"'`)
}

// namesOf leads from the top to line n.
func namesOf(lines []string, n int) []string {
	var names []string
	column := len(lines[n]) + 1
	for i := n; i >= 0; i-- {
		l := lines[i]
		if t := strings.TrimSpace(l); t == "" || t[0] == '#' {
			continue
		}
		c := entryColumn(l)
		name := nameOf(l)
		if i != n && (c >= column || name == "" && indentation(l) >= column) {
			continue
		}
		if i == n {
			column = c
			if name != "" {
				names = append(names, name)
			} else {
				column = indentation(l) + 1
			}
			continue
		}
		if name != "" {
			names = append([]string{name}, names...)
		}
		column = min(c, column)
	}
	return names
}

// flowValue is where the value begins that holds a column, in brackets that begin at i.
func flowValue(line string, i, column int) int {
	at := i + 1
	for j := i + 1; j < column; j++ {
		switch line[j] {
		case '\'', '"':
			end := quoteEnd(line, j)
			if end < 0 || end > column {
				return j
			}
			j = end - 1
		case ',', '[', '{':
			at = j + 1
		case ':':
			if j+1 < len(line) && line[j+1] == ' ' {
				at = j + 1
			}
		}
	}
	for at < len(line) && line[at] == ' ' {
		at++
	}
	return at
}

// quoteEnd is where the quoted text that begins at i ends, behind its quote.
func quoteEnd(line string, i int) int {
	q := line[i]
	for j := i + 1; j < len(line); j++ {
		switch {
		case q == '"' && line[j] == '\\':
			j++
		case line[j] == q && q == '\'' && j+1 < len(line) && line[j+1] == q:
			j++
		case line[j] == q:
			return j + 1
		}
	}
	return -1
}
