package detector

import "bytes"

// nearStatic reports whether saysStatic can be true of any word that the value could be
// called by: its name, or a word on one of the lines that are looked at for one.
// Candidates come in order, so the text is gone through once for all of them.
func (d *document) nearStatic(c candidate) bool {
	const above = 3
	if n, ok := d.nameOf(c); ok && d.saysStatic(n) {
		return true
	}
	from := d.start[max(1, d.lineAt(c.start)-above)-1] - longestStatic
	to := min(len(d.text), c.end+nearbyReach)
	s := &d.static
	i := max(s.upto, from, 0)
	for text := d.text; i < to && i+1 < len(text); i += 4 { // each of the words has four pairs of letters beside each other
		if staticFirst[text[i]]&staticSecond[text[i+1]] == 0 {
			continue
		}
		for at := max(0, i-3); at <= i; at++ {
			if hasPrefixFold(text[at:], "static") || hasPrefixFold(text[at:], "analysis") {
				s.last = i + 1
			}
		}
	}
	s.upto = max(s.upto, i)
	return s.last > from
}

// staticFirst and staticSecond tell in which of the pairs st, ta, at, ti and an, na, al,
// ly a byte is the first, the second.
var (
	staticFirst = [256]uint8{
		's': 1, 't': 2 | 8, 'a': 4 | 16 | 64, 'n': 32, 'l': 128,
		'S': 1, 'T': 2 | 8, 'A': 4 | 16 | 64, 'N': 32, 'L': 128,
	}
	staticSecond = [256]uint8{
		't': 1 | 4, 'a': 2 | 32, 'i': 8, 'n': 16, 'l': 64, 'y': 128,
		'T': 1 | 4, 'A': 2 | 32, 'I': 8, 'N': 16, 'L': 64, 'Y': 128,
	}
)

// longestStatic is how far before a name the words of saysStatic may stand.
const longestStatic = len("static analysis ")

// saysStatic reports whether the name of 40 hex digits, which are a commit most of
// the time, is that of the token of static analysis.
func (d *document) saysStatic(n name) bool {
	from := max(0, n.start-longestStatic)
	before := bytes.ToLower(d.text[from:n.end])
	return bytes.Contains(before, []byte("static")) || bytes.Contains(before, []byte("analysis"))
}
