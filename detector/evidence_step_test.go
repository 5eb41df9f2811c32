package detector

import "testing"

func TestStepEvidence(t *testing.T) { runSamples(t, stepSamples) }

const (
	workflow     = ".github/workflows/ci.yml"
	tokenOfStep  = "token of codecov/codecov-action"
	tokenOfBlock = "token of codecov"
)

var stepSamples = []sample{
	// A step of GitHub Actions.
	{workflow, "steps:\n  - uses: codecov/codecov-action@v4\n    with:\n      token: KEY\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - uses: codecov/codecov-action@v4\n    with:\n      token: \"KEY\"\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - uses: codecov/codecov-action@v4\n    with:\n      'token': 'KEY' # old\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - uses: \"codecov/codecov-action@v4\"\n    with:\n      token: KEY32\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - uses: codecov/codecov-action@HEX40abc # v4\n    with:\n      token: KEY\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n- uses: codecov/codecov-action@v4\n  with:\n    token: KEY\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - name: Upload\n    uses: codecov/codecov-action@v4\n    if: always()\n    with:\n      files: a.xml\n      flags: unit\n      token: KEY\n      verbose: true\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - with:\n      token: KEY\n    uses: codecov/codecov-action@v4\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - with:\n      files: x\n      token: KEY\n    name: Upload\n    uses: codecov/codecov-action@v4\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  -\n    uses: codecov/codecov-action@v4\n    with:\n      token: KEY\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - name: a\n\n    uses: codecov/codecov-action@v4\n\n    with:\n\n      token: KEY\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - uses: codecov/codecov-action@v4\n    with:\n      token: >-\n        KEY\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - uses: codecov/test-results-action@v1\n    with:\n      token: KEY\n", UploadToken, "token of codecov/test-results-action"},
	{workflow, "steps:\n  - uses: actions/checkout@v4\n  - uses: codecov/codecov-action@v4\n    with:\n      token: KEY\n  - run: x\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - uses: my-org/codecov-upload@v1\n    with:\n      token: KEY\n", UploadToken, "token of my-org/codecov-upload"},

	// Commented out.
	{workflow, "steps:\n  # - uses: codecov/codecov-action@v4\n  #   with:\n  #     token: KEY\n  - run: x\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n#  - uses: codecov/codecov-action@v4\n#    with:\n#      token: KEY\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - uses: codecov/codecov-action@v4\n    with:\n      # token: KEY\n      files: x\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - uses: codecov/codecov-action@v4\n    with:\n#      token: KEY\n      files: x\n", UploadToken, tokenOfStep},

	{workflow, "steps:\n  - uses: codecov/codecov-action@v4\n# Note: a comment\n    with:\n      token: KEY\n", UploadToken, tokenOfStep},
	{workflow, "steps:\n  - uses: codecov/codecov-action@v4\n    # with:\n    #   token: KEY\n", UploadToken, tokenOfStep},

	// Orbs, pipes, plugins, blocks of other services.
	{".circleci/config.yml", "steps:\n  - codecov/upload:\n      token: KEY\n", UploadToken, "token of codecov/upload"},
	{".circleci/config.yml", "steps:\n  - codecov/upload:\n      file: a.xml\n      token: \"KEY\"\n", UploadToken, "token of codecov/upload"},
	{"bitbucket-pipelines.yml", "- pipe: codecov/upload:1.0\n  variables:\n    TOKEN: KEY\n", UploadToken, ""},
	{"bitrise.yml", "workflows:\n  test:\n    steps:\n    - codecov@3:\n        inputs:\n        - token: KEY\n", UploadToken, "token of codecov"},
	{".drone.yml", "- name: cov\n  image: plugins/codecov\n  settings:\n    token: KEY\n", UploadToken, "token of plugins/codecov"},
	{".drone.yml", "- name: cov\n  image: plugins/codecov\n  settings:\n    paths:\n      - a.xml\n    token:\n      KEY\n", UploadToken, "token of plugins/codecov"},
	{"buildkite.yml", "steps:\n  - plugins:\n      - joscha/codecov#v3:\n          token: KEY\n", UploadToken, "token of joscha/codecov"},
	{"azure-pipelines.yml", "- task: codecov@3\n  inputs:\n    token: KEY\n", UploadToken, "token of codecov"},

	// A codecov: block.
	{"a.yml", "codecov:\n  token: KEY\n", UploadToken, tokenOfBlock},
	{"a.yml", "codecov:\n  require_ci_to_pass: yes\n  notify:\n    wait: 1\n  token: KEY\n", UploadToken, tokenOfBlock},
	{"a.yml", "codecov:\n    token: \"KEY\"\n", UploadToken, tokenOfBlock},
	{"a.yml", "\"codecov\":\n  \"token\": \"KEY\"\n", UploadToken, tokenOfBlock},
	{"a.yml", "# codecov:\n#   token: KEY\n", UploadToken, tokenOfBlock},
	{"a.yml", "codecov:\n  upload:\n    token: KEY\n", UploadToken, tokenOfBlock},
	{"a.yml", "codecov:\n  tokens:\n    - KEY\n", UploadToken, "tokens of codecov"},
	{"install.yml", "codecov:\n  setup:\n    global_upload_token: KEY\n", UploadToken, "value of global_upload_token"},
	{"", "codecov:\n  token: KEY\n", UploadToken, tokenOfBlock},

	// Somebody else's token.
	{workflow, "steps:\n  - uses: codecov/codecov-action@v4\n  - uses: sonar/scan@v1\n    with:\n      token: KEY\n", none, ""},
	{workflow, "steps:\n  - uses: sonar/scan@v1\n    with:\n      token: KEY\n  - uses: codecov/codecov-action@v4\n", none, ""},
	{workflow, "jobs:\n  codecov:\n    steps:\n      - uses: sonar/scan@v1\n        with:\n          token: KEY\n", none, ""},
	{workflow, "steps:\n  - uses: codecov/codecov-action@v4\n    with:\n      token: ${{ secrets.CODECOV_TOKEN }}\n      name: KEY\n", none, ""},
	{workflow, "steps:\n  - uses: codecov/codecov-action@v4\n    with:\n      override_commit: HEX40\n", none, ""},
	{workflow, "steps:\n  - uses: codecov/codecov-action@HEX40\n    with:\n      token: ${{ secrets.X }}\n", none, ""},
	{workflow, "steps:\n  - run: codecov\n  - env:\n      token: KEY\n", none, ""},
	{"a.yml", "codecov:\n  branch: main\nother:\n  token: KEY\n", none, ""},
	{"a.yml", "other:\n  token: KEY\ncodecov:\n  branch: main\n", none, ""},
	{"a.yml", "codecov:\n  id: KEY\n", none, ""},
	{"a.yml", "token: KEY\ncodecov: true\n", none, ""},
	{workflow, "steps:\n  - uses: codecov/codecov-action@v4\n    with:\n      token: 11111111-1111-1111-1111-111111111111\n", none, ""},
}

// TestStepOfItsOwn: what runs in the block of one value is not what runs in that of the
// next, whose keys begin further left on the same lines.
func TestStepOfItsOwn(t *testing.T) {
	f := fill(t, "    - uses: codecov/codecov-action@v4\n      with:\n        token: KEY\n  settings:\n    token: OTHER\n")
	for _, found := range Scan(Input{Path: "a.yml", Text: []byte(f.text)}, Options{}) {
		if found.Line == 5 && found.Confidence == Certain {
			t.Errorf("the value below the step: %s", found.Reason)
		}
	}
}
