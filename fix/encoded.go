package fix

import (
	"strings"
)

// encoded is a text inside quotes in which some characters are written in another way.
type encoded struct {
	text string
	// at is where each of its bytes stands in the file, and where it ends.
	at     []int
	encode func(string) string
}

// decodeBackslashes reads what JSON and YAML write between double quotes. Only its
// length and the quotes matter here, so the less usual escapes stand for a space.
func decodeBackslashes(file []byte, start, end int) encoded {
	e := encoded{encode: func(s string) string {
		return strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s)
	}}
	var b strings.Builder
	for i := start; i < end; {
		e.at = append(e.at, i)
		if file[i] != '\\' || i+1 >= end {
			b.WriteByte(file[i])
			i++
			continue
		}
		switch c := file[i+1]; c {
		case 'n':
			b.WriteByte('\n')
		case '"', '\\', '/', ' ':
			b.WriteByte(c)
		default:
			b.WriteByte(' ')
		}
		if file[i+1] == 'u' {
			i = min(i+4, end-2)
		}
		i += 2
	}
	e.at = append(e.at, end)
	e.text = b.String()
	return e
}

// decodeDoubled reads what YAML writes between single quotes.
func decodeDoubled(file []byte, start, end int) encoded {
	e := encoded{encode: func(s string) string { return strings.ReplaceAll(s, "'", "''") }}
	var b strings.Builder
	for i := start; i < end; i++ {
		e.at = append(e.at, i)
		b.WriteByte(file[i])
		if file[i] == '\'' && i+1 < end && file[i+1] == '\'' {
			i++
		}
	}
	e.at = append(e.at, end)
	e.text = b.String()
	return e
}

// asItIs reads what is not encoded.
func asItIs(file []byte, start, end int) encoded {
	e := encoded{text: string(file[start:end]), encode: func(s string) string { return s }}
	for i := start; i <= end; i++ {
		e.at = append(e.at, i)
	}
	return e
}

// inner is where a place of the file stands in the text.
func (e encoded) inner(place int) int {
	for i, at := range e.at {
		if at >= place {
			return i
		}
	}
	return len(e.text)
}

// shell is inShell for a command that is written like that.
func (e encoded) shell(start, end int, x expansion) ([]edit, error) {
	edits, err := inShell(e.text, e.inner(start), e.inner(end), x)
	for i, one := range edits {
		edits[i] = edit{e.at[one.start], e.at[one.end], e.encode(one.text)}
	}
	return edits, err
}
