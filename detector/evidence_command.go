package detector

import (
	"bytes"
)

// commandEvidence: the value is the argument of -t or --token on the command
// line of an uploader. All of Codecov's uploaders take the token so: the bash
// script (also through curl … | bash -s --), the Python and Node ones, the
// binary and codecovcli, whose command may go on over several lines.
func commandEvidence(d *document, c candidate) (verdict, bool) {
	option, ok := d.nameBefore(c.start)
	if !ok || !isTokenOption(string(option.text)) {
		return verdict{}, false
	}
	command := d.near(option.start, c.end)
	if !mentionsCodecov(command) {
		return verdict{}, false
	}
	v := verdict{kind: UploadToken, reason: string(option.text) + " of the Codecov uploader"}
	if c.form == formHex40 {
		// Only these two commands take a repository token; elsewhere 40 hex
		// digits behind an uploader are a commit.
		if !bytes.Contains(command, []byte("static-analysis")) && !bytes.Contains(command, []byte("label-analysis")) {
			return verdict{}, false
		}
		v = verdict{kind: RepositoryToken, reason: string(option.text) + " of codecovcli"}
	}
	return v, true
}

func isTokenOption(s string) bool {
	switch s {
	case "-t", "--token", "-token", "--upload-token":
		return true
	}
	return false
}
