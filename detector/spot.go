package detector

import "slices"

// Spot is a line on which a known value stands, whatever speaks for it or allows it.
type Spot struct {
	Fingerprint Fingerprint
	Line        int
}

// Spots lists the lines of one piece of a text on which the wanted values stand: every
// occurrence, with evidence or without, under an annotation or not. It answers what a
// text still holds, not what is new in it.
func (p Piece) Spots(path string, want map[Fingerprint]bool, opt Options) []Spot {
	decoded := p.decoded()
	stored := decoded.text
	if decoded.binary {
		stored = decoded.stored
	}
	var spots []Spot
	line, upto := 1+decoded.lines, 0
	for c := range candidates(decoded.text) {
		if c.start < decoded.from || c.start >= decoded.to {
			continue
		}
		fp := fingerprint(c.canonical(decoded.text))
		if !want[fp] {
			continue
		}
		for _, b := range stored[upto:c.start] {
			if b == '\n' {
				line++
			}
		}
		upto = c.start
		spots = append(spots, Spot{fp, line})
	}
	// What is wrapped, or has no form, only evidence finds.
	for _, f := range p.Scan(path, opt) {
		if s := (Spot{f.Fingerprint, f.Line}); want[f.Fingerprint] && !slices.Contains(spots, s) {
			spots = append(spots, s)
		}
	}
	return spots
}
