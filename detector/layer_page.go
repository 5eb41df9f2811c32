package detector

import (
	"bytes"
	stdhtml "html"
	"path"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// isPage reports whether a text has HTML in it: a page, or a document with tables
// and highlighted code.
func isPage(d *document) bool {
	switch path.Ext(d.base) {
	case ".html", ".htm", ".xhtml", ".mhtml":
		return true
	}
	return hasTag(d.text) && d.format() != formatXML
}

// hasTag reports whether a text has one of the tags that tables and highlighted code
// are made of.
func hasTag(text []byte) bool {
	for at := 0; ; at++ {
		i := bytes.IndexByte(text[at:], '<')
		if i < 0 {
			return false
		}
		at += i
		for _, tag := range [...]string{"<span ", "<span>", "<td>", "<td ", "<pre>", "<pre ", "<code>"} {
			if bytes.HasPrefix(text[at:], []byte(tag)) {
				return true
			}
		}
	}
}

// pageLayer is the text of a page as it is read: without tags, a block on a line of
// its own.
func pageLayer(text []byte) *layer {
	l := &layer{}
	z := html.NewTokenizer(bytes.NewReader(text))
	at := 0
	for {
		kind := z.Next()
		raw := z.Raw()
		switch kind {
		case html.ErrorToken: // the end
			return l
		case html.TextToken:
			l.entities(text, at, at+len(raw))
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			l.add(space(atom.Lookup(name)))
		}
		at += len(raw)
	}
}

// space is what a tag amounts to in the text.
func space(tag atom.Atom) string {
	switch tag {
	case atom.Span, atom.Code, atom.B, atom.I, atom.Em, atom.Strong, atom.A, atom.Kbd, atom.Tt, atom.Samp, atom.Var, atom.Font, atom.Mark:
		return ""
	case atom.Td, atom.Th, atom.Pre:
		return " "
	}
	return "\n"
}

// entities appends text with its entities decoded.
func (l *layer) entities(text []byte, from, to int) {
	start := from
	for i := from; i < to; i++ {
		if text[i] != '&' {
			continue
		}
		const longest = 10
		n := bytes.IndexByte(text[i:min(to, i+longest)], ';')
		if n < 0 {
			continue
		}
		l.copy(text, start, i-start)
		l.add(stdhtml.UnescapeString(string(text[i : i+n+1])))
		i += n
		start = i + 1
	}
	l.copy(text, start, to-start)
}
