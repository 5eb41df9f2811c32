package detector

import "testing"

func TestFilenameEvidence(t *testing.T) { runSamples(t, filenameSamples) }

var filenameSamples = []sample{
	{"codecov.yml", "codecov:\n  token: KEY\n", UploadToken, "token"},
	{"codecov.yml", "token: KEY\n", UploadToken, "token in codecov.yml"},
	{".codecov.yml", "token: \"KEY\"\n", UploadToken, "token in .codecov.yml"},
	{".github/codecov.yaml", "coverage:\n  status: off\ntoken: KEY\n", UploadToken, "token in codecov.yaml"},
	{"dev/.codecov.yaml", "# token: KEY\n", UploadToken, "token in .codecov.yaml"},
	{"sub/Codecov.yml", "token: KEY32\n", UploadToken, "token in codecov.yml"},

	{"codecov.yml", "codecov:\n  bot: KEY\n", none, ""},
	{"codecov.yml", "comment: false\nid: KEY\n", none, ""},
	{"codecov.yml", "ignore:\n  - KEY\n", none, ""},
	{"codecov.yml", "coverage:\n  notify:\n    slack:\n      url: \"secret:KEY32\"\n", none, ""},
	{"codecov.yml.md", "token: KEY\n", UploadToken, "token in codecov.yml.md"},
	{"codecov.yml", "token: 00000000-0000-0000-0000-000000000000\n", none, ""},
}
