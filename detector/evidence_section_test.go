package detector

import "testing"

func TestSectionEvidence(t *testing.T) { runSamples(t, sectionSamples) }

var sectionSamples = []sample{
	{"setup.cfg", "[codecov]\ntoken = KEY\n", UploadToken, "token in section [codecov]"},
	{"config.toml", "[codecov]\nflags = [\"unit\"]\n\n# the token\ntoken = \"KEY\"\n", UploadToken, "token of codecov"},
	{"pyproject.toml", "[tool.codecov]\ntoken = \"KEY\"\n", UploadToken, "token of codecov"},
	{"config.toml", "[[codecov]]\nupload_token = 'KEY'\n", UploadToken, "token of codecov"},
	{"config.toml", "[ codecov ]\ntoken = \"KEY\"\n", UploadToken, "token of codecov"},
	{"config.toml", "[codecov] # uploads\ntoken = \"KEY\"\n", UploadToken, "token of codecov"},
	{"config.toml", "[codecov.upload]\ntoken = \"KEY\"\n", UploadToken, "token of codecov"},
	{"a.ini", "[Codecov]\r\nToken=KEY\r\n", UploadToken, "Token in section [Codecov]"},
	{"a.ini", "[codecov]\n; token = KEY\n", UploadToken, "in section [codecov]"},
	{"a.ini", "[codecov \"main\"]\n\ttoken = KEY32\n", UploadToken, "in section"},
	{".gitconfig", "[codecov]\n\ttoken = KEY\n", UploadToken, "in section [codecov]"},

	{"a.ini", "[codecov]\nflag = a\n[sonar]\ntoken = KEY\n", none, ""},
	{"a.ini", "[sonar]\ntoken = KEY\n[codecov]\nflag = a\n", none, ""},
	{"a.ini", "[codecov]\nid = KEY\n", none, ""},
	{"a.ini", "[codecov]\ntoken = HEX40abc\n", none, ""},
	{"a.ini", "[codecov]\ntoken = 00000000-0000-0000-0000-000000000000\n", none, ""},
	{"Manifest.toml", "[[deps.Codecov]]\ndeps = [\"HTTP\"]\nuuid = \"KEY\"\n", none, ""},
}
