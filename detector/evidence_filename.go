package detector

import (
	"path"
	"strings"
)

// filenameEvidence: the file's own name says it. The value is called a token in a
// file that Codecov itself reads (it looks for codecov.yml and .codecov.yml in the
// root, .github and dev; a copy of it elsewhere is as good), or the file is called
// codecov_token and holds little else.
func filenameEvidence(d *document, c candidate) (verdict, bool) {
	if d.isSettings() {
		n, ok := d.nameOf(c)
		if !ok || n.role() != plainToken {
			return verdict{}, false
		}
		return verdictOf(n, c.form, n.shown()+" in "+d.base), true
	}
	if !d.namedAfterToken() || !d.standsAlone(c) && !isSmall(d) {
		return verdict{}, false
	}
	shown := name{text: []byte(path.Base(d.path))}
	return verdictOf(shown, c.form, "content of "+shown.shown()), c.form != formBadge
}

// isSettings reports whether the file is Codecov's own, or a copy of it.
func (d *document) isSettings() bool {
	return d.settings.is(func() bool { return isSettings(strings.TrimPrefix(d.base, ".")) })
}

func isSettings(base string) bool {
	for _, copied := range []string{"~", ".bak", ".bkp", ".old", ".orig", ".save", ".disabled", ".example", ".sample", ".dist"} {
		base = strings.TrimSuffix(base, copied)
	}
	return base == "codecov.yml" || base == "codecov.yaml"
}

// namedAfterToken reports whether the file is called after a token of Codecov's:
// .codecov_token, codecov-token.txt, codecov/token, codecovrc.
func (d *document) namedAfterToken() bool { return d.holdsToken.is(d.hasTokensName) }

func (d *document) hasTokensName() bool {
	if isTest(d.path) {
		return false
	}
	base := strings.TrimLeft(d.base, "._")
	stem := base
	if ext := path.Ext(base); ext != "" && ext != ".token" && ext != ".secret" && ext != ".key" {
		stem = strings.TrimSuffix(base, ext)
		switch ext {
		case ".txt", ".env", ".cfg", ".conf", ".ini", ".dat", ".bak", ".bkp", ".old":
		default:
			return false
		}
	}
	if stem == "codecovrc" || (name{text: []byte(strings.ReplaceAll(stem, ".", "_"))}).role() == codecovToken {
		return true
	}
	folder := path.Base(path.Dir(d.path))
	return (name{text: []byte(stem)}).role() == plainToken && mentionsCodecov([]byte(folder))
}

// isSmall reports whether a file holds a line or two.
func isSmall(d *document) bool {
	const few = 5
	return len(d.start) <= few
}
