package detector

// verdict is what one kind of evidence says about a candidate.
type verdict struct {
	kind Kind
	// reason names the evidence in words, ready to stand after "because:".
	reason string
	// variable is the environment variable that advice should name; empty for
	// the kind's own.
	variable string
}

// evidence is one kind of reason to take a candidate for a key. An empty verdict
// says that the value belongs to something else, and ends the search.
type evidence struct {
	id   string
	find func(*document, candidate) (verdict, bool)
}

// evidences is the table of all kinds of evidence, the most telling first: the
// first that speaks names the kind and the reason. Each lives in its own file
// with its own table test.
var evidences = []evidence{
	{"url", urlEvidence},
	{"header", headerEvidence},
	{"command", commandEvidence},
	{"name", nameEvidence},
	{"tree", treeEvidence},
	{"pair", pairEvidence},
	{"structure", structureEvidence},
	{"element", elementEvidence},
	{"section", sectionEvidence},
	{"step", stepEvidence},
	{"filename", filenameEvidence},
	{"call", callEvidence},
	{"recipient", recipientEvidence},
	{"nearby", nearbyEvidence},
}
