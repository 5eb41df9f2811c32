package detector

import (
	"strings"
	"testing"
)

func TestBinding(t *testing.T) { runSamples(t, bindingSamples) }

var bindingSamples = []sample{
	{"up.sh", "TOKEN=KEY\nset -e\n./build\ncodecov -t $TOKEN\n", UploadToken, "-t of the Codecov uploader, by way of TOKEN"},
	{"up.sh", "T=KEY\nbash <(curl -s https://codecov.io/bash) -t \"${T}\"\n", UploadToken, "by way of T"},
	{"up.sh", "upload() {\n  codecov -t \"$cov\"\n}\ncov=KEY\nupload\n", UploadToken, "by way of cov"},
	{"up.sh", "MY_KEY=KEY\nexport CODECOV_TOKEN=$MY_KEY\n", UploadToken, "value of CODECOV_TOKEN, by way of MY_KEY"},
	{"up.bat", "set COV=KEY\r\ncodecov.exe -t %COV%\r\n", UploadToken, "by way of COV"},
	{"up.ps1", "$cov = 'KEY'\n./codecov.exe -t $cov\n", UploadToken, "by way of cov"},
	{"up.ps1", "$env:COV = 'KEY'\n./codecov.exe -t $env:COV\n", UploadToken, "by way of COV"},
	{"Makefile", "COV := KEY\n\nupload:\n\tcodecov -t $(COV)\n", UploadToken, "by way of COV"},
	{"Dockerfile", "ARG COV=KEY\nRUN curl -s https://codecov.io/bash | bash -s -- -t ${COV}\n", UploadToken, "by way of COV"},
	{".github/workflows/ci.yml", "env:\n  COV: KEY\njobs:\n  a:\n    steps:\n      - uses: codecov/codecov-action@v4\n        with:\n          token: ${{ env.COV }}\n", UploadToken, "token of codecov/codecov-action, by way of COV"},
	{".github/workflows/ci.yml", "jobs:\n  a:\n    strategy:\n      matrix:\n        include:\n          - cov: KEY\n    steps:\n      - run: codecov -t ${{ matrix.cov }}\n", UploadToken, "by way of cov"},
	{".circleci/config.yml", "parameters:\n  cov-token:\n    type: string\n    default: KEY\njobs:\n  a:\n    steps:\n      - codecov/upload:\n          token: << parameters.cov-token >>\n", UploadToken, "by way of cov-token"},
	{"azure-pipelines.yml", "variables:\n- name: cov\n  value: KEY\nsteps:\n- script: codecov -t $(cov)\n", UploadToken, "by way of cov"},
	{"a.py", "COV = 'KEY'\nsubprocess.run(['codecov', '-t', COV])\n", UploadToken, "by way of COV"},
	{"a.py", "os.environ['COV'] = 'KEY'\nrun(f\"codecov -t {os.environ['COV']}\")\n", UploadToken, "by way of COV"},
	{"a.R", "cov <- \"KEY\"\ncovr::codecov(token = cov)\n", UploadToken, "by way of cov"},
	{"main.tf", "variable \"cov\" {\n  default = \"KEY\"\n}\nresource \"github_actions_secret\" \"x\" {\n  secret_name     = \"CODECOV_TOKEN\"\n  plaintext_value = var.cov\n}\n", UploadToken, "by way of cov"},
	{"Jenkinsfile", "def cov = 'KEY'\nsh \"codecov -t ${cov}\"\n", UploadToken, "by way of cov"},

	// Used for something else, or not used.
	{"up.sh", "TOKEN=KEY\nsonar -t $TOKEN\ncodecov\n", none, ""},
	{"up.sh", "TOKEN=KEY\ndeploy $TOKEN\nTOKEN=$CODECOV\ncodecov -t $TOKEN\n", none, ""},
	{"up.sh", "TOKEN=KEY\ncodecov -n $TOKEN\n", none, ""},
	{"up.sh", "ID=KEY\ncodecov -t $IDS\n", none, ""},
	{"a.py", "build = 'KEY'\ncodecov(build)\n", none, ""},
	{".github/workflows/ci.yml", "env:\n  COV: KEY\njobs:\n  a:\n    steps:\n      - uses: codecov/codecov-action@v4\n        with:\n          token: ${{ secrets.COV }}\n", none, ""},
	{"a.yml", "token: KEY\ncodecov:\n  token: $OTHER_NAME\n", none, ""},
}

// TestBindingIsTheNearest: of several values of one name the one that was given it
// last before the use is the key.
func TestBindingIsTheNearest(t *testing.T) {
	f := fill(t, "TOKEN=OTHER\ndeploy -t $TOKEN\nTOKEN=KEY\ncodecov -t $TOKEN\n")
	got := Scan(Input{Path: "up.sh", Text: []byte(f.text)}, Options{})
	if len(got) != 1 || got[0].Line != 3 || got[0].Fingerprint != f.want {
		t.Errorf("%d findings: %+v", len(got), got)
	}
	if !strings.Contains(got[0].Reason, "by way of TOKEN") {
		t.Errorf("reason %q", got[0].Reason)
	}
}
