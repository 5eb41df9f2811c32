package detector

import (
	"strings"
)

// filenameEvidence: the value is called a token in a file that Codecov itself
// reads. Codecov looks for codecov.yml and .codecov.yml in the root, .github and
// dev; a copy of it elsewhere is as good.
func filenameEvidence(d *document, c candidate) (verdict, bool) {
	base := strings.TrimPrefix(d.base(), ".")
	if base != "codecov.yml" && base != "codecov.yaml" {
		return verdict{}, false
	}
	n, ok := d.nameOf(c)
	if !ok || n.role() != plainToken {
		return verdict{}, false
	}
	return verdict{kind: n.kind(c.form), reason: n.shown() + " in " + d.base()}, true
}
