package detector

// nameEvidence: the value belongs to a name that says Codecov: CODECOV_TOKEN in
// any way of writing an assignment, an argument or a row of a map.
func nameEvidence(d *document, c candidate) (verdict, bool) {
	n, ok := d.nameBefore(c.start)
	if !ok {
		return verdict{}, false
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
		if !n.assigned || !c.isV4(d.text) {
			return verdict{}, false
		}
	default:
		return verdict{}, false
	}
	return verdict{
		kind:     n.kind(c.form),
		reason:   "value of " + n.shown(),
		variable: n.variable(),
	}, true
}
