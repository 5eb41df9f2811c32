package detector

import "testing"

func TestTreeEvidence(t *testing.T) { runSamples(t, treeSamples) }

var treeSamples = []sample{
	// YAML in its styles.
	{".github/workflows/ci.yml", "jobs:\n  a:\n    steps:\n      - {uses: codecov/codecov-action@v4, with: {token: KEY}}\n", UploadToken, "token of codecov/codecov-action"},
	{".github/workflows/ci.yml", "jobs:\n  a:\n    steps:\n      - with:\n          \"token\": 'KEY'\n        uses: codecov/codecov-action@v4\n", UploadToken, "token of codecov/codecov-action"},
	{".github/workflows/ci.yml", "jobs:\n  a:\n    steps:\n      - uses: codecov/codecov-action@v4\n        with:\n          ? token\n          : KEY\n", UploadToken, "token of codecov/codecov-action"},
	{"codecov.yml", "codecov:\n  token: >- # notsecret\n    KEY\n", UploadToken, "token of codecov"},
	{"codecov.yml", "codecov:\n  token: |\n\n    KEY\n", UploadToken, "token of codecov"},
	{"a.yml", "x-token: &tok KEY\njobs:\n  - uses: codecov/codecov-action@v4\n    with:\n      token: *tok\n", UploadToken, "token of codecov/codecov-action"},
	{"a.yml", "keys:\n  - &cov KEY\nenv:\n  CODECOV_TOKEN: *cov\n", UploadToken, "value of CODECOV_TOKEN"},
	{"a.yml", "defaults: &d\n  token: KEY\nsteps:\n  - uses: codecov/codecov-action@v4\n    with:\n      token: !!str KEY32\n", UploadToken, "token of codecov/codecov-action"},
	{"a.yml", "- name: CODECOV_TOKEN\n  type: string\n  default: KEY\n", UploadToken, "value of CODECOV_TOKEN"},
	{"a.yml", "env:\n  - name: CODECOV_TOKEN\n    value: KEY\n", UploadToken, "value of CODECOV_TOKEN"},
	{"a.yml", "spec:\n  containers:\n    - image: codecov/codecov-cli\n      args: [upload-process, -t, KEY]\n", UploadToken, "-t of the Codecov uploader"},
	{"a.yml", "command:\n  - codecov\n  - --token\n  - KEY\n", UploadToken, "--token of the Codecov uploader"},
	{".drone.yml", "steps:\n  - name: coverage\n    image: plugins/codecov\n    settings:\n      token: KEY\n", UploadToken, "token of plugins/codecov"},
	{"orb.yml", "description: Upload reports to Codecov\nparameters:\n  token:\n    type: string\n    default: KEY\n", UploadToken, "token of Upload reports to Codecov"},
	{"a.yaml", "---\na: 1\n---\nservices:\n  codecov:\n    token: KEY\n", UploadToken, "token of codecov"},

	// JSON, TOML, XML, dotenv.
	{"a.json", "{\"plugins\": [[\"codecov\", {\"token\": \"KEY\"}], {\"name\": \"codecov\", \"options\": {\"token\": \"a\"}}]}", UploadToken, "token of codecov"},
	{"a.json", "{\"name\": \"codecov\", \"options\": {\"flags\": [\"a\"], \"token\": \"KEY\"}}", UploadToken, "token of codecov"},
	{"a.json", "{\"args\": [\"codecov\", \"-t\", \"KEY\"]}", UploadToken, "-t of the Codecov uploader"},
	{"settings.json", "{\"id\": \"codecov\", \"settings\": {\"upload_token\": \"{KEY}\"}}", UploadToken, "upload_token of codecov"},
	{"a.toml", "[tools.codecov]\nflags = [\"a\"]\nauth = { token = 'KEY' }\n", UploadToken, "token of codecov"},
	{"a.toml", "codecov.upload.token = \"KEY\"\n", UploadToken, "codecov"},
	{"a.toml", "[[env]]\nname = \"CODECOV_TOKEN\"\nvalue = \"KEY\"\n", UploadToken, "value of CODECOV_TOKEN"},
	{"a.xml", "<plugin><artifactId>codecov-maven-plugin</artifactId><configuration><token>KEY</token></configuration></plugin>", UploadToken, "token of codecov-maven-plugin"},
	{"a.xml", "<env name=\"CODECOV_TOKEN\" value=\"KEY\"/>", UploadToken, "value of CODECOV_TOKEN"},
	{"a.xml", "<tool type='codecov'><auth token='KEY'/></tool>", UploadToken, "token of codecov"},
	{".env", "# uploads\nexport CODECOV_TOKEN='KEY' # ours\n", UploadToken, "value of CODECOV_TOKEN"},
	{".env.local", "A=b\nCODECOV_TOKEN=KEY\n", UploadToken, "value of CODECOV_TOKEN"},

	// What belongs to something else.
	{".github/workflows/ci.yml", "jobs:\n  a:\n    steps:\n      - uses: codecov/codecov-action@v4\n      - uses: other/action@v1\n        with:\n          token: KEY\n", none, ""},
	{"a.json", "{\"codecov\": {\"flags\": []}, \"other\": {\"token\": \"KEY\"}}", none, ""},
	{"a.json", "[{\"name\": \"codecov\"}, {\"name\": \"other\", \"token\": \"KEY\"}]", none, ""},
	{"a.toml", "[codecov]\nflag = 1\n[other]\ntoken = \"KEY\"\n", none, ""},
	{"a.xml", "<a><codecov id=\"1\"/><other><token>KEY</token></other></a>", none, ""},
	{"a.yml", "a: &tok KEY\ncodecov:\n  id: *tok\n", none, ""},
	{"a.yml", "- name: OTHER_ID\n  value: KEY\n- name: CODECOV_TOKEN\n  value: $X\n", none, ""},
	{".env", "CODECOV_URL=https://codecov.io\nTENANT=KEY\n", none, ""},
	{"a.yml", "command:\n  - codecov\n  - --sha\n  - KEY\n", none, ""},
}

// TestTreeSurvives: what a parser cannot read, or must not follow, is left to the
// lines around the value.
func TestTreeSurvives(t *testing.T) {
	t.Parallel()
	runSamples(t, []sample{
		{"values.yaml", "{{- if .Values.codecov }}\ncodecov:\n  token: KEY\n{{- end }}\n", UploadToken, "token of codecov"},
		{"a.yml", "a: [1, 2\ncodecov:\n  token: KEY\n", UploadToken, "token of codecov"},
		{"a.json", "{\"codecov\": {\"token\": \"KEY\", // ours\n}}", UploadToken, "token of codecov"},
		{"a.json", "{\"codecov\": {\"token\": \"KEY\"", UploadToken, "token of codecov"},
		{"a.toml", "[codecov]\ntoken = \"KEY\"\nx = = 1\n", UploadToken, "codecov"},
		{"a.xml", "<codecov><token>KEY</token><broken", UploadToken, "token of codecov"},
		{".env", "X=(\nCODECOV_TOKEN=KEY\n", UploadToken, "value of CODECOV_TOKEN"},
		{"a.json", nested(5000) + "{\"codecov\": {\"token\": \"KEY\"}}", UploadToken, "token of codecov"},
		{"a.yml", nested(5000) + "\ncodecov:\n  token: KEY\n", UploadToken, "token of codecov"},
	})
}

func nested(depth int) string {
	var b []byte
	for range depth {
		b = append(b, '[')
	}
	return string(b)
}
