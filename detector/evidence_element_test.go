package detector

import "testing"

func TestElementEvidence(t *testing.T) { runSamples(t, elementSamples) }

var elementSamples = []sample{
	{"a.xml", `<codecov token="KEY"/>`, UploadToken, "token of codecov"},
	{"a.xml", `<codecov file="c.xml" token="KEY" />`, UploadToken, "token of codecov"},
	{"a.xml", "<codecov>\n  <flags>unit</flags>\n  <token>KEY</token>\n</codecov>", UploadToken, "token of codecov"},
	{"a.xml", "<codecov>\n  <br/>\n  <!-- note -->\n  <upload token=\"KEY\"/>\n</codecov>", UploadToken, "token of codecov"},
	{"a.xml", `<a><codecov/><b token="KEY"/></a>`, none, ""},
	{"a.xml", `<codecov>x</codecov><token>KEY</token>`, none, ""},
	{"a.xml", "<c:codecov>\n  <c:token>KEY</c:token>\n</c:codecov>", UploadToken, "token of codecov"},
	{"a.xml", "<codecov>\n  <access-token>\n    KEY\n  </access-token>\n</codecov>", APIToken, "access-token of codecov"},
	{"a.xml", "<jobs>\n  <codecov>\n    <options><token>KEY32</token></options>\n  </codecov>\n</jobs>", UploadToken, "token of codecov"},
	{"a.xml", "<!-- <codecov token='KEY'/> -->", UploadToken, "token of codecov"},

	{"a.xml", "<codecov><id>KEY</id></codecov>", none, ""},
	{"a.xml", "<sonar><token>KEY</token></sonar><codecov/>", none, ""},
	{"a.xml", "<codecov/>\n<sonar>\n  <token>KEY</token>\n</sonar>", none, ""},
	{"a.xml", "<codecov><token>00000000-0000-0000-0000-000000000000</token></codecov>", none, ""},
}
