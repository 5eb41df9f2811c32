package detector

// verdict is what one kind of evidence says about a candidate.
type verdict struct {
	kind Kind
	// reason names the evidence in words, ready to stand after "because:".
	reason string
	// variable is the environment variable that advice should name; empty for
	// the kind's own.
	variable string
	// confidence is that of the kind of evidence when it is not set.
	confidence Confidence
}

// evidence is one kind of reason to take a candidate for a key. An empty verdict
// says that the value belongs to something else, and ends the search.
type evidence struct {
	id         string
	find       func(*document, candidate) (verdict, bool)
	confidence Confidence
}

// evidences is the table of all kinds of evidence, the most telling first: the
// first that speaks names the kind and the reason. Each lives in its own file
// with its own table test.
var evidences = []evidence{
	{"url", urlEvidence, Certain},
	{"header", headerEvidence, Certain},
	{"command", commandEvidence, Certain},
	{"name", nameEvidence, Certain},
	{"tree", treeEvidence, Certain},
	{"pair", pairEvidence, Certain},
	{"structure", structureEvidence, Certain},
	{"element", elementEvidence, Certain},
	{"section", sectionEvidence, Certain},
	{"step", stepEvidence, Certain},
	{"filename", filenameEvidence, Certain},
	{"call", callEvidence, Medium},
	{"recipient", recipientEvidence, Medium},
}

// lastEvidence is asked when no other evidence speaks, and the name that the value
// was given is not used for something else in the same text.
var lastEvidence = evidence{"nearby", nearbyEvidence, Medium}
