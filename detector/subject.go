package detector

import (
	"bytes"
	"path"
)

// aboutCodecov reports whether the file itself is about Codecov, by its name or the
// folder that it is in. What tests the rest is not.
func (d *document) aboutCodecov() bool {
	return d.about.is(func() bool {
		folder, base := path.Split(d.path)
		return (mentionsCodecov([]byte(base)) || mentionsCodecov([]byte(path.Base(folder)))) && !isTest(d.path)
	})
}

// isTest reports whether a path is that of tests or of what they read.
func isTest(name string) bool {
	for _, w := range parts([]byte(name)) {
		switch w {
		case "test", "tests", "testdata", "spec", "specs", "fixture", "fixtures", "mock", "mocks", "cassettes", "snapshots", "snap":
			return true
		}
	}
	return false
}

// inTestCode reports whether the value stands in a test, as compilers and test
// runners know them by their names: the tokens in it are made up for the test, but
// for those in the copy of a workflow that it checks.
func (d *document) inTestCode(c candidate) bool {
	words := parts([]byte(d.base))
	if len(words) < 3 {
		return false
	}
	stem := words[:len(words)-1]
	switch first, last := stem[0], stem[len(stem)-1]; {
	case first == "test", last == "test", last == "tests", last == "spec":
		from, to := max(0, c.start-nearbyReach), min(len(d.text), c.end+nearbyReach)
		return !bytes.Contains(d.text[from:to], []byte("codecov/codecov-action"))
	}
	return false
}
