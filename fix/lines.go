package fix

import (
	"bytes"
	"strings"
)

// lineAt is the line that holds a place: where it begins and where its line break does.
func lineAt(text []byte, at int) (start, end int) {
	start = bytes.LastIndexByte(text[:at], '\n') + 1
	end = len(text)
	if n := bytes.IndexByte(text[at:], '\n'); n >= 0 {
		end = at + n
	}
	if end > start && text[end-1] == '\r' {
		end--
	}
	return start, end
}

// nextLine is where the line behind the one that ends at end begins.
func nextLine(text []byte, end int) int {
	if n := bytes.IndexByte(text[end:], '\n'); n >= 0 {
		return end + n + 1
	}
	return len(text)
}

// lineBreak is how the text ends its lines.
func lineBreak(text []byte) string {
	if n := bytes.IndexByte(text, '\n'); n > 0 && text[n-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// indentation is how many columns a line begins with.
func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }

// removeLine takes out the line that holds the key.
func (j *job) removeLine() []edit {
	start, end := lineAt(j.text, j.start)
	return []edit{{start, nextLine(j.text, end), ""}}
}

// line is the line with the key: what stands before the key and behind it.
func (j *job) line() (before, behind string) {
	start, end := lineAt(j.text, j.start)
	return string(j.text[start:j.start]), string(j.text[j.end:max(end, j.end)])
}
