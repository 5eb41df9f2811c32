package detector

import (
	"bytes"

	sh "mvdan.cc/sh/v3/syntax"
)

// dotenvLeaves reads the assignments of a file of environment variables, which is
// a shell script of nothing else.
func dotenvLeaves(text []byte) []leaf {
	if tooDeep(text) {
		return nil
	}
	file, err := sh.NewParser().Parse(bytes.NewReader(text), "")
	if err != nil {
		return nil
	}
	var leaves []leaf
	sh.Walk(file, func(n sh.Node) bool {
		a, ok := n.(*sh.Assign)
		if !ok || a.Name == nil || a.Value == nil {
			return true
		}
		from, to := int(a.Value.Pos().Offset()), int(a.Value.End().Offset())
		if from > to || to > len(text) {
			return true
		}
		if value, ok := keyShaped(string(bytes.Trim(text[from:to], "\"'"))); ok {
			l := newLeaf(a.Name.Value, nil, value, 0)
			l.start = from
			leaves = append(leaves, l)
		}
		return true
	})
	return leaves
}
