package detector

import "testing"

func TestNameEvidenceConfig(t *testing.T) { runSamples(t, configSamples) }

// configSamples: names that say Codecov, in the syntax of configuration files.
var configSamples = []sample{
	// dotenv, Dockerfile, make.
	{".env", "CODECOV_TOKEN=KEY\n", UploadToken, valueOfToken},
	{".env.local", "A=1\nCODECOV_TOKEN=\"KEY\"\nB=2\n", UploadToken, valueOfToken},
	{".env", "export CODECOV_TOKEN='KEY'\n", UploadToken, valueOfToken},
	{"Dockerfile", "ENV CODECOV_TOKEN KEY\n", UploadToken, valueOfToken},
	{"Dockerfile", "ENV CODECOV_TOKEN=KEY\n", UploadToken, valueOfToken},
	{"Dockerfile", "ENV CI=true \\\n    CODECOV_TOKEN=\"KEY\" \\\n    A=b\n", UploadToken, valueOfToken},
	{"Dockerfile", "ARG CODECOV_TOKEN=KEY\n", UploadToken, valueOfToken},
	{"Dockerfile", "ARG CODECOV_TOKEN=\"KEY\"\n", UploadToken, valueOfToken},
	{"Makefile", "CODECOV_TOKEN = KEY\n", UploadToken, valueOfToken},
	{"Makefile", "CODECOV_TOKEN := KEY\n", UploadToken, valueOfToken},
	{"Makefile", "CODECOV_TOKEN ?= KEY\n", UploadToken, valueOfToken},
	{"Makefile", "export CODECOV_TOKEN ::= KEY\n", UploadToken, valueOfToken},
	{"Makefile", "test:\n\tCODECOV_TOKEN=KEY go test\n", UploadToken, valueOfToken},

	// YAML.
	{".github/workflows/ci.yml", "env:\n  CODECOV_TOKEN: KEY\n", UploadToken, valueOfToken},
	{".github/workflows/ci.yml", "env:\n  CODECOV_TOKEN: \"KEY\"\n", UploadToken, valueOfToken},
	{".github/workflows/ci.yml", "env:\n  'CODECOV_TOKEN': 'KEY' # comment\n", UploadToken, valueOfToken},
	{".github/workflows/ci.yml", "env: { CI: true, CODECOV_TOKEN: KEY }\n", UploadToken, valueOfToken},
	{".github/workflows/ci.yml", "env: {\"CODECOV_TOKEN\":\"KEY\"}\n", UploadToken, valueOfToken},
	{".github/workflows/ci.yml", "#  env:\n#    CODECOV_TOKEN: KEY\n", UploadToken, valueOfToken},
	{".travis.yml", "env:\n  global:\n    - CODECOV_TOKEN=KEY\n", UploadToken, valueOfToken},
	{".travis.yml", "env:\n  - CODECOV_TOKEN=\"KEY\" A=b\n", UploadToken, valueOfToken},
	{".travis.yml", "env:\n  global: CODECOV_TOKEN=KEY\n", UploadToken, valueOfToken},
	{"docker-compose.yml", "environment:\n  - CODECOV_TOKEN=KEY\n", UploadToken, valueOfToken},
	{"docker-compose.yml", "environment:\n  - \"CODECOV_TOKEN=${CODECOV_TOKEN:-KEY}\"\n", UploadToken, valueOfToken},
	{"a.yml", "CODECOV_TOKEN: >-\n  KEY\n", UploadToken, valueOfToken},
	{"a.yml", "CODECOV_TOKEN: |\n  KEY\n", UploadToken, valueOfToken},
	{"a.yml", "CODECOV_TOKEN: >\n\n  KEY\n", UploadToken, valueOfToken},
	{"a.yml", "CODECOV_TOKEN: !!str KEY\n", UploadToken, valueOfToken},
	{"a.yml", "CODECOV_TOKEN: &key KEY\n", UploadToken, valueOfToken},
	{"a.yml", "? CODECOV_TOKEN\n: KEY\n", UploadToken, valueOfToken},
	{"a.yml", "codecov: KEY\n", UploadToken, "value of codecov"},
	{"a.yml", "codecov:\n  - KEY\n", UploadToken, "value of codecov"},
	{"a.yml", "codecov_tokens:\n  - KEY\n", UploadToken, "value of codecov_tokens"},

	// TOML, INI, properties, JSON.
	{"config.toml", `codecov_token = "KEY"`, UploadToken, "codecov_token"},
	{"config.toml", "[env]\nCODECOV_TOKEN = 'KEY'\n", UploadToken, valueOfToken},
	{".cargo/config.toml", "[env]\nCODECOV_TOKEN = { value = \"KEY\", force = true }\n", UploadToken, valueOfToken},
	{"tox.ini", "[testenv]\nsetenv =\n    CODECOV_TOKEN = KEY\n", UploadToken, valueOfToken},
	{"tox.ini", "[testenv]\n; CODECOV_TOKEN=KEY\n", UploadToken, valueOfToken},
	{"setup.cfg", "[tool]\ncodecov-token: KEY\n", UploadToken, "codecov-token"},
	{"gradle.properties", "codecovToken=KEY\n", UploadToken, "codecovToken"},
	{"gradle.properties", "systemProp.codecov.token=KEY\n", UploadToken, "codecov.token"},
	{"app.properties", "! codecov.token = KEY\n", UploadToken, "codecov.token"},
	{"app.properties", "codecov.token:KEY\n", UploadToken, "codecov.token"},
	{"app.properties", "codecov.token=\\\n  KEY\n", UploadToken, "codecov.token"},
	{"a.json", `{"CODECOV_TOKEN": "KEY"}`, UploadToken, valueOfToken},
	{"a.json", `{"env":{"CODECOV_TOKEN":"KEY","A":"b"}}`, UploadToken, valueOfToken},
	{"a.json", "{\n  \"codecov\": \"KEY\"\n}", UploadToken, "value of codecov"},
	{"a.json", `{"body": "{\"codecov_token\": \"KEY\"}"}`, UploadToken, "codecov_token"},
	{"a.ipynb", "{\"source\": [\"os.environ['CODECOV_TOKEN'] = 'KEY'\\n\"]}", UploadToken, valueOfToken},

	// XML.
	{"pom.xml", "<codecov.token>KEY</codecov.token>", UploadToken, "codecov.token"},
	{"pom.xml", "<codecovToken>\n  KEY\n</codecovToken>", UploadToken, "codecovToken"},
	{"phpunit.xml", `<env name="CODECOV_TOKEN" value="KEY"/>`, UploadToken, valueOfToken},
	{"a.xml", `<param name="env.CODECOV_TOKEN">KEY</param>`, UploadToken, "CODECOV_TOKEN"},
	{"a.xml", `<CODECOV_TOKEN><![CDATA[KEY]]></CODECOV_TOKEN>`, UploadToken, valueOfToken},
	{"config.xml", "<string>CODECOV_TOKEN</string>\n<string>KEY</string>", UploadToken, valueOfToken},
	{"a.plist", "<key>CODECOV_TOKEN</key>\n\t<string>KEY</string>", UploadToken, valueOfToken},
	{"config.xml", "<name>CODECOV_TOKEN</name>\n<value>KEY</value>", UploadToken, valueOfToken},
	{"a.xml", "<!-- <codecov_token>KEY</codecov_token> -->", UploadToken, "codecov_token"},
	{"Directory.Build.props", "<CodecovToken Condition=\"'$(CodecovToken)' == ''\">KEY</CodecovToken>", UploadToken, "CodecovToken"},
}
