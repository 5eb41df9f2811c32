package detector

import "testing"

func TestRecipientEvidence(t *testing.T) { runSamples(t, recipientSamples) }

var recipientSamples = []sample{
	{"up.sh", "echo KEY > .codecov_token\n", UploadToken, "value for codecov_token"},
	{"up.sh", "printf '%s' \"KEY\" | gh secret set CODECOV_TOKEN --repo o/r\n", UploadToken, "value for CODECOV_TOKEN"},
	{"up.sh", "drone secret add --name codecov_token --data KEY o/r\n", UploadToken, "codecov_token"},
	{"up.sh", "echo \"KEY\" | docker secret create codecov_token -\n", UploadToken, "value for codecov_token"},
	{"up.ps1", "setx CODECOV_TOKEN KEY\n", UploadToken, "CODECOV_TOKEN"},

	{"up.sh", "echo KEY > .build_id; cat .codecov_token\n", none, ""},
	{"up.sh", "echo KEY; gh secret set CODECOV_TOKEN < token\n", none, ""},
	{"up.sh", "gh secret set CODECOV_TOKEN --app-id KEY\n", none, ""},
	{"up.sh", "fetch KEY codecov_token\n", none, ""},
}
