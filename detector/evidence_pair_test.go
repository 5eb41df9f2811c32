package detector

import "testing"

func TestPairEvidence(t *testing.T) { runSamples(t, pairSamples) }

// pairSamples: some of these are found by their name alone, for nothing but the
// key of the value stands between.
var pairSamples = []sample{
	{"k8s.yml", "env:\n  - name: CODECOV_TOKEN\n    value: KEY\n", UploadToken, valueOfToken},
	{"k8s.yml", "env:\n  - name: \"CODECOV_TOKEN\"\n    value: \"KEY\"\n", UploadToken, valueOfToken},
	{"k8s.yml", "env:\n  - value: KEY\n    name: CODECOV_TOKEN\n", UploadToken, valueOfToken},
	{"azure-pipelines.yml", "variables:\n- name: CODECOV_TOKEN\n  value: KEY\n", UploadToken, valueOfToken},
	{"azure-pipelines.yml", "variables:\n- name: CODECOV_TOKEN\n  readonly: true\n  value: KEY\n", UploadToken, valueOfToken},
	{".gitlab-ci.yml", "variables:\n  CODECOV_TOKEN:\n    value: KEY\n", UploadToken, valueOfToken},
	{".gitlab-ci.yml", "variables:\n  CODECOV_TOKEN:\n    description: \"token\"\n    value: KEY\n", UploadToken, valueOfToken},
	{"action.yml", "inputs:\n  codecov_token:\n    required: false\n    default: KEY\n", UploadToken, "value of codecov_token"},
	{".circleci/config.yml", "parameters:\n  codecov-token:\n    type: string\n    default: KEY\n", UploadToken, "value of codecov-token"},
	{"cfn.yml", "- Name: CODECOV_TOKEN\n  Type: PLAINTEXT\n  Value: KEY\n", UploadToken, valueOfToken},
	{"cfn.json", `{"name": "CODECOV_TOKEN", "type": "PLAINTEXT", "value": "KEY"}`, UploadToken, valueOfToken},
	{"ecs.json", "{\n  \"value\": \"KEY\",\n  \"name\": \"CODECOV_TOKEN\"\n}", UploadToken, valueOfToken},
	{"ecs.json", `[{"name": "CODECOV_TOKEN", "value": "KEY"}, {"name": "A", "value": "OTHER"}]`, UploadToken, valueOfToken},
	{"main.tf", "environment_variable {\n  name  = \"CODECOV_TOKEN\"\n  value = \"KEY\"\n}", UploadToken, valueOfToken},
	{"main.tf", "resource \"github_actions_secret\" \"codecov\" {\n  secret_name     = \"CODECOV_TOKEN\"\n  plaintext_value = \"KEY\"\n}", UploadToken, valueOfToken},
	{"main.tf", "variable \"codecov_token\" {\n  default = \"KEY\"\n}", UploadToken, "value of codecov_token"},
	{"main.tf", "variable \"codecov_token\" {\n  type    = string\n  default = \"KEY\"\n}", UploadToken, "value of codecov_token"},

	{"phpunit.xml", `<env name="CODECOV_TOKEN" force="true" value="KEY"/>`, UploadToken, valueOfToken},
	{"a.xml", `<env value="KEY" name="CODECOV_TOKEN"/>`, UploadToken, valueOfToken},

	// Options of a command.
	{"ci.sh", "gh secret set CODECOV_TOKEN --repo o/r --body \"KEY\"", UploadToken, valueOfToken},
	{"ci.sh", "az pipelines variable create --name CODECOV_TOKEN --secret true --value KEY", UploadToken, valueOfToken},
	{"ci.sh", "aws ssm put-parameter \\\n  --name /ci/codecov-token \\\n  --type SecureString \\\n  --value KEY\n", UploadToken, "value of codecov-token"},
	{"ci.sh", "aws secretsmanager create-secret --name codecov-api-token --secret-string KEY", APIToken, "codecov-api-token"},
	{"ci.sh", "set_token CODECOV_TOKEN; az variable create --name TENANT --value KEY", none, ""},

	// Calls.
	{"a.py", `click.option("--codecov-token", envvar="X", default="KEY")`, UploadToken, "codecov-token"},
	{"a.py", `login(codecov_token, default="KEY")`, UploadToken, "codecov_token"},

	// Pairs that belong to another name.
	{"k8s.yml", "env:\n  - name: CODECOV_TOKEN\n    valueFrom: x\n  - name: SONAR\n    value: KEY\n", none, ""},
	{"k8s.yml", "env:\n  - name: SONAR\n    value: KEY\n  - name: CODECOV_TOKEN\n    valueFrom: x\n", none, ""},
	{"a.json", `[{"name": "SONAR", "value": "KEY"}, {"name": "CODECOV_TOKEN", "value": "$X"}]`, none, ""},
	{"a.json", `[{"name": "CODECOV_TOKEN", "value": "$X"}, {"name": "SONAR", "value": "KEY"}]`, none, ""},
	{"main.tf", "variable \"codecov_token\" {\n  type = string\n}\nvariable \"tenant\" {\n  default = \"KEY\"\n}", none, ""},
	{"a.xml", "<key>CODECOV_TOKEN</key><string>$X</string><key>Id</key><string>KEY</string>", none, ""},
	{"phpunit.xml", "<env name=\"CODECOV_TOKEN\" value=\"\"/>\n<env name=\"ID\" value=\"KEY\"/>", none, ""},
}
