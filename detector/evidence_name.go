package detector

import (
	"bytes"
	"path"
	"strings"
)

// nameEvidence: the value belongs to a name that says Codecov: CODECOV_TOKEN in
// any way of writing an assignment, an argument or a row of a map, or a phrase
// of prose.
func nameEvidence(d *document, c candidate) (verdict, bool) {
	n, ok := d.nameOf(c)
	if !ok {
		return verdict{}, false
	}
	confidence := Certain
	if c.form == formOpaque {
		if d.encrypts() {
			return verdict{}, false
		}
		confidence = Medium
	}
	switch n.role() {
	case codecovToken:
		// The name may be followed by a sentence; a value on a later line
		// belongs to it only when it says so.
		if n.lines > 1 && !n.assigned {
			return verdict{}, false
		}
	case codecovName:
		// "codecov: <value>" may be any id of a thing called Codecov, so only
		// what Codecov could have generated counts.
		if !n.assigned && !d.listed(n, c) || !c.isV4(d.text) || isPackages(d.section(d.lineAt(n.start))) {
			return verdict{}, false
		}
		confidence = Medium
	case plainToken:
		if n, ok = d.phrase(n); !ok {
			return verdict{}, false
		}
	default:
		return verdict{}, false
	}
	return verdict{
		kind:       n.kind(c.form),
		reason:     "value of " + n.shown(),
		variable:   n.variable(),
		confidence: confidence,
	}, true
}

// listed reports whether the name and its value stand beside each other in a text
// for people: a table, a list, a heading.
func (d *document) listed(n name, c candidate) bool {
	if ext := path.Ext(d.base); !d.isProseFile() && ext != ".csv" && ext != ".tsv" && !d.inLineComment(n.start) {
		return false
	}
	between := d.text[n.end:c.start]
	return strings.Join(parts(n.text), "") == word && n.lines == 0 && !bytes.HasSuffix(n.text, []byte("/")) && len(bytes.Trim(between, " \t|`*\"'-:,;")) == 0
}

// inLineComment reports whether pos is in a line that is all comment.
func (d *document) inLineComment(pos int) bool {
	line := bytes.TrimLeft(d.text[d.start[d.lineAt(pos)-1]:pos], " \t")
	for _, mark := range lineComments {
		if bytes.HasPrefix(line, []byte(mark)) {
			return true
		}
	}
	return false
}

// isProseFile reports whether the file is written for people.
func (d *document) isProseFile() bool {
	return d.prose.is(func() bool {
		switch path.Ext(d.base) {
		case ".md", ".txt", ".rst", ".adoc", ".markdown", ".org", ".wiki", "":
			return true
		}
		return false
	})
}

// encrypts reports whether the text is of a kind that holds secrets encrypted, which
// look as random as they do in the open.
func (d *document) encrypts() bool {
	return d.encrypted.is(func() bool { return hasEncrypted(d.text) })
}

func hasEncrypted(text []byte) bool {
	for _, mark := range []string{"encryptedData", "SealedSecret", "ANSIBLE_VAULT", "\nsops:", "\"sops\":", "BEGIN AGE", "BEGIN PGP"} {
		if bytes.Contains(text, []byte(mark)) {
			return true
		}
	}
	return false
}

// isPackages reports whether a section lists packages by their ids, as Julia's
// Project.toml and Manifest.toml do.
func isPackages(section []byte) bool {
	first, _, _ := bytes.Cut(section, []byte("."))
	switch string(first) {
	case "deps", "extras", "weakdeps":
		return true
	}
	return false
}

// phrase is the name in prose that ends in the word n: "Codecov upload token".
func (d *document) phrase(n name) (name, bool) {
	const mostWords = 2 // between the two
	if n.lines > 0 || n.text[0] == '-' {
		return n, false
	}
	start := n.start
	for range mostWords + 1 {
		if start < 2 || d.text[start-1] != ' ' || !isAlnum(d.text[start-2]) {
			return n, false
		}
		end := start - 1
		for start = end; start > 0 && end-start < longestName && isNameByte(d.text[start-1]); start-- {
		}
		word := name{text: d.text[start:end]}
		if mentionsCodecov(word.text) && word.role() != otherValue {
			n.start, n.text, n.known = start, d.text[start:n.end], 0
			return n, start == 0 || d.text[start-1] != '<' // an attribute of an element
		}
		var buf shortWord
		if !qualifies(string(buf.lower(word.text))) {
			return n, false
		}
	}
	return n, false
}

// qualifies reports whether a word says which of Codecov's tokens is meant.
func qualifies(word string) bool {
	switch word {
	case "api", "access", "upload", "uploader", "global", "repo", "repository", "org", "organization", "static", "analysis", "io":
		return true
	}
	return false
}
