package detector

import (
	"bytes"
)

// commandEvidence: the value is the argument of -t or --token on the command
// line of an uploader. All of Codecov's uploaders take the token so: the bash
// script (also through curl … | bash -s --), the Python and Node ones, the
// binary and codecovcli, whose command may go on over several lines.
func commandEvidence(d *document, c candidate) (verdict, bool) {
	option, ok := d.nameOf(c)
	if !ok || !isTokenOption(string(option.text)) {
		return verdict{}, false
	}
	command, ok := d.uploader(option.start, c.end)
	if !ok && d.format() == formatXML && c.form != formHex40 && d.isElementText(option.start) {
		ok = d.codecovNearest(c) // the program is an element of its own
	}
	if !ok {
		return verdict{}, false
	}
	v := verdict{kind: UploadToken, reason: string(option.text) + " of the Codecov uploader"}
	if c.form == formHex40 {
		// Only these two commands take a repository token; elsewhere 40 hex
		// digits behind an uploader are a commit.
		if !bytes.Contains(command, []byte("static-analysis")) && !bytes.Contains(command, []byte("label-analysis")) {
			return verdict{}, false
		}
		v = verdict{kind: RepositoryToken, reason: string(option.text) + " of codecovcli"}
	}
	return v, true
}

func isTokenOption(s string) bool {
	switch s {
	case "-t", "--token", "-token", "--upload-token":
		return true
	}
	return false
}

// commandReach bounds how much of a command is looked at, in bytes to either
// side of the option, so that a file that is one line of many megabytes costs no
// more than others.
const commandReach = 2 << 10

// uploader is the command around an option with its argument, and whether it is
// one of Codecov's: it says so itself, or it runs what the same line fetched
// before (curl https://codecov.io/bash >up && bash up -t …).
func (d *document) uploader(start, end int) ([]byte, bool) {
	_, to := d.logical(d.lineAt(end)) // the value may stand on a line of its own
	from, _ := d.logical(d.lineAt(start))
	if first := d.argumentsFrom(d.lineAt(start), from, start); first < from {
		from = first
	}
	from, to = max(from, start-commandReach), min(to, end+commandReach)
	own := d.commandFrom(from, start)
	after := d.text[end:to]
	for i := range after {
		if separates(after[i:]) {
			after = after[:i]
			break
		}
	}
	command := d.text[own : end+len(after)]
	if mentionsCodecov(command) {
		return command, true
	}
	return command, own > from && runsFile(command) && mentionsCodecov(d.text[from:own]) && !namesService(command)
}

// commandFrom is where the command begins that goes on at pos, not before from.
func (d *document) commandFrom(from, pos int) int {
	for i := pos - 1; i >= from; i-- {
		if separates(d.text[i:pos]) {
			return i + 1
		}
	}
	return from
}

// separates reports whether text begins with what stands between two commands. A
// pipe does not: what follows it runs what was fetched before it.
func separates(text []byte) bool {
	if len(text) < 2 {
		return false
	}
	switch text[0] {
	case '&', '|':
		return text[1] == text[0]
	case ';':
		return text[1] == ' '
	}
	return false
}

// runsFile reports whether a command runs a file that could be anything.
func runsFile(command []byte) bool {
	words := bytes.Fields(bytes.TrimLeft(command, "&|; \t\r\n\"'@-"))
	if len(words) == 0 {
		return false
	}
	switch program := string(words[0]); program {
	case "bash", "sh", "zsh", "source", "python", "python3", "node", "sudo":
		return true
	default:
		return program[0] == '.' || program[0] == '/'
	}
}

// argumentsFrom is where a command begins whose arguments stand on lines of
// their own, without continuation marks: a list, or folded text of YAML. An
// option that is the first word of its line belongs to the lines before it that
// are indented as it is, and to the one that these are indented under.
func (d *document) argumentsFrom(line, from, start int) int {
	const most = 20
	if start-from > commandReach {
		return from
	}
	for _, b := range d.text[from:start] {
		if b != ' ' && b != '\t' && b != '-' && b != ',' && !isQuote(b) && !isOpening(b) {
			return from
		}
	}
	level := indentOf(d.line(line)).dash
	for n := line - 1; n > max(0, line-most) && start-from < commandReach; n-- {
		in := indentOf(d.line(n))
		if in.blank {
			break
		}
		from = d.start[n-1]
		if in.dash < level {
			break
		}
	}
	return from
}

// isElementText reports whether the text of an XML element begins at pos.
func (d *document) isElementText(pos int) bool {
	before := bytes.TrimRight(d.text[max(0, pos-longestName):pos], " \t\r\n")
	return len(before) > 0 && before[len(before)-1] == '>'
}
