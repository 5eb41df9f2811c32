package hook

import "bytes"

// scissors is the line, behind the mark of a comment, from which on git cuts off the
// text of a message file when it was asked for the diff below it (commit -v).
// Source: git's wt-status.c, wt_status_locate_end.
var scissors = []byte(" ------------------------ >8 ------------------------")

// recorded is the part of a message file that git may record. Nothing tells a hook
// whether git will cut anything off: a message or a template may have such a line,
// and git keeps what is below. So only what git itself writes is left out, its
// explanation and the diff, in which the lines that go away hold old keys.
func recorded(text []byte) []byte {
	for at := 0; at < len(text); {
		line, rest := cutLine(text[at:])
		if mark, ok := bytes.CutSuffix(line, scissors); ok && isMark(mark) && isDiff(rest, mark) {
			return text[:at]
		}
		at = len(text) - len(rest)
	}
	return text
}

func cutLine(text []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(text, []byte("\n"))
	return line, rest
}

// isMark reports whether a comment may begin so: core.commentChar is a character, or
// a short string.
func isMark(mark []byte) bool {
	const longest = 16
	return len(mark) > 0 && len(mark) <= longest && !bytes.ContainsAny(mark, " \t\r")
}

// isDiff reports whether a diff comes behind comments.
func isDiff(text, mark []byte) bool {
	for len(text) > 0 {
		line, rest := cutLine(text)
		for _, begins := range []string{"diff --git ", "diff --cc ", "diff --combined ", "Submodule "} {
			if bytes.HasPrefix(line, []byte(begins)) {
				return true
			}
		}
		if !bytes.HasPrefix(line, mark) {
			return false
		}
		text = rest
	}
	return false
}
