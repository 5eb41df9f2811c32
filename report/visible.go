package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible makes text from a repository fit for a terminal: what a terminal would
// obey (escape sequences, line breaks, marks that turn the direction of writing)
// or not show is written as an escape. A tab becomes a space. So is the beginning of
// a command that CI services obey wherever it stands in their log: ##[…] in GitHub
// Actions and Azure Pipelines, ##vso[…], ##teamcity[…].
func Visible(s string) string {
	plain := !strings.Contains(s, "##")
	for _, r := range s {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case logCommand(s):
			b.WriteString(`\x23`)
		case r == '\t':
			b.WriteByte(' ')
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		s = s[n:]
	}
	return b.String()
}

func logCommand(s string) bool {
	rest, ok := strings.CutPrefix(s, "##")
	return ok && (strings.HasPrefix(rest, "[") || strings.HasPrefix(rest, "vso[") || strings.HasPrefix(rest, "teamcity["))
}
