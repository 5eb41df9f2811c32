package detector

import "testing"

func TestStructureEvidence(t *testing.T) { runSamples(t, structureSamples) }

var structureSamples = []sample{
	// Calls and options.
	{"a.R", `covr::codecov(token = "KEY")`, UploadToken, "token of codecov"},
	{"a.R", `codecov(quiet = FALSE, token = "KEY")`, UploadToken, "token of codecov"},
	{"a.R", "covr::codecov(\n  type = c(\"tests\", \"examples\"),\n  token = \"KEY\"\n)", UploadToken, "token of codecov"},
	{"a.R", `Rscript -e 'covr::codecov(token = "KEY")'`, UploadToken, "token of codecov"},
	{"a.jl", `Codecov.submit(process_folder(); token = "KEY")`, UploadToken, "token of Codecov.submit"},
	{"vite.config.ts", "codecovVitePlugin({\n  enableBundleAnalysis: true,\n  bundleName: \"app\",\n  uploadToken: \"KEY\",\n})", UploadToken, "uploadToken of codecovVitePlugin"},
	{"rollup.config.mjs", `codecovRollupPlugin({ uploadToken: "KEY" })`, UploadToken, "uploadToken of codecovRollupPlugin"},
	{"webpack.config.js", `codecovWebpackPlugin({ enableBundleAnalysis: process.env.X !== undefined, uploadToken: process.env.X || 'KEY' })`, UploadToken, ""},
	{"vite.config.ts", "plugins: [\n  vue(),\n  codecovVitePlugin({\n    gitService: 'github',\n    // uploadToken: 'KEY',\n  }),\n]", UploadToken, "uploadToken of codecovVitePlugin"},
	{"a.js", `new Codecov({ token: 'KEY' })`, UploadToken, "token of Codecov"},
	{"a.py", `Codecov(token="KEY")`, UploadToken, "token of Codecov"},
	{"a.py", `CodecovClient(access_token="KEY")`, APIToken, "access_token of CodecovClient"},
	{"Fastfile", `codecov_reporter(token: "KEY")`, UploadToken, "token of codecov_reporter"},
	{"a.cake", `Codecov(new CodecovSettings { Token = "KEY" })`, UploadToken, "Token of CodecovSettings"},

	// JSON and its kin.
	{"a.json", `{"codecov": {"token": "KEY"}}`, UploadToken, "token of codecov"},
	{"a.json", "{\n  \"a\": [1, 2],\n  \"codecov\": {\n    \"flags\": [\"x\"],\n    \"token\": \"KEY\"\n  }\n}", UploadToken, "token of codecov"},
	{"a.json", "{\n  \"codecov\":\n  {\n    \"token\": \"KEY\"\n  }\n}", UploadToken, "token of codecov"},
	{"a.json", `{"codecov": {"upload": {"token": "KEY"}}}`, UploadToken, "token of codecov"},
	{"a.json", `{"codecov": {"tokens": ["KEY"]}}`, UploadToken, "tokens of codecov"},
	{"a.json", `{"codecov":{"repositories":{"a":{"uploadToken":"KEY"}}}}`, UploadToken, "uploadToken of codecov"},
	{"a.json5", "{codecov: {token: 'KEY'}}", UploadToken, "token of codecov"},
	{"a.hcl", "codecov {\n  token = \"KEY\"\n}", UploadToken, "token of codecov"},
	{"build.gradle", "codecov {\n    token = 'KEY'\n}", UploadToken, "token of codecov"},
	{"a.tf", "provider \"codecov\" {\n  token = \"KEY\"\n}", UploadToken, "token of codecov"},
	{"a.php", `'codecov' => ['token' => 'KEY'],`, UploadToken, "token of codecov"},
	{"a.php", `'codecov' => array('token' => 'KEY'),`, UploadToken, "token of codecov"},
	{"a.lua", `codecov = { token = "KEY" }`, UploadToken, "token of codecov"},
	{"a.nix", `services.codecov = { enable = true; token = "KEY"; };`, UploadToken, "token of services.codecov"},
	{"config.toml", `codecov = { token = "KEY" }`, UploadToken, "token of codecov"},

	// Flow style in YAML.
	{".github/workflows/ci.yml", "- { uses: codecov/codecov-action@v4, with: { token: KEY } }", UploadToken, "codecov/codecov-action"},
	{".github/workflows/ci.yml", "- { with: { token: KEY }, uses: codecov/codecov-action@v4 }", UploadToken, "codecov/codecov-action"},
	{".github/workflows/ci.yml", "- {\"uses\": \"codecov/codecov-action@v4\", \"with\": {\"token\": \"KEY\"}}", UploadToken, "codecov/codecov-action"},
	{".github/workflows/ci.yml", "- uses: codecov/codecov-action@v4\n  with: { token: KEY }", UploadToken, "codecov/codecov-action"},
	{".github/workflows/ci.yml", "- uses: codecov/codecov-action@v4\n  with: {files: a.xml, token: 'KEY'}", UploadToken, "codecov/codecov-action"},
	{"a.yml", "codecov: {token: KEY}", UploadToken, "token of codecov"},
	{"a.yml", "steps: [{uses: actions/checkout@v4}, {uses: codecov/codecov-action@v4, with: {token: KEY}}]", UploadToken, "codecov/codecov-action"},

	// Not Codecov's.
	{"a.json", `{"codecov": {"flags": []}, "token": "KEY"}`, none, ""},
	{"a.json", `{"sonar": {"token": "KEY"}, "codecov": {}}`, none, ""},
	{"a.json", `{"codecov": {"id": "KEY"}}`, none, ""},
	{"a.json", `{"codecov": {"project": {"guid": "KEY"}}}`, none, ""},
	{"a.R", `codecov(); login(token = "KEY")`, none, ""},
	{"a.js", `plugins: [codecovVitePlugin({}), sentry({ token: "KEY" })]`, none, ""},
	{"a.yml", "- { uses: sonar/scan@v4, with: { token: KEY } } # codecov", none, ""},
	{"a.yml", "steps: [{uses: codecov/codecov-action@v4}, {uses: sonar/scan@v4, with: {token: KEY}}]", none, ""},
	{"a.yml", "steps: [{uses: sonar/scan@v4, with: {token: KEY}}, {uses: codecov/codecov-action@v4}]", none, ""},
	{"a.json", `{"codecov": {"token": "a1b2c3d4-e5f6-7890-abcd-ef1234567890"}}`, none, ""},
}
